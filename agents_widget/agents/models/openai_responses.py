"""Models of the Responses API, at OpenAI or at any server that speaks it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from typing import TYPE_CHECKING, Any

from openai import AsyncOpenAI

# Else the client imports it at the first request, for 70 ms on the loop of all runs.
from openai.resources.responses import responses as _responses  # noqa: F401

from ..exceptions import UserError
from ..items import TResponseStreamEvent
from ..model_settings import ModelSettings
from ..not_here import absent_names
from .event_stream import Endpoint, stream_events
from .fake_id import FAKE_RESPONSES_ID
from .interface import BuiltInModel, ModelCall
from .openai_clients import require_async_client
from .openai_pickling import PickledWithoutKey
from .request_body import output_format, shared_settings, tool_definitions
from .response_events import accept_response_event, parse_response_event

if not TYPE_CHECKING:
    __getattr__ = absent_names(__name__)

_WITHOUT_ID = (None, "message", "reasoning", "function_call", "function_call_output")
"""Types of input items that the API takes without an id; None: a message may have no type."""
_LOGPROBS = "message.output_text.logprobs"
_ENDPOINT = Endpoint(
    path="/responses",
    create=lambda client: client.responses.create,
    parse=parse_response_event,
    accept=accept_response_event,
    hint_if_missing=(
        "if this server has chat completions only, call set_default_openai_api('chat_completions')"
    ),
)


class OpenAIResponsesModel(PickledWithoutKey, BuiltInModel):
    """A model behind the Responses API: ``OpenAIResponsesModel("gpt-5", AsyncOpenAI(base_url=...))``.

    ``model_is_explicit=False`` lets a stored prompt choose the model. Raises what the openai client raises.
    A pickle of it has no key: that is read from the environment where the model is unpickled.
    """

    def __init__(self, model: str, openai_client: AsyncOpenAI, *, model_is_explicit: bool = True) -> None:
        self.model = model
        self.openai_client = require_async_client(openai_client)
        self._model_is_explicit = model_is_explicit

    def stream_call(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the response to one call."""
        body = response_body(call)
        if call.prompt is None or self._model_is_explicit:
            body["model"] = self.model
        return stream_events(self.openai_client, _ENDPOINT, body, call.model_settings)


def response_body(call: ModelCall) -> dict[str, Any]:
    """The body of a request to the Responses API; what nobody set is None."""
    settings = call.model_settings
    tools = tool_definitions(call)
    _check_deferred_tools(tools)
    tool_choice = _tool_choice(settings.tool_choice, tools)
    if call.prompt is not None and not tools and isinstance(tool_choice, Mapping):
        tool_choice = None  # the prompt may have the tool, but the API looks among the request's only
    return {
        **shared_settings(settings),
        "instructions": call.system_instructions,
        "input": _input_items(call),
        "tools": tools or None,
        "tool_choice": tool_choice,
        "parallel_tool_calls": settings.parallel_tool_calls if tools or call.prompt else None,
        "text": _text_options(call),
        "include": _include(settings),
        "truncation": settings.truncation,
        "max_output_tokens": settings.max_tokens,
        "reasoning": settings.reasoning,
        "store": settings.store,
        "context_management": settings.context_management,
        "previous_response_id": call.previous_response_id,
        "conversation": call.conversation_id,
        "prompt": call.prompt,
        "stream": True,
    }


def _input_items(call: ModelCall) -> list[Mapping[str, Any]]:
    """The input items, without the ids that name nothing, and without what belongs to another server."""
    items: list[Mapping[str, Any]] = []
    given_ids: set[str] = set()
    for item in call.items:
        dropped = {"provider_data"} & item.keys()
        if not _has_good_id(item, given_ids):
            dropped.add("id")
        # A reasoning item of another server is left out: the server knows its own only.
        is_foreign = item.get("id") == FAKE_RESPONSES_ID or bool(item.get("provider_data"))
        if item.get("type") != "reasoning" or not is_foreign:
            items.append(_without(item, dropped) if dropped else item)
    return items


def _has_good_id(item: Mapping[str, Any], given_ids: set[str]) -> bool:
    """Whether an item has no id, or one that the API takes: a text that no item before it has.

    Servers of others may give no text, one id to all items, or an item twice. Items of hosted tools are known
    by their ids alone. ``given_ids`` are those of the items so far, and get this one.
    """
    item_id = item.get("id")
    if "id" not in item or item.get("type") not in _WITHOUT_ID:
        return True
    if not isinstance(item_id, str) or item_id in ("", FAKE_RESPONSES_ID):
        return False
    is_new = item_id not in given_ids
    given_ids.add(item_id)
    return is_new


def _without(item: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in names}


def _check_deferred_tools(tools: list[Mapping[str, Any]]) -> None:
    deferred = [tool["name"] for tool in tools if tool.get("defer_loading") and "name" in tool]
    if deferred and not any(tool.get("type") == "tool_search" for tool in tools):
        raise UserError(
            f"The model cannot find {', '.join(deferred)} (defer_loading=True) without a search: "
            'add {"type": "tool_search"} to the agent\'s tools.'
        )


def _text_options(call: ModelCall) -> dict[str, Any] | None:
    options: dict[str, Any] = {}
    schema = output_format(call.output_schema)
    if schema is not None:
        options["format"] = {"type": "json_schema", **schema}
    if call.model_settings.verbosity is not None:
        options["verbosity"] = call.model_settings.verbosity
    return options or None


def _include(settings: ModelSettings) -> list[str] | None:
    include = list(settings.response_include or ())
    if settings.top_logprobs is not None and _LOGPROBS not in include:
        include.append(_LOGPROBS)
    return include or None


def _tool_choice(choice: Any, tools: list[Mapping[str, Any]]) -> Any:
    if choice is None or choice in ("auto", "required", "none") or isinstance(choice, Mapping):
        return choice
    if any(tool.get("type") == choice for tool in tools):
        return {"type": choice}  # a tool that the API runs
    return {"type": "function", "name": choice}
