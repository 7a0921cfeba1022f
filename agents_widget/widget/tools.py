"""What the tools of a run returned: the Python objects, not their text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..transcript import failure
from ..transcript.export.format import one_line
from ..transcript.export.visible_text import visible_text
from ..transcript.fields import field, innermost_event, is_a, text_field
from ..transcript.schema import Entry, Transcript


class Returned(NamedTuple):
    """How a tool call ended: with a value, or with an error."""

    value: Any = None
    error: BaseException | None = None


class ToolValues:
    """Keeps the object that each tool call returned, or the error that it raised."""

    def __init__(self) -> None:
        self._by_call: dict[str, list[Returned]] = defaultdict(list)
        self._errors: dict[str, BaseException] = {}
        """What calls raised that have no output item for it: their run failed by it."""

    def note(self, event: Any) -> None:
        """Keep the value if a tool returned one with this event."""
        event = innermost_event(event)
        if text_field(event, "name") == "tool_output":
            item = field(event, "item")
            call_id = text_field(field(item, "raw_item"), "call_id")
            error = field(item, "error")
            returned = Returned(field(item, "output"), error if is_a(error, BaseException) else None)
            self._by_call[call_id].append(returned)

    def keep_errors(self, errors: Mapping[str, BaseException]) -> None:
        """Keep what calls raised that have no output item, by call id."""
        self._errors |= errors

    def error_of(self, call_id: str) -> BaseException | None:
        """Give what a call raised that has no output item."""
        return self._errors.get(call_id)

    def of(self, call_id: str) -> list[Returned]:
        """Give what was returned under a call id; some servers use one twice."""
        return self._by_call.get(call_id, [])


class ToolCall(NamedTuple):
    """One call of a tool."""

    call_id: str
    arguments: Any
    """What it was called with: the parsed JSON, or its text while it is not whole."""
    state: str
    value: Any
    """The Python object it returned; None until then."""
    error: BaseException | None = None
    """What it raised, if its run keeps that: this package's runs do. None for a call that did not fail."""
    output: str = ""
    """What the model was told of it, at most the head: of a failed or denied call, why."""


class ToolHistory(NamedTuple):
    """Every call of one tool, in order."""

    name: str
    calls: list[ToolCall]

    @property
    def value(self) -> Any:
        """The Python object that the latest call to end returned. Raises ``LookupError`` before one has."""
        for call in reversed(self.calls):
            if call.state == "done":
                return call.value
        failed = next((call for call in reversed(self.calls) if call.output or call.error), None)
        raise LookupError(
            visible_text(f"No call of {self.name} has returned anything yet. {_why(failed)[:200]}".rstrip())
        ) from (failed and failed.error)


class Tools(Mapping[str, ToolHistory]):
    """The tools a run has called, by name."""

    def __init__(self, transcript: Transcript, values: ToolValues) -> None:
        self._histories: dict[str, ToolHistory] = {}
        self._by_entry: dict[str, ToolCall] = {}
        seen: dict[str, int] = defaultdict(int)
        for entry in transcript.entries:
            if entry.kind == "tool_call":
                history = self._histories.setdefault(entry.tool, ToolHistory(entry.tool, []))
                call = self._by_entry[entry.id] = _call(entry, values, seen)
                history.calls.append(call)

    def value_of(self, entry_id: str) -> Any:
        """Give what the call shown in an entry returned. Raises ``LookupError`` when it has not."""
        call = self._by_entry.get(entry_id)
        if call is None or call.state != "done":
            error = None if call is None else call.error
            raise LookupError(
                "This tool call has returned nothing: it is still at work, or it failed."
            ) from error
        return call.value

    def __getitem__(self, name: str) -> ToolHistory:
        try:
            return self._histories[name]
        except KeyError:
            called = visible_text(", ".join(sorted(self._histories))) or "none"
            raise KeyError(f"No tool named {name!r} was called in this run. Called: {called}.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._histories)

    def __len__(self) -> int:
        return len(self._histories)

    def __repr__(self) -> str:
        counts = [f"{one_line(name)} x{len(history.calls)}" for name, history in self._histories.items()]
        return f"<Tools {', '.join(counts)}>"


def _why(failed: ToolCall | None) -> str:
    """Say what became of a call: its error, or what the model was told where the run keeps none."""
    if failed is None or failed.error is None:
        return "" if failed is None else failed.output
    return failure.named(failed.error)


def _call(entry: Entry, values: ToolValues, seen: dict[str, int]) -> ToolCall:
    returned = values.of(entry.call_id)
    nth, seen[entry.call_id] = seen[entry.call_id], seen[entry.call_id] + 1
    if nth < len(returned):
        value, error = returned[nth]
    else:  # a call that is retried has not failed again yet
        value, error = None, values.error_of(entry.call_id) if entry.state == "failed" else None
    try:
        arguments = json.loads(entry.arguments or "{}")
    except ValueError:
        arguments = entry.arguments
    return ToolCall(entry.call_id, arguments, entry.state, value, error, entry.output)
