"""What goes into a request to the Responses API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import UserError
from .model import ModelHandoff, ModelOutputSchema, ModelTool
from .settings import ModelSettings

PLACEHOLDER_ID = "__fake_id__"
"""The id of items from servers that give none; never sent to a server."""

_HOSTED_TOOLS = (
    "code_interpreter",
    "computer_use_preview",
    "file_search",
    "image_generation",
    "mcp",
    "web_search",
    "web_search_preview",
)


def response_body(
    instructions: str | None,
    input: str | Sequence[Any],
    settings: ModelSettings,
    tools: Sequence[ModelTool],
    output_schema: ModelOutputSchema | None,
    handoffs: Sequence[ModelHandoff],
) -> dict[str, Any]:
    """The body of a Responses request, without the fields that nobody set."""
    offered = [*map(tool_param, tools), *map(handoff_param, handoffs)]
    include = list(settings.response_include or ())
    if settings.top_logprobs is not None:
        include.append("message.output_text.logprobs")
    body = {
        "instructions": instructions,
        "input": input_items(input),
        "tools": offered or None,
        "tool_choice": _tool_choice(settings.tool_choice),
        "parallel_tool_calls": settings.parallel_tool_calls if offered else None,
        "text": _text_format(output_schema, settings) or None,
        "include": list(dict.fromkeys(include)) or None,
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "top_logprobs": settings.top_logprobs,
        "truncation": settings.truncation,
        "max_output_tokens": settings.max_tokens,
        "reasoning": settings.reasoning,
        "metadata": settings.metadata,
        "store": settings.store,
        "prompt_cache_retention": settings.prompt_cache_retention,
        "prompt_cache_options": settings.prompt_cache_options,
        "context_management": settings.context_management,
    }
    return {name: value for name, value in body.items() if value is not None}


def request_parts(body: dict[str, Any], settings: ModelSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """The whole body, and what goes beside it, both named as the arguments of the client's ``create``."""
    beside = {
        "extra_headers": settings.extra_headers,
        "extra_query": settings.extra_query,
        "extra_body": settings.extra_body,
        "timeout": None,
    }
    more = dict(settings.extra_args or {})
    twice = sorted(set(more) & {*body, *(name for name, value in beside.items() if value is not None)})
    if twice:
        raise UserError(f"ModelSettings.extra_args gives {', '.join(twice)} again: set it in one place only.")
    beside.update({name: more.pop(name) for name in beside if name in more})
    return {**body, **more}, {name: value for name, value in beside.items() if value is not None}


def input_items(input: str | Sequence[Any]) -> list[Any]:
    """The input as a list of items that a server takes, so without placeholder ids."""
    if isinstance(input, str):
        return [{"role": "user", "content": input}]
    cleaned = []
    for item in input:
        if not isinstance(item, dict) or item.get("id") != PLACEHOLDER_ID:
            cleaned.append(item)
        elif item.get("type") != "reasoning":  # reasoning is known by its id only
            cleaned.append({key: value for key, value in item.items() if key != "id"})
    return cleaned


def tool_param(tool: ModelTool | Mapping[str, Any]) -> Mapping[str, Any]:
    """A tool as the API wants it; a dict is one of the API's own hosted tools and goes as it is."""
    if isinstance(tool, Mapping):
        return tool
    if not hasattr(tool, "params_json_schema"):
        raise UserError(
            f"{tool!r} is not a tool that this model can be given. Use @function_tool or FunctionTool(...) "
            'for your own functions, or a dict like {"type": "web_search"} for a tool that the API runs.'
        )
    return _function(tool.name, tool.description, tool.params_json_schema, tool.strict_json_schema)


def handoff_param(handoff: ModelHandoff) -> Mapping[str, Any]:
    """A handoff as the function tool that the model sees."""
    return _function(
        handoff.tool_name, handoff.tool_description, handoff.input_json_schema, handoff.strict_json_schema
    )


def _function(name: str, description: str, parameters: dict[str, Any], strict: bool) -> Mapping[str, Any]:
    return {
        "type": "function",
        "name": name,
        "description": description,
        "parameters": parameters,
        "strict": strict,
    }


def _tool_choice(choice: Any) -> Any:
    if choice is None or choice in ("auto", "required", "none") or isinstance(choice, Mapping):
        return choice
    return {"type": choice} if choice in _HOSTED_TOOLS else {"type": "function", "name": choice}


def _text_format(schema: ModelOutputSchema | None, settings: ModelSettings) -> dict[str, Any]:
    text: dict[str, Any] = {}
    if schema is not None and not schema.is_plain_text():
        text["format"] = {
            "type": "json_schema",
            "name": "final_output",
            "schema": schema.json_schema(),
            "strict": schema.is_strict_json_schema(),
        }
    if settings.verbosity is not None:
        text["verbosity"] = settings.verbosity
    return text
