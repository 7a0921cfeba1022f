"""The events of all runs of a widget, one run after another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...agents.run_internal.event_log import EventLog
from ...transcript.fields import raw_type
from ...transcript.schema import Patch


class RunEvents(NamedTuple):
    """The events of one run: its log, and the beginning that their times count from."""

    log: EventLog[Any]
    zero: float
    """In seconds of the clock that the log's times are of."""

    def timed(self, n: int) -> tuple[Any, int]:
        """Give event number ``n`` of the run, and the milliseconds from the beginning to it."""
        return self.log.events[n], round((self.log.times[n] - self.zero) * 1000)


@dataclass(slots=True)
class _Links:
    """Which entries the events of one run changed."""

    numbers: list[int] = field(default_factory=list)
    """Of the events that changed an entry; the deltas that follow changed the same."""
    entries: list[str] = field(default_factory=list)
    """The ids of these entries."""
    shown: bool = True
    """Whether the transcript has these entries: a branch that is not shown has none."""


class EventHistory:
    """The logs of a widget's runs as one list of events with their times; no event is copied.

    It also knows which entry of the transcript an event changed.
    """

    def __init__(self) -> None:
        self._runs: list[RunEvents] = []
        self._starts: list[int] = []
        """The number of each run's first event."""
        self._links: list[_Links] = []
        """Those of each run."""

    def begin_run(self, log: EventLog[Any], zero: float) -> RunEvents:
        """Go on with the log of the next run; the one before must have ended."""
        start = len(self)
        run = RunEvents(log, zero)
        self._runs.append(run)
        self._starts.append(start)
        self._links.append(_Links())
        return run

    def __len__(self) -> int:
        if not self._runs:
            return 0
        return self._starts[-1] + len(self._runs[-1].log.events)

    def __getitem__(self, n: int) -> tuple[Any, int]:
        run = bisect_right(self._starts, n) - 1
        return self._runs[run].timed(n - self._starts[run])

    def link(self, n: int, patches: Iterable[Patch], completed: str = "") -> None:
        """Note what event number ``n`` of the present run changed, after what those before it did.

        ``completed`` is the id of the entry that it tells whole: nothing of it may be new.
        """
        links = self._links[-1]
        entry = next((_entry_id(patch) for patch in patches if patch.at[0] == "entries"), completed)
        known = links.entries[-1] if links.entries else ""
        if entry != known if _is_delta(self._runs[-1].log.events[n]) else entry:
            links.numbers.append(n)
            links.entries.append(entry)

    def show_run(self, run: RunEvents, *, shown: bool) -> None:
        """Note whether the transcript has what a run changed: it may be taken back, and shown again."""
        at = next(at for at, each in enumerate(self._runs) if each.log is run.log)
        self._links[at].shown = shown

    def entry_of(self, n: int) -> str:
        """Give the id of the entry that event number ``n`` changed; "" if the transcript has none."""
        run = bisect_right(self._starts, n) - 1
        links, number = self._links[run], n - self._starts[run]
        at = bisect_right(links.numbers, number) - 1
        if at < 0 or not links.shown:
            return ""
        inherits = links.numbers[at] == number or _is_delta(self[n][0])
        return links.entries[at] if inherits else ""


def _is_delta(event: Any) -> bool:
    return raw_type(event).endswith(".delta")


def _entry_id(patch: Patch) -> str:
    """Give the id of the entry that a patch adds or changes."""
    return str(patch.value["id"] if patch.op == "put" else patch.at[1])
