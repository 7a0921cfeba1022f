"""What the tools of a run returned: the Python objects, not their text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

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

    def note(self, event: Any) -> None:
        """Keep the value if a tool returned one with this event."""
        event = innermost_event(event)
        if text_field(event, "name") == "tool_output":
            item = field(event, "item")
            call_id = text_field(field(item, "raw_item"), "call_id")
            error = field(item, "error")
            returned = Returned(field(item, "output"), error if is_a(error, BaseException) else None)
            self._by_call[call_id].append(returned)

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
        error, why = next(
            ((call.error, call.output) for call in reversed(self.calls) if call.output), (None, "")
        )
        raise LookupError(
            f"No call of {self.name} has returned anything yet. {why[:200]}".rstrip()
        ) from error


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
            raise LookupError("This tool call has returned nothing: it is still at work, or it failed.")
        return call.value

    def __getitem__(self, name: str) -> ToolHistory:
        try:
            return self._histories[name]
        except KeyError:
            called = ", ".join(sorted(self._histories)) or "none"
            raise KeyError(f"No tool named {name!r} was called in this run. Called: {called}.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._histories)

    def __len__(self) -> int:
        return len(self._histories)

    def __repr__(self) -> str:
        return f"<Tools {', '.join(f'{name} x{len(h.calls)}' for name, h in self._histories.items())}>"


def _call(entry: Entry, values: ToolValues, seen: dict[str, int]) -> ToolCall:
    returned = values.of(entry.call_id)
    nth, seen[entry.call_id] = seen[entry.call_id], seen[entry.call_id] + 1
    value, error = returned[nth] if nth < len(returned) else Returned()
    try:
        arguments = json.loads(entry.arguments or "{}")
    except ValueError:
        arguments = entry.arguments
    return ToolCall(entry.call_id, arguments, entry.state, value, error, entry.output)
