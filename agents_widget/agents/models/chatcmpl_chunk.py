"""Reads the chunks of a chat completion, whatever a server leaves out or puts in their fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
from openai._streaming import ServerSentEvent

from ..exceptions import UserError
from .chatcmpl_call_joining import CallPiece
from .response_events import parse_json, plain_object, raise_server_error
from .server_errors import unreadable


def parse_chunk(event: ServerSentEvent, response: httpx2.Response) -> dict[str, Any] | None:
    """The chunk in an event, None for JSON that is no object.

    Raises ``openai.APIError`` if it is an error or no JSON.
    """
    data = parse_json(event, response)
    raise_server_error(data, response.request, event_name=event.event)
    return data if isinstance(data, dict) else None


def accept_chunk(chunk: Any, request: httpx2.Request) -> dict[str, Any]:
    """A chunk, or a whole completion, of a client's own ``create``. Raises as ``parse_chunk``."""
    data = plain_object(chunk)
    raise_server_error(data, request)
    return data


def first_choice(chunk: Mapping[str, Any], *, strict: bool = False) -> Iterator[Mapping[str, Any]]:
    """What a chunk says of the first choice: a request for several gets several.

    Raises ``ModelBehaviorError`` for choices that are none; ``strict`` raises ``UserError`` for further ones.
    """
    choices = chunk.get("choices") or ()
    if not isinstance(choices, (list, tuple)):
        raise unreadable("a chunk", chunk)
    for choice in choices:
        if not isinstance(choice, Mapping):
            raise unreadable("a chunk", chunk)
        if not choice.get("index"):
            yield choice
        elif strict:
            raise UserError("Of several choices of a chat completion only the first one can be used.")


def mapping_in(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object in a field; empty if the field is. Raises ``ModelBehaviorError`` for anything else."""
    value = source.get(name) or {}
    if not isinstance(value, Mapping):
        raise unreadable(f"a {name}", source)
    return value


def text_in(source: Mapping[str, Any], name: str) -> str:
    """The text in a field, which some servers send as a list of parts; empty if the field is.

    Raises ``ModelBehaviorError`` for what is no text.
    """
    value = source.get(name)
    texts: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        text = part.get("text") if isinstance(part, Mapping) else part
        if text and not isinstance(text, str):
            raise unreadable(f"a {name}", source)
        texts.append(text or "")
    return "".join(texts)


def call_pieces(delta: Mapping[str, Any]) -> list[CallPiece]:
    """The pieces of tool calls in a delta. Raises ``ModelBehaviorError`` for those that cannot be read."""
    calls = delta.get("tool_calls") or ()
    if isinstance(calls, Mapping):
        calls = [calls]
    if not isinstance(calls, (list, tuple)) or not all(isinstance(call, Mapping | None) for call in calls):
        raise unreadable("tool calls", delta)
    if not calls and (legacy := mapping_in(delta, "function_call")):
        calls = [{"function": legacy}]  # https://platform.openai.com/docs/api-reference/chat (deprecated)
    return [_call_piece(call) for call in calls if call]


def _call_piece(call: Mapping[str, Any]) -> CallPiece:
    function = mapping_in(call, "function") or call
    index, call_id, name = call.get("index"), call.get("id"), function.get("name")
    if not isinstance(name, str | None) or not isinstance(call_id, str | int | None):
        raise unreadable("a tool call", call)
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        arguments = "" if arguments is None else json.dumps(arguments)
    return CallPiece(
        index if isinstance(index, int | str) else None,
        "" if call_id is None else str(call_id),
        name or "",
        arguments,
        is_custom=call.get("type") == "custom" or bool(call.get("custom")),
        sent=call,
    )


def logprobs_in(choice: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The log probabilities of a choice's tokens; those that a server sends in another form are left out."""
    logprobs = choice.get("logprobs")
    tokens = logprobs.get("content") if isinstance(logprobs, Mapping) else None
    return _logprobs(tokens)


def _logprobs(tokens: Any) -> list[dict[str, Any]]:
    if not isinstance(tokens, list):
        return []
    return [
        {
            "token": token["token"],
            "logprob": token["logprob"],
            "bytes": _bytes(token),
            "top_logprobs": _logprobs(token.get("top_logprobs")),
        }
        for token in tokens
        if isinstance(token, Mapping)
        and isinstance(token.get("token"), str)
        and isinstance(token.get("logprob"), int | float)
    ]


def _bytes(token: Mapping[str, Any]) -> list[int]:
    given = token.get("bytes")
    if isinstance(given, list) and all(isinstance(byte, int) for byte in given):
        return given
    return list(token["token"].encode("utf-8", "replace"))


def citations_in(delta: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The citations of web pages in a delta; what lacks an address is none."""
    annotations = delta.get("annotations")
    found = []
    for annotation in annotations if isinstance(annotations, list) else ():
        citation = annotation.get("url_citation") if isinstance(annotation, Mapping) else None
        if isinstance(citation, Mapping) and isinstance(citation.get("url"), str):
            found.append(_citation(citation))
    return found


def _citation(citation: Mapping[str, Any]) -> dict[str, Any]:
    title = citation.get("title")
    places = {name: citation.get(name) for name in ("start_index", "end_index")}
    return {
        **citation,
        "type": "url_citation",
        "title": title if isinstance(title, str) else "",
        **{name: place if isinstance(place, int) else 0 for name, place in places.items()},
    }
