"""AG-UI's events as they come: objects, dicts, or server-sent events in texts, bytes and lines."""

from __future__ import annotations

import codecs
import contextlib
import functools
import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any, TypeAlias

Event: TypeAlias = Mapping[str, Any]
"""An event as AG-UI writes it in JSON, with names in camelCase."""

UNREADABLE = "UNREADABLE"
"""The type of what stands for a part of the stream that is no event, with it in ``data``."""

_TYPES = frozenset(
    f"{subject}_{what}"
    for subject, whats in {
        "RUN": "STARTED FINISHED ERROR",
        "STEP": "STARTED FINISHED",
        "TEXT_MESSAGE": "START CONTENT END CHUNK",
        "TOOL_CALL": "START ARGS END CHUNK RESULT",
        "REASONING": "START END ENCRYPTED_VALUE",
        "REASONING_MESSAGE": "START CONTENT END CHUNK",
        "SUBAGENT": "STARTED FINISHED ERROR",
        "STATE": "SNAPSHOT DELTA",
        "MESSAGES": "SNAPSHOT",
        "ACTIVITY": "SNAPSHOT DELTA",
        "THINKING": "START END",  # 0.x
        "THINKING_TEXT_MESSAGE": "START CONTENT END",  # 0.x
    }.items()
    for what in whats.split()
)
_RECORDS = frozenset({"usage", "messages", "outcome", "interrupts", "tool_calls", "input"})
"""Fields whose values have fields of AG-UI in turn."""
_MARKED = ("data:", "event:", "id:", "retry:", ":", "{")
"""How a line of server-sent events begins, or an event without them."""


def is_event(event: Any) -> bool:
    """Whether it is an event of AG-UI, told by its type alone; RAW and CUSTOM are others' types, too."""
    return kind_of(event) in _TYPES


def kind_of(event: Any) -> str:
    """Give the type of an event, an object or a dict; "" if it has none."""
    kind = event.get("type") if isinstance(event, dict) else getattr(event, "type", None)
    return str.__str__(kind) if isinstance(kind, str) else ""


def is_wire_text(piece: Any) -> bool:
    """Whether a text, or bytes, begin with an event of AG-UI as a server sends it, or with a piece of one."""
    if not isinstance(piece, (str, bytes)) or not piece:
        return False
    events = list(EventDecoder().feed(piece))
    is_data = piece[:5] in ("data:", b"data:")
    return any(map(is_event, events)) or (is_data and not events)


def as_event(event: Any) -> Event:
    """Give an event, an object of the package ``ag_ui`` or a dict, as its JSON has it."""
    if isinstance(event, dict):
        if any("_" in name for name in event):  # of ``model_dump``
            return {_camel(name): _plain(name, value) for name, value in event.items() if value is not None}
        return event
    fields = getattr(event, "__dict__", None)
    if fields is None:
        return {"type": UNREADABLE, "data": str(event)}
    given = {
        _camel(name): value if type(value) is str else _plain(name, value)
        for name, value in fields.items()
        if value is not None
    }
    for name, value in (getattr(event, "__pydantic_extra__", None) or {}).items():
        given[_camel(name)] = value
    given["type"] = kind_of(event)
    return given


@functools.lru_cache(maxsize=1000)
def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _plain(name: str, value: Any) -> Any:
    """Give a field of an event as JSON has it."""
    if isinstance(value, (list, tuple)):
        return [_plain(name, each) for each in value]
    if isinstance(value, dict) and name in _RECORDS:
        return {_camel(each): _plain(each, inner) for each, inner in value.items() if inner is not None}
    dump = getattr(value, "model_dump", None)
    return dump(mode="json", by_alias=True, exclude_none=True) if callable(dump) else value


class EventDecoder:
    """Decodes server-sent events, given in pieces of any size, or line by line without the ends of lines.

    An event is given as soon as its JSON is whole: some readers of lines leave out the empty ones.
    """

    def __init__(self) -> None:
        self._rest = ""
        """The beginning of a line."""
        self._data: list[str] = []
        """The lines of data of an event that is not whole."""
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, piece: str | bytes) -> Iterator[Event]:
        """Give the events that a piece completes."""
        text = self._bytes.decode(piece) if isinstance(piece, bytes) else piece
        if not self._rest and "\n" not in text and "\r" not in text and self._is_line(text):
            yield from self._line(text)
            return
        # Lines end as the standard says, which is at fewer characters than ``splitlines`` knows: a model
        # may write the others. https://html.spec.whatwg.org/multipage/server-sent-events.html
        text = (self._rest + text).replace("\r\n", "\n")
        held = "\r" if text.endswith("\r") else ""  # the other half may follow
        *lines, self._rest = text.removesuffix("\r").replace("\r", "\n").split("\n")
        self._rest += held
        for line in lines:
            yield from self._line(line)

    def end(self) -> Iterator[Event]:
        """Give what the end of the stream completes."""
        rest, self._rest = self._rest.rstrip("\r"), ""
        yield from self._line(rest)
        yield from self._line("")

    def _is_line(self, text: str) -> bool:
        """Whether a text without the end of a line is a line none the less, as readers of lines give it."""
        if not text or text.startswith(":"):
            return True
        data = text.removeprefix("data:").strip()
        return text.startswith(_MARKED) and (data == "[DONE]" or _object(data) is not None)

    def _line(self, line: str) -> Iterator[Event]:
        line = line.removeprefix("\ufeff")
        if line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        elif line.startswith("{"):
            self._data.append(line)  # JSON lines
        elif line:
            if not line.startswith(_MARKED):
                yield {"type": UNREADABLE, "data": line}
            return
        elif self._data:
            yield from self._unreadable()
            return
        text = "\n".join(self._data)
        if (event := _object(text)) is not None:
            self._data = []
            yield event

    def _unreadable(self) -> Iterator[Event]:
        """An event has ended whose data are not whole."""
        text, self._data = "\n".join(self._data), []
        if text.strip() != "[DONE]":  # OpenAI's mark of an end, which some servers send
            yield {"type": UNREADABLE, "data": text}


async def decoded(pieces: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
    """Decode what is text, or bytes, in a stream; anything else is an event as it is."""
    decoder = EventDecoder()
    async with contextlib.aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, (str, bytes)):
                for event in decoder.feed(piece):
                    yield event
            else:
                yield piece
        for event in decoder.end():
            yield event


def _object(text: str) -> dict[str, Any] | None:
    """Decode a JSON object; None if it is none."""
    if not text.rstrip().endswith("}"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
