"""The parts of a request's body that both APIs have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...utf8 import sendable
from ..exceptions import UserError
from ..model_settings import ModelSettings
from .interface import ModelCall, ModelOutputSchema, ModelTool

_SHARED_SETTINGS = (
    "temperature",
    "top_p",
    "top_logprobs",
    "metadata",
    "prompt_cache_retention",
    "prompt_cache_options",
)


def shared_settings(settings: ModelSettings) -> dict[str, Any]:
    """The settings that both APIs take by the same names."""
    return {name: getattr(settings, name) for name in _SHARED_SETTINGS}


def request_parts(body: dict[str, Any], settings: ModelSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of a request, without what nobody set, and its options (headers, query, timeout ...).

    The names are those of the parameters of the client's ``create``. The body can be sent as UTF-8.
    """
    body = _without_none(body)
    options = {
        "extra_headers": settings.extra_headers,
        "extra_query": settings.extra_query,
        "extra_body": sendable(settings.extra_body),
        "timeout": None,
        "max_retries": settings.retry.max_retries if settings.retry else None,
    }
    extra_args = dict(settings.extra_args or {})
    repeated = sorted(set(extra_args) & {*body, *_without_none(options)})
    if repeated:
        raise UserError(
            f"ModelSettings.extra_args gives {', '.join(repeated)} again: set it in one place only."
        )
    for name in options.keys() & extra_args.keys():
        options[name] = extra_args.pop(name)
    return sendable({**body, **extra_args}), _without_none(options)


def tool_definitions(call: ModelCall) -> list[Mapping[str, Any]]:
    """The tools and handoffs that the model may call, as the Responses API defines them."""
    tools = [_tool_definition(tool) for tool in call.tools]
    handoffs = [
        _function(each.tool_name, each.tool_description, each.input_json_schema, each.strict_json_schema)
        for each in call.handoffs
    ]
    return [*tools, *handoffs]


def output_format(schema: ModelOutputSchema | None) -> dict[str, Any] | None:
    """The JSON schema that the output must have, under a name; None for plain text."""
    if schema is None or schema.is_plain_text():
        return None
    return {"name": "final_output", "schema": schema.json_schema(), "strict": schema.is_strict_json_schema()}


def _tool_definition(tool: ModelTool | Mapping[str, Any]) -> Mapping[str, Any]:
    """A tool as the API wants it; a dict is one of the API's own hosted tools and goes as it is."""
    if isinstance(tool, Mapping):
        return tool
    if not hasattr(tool, "params_json_schema"):
        raise UserError(
            f"{tool!r} is not a tool that this model can be given. Use @function_tool or FunctionTool(...) "
            'for your own functions, or a dict like {"type": "web_search"} for a tool that the API runs.'
        )
    function = _function(tool.name, tool.description, tool.params_json_schema, tool.strict_json_schema)
    # A tool of another model's making may not have the field.
    return {**function, "defer_loading": True} if getattr(tool, "defer_loading", False) else function


def _function(name: str, description: str, parameters: dict[str, Any], strict: bool) -> dict[str, Any]:
    return {
        "type": "function",
        "name": name,
        "description": description,
        "parameters": parameters,
        "strict": strict,
    }


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
