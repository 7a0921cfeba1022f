"""What requests to both APIs have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exceptions import UserError
from ..model_settings import ModelSettings
from .interface import ModelCall, ModelOutputSchema, ModelTool

_SAME_IN_BOTH = (
    "temperature",
    "top_p",
    "top_logprobs",
    "metadata",
    "prompt_cache_retention",
    "prompt_cache_options",
)


def shared_settings(settings: ModelSettings) -> dict[str, Any]:
    """The settings that both APIs take by the same names."""
    return {name: getattr(settings, name) for name in _SAME_IN_BOTH}


def request_parts(body: dict[str, Any], settings: ModelSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body without what nobody set, and what goes beside it, both named as by the client's ``create``."""
    body = _given(body)
    beside = {
        "extra_headers": settings.extra_headers,
        "extra_query": settings.extra_query,
        "extra_body": settings.extra_body,
        "timeout": None,
    }
    more = dict(settings.extra_args or {})
    twice = sorted(set(more) & {*body, *_given(beside)})
    if twice:
        raise UserError(f"ModelSettings.extra_args gives {', '.join(twice)} again: set it in one place only.")
    beside.update({name: more.pop(name) for name in beside if name in more})
    return {**body, **more}, _given(beside)


def offered(call: ModelCall) -> list[Mapping[str, Any]]:
    """The tools and handoffs that the model may call, as the Responses API wants them."""
    moves = [
        _function(move.tool_name, move.tool_description, move.input_json_schema, move.strict_json_schema)
        for move in call.handoffs
    ]
    return [*map(_tool, call.tools), *moves]


def answer_form(schema: ModelOutputSchema | None) -> dict[str, Any] | None:
    """The JSON schema that the answer must have, under a name; None for plain text."""
    if schema is None or schema.is_plain_text():
        return None
    return {"name": "final_output", "schema": schema.json_schema(), "strict": schema.is_strict_json_schema()}


def _tool(tool: ModelTool | Mapping[str, Any]) -> Mapping[str, Any]:
    """A tool as the API wants it; a dict is one of the API's own hosted tools and goes as it is."""
    if isinstance(tool, Mapping):
        return tool
    if not hasattr(tool, "params_json_schema"):
        raise UserError(
            f"{tool!r} is not a tool that this model can be given. Use @function_tool or FunctionTool(...) "
            'for your own functions, or a dict like {"type": "web_search"} for a tool that the API runs.'
        )
    return _function(tool.name, tool.description, tool.params_json_schema, tool.strict_json_schema)


def _function(name: str, description: str, parameters: dict[str, Any], strict: bool) -> dict[str, Any]:
    described = {"name": name, "description": description, "parameters": parameters, "strict": strict}
    return {"type": "function", **described}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
