"""Runs a grid: it owns the plan, the executor, the store and the scores, and says how each row stands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from typing import Any

from ..agents.run_internal import background
from ..transcript.tape import Tape
from ..widget.channel import Send, nothing
from ..widget.fork.trunk import Trunk
from ..widget.run.controller import RunController
from .board import Board, chosen
from .executor import Executor, ExecutorFacts, LiveRow, RowEnd, RowJob
from .grid_facts import read_facts
from .grid_scores import GridScores
from .headline import Headline
from .limits import FailureLimit, GridBudget, GridStoppedError
from .open_row import follow_tape
from .row_host import next_try
from .row_run import cancelled_end
from .row_trunk import RowTrunks
from .rows import GridFacts, RowPlan, RowResult, RowStatus
from .scoring import check_expected, named
from .store import Store
from .work import GridWork

logger = logging.getLogger(__name__)


class GridController:
    """Runs the rows of a grid, and answers from any thread.

    ``make_executor`` is called on the grid's ``loop``. ``on_change`` may be set to what is told, on that
    loop, each 0.2 s while the grid is at work and once at its end, that ``take_changes`` may have news.
    """

    def __init__(
        self,
        plans: Sequence[RowPlan],
        make_executor: Callable[[], Executor],
        store: Store,
        *,
        scorers: Any = (),
        loop: asyncio.AbstractEventLoop | None = None,
        budget: GridBudget | None = None,
        failures: FailureLimit | None = None,
        trunks: RowTrunks | None = None,
    ) -> None:
        self.plans: Sequence[RowPlan] = list(plans)
        self.agents: Sequence[str] = list(dict.fromkeys(plan.agent for plan in plans))
        self.epochs = 1 + max((plan.epoch for plan in plans), default=0)
        self.store = store
        self.budget = budget or GridBudget()
        self.on_change: Callable[[], None] = nothing
        self.board = Board(plans)
        self._scores = GridScores(scorers, store, self.agents)
        self._failures = failures or FailureLimit()
        self._trunks = trunks or RowTrunks()
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._was_stopped = False
        self._work = GridWork(loop or background.loop(), self._look, self._close, self._cut_off)
        for result in store.results():
            self.board.end(result)
            self._scores.add(result)

    # From any thread

    def __len__(self) -> int:
        return len(self.plans)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that the rows run on."""
        return self._work.loop

    @property
    def at_work(self) -> bool:
        """Whether rows run, are queued or are scored."""
        return self._work.is_under_way

    @property
    def error(self) -> BaseException | None:
        """What ended the grid early."""
        return self._work.error

    def start(self) -> None:
        """Begin to run what there is no result of, and to score what is not scored.

        Raises ``RuntimeError`` when another grid writes to the store.
        """
        jobs = [RowJob(plan) for plan in self.plans if self.board.result(plan.number) is None]
        if jobs:
            self.store.open()
            self._work.begin(lambda: self._run(jobs))
        self._score_results()

    def stop(self, numbers: Iterable[int] | None = None) -> None:
        """Stop rows by their numbers, or all of them; those that are queued never begin."""
        self._was_stopped |= numbers is None and self.at_work
        meant = None if numbers is None else set(numbers)
        self._work.submit(lambda: self._stop(meant))

    def retry(self, numbers: Iterable[int] | None = None) -> int:
        """Run rows again that failed or were stopped, or those of these numbers; gives how many."""
        jobs = [
            next_try(each) if each.began else RowJob(each.plan)
            for each in chosen(self.board.results(), None if numbers is None else set(numbers))
        ]
        for job in jobs:
            self._scores.remove(self.board.result(job.plan.number))
            self.board.queue(job.plan.number, len(job.attempts) + 1)
        if jobs:
            self._was_stopped = False
            self._work.begin(lambda: self._run(jobs))
        return len(jobs)

    def allow(self, usd: float) -> None:
        """Let the grid spend more. Raises ``ValueError`` for nothing more, or less."""
        self.budget.allow(usd)
        background.call_on(self.loop, self._look_at_budget)

    def status(self, number: int) -> RowStatus:
        """Give how a row stands."""
        return self.board.status(number)

    def result(self, number: int) -> RowResult | None:
        """Give what is kept of a row that has ended; None before."""
        return self.board.result(number)

    def take_changes(self) -> set[int]:
        """Give the numbers of the rows that changed since the last call; for one reader."""
        return self.board.take_changes()

    def facts(self) -> GridFacts:
        """Give how the grid stands as a whole."""
        at_executor = ExecutorFacts() if (executor := self._executor) is None else executor.facts()
        return read_facts(
            self.board,
            self._work,
            self.budget,
            at_executor,
            was_stopped=self._was_stopped,
            notes=self.store.notes,
        )

    @property
    def scorers(self) -> list[str]:
        """The names of the scorers."""
        return self._scores.names

    def headline(self, scorer: str) -> list[Headline]:
        """Give what is said of each agent over all rows; the first agent is the baseline."""
        return self._scores.tally.headlines(scorer, self.agents[0])

    def score(self, scorers: Any) -> None:
        """Score the rows by more scorers, without running anything again. Raises as ``grid`` does."""
        added = named(scorers)
        check_expected(added, self.plans)
        self._scores.extend(added)
        self._score_results()

    def tape(self, number: int) -> Tape:
        """Give the recording of a row so far. Raises ``LookupError`` for one that has none here."""
        live = self.board.live(number)
        if live is not None:
            return live.tape()
        result = self.board.result(number)
        if result is None or not result.run_file:
            raise LookupError(f"Row {number} has no recording here: it is {self.status(number).state}.")
        return Tape.from_jsonl(self.store.read_file(result.run_file), name=result.run_file)

    def trunk(self, number: int) -> Trunk:
        """Give a row as a run to fork.

        Raises ``LookupError`` as ``tape`` does, and ``ValueError`` for a row that cannot be forked.
        """
        live = self.board.live(number)
        if live is not None:
            return self._trunks.live(self.plans[number], live)
        return self._trunks.recorded(self.plans[number], self.tape(number))

    def open_row(self, number: int, send: Send, on_settled: Callable[[], None] = nothing) -> RunController:
        """Give the controller of a row's run for an ``AgentWidget``: live, or from its run file.

        Several may open one row. Raises ``LookupError`` as ``tape`` does.
        """
        live = self.board.live(number)
        return follow_tape(self.tape(number), send) if live is None else live.open(send, on_settled)

    def close_row(self, number: int, send: Send) -> None:
        """Send no more to a view that ``open_row`` was given; the row goes on."""
        live = self.board.live(number)
        if live is not None:
            live.close(send)

    async def wait(self) -> None:
        """Wait on any loop until no row runs or is queued. Raises what ended the grid early."""
        await self._work.log.wait()
        if self.error is not None:
            raise self.error

    async def completed(self) -> AsyncIterator[int]:
        """Give the numbers of the rows that have ended, then of others as they end, until none runs."""
        log = self._work.log
        ended = set(log.events)
        for result in self.board.results():
            if result.plan.number not in ended:
                yield result.plan.number
        async for number in log.read():
            yield number

    # What the executor tells, on any thread

    def began(self, number: int, live: LiveRow | None = None) -> None:
        """A row runs."""
        background.call_on(self.loop, self.board.begin, number, live)

    def changed(self, number: int, status: RowStatus) -> None:
        """A row that runs elsewhere stands like this."""
        background.call_on(self.loop, self.board.change, number, status)

    def ended(self, end: RowEnd) -> None:
        """A row has ended."""
        background.call_on(self.loop, self._end_row, end)

    # On the grid's loop

    def _end_row(self, end: RowEnd) -> None:
        result = end.result
        if result.began:  # one that was stopped before leaves nothing
            try:
                self.store.keep(result, end.run_file)
            except Exception as error:  # noqa: BLE001 - such as a full disk; it is told to who waits
                self._end_early(error)
        is_scored = self._scores.has_work(result)
        self.board.end(result, is_scoring=is_scored)
        self._look_at_budget()
        if is_scored:
            self._work.begin(lambda: self._score_row(result))
        else:
            self._finish_row(result)

    async def _score_row(self, result: RowResult) -> None:
        """Score a row that has ended; only then is it done."""
        try:
            await self._scores.score(result)
        finally:
            self._finish_row(result)

    def _finish_row(self, result: RowResult) -> None:
        self.board.end(result)
        self._scores.add(result)
        if self._work.is_under_way:  # and not cut off with its loop
            self._work.log.append(result.plan.number)
        if why := self._failures.reached(self.board.states()["failed"], len(self.plans)):
            self._end_early(GridStoppedError(why))

    def _score_results(self) -> None:
        """Score the rows that have ended, where a scorer has not."""
        results = [each for each in self.board.results() if self._scores.has_work(each)]
        if results:
            self._work.begin(lambda: self._score_all(results))

    async def _score_all(self, results: Sequence[RowResult]) -> None:
        self.store.open()
        tasks = []
        for number, result in enumerate(results, 1):
            tasks.append(asyncio.ensure_future(self._score_again(result)))
            if number % 20 == 0:
                await asyncio.sleep(0)  # a thousand at once would hold up whatever else runs here
        await asyncio.gather(*tasks)

    async def _score_again(self, result: RowResult) -> None:
        await self._scores.score(result)
        self._scores.add(result)
        self.board.touch([result.plan.number])

    async def _run(self, jobs: Sequence[RowJob]) -> None:
        self.store.open()
        if self._executor is None:
            self._executor = self._make_executor()
            self._executor.hold(self.budget.spent)
        await self._executor.run(jobs, self)

    async def _stop(self, numbers: Collection[int] | None) -> None:
        if self._executor is not None:
            await self._executor.stop(numbers)

    def _end_early(self, error: BaseException) -> None:
        """Stop everything, for a reason that is told to who waits."""
        if self._work.error is None:
            self._work.error = error
            self._work.submit(lambda: self._stop(None))

    def _look_at_budget(self) -> None:
        """Hold the grid when its budget is spent, and let it go on when there is more."""
        if self.budget.usd is not None:
            self.board.refresh()
            self.budget.look(self.board.cost() or 0.0, self.board.uncounted())
            if self._executor is not None:
                self._executor.hold(self.budget.spent)

    def _look(self) -> None:
        self._look_at_budget()
        try:
            self.on_change()
        except Exception:
            logger.warning("The view of a grid could not be brought up to date.", exc_info=True)

    def _cut_off(self) -> None:
        """Note that the loop of the rows was closed: what was under way there has stopped."""
        self._executor = None
        self.store.close()
        self._end_unfinished()

    def _end_unfinished(self) -> None:
        for plan in self.plans:
            if self.board.result(plan.number) is None:
                self.board.end(cancelled_end(RowJob(plan)).result)

    async def _close(self) -> None:
        """Give up what is held for the work, when all of it has ended."""
        executor, self._executor = self._executor, None
        if self.error is not None:  # such as of a cluster that is lost, and tells no ends
            self._end_unfinished()
        if executor is not None:
            await executor.close()
        self.store.close()
