"""Runs rows in one process: what they share there, and their further tries."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..agents.models.stand_ins.cassette_takes import cassette_epoch
from ..agents.run_internal.tool_threads import TOOL_THREADS
from .executor import RowEnd, RowJob, RowSettings
from .permit import Permit
from .rate import Limiter
from .row_gate import RowGate
from .row_run import RowRun, failed_end
from .rows import Attempt, RowResult


class RowHost:
    """Runs rows on the running event loop: of this machine, or of a worker of a cluster.

    ``threads`` is how many of their functions and tools that are not async may run at once.
    """

    def __init__(
        self,
        agents: Mapping[str, Any],
        settings: RowSettings,
        *,
        threads: int,
        permit: Permit | None = None,
    ) -> None:
        self._agents = agents
        self._settings = settings
        self._permit = permit
        self.limiter = Limiter(settings.rate)
        # Made as they are needed, and none waits for work once the pool is shut down.
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="agents_widget grid")

    async def run(self, job: RowJob, begun: Callable[[RowRun], object]) -> RowEnd:
        """Run a row to its end, and give what is left of it; raises nothing of the run.

        A try that fails before anything came of it, and of what may pass, is followed by another. ``begun``
        gets each, to ask for its status and to stop it.
        """
        while True:
            gate = RowGate(
                self.limiter,
                permit=self._permit,
                timeout=self._settings.timeout,
                retries=self._settings.retries,
            )
            try:
                row = RowRun(job, self._agents[job.plan.agent], self._settings, gate)
            except Exception as error:  # noqa: BLE001 - such as an input that its framework cannot take
                return failed_end(job, error)
            begun(row)
            token = TOOL_THREADS.set(self._threads)
            try:
                with cassette_epoch(job.plan.epoch):
                    end = await row.run()
            finally:
                TOOL_THREADS.reset(token)
            wait = row.seconds_to_next_try()
            if wait is None:
                return end
            job = next_try(end.result)
            await asyncio.sleep(wait)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)


def next_try(result: RowResult) -> RowJob:
    """Give the job to run a row again, which keeps the try that has ended."""
    attempt = Attempt(
        result.error or result.state, result.error_type, result.seconds, result.usage, result.cost
    )
    return RowJob(result.plan, [*result.attempts, attempt])
