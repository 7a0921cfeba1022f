"""How a row stands, read from the transcript of its run."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..transcript.schema import Transcript
from ..transcript.tape import Tape
from .rows import RowState, RowStatus

HEAD = 80
"""Characters of the latest text."""
SPANS = 12
"""Points of a sparkline."""
FIRST_SPAN = 500
"""Milliseconds; doubled when the run is longer than all spans."""

STATES: dict[str, RowState] = {
    "running": "running",
    "waiting": "waiting",
    "done": "done",
    "failed": "failed",
    "cancelled": "cancelled",
}


def read_status(transcript: Transcript, pace: Pace, attempt: int) -> RowStatus:
    """Read what a row shows of its run while that is at work."""
    return RowStatus(
        state=STATES[transcript.status],
        attempt=attempt,
        turn=len(transcript.calls),
        doing=_doing(transcript),
        usage=dict(transcript.usage),
        cost=transcript.cost,
        pace=list(pace.spans),
    )


def tools_of(transcript: Transcript) -> dict[str, int]:
    """Count the calls of each tool."""
    return dict(Counter(entry.tool for entry in transcript.entries if entry.kind == "tool_call"))


def _doing(transcript: Transcript) -> str:
    """Give the tool that is at work, or the head of the latest text."""
    for entry in reversed(transcript.entries):
        if entry.kind == "tool_call" and entry.state in ("streaming", "running", "awaiting_approval"):
            return entry.tool
        if entry.kind in ("message", "error", "reasoning") and entry.text:
            return " ".join(entry.text[-2 * HEAD :].split())[-HEAD:]
        if entry.kind == "user":
            break
    return ""


class Pace:
    """Characters that a run's models wrote, in at most 12 equal spans of its time, read off its tape."""

    def __init__(self) -> None:
        self.spans: list[int] = []
        self._span = FIRST_SPAN
        self._read = 0

    def read(self, tape: Tape) -> Pace:
        """Read the rows that came since the last time."""
        for row in tape.rows[self._read :]:
            written = sum(_written(patch.op, patch.value) for patch in row.patches)
            if written:
                self._add(row.t, written)
        self._read = len(tape.rows)
        return self

    def _add(self, t: int, written: int) -> None:
        while t >= self._span * SPANS:
            pairs = zip(self.spans[::2], [*self.spans[1::2], 0], strict=False)
            self.spans = [first + second for first, second in pairs]
            self._span *= 2
        place = t // self._span
        self.spans += [0] * (place + 1 - len(self.spans))
        self.spans[place] += written


def _written(op: str, value: Any) -> int:
    return len(value) if op == "append" and isinstance(value, str) else 0
