"""The events of all runs of a widget, one run after another."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from ...agents.run_internal.event_log import EventLog


class RunEvents(NamedTuple):
    """The events of one run: its log, and the beginning that their times count from."""

    log: EventLog[Any]
    zero: float
    """In seconds of the clock that the log's times are of."""

    def timed(self, n: int) -> tuple[Any, int]:
        """Give event number ``n`` of the run, and the milliseconds from the beginning to it."""
        return self.log.events[n], round((self.log.times[n] - self.zero) * 1000)


class EventHistory:
    """The logs of a widget's runs as one list of events with their times; no event is copied."""

    def __init__(self) -> None:
        self._runs: list[RunEvents] = []
        self._starts: list[int] = []
        """The number of each run's first event."""

    def begin_run(self, log: EventLog[Any], zero: float) -> RunEvents:
        """Go on with the log of the next run; the one before must have ended."""
        start = len(self)
        run = RunEvents(log, zero)
        self._runs.append(run)
        self._starts.append(start)
        return run

    def __len__(self) -> int:
        if not self._runs:
            return 0
        return self._starts[-1] + len(self._runs[-1].log.events)

    def __getitem__(self, n: int) -> tuple[Any, int]:
        run = bisect_right(self._starts, n) - 1
        return self._runs[run].timed(n - self._starts[run])
