"""A take: one recorded model call, with its events, their times, and the error it ended in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import openai
from pydantic_core import to_json

from ....redaction import without_keys
from ... import exceptions
from ..response_events import lenient_event

_ENDINGS = ("response.completed", "response.failed", "response.incomplete", "error")
_PLAIN: dict[str, type[BaseException]] = {
    kind.__name__: kind
    for kind in (
        *(exceptions.ModelBehaviorError, exceptions.UserError),
        *(ConnectionError, RuntimeError, TimeoutError, ValueError),
    )
}
"""Errors that are made of their message alone."""


class RecordedError(exceptions.AgentsException):
    """What a recorded model call ended in, of a class that cannot be made again."""


@dataclass(frozen=True)
class Take:
    """One recorded model call."""

    key: str
    """The request's content, hashed."""
    number: int
    """How many times the same had been asked before, in the same epoch if there was one."""
    epoch: int | None
    model: str
    """The name of the model that was asked; empty if it has none."""
    at: float
    """When it was asked, seconds since the epoch."""
    request: dict[str, Any]
    """What was asked, with keys hidden: for telling how another request differs."""
    events_text: str = "[]"
    """The events with their times, as JSON: as Python objects they take thirty times as much."""
    error: dict[str, Any] | None = None
    """What the call ended in, if it failed."""

    def to_line(self) -> str:
        """Give the take as a line of the file."""
        head: dict[str, Any] = {"key": self.key, "n": self.number, "model": self.model}
        if self.epoch is not None:
            head["epoch"] = self.epoch
        head |= {"at": round(self.at, 3), "request": self.request}
        if self.error is not None:
            head["error"] = self.error
        return f'{json.dumps(head)[:-1]}, "events": {self.events_text}}}'

    @classmethod
    def from_line(cls, line: str) -> Take:
        """Read a take from a line. Raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is none."""
        data = json.loads(line)
        events = data["events"]
        if not all(isinstance(each, list) and len(each) == 2 for each in events):
            raise ValueError("An event of a take is a pair of its time and its data.")
        return cls(
            key=data["key"],
            number=data["n"],
            epoch=data.get("epoch"),
            model=data["model"],
            at=data["at"],
            request=data["request"],
            events_text=json.dumps(events, separators=(",", ":")),
            error=data.get("error"),
        )

    def events(self, label: str = "") -> Iterator[tuple[int, Any]]:
        """Give the events with their times; in a response's model, ``label`` follows the name."""
        for milliseconds, data in json.loads(self.events_text):
            response = data.get("response")
            if label and isinstance(response, dict):
                response["model"] = f"{response.get('model') or self.model} {label}".strip()
            yield milliseconds, lenient_event(data)

    @property
    def joined_deltas(self) -> str:
        """Give the text of all deltas in one: a key may have come in pieces."""
        deltas = (data.get("delta") for _, data in json.loads(self.events_text))
        return "".join(delta for delta in deltas if isinstance(delta, str))


@dataclass
class Recording:
    """The events of a model call while they come."""

    is_whole: bool = False
    """Whether the last event ends the response."""
    _parts: list[str] = field(default_factory=list)

    def add(self, milliseconds: int, event: Any) -> None:
        """Add an event, at a time since the call began."""
        self.is_whole = getattr(event, "type", None) in _ENDINGS
        if hasattr(event, "model_dump_json"):
            text = event.model_dump_json(exclude_unset=True, warnings=False)
        else:
            text = to_json(event, fallback=str).decode()
        self._parts.append(f"[{milliseconds},{text}]")

    @property
    def events_text(self) -> str:
        """The events so far, as JSON."""
        return f"[{','.join(self._parts)}]"


def error_data(error: BaseException) -> dict[str, Any]:
    """Give an error as JSON data, with keys hidden."""
    data: dict[str, Any] = {"type": type(error).__name__, "message": without_keys(str(error))}
    if isinstance(error, openai.APIStatusError):
        data["status"] = error.status_code
    return data


def error_of(data: dict[str, Any]) -> BaseException:
    """Give a recorded error as an exception again, of its class where that can be made."""
    name, message = str(data.get("type")), str(data.get("message"))
    request = httpx2.Request("POST", "http://cassette")
    kind = getattr(openai, name, None)
    if isinstance(kind, type) and issubclass(kind, openai.APIStatusError):
        response = httpx2.Response(int(data.get("status", 500)), request=request)
        return kind(message, response=response, body=None)
    if isinstance(kind, type) and issubclass(kind, openai.APITimeoutError):
        return kind(request=request)
    if isinstance(kind, type) and issubclass(kind, openai.APIConnectionError):
        return kind(message=message, request=request)
    if name in _PLAIN:
        return _PLAIN[name](message)
    return RecordedError(f"{name}: {message}")
