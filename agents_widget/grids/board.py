"""How the rows of a grid stand: written on the grid's loop, read from any thread."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import get_args

from .executor import LiveRow
from .rows import RowPlan, RowResult, RowState, RowStatus

FRESH_SECONDS = 0.1
"""How old the status of a row may be that runs here: to read it takes a tenth of a millisecond."""


class Board:
    """The statuses and results of rows, and which of them changed."""

    def __init__(self, plans: Sequence[RowPlan]) -> None:
        self._statuses = {plan.number: RowStatus() for plan in plans}
        self._results: dict[int, RowResult] = {}
        self._live: dict[int, LiveRow] = {}
        self._changed = set(self._statuses)
        self._lock = threading.Lock()
        self._fresh_until = 0.0

    # Writing

    def begin(self, number: int, live: LiveRow | None) -> None:
        """Note that a row runs."""
        with self._lock:
            self._statuses[number] = RowStatus("running", attempt=self._statuses[number].attempt)
            if live is not None:
                self._live[number] = live
            self._changed.add(number)

    def change(self, number: int, status: RowStatus) -> None:
        """Note how a row stands that runs elsewhere."""
        with self._lock:
            if number not in self._results:
                self._statuses[number] = status
                self._changed.add(number)

    def end(self, result: RowResult, *, is_scoring: bool = False) -> None:
        """Keep the result of a row that has ended; while it ``is_scoring`` the row goes on."""
        number = result.plan.number
        status = status_of(result)
        with self._lock:
            self._live.pop(number, None)
            if is_scoring:
                status.state, status.doing = "running", "scoring"
            else:
                self._results[number] = result
            self._statuses[number] = status
            self._changed.add(number)

    def queue(self, number: int, attempt: int = 1) -> None:
        """Forget the result of a row that is run again."""
        with self._lock:
            self._results.pop(number, None)
            self._statuses[number] = RowStatus(attempt=attempt)
            self._changed.add(number)

    def touch(self, numbers: Iterable[int]) -> None:
        """Note that rows changed in their scores."""
        with self._lock:
            self._changed.update(numbers)

    # Reading

    def status(self, number: int) -> RowStatus:
        """Give how a row stands, of a row that runs here as of the last tenth of a second."""
        live = self._live.get(number)
        if live is None or time.monotonic() < self._fresh_until:
            return self._statuses[number]
        return live.status()

    def result(self, number: int) -> RowResult | None:
        """Give what is kept of a row that has ended."""
        return self._results.get(number)

    def live(self, number: int) -> LiveRow | None:
        """Give a row that runs in this process."""
        return self._live.get(number)

    def results(self) -> list[RowResult]:
        """Give all results, by the numbers of their rows."""
        with self._lock:
            return [self._results[number] for number in sorted(self._results)]

    def take_changes(self) -> set[int]:
        """Give the rows that changed since the last call; those that run here always may have."""
        self.refresh()
        with self._lock:
            changed, self._changed = self._changed | set(self._live), set()
            return changed

    def refresh(self) -> None:
        """Look how the rows stand that run in this process, unless that was just done."""
        with self._lock:
            if time.monotonic() < self._fresh_until:
                return
            self._fresh_until = time.monotonic() + FRESH_SECONDS
            live = dict(self._live)
        statuses = {number: row.status() for number, row in live.items()}  # may take a while: no lock
        with self._lock:
            self._statuses |= {number: each for number, each in statuses.items() if number in self._live}

    @property
    def has_changes(self) -> bool:
        """Whether ``take_changes`` would give any."""
        return bool(self._changed or self._live)

    def states(self) -> dict[RowState, int]:
        """Count the rows in each state, as of the latest ``refresh``."""
        with self._lock:
            counts = Counter(status.state for status in self._statuses.values())
        return {state: counts.get(state, 0) for state in get_args(RowState)}

    def cost(self) -> float | None:
        """Give the US dollars of all rows and their earlier attempts; None where no price is known."""
        with self._lock:
            costs = [status.cost for status in self._statuses.values()]
            costs += [each.cost for result in self._results.values() for each in result.attempts]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if known else None

    def uncounted(self) -> str:
        """Say why it is not known what some row costs; empty where it is of all."""
        with self._lock:
            return next((each.uncounted for each in self._statuses.values() if each.uncounted), "")


def status_of(result: RowResult) -> RowStatus:
    """Give how a row stands that has ended."""
    return RowStatus(
        state=result.state,
        attempt=result.attempt,
        seconds=result.seconds,
        waited=result.waited,
        turn=result.turns,
        usage=result.usage,
        cost=result.cost,
        uncounted=result.uncounted,
        pace=result.pace,
        error=result.error,
    )


def chosen(results: Iterable[RowResult], numbers: Collection[int] | None) -> list[RowResult]:
    """Give the results of these rows; without numbers, of those that failed or were stopped."""
    if numbers is None:
        return [each for each in results if each.state in ("failed", "cancelled")]
    return [each for each in results if each.plan.number in numbers]
