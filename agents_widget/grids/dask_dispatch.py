"""Which row goes to which worker of a cluster, and what becomes of the rows of a worker that dies.

Plain bookkeeping without I/O; everything happens on one thread.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from .executor import RowJob
from .rows import Attempt, RowStatus

DEATHS_IN_COMPANY = 2
"""After so many deaths a row runs alone: whether it or a neighbour kills the worker is told only then."""


@dataclass(slots=True)
class Row:
    """A row on its way. ``token`` names the try: what is told of an earlier one is not read."""

    job: RowJob
    token: int
    status: RowStatus = field(default_factory=RowStatus)
    host: str = ""
    """Where it runs; empty: it is queued."""
    deaths: int = 0
    """How many workers died, unasked, while they ran it."""
    alone: bool = False
    """It is handed out with no other row on its worker."""

    @property
    def number(self) -> int:
        """Its place in the grid."""
        return self.job.plan.number


@dataclass(slots=True)
class Host:
    """The rows of one worker process. Its name is new each time a host begins."""

    name: str
    worker: str
    rows: dict[int, Row] = field(default_factory=dict)
    """By token."""
    reserved: bool = False
    """It takes a row that runs alone, and no other."""

    @property
    def load(self) -> int:
        """How many of its rows run: those that wait for somebody do not count."""
        return sum(row.status.counts for row in self.rows.values())


class Dispatcher:
    """Hands rows out to hosts, at most ``limit`` at once, and an equal share to each host."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.hosts: dict[str, Host] = {}
        self.expected_hosts = 0
        """How many hosts there are to be, with those that have not begun."""
        self.held = ""
        """Why no row is handed out."""
        self.rows: dict[int, Row] = {}
        """Those that have not ended, by number."""
        self._tokens = itertools.count(1)
        self._queue: deque[Row] = deque()
        self._alone: deque[Row] = deque()

    def add(self, jobs: Iterable[RowJob]) -> None:
        """Queue rows."""
        for job in jobs:
            row = Row(job, next(self._tokens), RowStatus(attempt=len(job.attempts) + 1))
            self.rows[row.number] = row
            self._queue.append(row)

    def host_began(self, name: str, worker: str) -> None:
        """A host takes rows."""
        self.hosts[name] = Host(name, worker)

    def hand_out(self) -> dict[str, list[Row]]:
        """The rows that begin now, by host."""
        handed: dict[str, list[Row]] = {}
        if self.held:
            return handed
        self._reserve()
        for host in self.hosts.values():
            if host.reserved and not host.rows and self._alone:
                self._give(self._alone.popleft(), host, handed)
        open_hosts = [host for host in self.hosts.values() if not host.reserved]
        # A host that begins later finds its share of the rows, too.
        share = -(-min(self.limit, len(self.rows)) // max(1, self.expected_hosts, len(self.hosts)))
        loads = {host.name: host.load for host in self.hosts.values()}
        while self._queue and open_hosts and sum(loads.values()) < self.limit:
            host = min(open_hosts, key=lambda each: loads[each.name])
            if loads[host.name] >= share:
                break
            self._give(self._queue.popleft(), host, handed)
            loads[host.name] += 1
        return handed

    def _reserve(self) -> None:
        """Keep one host for rows that run alone while there are such: the one with the fewest rows."""
        reserved = [host for host in self.hosts.values() if host.reserved]
        if self._alone and not reserved and self.hosts:
            min(self.hosts.values(), key=lambda each: len(each.rows)).reserved = True
        for host in reserved:
            host.reserved = bool(self._alone) or bool(host.rows)

    def _give(self, row: Row, host: Host, handed: dict[str, list[Row]]) -> None:
        row.host = host.name
        host.rows[row.token] = row
        handed.setdefault(host.name, []).append(row)

    def running(self, host: str, token: int) -> Row | None:
        """The row of a token, if this try of it still counts."""
        found = self.hosts.get(host)
        return None if found is None else found.rows.get(token)

    def ended(self, row: Row) -> None:
        """A row has ended, wherever it was."""
        self.rows.pop(row.number, None)
        if row.host in self.hosts:
            self.hosts[row.host].rows.pop(row.token, None)
        for queue in (self._queue, self._alone):
            if row in queue:
                queue.remove(row)

    def host_lost(self, name: str, *, why: str, expected: bool = False) -> tuple[list[Row], list[Row]]:
        """A host is gone: the rows that are queued again, and those that are not tried again.

        ``expected``: somebody took the worker away, which says nothing of its rows.
        """
        host = self.hosts.pop(name, None)
        again: list[Row] = []
        failed: list[Row] = []
        for row in host.rows.values() if host else ():
            was_alone = row.alone
            self._put_attempt_aside(row, why)
            row.deaths += not expected
            if was_alone and not expected:
                self.rows.pop(row.number, None)
                failed.append(row)
                continue
            row.alone = row.deaths >= DEATHS_IN_COMPANY
            again.append(row)
        self._alone.extend(row for row in again if row.alone)
        self._queue.extendleft(row for row in reversed(again) if not row.alone)  # they have waited already
        return again, failed

    def take_back(self, host: str, tokens: Collection[int]) -> None:
        """Queue rows again that did not get to their host."""
        for row in [row for token in tokens if (row := self.running(host, token)) is not None]:
            del self.hosts[host].rows[row.token]
            row.token, row.host = next(self._tokens), ""
            (self._alone if row.alone else self._queue).appendleft(row)

    def _put_attempt_aside(self, row: Row, why: str) -> None:
        status = row.status
        lost = Attempt(why, "WorkerDiedError", status.seconds, dict(status.usage), status.cost)
        row.job = RowJob(row.job.plan, (*row.job.attempts, lost))
        row.token, row.host = next(self._tokens), ""
        row.status = RowStatus(attempt=len(row.job.attempts) + 1)

    def hosts_on(self, worker: str) -> list[str]:
        """The hosts of a worker."""
        return [host.name for host in self.hosts.values() if host.worker == worker]

    def clear(self) -> None:
        """Forget all rows and hosts."""
        self.hosts.clear()
        self.rows.clear()
        self._queue.clear()
        self._alone.clear()

    def take_queued(self, numbers: Collection[int] | None) -> list[Row]:
        """Rows that have not begun, of these numbers or all: they leave the queue."""
        chosen = [row for row in [*self._queue, *self._alone] if numbers is None or row.number in numbers]
        for row in chosen:
            self.ended(row)
        return chosen

    def find_running(self, numbers: Collection[int] | None) -> list[Row]:
        """Rows that run, of these numbers or all."""
        return [row for row in self.rows.values() if row.host and (numbers is None or row.number in numbers)]
