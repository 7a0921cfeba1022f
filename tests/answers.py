"""What the loopback server answers: complete streams of wire events, built from a few parts."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any] | bytes
"""One server-sent event: a dict to be written as its JSON data, or raw bytes to be written as they are."""

_numbers = itertools.count(1)


class Gate:
    """A place in a stream where the server waits until the test opens it."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.future: Future[None] = Future()

    def open(self) -> None:
        """Let the stream go on."""
        if not self.future.done():
            self.future.set_result(None)


@dataclass
class Answer:
    """One HTTP answer: a stream of events with its misbehaviour, or a plain status."""

    events: list[Event] = field(default_factory=list)
    whole: Any = None  # the body for a request that does not ask for a stream; bytes as they are
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    split: int | None = None  # bytes per write (default: one write per event)
    drop_after: int | None = None  # events, then the connection is reset
    stall_after: int | None = None  # events, then silence until the client goes away
    gates: Mapping[int | str, Gate] = field(default_factory=dict)  # before that index or that type's first
    omit: frozenset[str] = frozenset()  # fields left out wherever they occur
    pace: float = 0.0  # seconds between events

    def wire(self) -> list[tuple[Event, bytes]]:
        """Each event as it was given and as it is written."""
        return [(event, encode(event, self.omit)) for event in self.events]

    def gate(self, index: int, event: Event | None) -> Gate | None:
        """The gate before the event with this index, given by index or by the event's type."""
        kind = event.get("type") if isinstance(event, dict) else None
        return self.gates.get(index) or self.gates.get(kind or "")


def encode(event: Event, omit: Iterable[str] = ()) -> bytes:
    """An event as server-sent bytes."""
    if isinstance(event, bytes):
        return event
    name = f"event: {event['type']}\n" if "type" in event and "choices" not in event else ""
    return f"{name}data: {json.dumps(without(event, frozenset(omit)))}\n\n".encode()


def without(value: Any, omit: frozenset[str]) -> Any:
    """A copy of a JSON value with the named fields left out at every depth."""
    if isinstance(value, dict):
        return {key: without(item, omit) for key, item in value.items() if key not in omit}
    return [without(item, omit) for item in value] if isinstance(value, list) else value


@dataclass
class Part:
    """One output item of a response; options meant for the whole answer ride along."""

    kind: str  # text, refusal, reasoning or call
    chunks: list[str]
    extra: dict[str, Any]
    options: dict[str, Any]


def pieces(text: str, size: int) -> list[str]:
    """A text cut into pieces of ``size`` characters."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def text(value: str, size: int = 4, annotations: Iterable[dict[str, Any]] = (), **options: Any) -> Part:
    """A message, streamed ``size`` characters at a time."""
    return Part("text", pieces(value, size), {"annotations": list(annotations)}, options)


def refusal(value: str, size: int = 4, **options: Any) -> Part:
    """A message in which the model refuses."""
    return Part("refusal", pieces(value, size), {}, options)


def reasoning(value: str, size: int = 4, raw: bool = False, **options: Any) -> Part:
    """A reasoning item: a summary, or with ``raw`` the reasoning text itself."""
    return Part("reasoning", pieces(value, size), {"raw": raw}, options)


def call(name: str, arguments: Any = None, call_id: str | None = None, size: int = 8, **options: Any) -> Part:
    """A function call; ``arguments`` is JSON text as it stands, or anything to be dumped."""
    dumped = arguments if isinstance(arguments, str) else json.dumps({} if arguments is None else arguments)
    extra = {"name": name, "call_id": call_id or f"call_{next(_numbers)}"}
    return Part("call", pieces(dumped, size), extra, options)


def events(items: Iterable[Event], **options: Any) -> Answer:
    """An answer of exactly these events; a bytes item is written as it is."""
    return Answer(events=list(items), **_options(options))


def status(code: int, body: Any = None, headers: Mapping[str, str] = {}, retry: bool = False) -> Answer:
    """An HTTP error; clients are told not to try again unless ``retry``."""
    told = {"x-should-retry": "true" if retry else "false", "retry-after-ms": "1", **headers}
    return Answer(whole=body or {"error": {"message": f"status {code}"}}, status=code, headers=told)


def respond(*parts: Part, model: str = "test-model", usage: Any = "counted", **options: Any) -> Answer:
    """A complete Responses stream; ``usage`` is a dict, None, or by default counted from the pieces."""
    given = _options({**_part_options(parts), **options})
    response_id = given.pop("id", None) or f"resp_{next(_numbers)}"
    head = response_object(response_id, model)
    body: list[Event] = []
    output: list[dict[str, Any]] = []
    for index, part in enumerate(parts):
        item, stream = _ITEMS[part.kind](part, index)
        body.extend(stream)
        output.append(item)
    counted = responses_usage(10, sum(len(part.chunks) for part in parts))
    final = {
        **head,
        "status": "completed",
        "output": output,
        "usage": counted if usage == "counted" else usage,
    }
    started = [{"type": f"response.{kind}", "response": head} for kind in ("created", "in_progress")]
    numbered = number([*started, *body, {"type": "response.completed", "response": final}])
    return Answer(events=numbered, whole=final, **given)


def number(items: Iterable[Event]) -> list[Event]:
    """The events with their sequence numbers."""
    return [
        {**item, "sequence_number": position} if isinstance(item, dict) else item
        for position, item in enumerate(items)
    ]


def response_object(response_id: str, model: str = "test-model") -> dict[str, Any]:
    """The response as ``response.created`` carries it."""
    return {
        "id": response_id,
        "object": "response",
        "created_at": 1_760_000_000,
        "status": "in_progress",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": model,
        "output": [],
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": None,
    }


def responses_usage(read: int, written: int, cached: int = 0, reasoned: int = 0) -> dict[str, Any]:
    """A Responses usage block; all in tokens."""
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": reasoned},
        "total_tokens": read + written,
    }


def _options(options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "omit": frozenset(options.get("omit", ()))}


def _part_options(parts: Iterable[Part]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.options.items()}


Built = tuple[dict[str, Any], list[Event]]


def _message(part: Part, index: int) -> Built:
    name = "output_text" if part.kind == "text" else "refusal"
    key = "text" if part.kind == "text" else "refusal"
    item = {"id": f"msg_{next(_numbers)}", "type": "message", "role": "assistant"}
    place = {"item_id": item["id"], "output_index": index, "content_index": 0}
    value = "".join(part.chunks)
    lists: dict[str, Any] = {"logprobs": []} if part.kind == "text" else {}
    notes = part.extra.get("annotations", [])
    empty = {"type": name, key: "", **({"annotations": []} if part.kind == "text" else {}), **lists}
    full = {**empty, key: value, **({"annotations": notes} if part.kind == "text" else {})}
    done = {**item, "status": "completed", "content": [full]}
    stream: list[Event] = [
        _added({**item, "status": "in_progress", "content": []}, index),
        {"type": "response.content_part.added", **place, "part": empty},
        *({"type": f"response.{name}.delta", **place, "delta": chunk, **lists} for chunk in part.chunks),
        *(
            {"type": f"response.{name}.annotation.added", **place, "annotation_index": at, "annotation": note}
            for at, note in enumerate(notes)
        ),
        {"type": f"response.{name}.done", **place, key: value, **lists},
        {"type": "response.content_part.done", **place, "part": full},
        _done(done, index),
    ]
    return done, stream


def _reasoning(part: Part, index: int) -> Built:
    item = {"id": f"rs_{next(_numbers)}", "type": "reasoning", "summary": []}
    value = "".join(part.chunks)
    raw = part.extra["raw"]
    kind, name = ("reasoning_text", "reasoning_text") if raw else ("summary_text", "reasoning_summary_text")
    place = {"item_id": item["id"], "output_index": index, "content_index" if raw else "summary_index": 0}
    full = {"type": kind, "text": value}
    done = {**item, "content" if raw else "summary": [full]}
    edge = "content_part" if raw else "reasoning_summary_part"
    stream: list[Event] = [
        _added(item, index),
        {"type": f"response.{edge}.added", **place, "part": {**full, "text": ""}},
        *({"type": f"response.{name}.delta", **place, "delta": chunk} for chunk in part.chunks),
        {"type": f"response.{name}.done", **place, "text": value},
        {"type": f"response.{edge}.done", **place, "part": full},
        _done(done, index),
    ]
    return done, stream


def _call(part: Part, index: int) -> Built:
    item = {"id": f"fc_{next(_numbers)}", "type": "function_call", **part.extra}
    place = {"item_id": item["id"], "output_index": index}
    value = "".join(part.chunks)
    name = "response.function_call_arguments"
    done = {**item, "arguments": value, "status": "completed"}
    stream: list[Event] = [
        _added({**item, "arguments": "", "status": "in_progress"}, index),
        *({"type": f"{name}.delta", **place, "delta": chunk} for chunk in part.chunks),
        {"type": f"{name}.done", **place, "name": item["name"], "arguments": value},
        _done(done, index),
    ]
    return done, stream


_ITEMS: dict[str, Callable[[Part, int], Built]] = {
    "text": _message,
    "refusal": _message,
    "reasoning": _reasoning,
    "call": _call,
}


def _added(item: dict[str, Any], index: int) -> Event:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def _done(item: dict[str, Any], index: int) -> Event:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def chat(*parts: Part, model: str = "test-model", usage: Any = "counted", **options: Any) -> Answer:
    """A complete Chat Completions stream; its usage chunk comes last, as with ``include_usage``."""
    given = _options({**_part_options(parts), **options})
    head = {"id": f"chatcmpl_{next(_numbers)}", "created": 1_760_000_000, "model": model}
    written = sum(len(part.chunks) for part in parts)
    counted = {"prompt_tokens": 10, "completion_tokens": written, "total_tokens": 10 + written}
    spent = counted if usage == "counted" else usage
    reason = "tool_calls" if any(part.kind == "call" for part in parts) else "stop"
    deltas = [{"role": "assistant", "content": ""}, *_chat_deltas(parts)]
    stream = [chat_chunk(delta, **head) for delta in deltas]
    stream.append(chat_chunk({}, reason, **head))
    if spent is not None:
        stream.append({**chat_chunk({}, **head), "choices": [], "usage": spent})
    message = {"role": "assistant", "content": None, **_chat_message(parts)}
    choice = {"index": 0, "message": message, "finish_reason": reason, "logprobs": None}
    whole = {"object": "chat.completion", **head, "choices": [choice], "usage": spent}
    return Answer(events=[*stream, b"data: [DONE]\n\n"], whole=whole, **given)


def chat_chunk(delta: dict[str, Any], finish_reason: str | None = None, **head: Any) -> dict[str, Any]:
    """One ``chat.completion.chunk``."""
    head = head or {"id": "chatcmpl_0", "created": 1_760_000_000, "model": "test-model"}
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"object": "chat.completion.chunk", **head, "choices": [choice]}


def _chat_deltas(parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    keys = {"text": "content", "refusal": "refusal", "reasoning": "reasoning_content"}
    calls = itertools.count()
    for part in parts:
        if part.kind != "call":
            yield from ({keys[part.kind]: chunk} for chunk in part.chunks)
            continue
        index = next(calls)
        function = {"name": part.extra["name"], "arguments": ""}
        head = {"index": index, "id": part.extra["call_id"], "type": "function", "function": function}
        yield {"tool_calls": [head]}
        for chunk in part.chunks:
            yield {"tool_calls": [{"index": index, "function": {"arguments": chunk}}]}


def _chat_message(parts: Iterable[Part]) -> dict[str, Any]:
    keys = {"text": "content", "refusal": "refusal", "reasoning": "reasoning_content"}
    message: dict[str, Any] = {}
    for part in parts:
        value = "".join(part.chunks)
        if part.kind == "call":
            function = {"name": part.extra["name"], "arguments": value}
            call = {"id": part.extra["call_id"], "type": "function", "function": function}
            message.setdefault("tool_calls", []).append(call)
        else:
            message[keys[part.kind]] = message.get(keys[part.kind], "") + value
    return message
