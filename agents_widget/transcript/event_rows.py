"""The stream of events as it came, in rows for a reader: kind, type, a summary, the JSON on demand."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice
from typing import Any, Literal, TypeAlias

from .fields import agent_name, call_arguments, call_name, field, message_text, text_field
from .jsonable import jsonable
from .tool_outputs import output_text

SUMMARY_LIMIT = 100
"""Characters of a summary."""

Kind: TypeAlias = Literal["raw", "item", "agent", "other"]

_KINDS: dict[str, Kind] = {
    "raw_response_event": "raw",
    "run_item_stream_event": "item",
    "agent_updated_stream_event": "agent",
}


@dataclasses.dataclass(slots=True)
class _Run:
    """Consecutive events of one type: one, unless they are deltas."""

    first: int
    t: int
    kind: Kind
    type: str
    count: int = 1


class EventRows:
    """Keeps events as they come, and makes rows of them when somebody looks.

    Consecutive deltas of one type share a row, which grows. A row's number ``n`` is that of its first event.
    """

    def __init__(self) -> None:
        self._timed: list[tuple[Any, int]] = []
        self._runs: list[_Run] = []
        """Of the events that somebody looked for."""

    def __len__(self) -> int:
        return len(self._timed)

    def extend(self, timed: Iterable[tuple[Any, int]]) -> None:
        """Take events, each with the milliseconds from the run's beginning to it."""
        self._timed.extend(timed)

    def rows(self, start: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """Give the rows that hold event number ``start`` and later ones, as plain JSON data.

        A row given before comes again when it has grown: replace the one with the same ``n``.
        """
        if start >= len(self):
            return []
        self._catch_up()
        begin = bisect_right(self._runs, start, key=lambda run: run.first) - 1
        stop = None if limit is None else begin + limit
        return [self._row(run) for run in islice(self._runs, begin, stop)]

    def event(self, n: int) -> Any:
        """Give one event as plain JSON data, long parts cut. ``IndexError`` when there is no event ``n``."""
        if not 0 <= n < len(self):
            raise IndexError(f"There is no event {n}; there are {len(self)} so far, from 0.")
        return jsonable(self._timed[n][0])

    def _catch_up(self) -> None:
        last = self._runs[-1] if self._runs else None
        for n in range(last.first + last.count if last else 0, len(self)):
            event, t = self._timed[n]
            kind, name = _kind(event)
            if last is not None and last.type == name and last.kind == kind and name.endswith(".delta"):
                last.count += 1
            else:
                last = _Run(n, t, kind, name)
                self._runs.append(last)

    def _row(self, run: _Run) -> dict[str, Any]:
        event = self._timed[run.first][0]
        summary = self._deltas(run) if run.type.endswith(".delta") else _summary(event)
        row: dict[str, Any] = {"n": run.first, "t": run.t, "kind": run.kind, "type": run.type}
        row["summary"] = summary if len(summary) <= SUMMARY_LIMIT else summary[:SUMMARY_LIMIT] + "..."
        return row if run.count == 1 else row | {"count": run.count}

    def _deltas(self, run: _Run) -> str:
        """Join the first deltas of a run, as many as a summary takes."""
        text = ""
        for event, _ in islice(self._timed, run.first, run.first + run.count):
            text += text_field(_inner(event), "delta")
            if len(text) > SUMMARY_LIMIT:
                break
        return text


def _inner(event: Any) -> Any:
    return field(event, "data") if field(event, "type") == "raw_response_event" else event


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


def _summary(event: Any) -> str:
    kind, _ = _kind(event)
    if kind == "raw":
        return _raw_summary(_inner(event))
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
    raw, kind = field(item, "raw_item"), text_field(item, "type")
    if kind == "message_output_item":
        return message_text(raw)
    if kind == "tool_call_output_item":
        return output_text(item)[: 2 * SUMMARY_LIMIT]
    if kind == "handoff_output_item":
        return f"{agent_name(field(item, 'source_agent'))} to {agent_name(field(item, 'target_agent'))}"
    if kind in ("tool_call_item", "handoff_call_item"):
        return f"{call_name(raw)} {call_arguments(raw)}"
    return text_field(raw, "type")
