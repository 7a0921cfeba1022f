"""Rows of the Events tab: the kind, type and summary of each event, and its JSON on demand."""

from __future__ import annotations

import dataclasses
import json
from bisect import bisect_right
from collections.abc import Callable
from itertools import islice
from typing import Any, Literal, Protocol, TypeAlias

from .fields import agent_name, call_arguments, call_name, field, message_text, raw_event, text_field
from .jsonable import jsonable
from .table_summary import table_summary
from .tool_outputs import output_text

SUMMARY_LIMIT = 100
"""Characters of a summary."""
TYPE_LIMIT = 100
"""Characters of a type."""
GROUP_LIMIT = 200
"""Deltas that share a row: a row that grows is sent anew, with the time of each."""

Kind: TypeAlias = Literal["raw", "item", "agent", "other"]

_KINDS: dict[str, Kind] = {
    "raw_response_event": "raw",
    "run_item_stream_event": "item",
    "agent_updated_stream_event": "agent",
}


class TimedEvents(Protocol):
    """Events in order, each with the milliseconds from the run's beginning to it. It only grows."""

    def __len__(self) -> int:
        """Count the events so far."""

    def __getitem__(self, n: int, /) -> tuple[Any, int]:
        """Give event number ``n``, from 0, and its time."""


@dataclasses.dataclass(slots=True)
class _Group:
    """Consecutive events of one type: one event, unless they are deltas."""

    first: int
    kind: Kind
    type: str
    times: list[int]

    @property
    def stop(self) -> int:
        return self.first + len(self.times)


class EventRows:
    """Makes rows of a list of events, as somebody looks at them; the list itself is not copied.

    Consecutive deltas of one type share a row, which grows up to ``GROUP_LIMIT``. A row's number ``n`` is
    that of its first event. ``entry_of`` gives the id of the entry that an event changed, or "".
    """

    def __init__(self, events: TimedEvents, entry_of: Callable[[int], str] = lambda n: "") -> None:
        self._events = events
        self._entry_of = entry_of
        self._groups: list[_Group] = []
        """Of the events that somebody has looked at."""

    def __len__(self) -> int:
        return len(self._events)

    def rows(self, start: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """Give the rows that hold event number ``start`` and later ones, as plain JSON data.

        A row given before comes again when it has grown: replace the one with the same ``n``.
        """
        if start >= len(self):
            return []
        self._catch_up()
        begin = self._position(start)
        stop = None if limit is None else begin + limit
        return [self._row(group) for group in islice(self._groups, begin, stop)]

    def parts(self, n: int) -> list[dict[str, Any]]:
        """Give a row for each event of the row that holds event ``n``. ``IndexError`` when there is none."""
        self._check(n)
        self._catch_up()
        group = self._groups[self._position(n)]
        singles = (_Group(group.first + at, group.kind, group.type, [t]) for at, t in enumerate(group.times))
        return [self._row(single) for single in singles]

    def event(self, n: int) -> Any:
        """Give one event as plain JSON data, long parts cut. ``IndexError`` when there is no event ``n``."""
        self._check(n)
        return jsonable(self._events[n][0])

    def search(self, query: str) -> list[int]:
        """Give the numbers of the rows that hold each word of a query: in their type, JSON or deltas."""
        self._catch_up()
        words = query.lower().split()
        return [group.first for group in self._groups if _holds_all(self._searched_text(group), words)]

    def _searched_text(self, group: _Group) -> str:
        event, _ = self._events[group.first]
        if group.type.endswith(".delta"):
            return f"{group.type} {self._joined_deltas(group, None)}"
        return f"{group.type} {_json(event)}"

    def _check(self, n: int) -> None:
        if not 0 <= n < len(self):
            raise IndexError(f"There is no event {n}; there are {len(self)} so far, from 0.")

    def _position(self, n: int) -> int:
        return bisect_right(self._groups, n, key=lambda group: group.first) - 1

    def _catch_up(self) -> None:
        last = self._groups[-1] if self._groups else None
        for n in range(last.stop if last else 0, len(self)):
            event, t = self._events[n]
            kind, name = _kind(event)
            if last is not None and _takes(last, kind, name):
                last.times.append(t)
            else:
                last = _Group(n, kind, name, [t])
                self._groups.append(last)

    def _row(self, group: _Group) -> dict[str, Any]:
        summary = self._summary(group)
        row: dict[str, Any] = {"n": group.first, "t": group.times[0], "kind": group.kind}
        row |= {"type": _head(group.type, TYPE_LIMIT), "summary": _head(summary, SUMMARY_LIMIT)}
        if entry := self._entry_of(group.first):
            row["entry"] = entry
        return row if len(group.times) == 1 else row | {"count": len(group.times), "times": list(group.times)}

    def _summary(self, group: _Group) -> str:
        if group.type.endswith(".delta"):
            return self._joined_deltas(group, SUMMARY_LIMIT)
        return _bounded_summary(self._events[group.first][0])

    def _joined_deltas(self, group: _Group, limit: int | None) -> str:
        """Join the deltas of a group: the first ones, until they are longer than a limit."""
        text = ""
        for n in range(group.first, group.stop):
            event, _ = self._events[n]
            text += text_field(raw_event(event), "delta")
            if limit is not None and len(text) > limit:
                break
        return text


def _head(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + "..."


def _takes(group: _Group, kind: Kind, name: str) -> bool:
    """Whether a group takes one more event of a type."""
    is_same = group.type == name and group.kind == kind
    return is_same and name.endswith(".delta") and len(group.times) < GROUP_LIMIT


def _holds_all(text: str, words: list[str]) -> bool:
    text = text.lower()
    return all(word in text for word in words)


def _json(event: Any) -> str:
    """Give an event as JSON text; one that holds something no reader can take is nothing."""
    try:
        return json.dumps(jsonable(event), ensure_ascii=False)
    except Exception:  # noqa: BLE001 - an event may hold any object of any library
        return ""


def _kind(event: Any) -> tuple[Kind, str]:
    """Tell what an event is: the kind, and the type that says more."""
    name = text_field(event, "type")
    kind = _KINDS.get(name)
    if kind == "raw":
        return "raw", text_field(field(event, "data"), "type") or name
    if kind == "item":
        return "item", text_field(event, "name") or name
    if kind is None and name.startswith(("response.", "error")):
        return "raw", name
    return kind or "other", name or type(event).__name__


def _bounded_summary(event: Any) -> str:
    """Summarise an event; one that holds something no reader can take has no summary."""
    try:
        return _summary(event)
    except Exception:  # noqa: BLE001 - an event may hold any object of any library
        return ""


def _summary(event: Any) -> str:
    kind, _ = _kind(event)
    if kind == "raw":
        return _raw_summary(raw_event(event))
    if kind == "item":
        return _item_summary(field(event, "item"))
    if kind == "agent":
        return agent_name(field(event, "new_agent"))
    if (inner := field(event, "event")) is not None:
        return f"{agent_name(field(event, 'agent'))}: {_kind(inner)[1]}"
    return " ".join(text for name in ("tool_name", "message") if (text := text_field(event, name)))


def _raw_summary(event: Any) -> str:
    item = field(event, "item")
    if item is not None:
        return f"{text_field(item, 'type')} {text_field(item, 'name')}".strip()
    if (response := field(event, "response")) is not None:
        return text_field(response, "model") or text_field(response, "id")
    return next(
        (text for name in ("text", "arguments", "refusal", "message") if (text := text_field(event, name))),
        "",
    )


def _item_summary(item: Any) -> str:
    raw = field(item, "raw_item")
    kind = text_field(item, "type")
    if kind == "message_output_item":
        return message_text(raw)
    if kind == "tool_call_output_item":
        return table_summary(field(item, "output")) or output_text(item)[: 2 * SUMMARY_LIMIT]
    if kind == "handoff_output_item":
        return f"{agent_name(field(item, 'source_agent'))} to {agent_name(field(item, 'target_agent'))}"
    if kind in ("tool_call_item", "handoff_call_item"):
        return f"{call_name(raw)} {call_arguments(raw)}"
    return text_field(raw, "type")
