"""Runs the rows of a grid in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .executor import ExecutorFacts, Report, RowJob, RowSettings
from .permit import Permit
from .places import Places
from .row_host import RowHost
from .row_run import RowRun, cancelled_end

LOOK = 0.2
"""Seconds between two looks at which rows wait for somebody."""


class LocalExecutor:
    """Runs rows on the event loop that it is called on, so many at a time."""

    def __init__(
        self,
        agents: Mapping[str, Any],
        settings: RowSettings,
        max_concurrency: int,
    ) -> None:
        self._permit = Permit()
        self._host = RowHost(agents, settings, threads=max_concurrency, permit=self._permit)
        self._places = Places(max_concurrency)
        self._rows: dict[int, asyncio.Task[None]] = {}
        """The rows that are queued or run, by their numbers."""
        self._live: dict[int, RowRun] = {}

    async def run(self, jobs: Sequence[RowJob], report: Report) -> None:
        """Run rows to their ends, and tell each."""
        tasks = [self._begin_task(job, report) for job in jobs]
        looking = asyncio.create_task(self._look())
        try:
            if tasks:
                await asyncio.wait(tasks)
        finally:
            looking.cancel()
        for task in tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def stop(self, numbers: Collection[int] | None = None) -> None:
        """Stop rows by their numbers, or all; those that are queued never begin."""
        for number in list(self._rows) if numbers is None else numbers:
            live = self._live.get(number)
            if live is not None and live.controller.running:
                live.stop()
            elif number in self._rows:  # it is queued, or waits for its next try
                self._rows[number].cancel()

    async def close(self) -> None:
        """Let its threads end."""
        self._host.close()

    def hold(self, why: str) -> None:
        """Let no model call begin, for a reason; let all go on for none."""
        if why:
            self._permit.close(why)
        else:
            self._permit.open()

    def facts(self) -> ExecutorFacts:
        """Give how many model calls it makes."""
        limiter = self._host.limiter
        return ExecutorFacts(limiter.calls, limiter.per_minute, limiter.waiting > 0)

    def _begin_task(self, job: RowJob, report: Report) -> asyncio.Task[None]:
        number = job.plan.number
        task = self._rows[number] = asyncio.create_task(self._run(job, report))

        def finish(task: asyncio.Task[None]) -> None:
            if self._rows.get(number) is task:  # and not another try of the row, begun since
                self._live.pop(number, None)
                self._rows.pop(number, None)
            if task.cancelled():  # perhaps before its first step, so that it cannot tell that itself
                report.ended(cancelled_end(job))

        task.add_done_callback(finish)
        return task

    async def _run(self, job: RowJob, report: Report) -> None:
        number = job.plan.number
        await self._places.enter(number)
        try:
            end = await self._host.run(job, lambda row: self._begin(row, report))
        finally:
            self._places.leave(number)
        report.ended(end)

    def _begin(self, row: RowRun, report: Report) -> None:
        self._live[row.job.plan.number] = row
        report.began(row.job.plan.number, row)

    async def _look(self) -> None:
        """Let others begin in the place of rows that wait for somebody."""
        while True:
            await asyncio.sleep(LOOK)
            if self._places.has_queue:
                self._places.look({number for number, row in self._live.items() if row.waits_for_somebody})
