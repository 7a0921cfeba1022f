"""The result of an MCP tool: what the model gets, the Python value, and the pictures in it."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mcp.types import CallToolResult, ContentBlock, Tool


class MCPResult(NamedTuple):
    """A result in its forms."""

    value: Any
    """The Python value: the structured content; else a text, bytes of an image, or a list of such."""
    for_model: Any
    """What the model gets, as the OpenAI Agents SDK gives it: parts with texts and images, or JSON."""
    pictures: list[dict[str, str]]
    """The images as base64, by MIME type."""
    text: str
    """All its texts."""


def read_result(result: CallToolResult, tool: Tool, *, use_structured_content: bool) -> MCPResult:
    """Read what a server answered to the call of a tool."""
    structured = None if result.is_error else result.structured_content
    parts = [_part(block) for block in result.content]
    for_model: Any = parts[0] if len(parts) == 1 else parts
    if use_structured_content and structured:
        for_model = json.dumps(structured)
    values = [_value(block) for block in result.content]
    value: Any = values[0] if len(values) == 1 else values
    if structured is not None:
        value = structured["result"] if _is_wrapped(structured, tool) else structured
    pictures = [{block.mime_type: block.data} for block in result.content if block.type == "image"]
    text = "\n".join(block.text for block in result.content if block.type == "text")
    return MCPResult(value, for_model, pictures, text)


def _part(block: ContentBlock) -> dict[str, Any]:
    if block.type == "text":
        return {"type": "text", "text": block.text}
    if block.type == "image":
        return {"type": "image", "image_url": f"data:{block.mime_type};base64,{block.data}"}
    return {"type": "text", "text": block.model_dump_json()}


def _value(block: ContentBlock) -> Any:
    if block.type == "text":
        return block.text
    if block.type == "image":
        try:
            return base64.b64decode(block.data)
        except (binascii.Error, ValueError):
            return block.data
    return block.model_dump(mode="json", by_alias=True, exclude_none=True)


def _is_wrapped(structured: dict[str, Any], tool: Tool) -> bool:
    """Whether the server's library put a result that is no object into one.

    ``mcp`` and FastMCP do so as ``{"result": ...}``, under the title ``<function>Output`` or with a mark.
    """
    schema = tool.output_schema or {}
    return structured.keys() == {"result"} == set(schema.get("properties", {})) and (
        bool(schema.get("x-fastmcp-wrap-result")) or str(schema.get("title", "")).endswith("Output")
    )
