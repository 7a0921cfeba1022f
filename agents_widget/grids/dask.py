"""Runs the rows of a grid on a Dask cluster: ``grid(..., client=Client(...))``.

Everything but ``run``, ``stop`` and ``close``, which wait for it, happens on the client's event loop.
"""

from __future__ import annotations

import asyncio
import pickle
import uuid
from collections.abc import Collection, Coroutine, Mapping, Sequence
from typing import Any

from . import dask_worker
from .dask_client import ClusterError, lost_connection, on_loop_of, require_client, unsubscribe
from .dask_dispatch import Dispatcher, Host, Row
from .dask_hosts import Hosts
from .dask_views import RowViews
from .dask_worker import News
from .executor import ExecutorFacts, Report, RowEnd, RowJob, RowSettings
from .row_run import cancelled_end, failed_end
from .rows import RowStatus
from .shipping import CannotTravelError, pack, pack_job

LOOK = 0.5
"""Seconds between two looks at whether the client is connected and the hosts are alive."""

WAITS_FOR_SLOT = "Rows wait for a worker of the cluster that has a free slot."
WAITS_FOR_WORKER = "The cluster has no worker now: rows wait until one comes."


class WorkerDiedError(RuntimeError):
    """The process of a worker ended while it ran a row, and did so again when it ran that row alone."""


class DaskExecutor:
    """Runs rows on the workers of a cluster, ``max_concurrency`` of them at a time in all.

    Raises ``TypeError`` or ``ClusterError`` if there is no connected client, and ``CannotTravelError`` if an
    agent cannot be pickled.
    """

    def __init__(
        self, client: Any, agents: Mapping[str, Any], settings: RowSettings, max_concurrency: int
    ) -> None:
        self._client = require_client(client)
        self._packed = pack(agents, settings, max_concurrency)
        self._rate = settings.rate if isinstance(settings.rate, (int, float)) else None
        self._dispatcher = Dispatcher(max_concurrency)
        self._topic = f"agents_widget-{uuid.uuid4().hex}"
        self._hosts = Hosts(client, self._topic, self._lose)
        self._views = RowViews(client.loop.asyncio_loop, self._dispatcher, self._call)
        self._calls: dict[str, tuple[float, bool]] = {}
        """By host: its model calls in the last minute, and whether one waits for the rate."""
        self._reports: dict[int, Report] = {}
        self._stopping: set[int] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._runs = 0
        self._held = ""

    # On the grid's loop

    async def run(self, jobs: Sequence[RowJob], report: Report) -> None:
        """Run rows to their ends, and tell each. Raises ``ClusterError`` when the cluster is lost."""
        require_client(self._client)
        ended = asyncio.ensure_future(on_loop_of(self._client, lambda: self._run(jobs, report)))
        try:
            while not (await asyncio.wait({ended}, timeout=LOOK))[0]:
                self._check_connection()
            await ended
        except (ClusterError, asyncio.CancelledError):
            self._check_connection()  # what else was wrong may come of it
            raise
        finally:
            ended.cancel()

    def _check_connection(self) -> None:
        lost = lost_connection(self._client)
        if lost is not None:
            raise ClusterError(lost)

    async def stop(self, numbers: Collection[int] | None = None) -> None:
        """Stop rows by their numbers, or all; those that are queued never begin."""
        if lost_connection(self._client) is None:
            await on_loop_of(self._client, lambda: self._stop(numbers))

    async def close(self) -> None:
        """Let go of the cluster; ``run`` may be called again all the same."""
        if lost_connection(self._client) is None:
            await on_loop_of(self._client, self._let_go)

    def hold(self, why: str) -> None:
        """Begin nothing more, for a reason; go on when the reason is empty."""
        if why != self._held and lost_connection(self._client) is None:
            self._held = why
            self._client.loop.asyncio_loop.call_soon_threadsafe(self._hold, why)

    def facts(self) -> ExecutorFacts:
        """Give how many model calls it makes, and what holds it up; on any thread."""
        counts = list(self._calls.values())
        detail = self._hosts.problem
        if not detail and self._hosts and not self._dispatcher.hosts:
            detail = WAITS_FOR_SLOT if self._hosts.has_workers else WAITS_FOR_WORKER
        return ExecutorFacts(
            calls=sum(calls for calls, _ in counts),
            limit=self._rate,
            is_held=any(is_held for _, is_held in counts),
            detail=detail,
        )

    # On the client's loop

    async def _run(self, jobs: Sequence[RowJob], report: Report) -> None:
        self._runs += 1
        try:
            numbers = {job.plan.number for job in jobs}
            self._stopping -= numbers
            self._reports.update(dict.fromkeys(numbers, report))
            self._dispatcher.add(jobs)
            if not self._hosts.is_open:
                self._client.subscribe_topic(self._topic, self._hear)
                await self._hosts.open(self._packed)
            self._hand_out()
            await self._wait(numbers)
        finally:
            self._runs -= 1
            if not self._runs:
                await self._let_go()

    async def _wait(self, numbers: Collection[int]) -> None:
        """Wait until these rows have ended. Raises ``ClusterError`` if no worker can run any."""
        while any(number in self._dispatcher.rows for number in numbers):
            await asyncio.sleep(LOOK / 10)
            await self._hosts.look()
            if self._hosts.problem and not self._hosts:
                raise ClusterError(f"No worker of the cluster can run the rows. {self._hosts.problem}")

    async def _let_go(self) -> None:
        """Give the slots of the workers back; rows that run there are stopped, and not told of."""
        if self._hosts.is_open:
            self._hosts.close()
            unsubscribe(self._client, self._topic)
        self._views.clear()
        self._dispatcher.clear()
        self._reports.clear()
        self._calls.clear()

    def _hold(self, why: str) -> None:
        self._dispatcher.held = why
        for host in self._dispatcher.hosts.values():
            self._later(self._call(host.worker, dask_worker.hold_rows, host.name, why))
        self._hand_out()

    def _lose(self, worker: str, expected: bool) -> None:
        """A worker is gone, and with it what it ran. ``expected``: somebody took it away."""
        why = f"The worker {worker} {'was taken away' if expected else 'died'} while it ran this row."
        for name in self._dispatcher.hosts_on(worker):
            self._calls.pop(name, None)
            for token in self._dispatcher.hosts[name].rows:
                self._views.lose(token, f"{why} It runs again: open it anew.")
            again, failed = self._dispatcher.host_lost(name, why=why, expected=expected)
            for row in again:
                if row.number in self._stopping:
                    self._end(row, cancelled_end(row.job))
                else:
                    self._reports[row.number].changed(row.number, RowStatus(attempt=row.status.attempt))
            for row in failed:
                self._end(row, failed_end(row.job, _poison(row)))
        self._hand_out()

    def _hear(self, event: tuple[float, Any]) -> None:
        """Read a message of a host."""
        news = dask_worker.read_news(event[1])
        if news.task not in self._hosts:
            return  # of a worker that was given up
        if news.error:
            self._hosts.problem = f"{news.worker}: {news.error}"
        if news.leaves:
            self._hosts.leaves(news.worker)
        if news.began:
            self._lose(news.worker, expected=True)  # the task was begun anew
            self._hosts.began(news.task, news.worker)
            self._dispatcher.host_began(news.host, news.worker)
            self._hand_out()
        if news.calls is not None:
            self._calls[news.host] = (news.calls, news.is_held)
        for token, status in news.rows.statuses:
            self._change(self._dispatcher.running(news.host, token), status)
        if any(not status.counts for _, status in news.rows.statuses):
            self._hand_out()
        for token, rows in news.rows.tapes:
            self._views.add(token, rows)
        self._take_ends(news)

    def _change(self, row: Row | None, status: RowStatus) -> None:
        if row is None:
            return
        has_begun = row.status.state != "queued"
        row.status = status
        if not has_begun:  # from now on the report asks for its status
            self._reports[row.number].began(row.number, self._views.begin(row))

    def _take_ends(self, news: News) -> None:
        for token, packed in news.rows.ends:
            row = self._dispatcher.running(news.host, token)
            if row is not None:
                end: RowEnd = pickle.loads(packed)  # noqa: S301 - of a worker that runs our code anyway
                end.result.plan = row.job.plan
                self._end(row, end)
        if news.rows.ends:
            self._hand_out()

    def _end(self, row: Row, end: RowEnd) -> None:
        self._dispatcher.ended(row)
        self._views.end(row.token, end)
        self._stopping.discard(row.number)
        self._reports.pop(row.number).ended(end)

    def _hand_out(self) -> None:
        self._dispatcher.expected_hosts = len(self._hosts)
        for name, rows in self._dispatcher.hand_out().items():
            self._later(self._push(self._dispatcher.hosts[name], rows))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _push(self, host: Host, rows: list[Row]) -> None:
        """Send rows to their worker. One that cannot travel has failed, and no other with it."""
        packed = [(row.token, job) for row in rows if (job := self._pack_row(row)) is not None]
        share = None if self._rate is None else self._rate / max(1, len(self._dispatcher.hosts))
        answer = await self._call(host.worker, dask_worker.start_rows, host.name, packed, share)
        if answer is None:
            await asyncio.sleep(LOOK)  # if it died, the scheduler tells so meanwhile
            self._dispatcher.take_back(host.name, [token for token, _ in packed])
            answer = {}
        for token, problem in answer.items():
            row_there = self._dispatcher.running(host.name, token)
            if row_there is not None:
                self._end(row_there, failed_end(row_there.job, CannotTravelError(problem)))
        self._hand_out()

    def _pack_row(self, row: Row) -> bytes | None:
        try:
            return pack_job(row.job)
        except CannotTravelError as error:
            self._end(row, failed_end(row.job, error))
            return None

    async def _call(self, worker: str, function: Any, *args: Any) -> Any:
        """Call a function in a worker's process, beside its tasks; None if the worker is gone."""
        try:
            answers = await self._client.run(function, *args, workers=[worker], on_error="ignore")
        except Exception:  # noqa: BLE001 - a connection that breaks: the scheduler tells of the worker
            return None
        return answers.get(worker)

    async def _stop(self, numbers: Collection[int] | None) -> None:
        for row in self._dispatcher.take_queued(numbers):
            self._end(row, cancelled_end(row.job))
        by_host: dict[str, list[int]] = {}
        for row in self._dispatcher.find_running(numbers):
            self._stopping.add(row.number)
            by_host.setdefault(row.host, []).append(row.token)
        hosts = [(self._dispatcher.hosts[name], tokens) for name, tokens in by_host.items()]
        calls = [self._call(host.worker, dask_worker.stop_rows, host.name, tokens) for host, tokens in hosts]
        await asyncio.gather(*calls)


def _poison(row: Row) -> WorkerDiedError:
    return WorkerDiedError(
        f"The worker's process ended each of the {row.deaths} times that it ran this row, the last time with "
        "no other row beside it. Look into the worker's log for what ended it, such as memory that ran out."
    )
