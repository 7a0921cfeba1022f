"""What executes the rows of a grid, and what it tells of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..transcript.tape import Tape
from ..widget.channel import Send
from ..widget.run.budget import Price
from ..widget.run.controller import RunController
from .rows import Attempt, RowPlan, RowResult, RowStatus


@dataclass(frozen=True, slots=True)
class RowSettings:
    """What all rows of a grid have in common. It goes to the workers of a cluster as it is."""

    options: Mapping[str, Any] = field(default_factory=dict)
    """Of ``Runner.run_streamed``: context, max_turns, run_config ..."""
    prices: Mapping[str, Price] | None = None
    timeout: float | None = None
    """Seconds of a model call; of the whole run for agents of other packages, and for functions."""
    rate: float | str | None = None
    """Model calls a minute, in this process; ``"auto"`` adapts."""
    retries: int = 5
    """How often a model call is tried again that failed before its first event."""


@dataclass(frozen=True, slots=True)
class RowJob:
    """A row that an executor is to run."""

    plan: RowPlan
    attempts: Sequence[Attempt] = ()
    """The tries before this one."""


@dataclass(frozen=True, slots=True)
class RowEnd:
    """What is left of a row that has ended."""

    result: RowResult
    """Without scores: those who run it do not score it."""
    run_file: str
    """The text of its run file: docs/tape.md."""


@dataclass(frozen=True, slots=True)
class ExecutorFacts:
    """What an executor says of itself."""

    calls: float | None = None
    """Model calls in the last minute; None where that is not known."""
    limit: float | None = None
    """Model calls that a minute may have; None where that is not set."""
    is_held: bool = False
    """Whether a model call waits for the limit now."""
    detail: str = ""
    """A sentence on what holds it up, such as that a cluster has no workers."""


class LiveRow(Protocol):
    """A row that runs in this process."""

    def status(self) -> RowStatus:
        """Give how it stands, on any thread."""

    def tape(self) -> Tape:
        """Give the recording so far."""

    def open(self, send: Send, on_settled: Callable[[], None]) -> RunController:
        """Give the controller of its run for an ``AgentWidget``, which then shows and steers it."""

    def close(self, send: Send) -> None:
        """Send no more to a view that ``open`` was given."""

    def stop(self) -> None:
        """Stop it, from any thread."""


class Report(Protocol):
    """Takes what an executor tells of its rows. Each method may be called from any thread."""

    def began(self, number: int, live: LiveRow | None = None) -> None:
        """A row runs; with ``live``, if it does so in this process, nobody has to tell its status."""

    def changed(self, number: int, status: RowStatus) -> None:
        """This is how a row stands that runs elsewhere."""

    def ended(self, end: RowEnd) -> None:
        """A row has ended, and is not told of again."""


class Executor(Protocol):
    """Runs rows. ``LocalExecutor`` does so in this process, ``DaskExecutor`` on a cluster."""

    async def run(self, jobs: Sequence[RowJob], report: Report) -> None:
        """Run rows to their ends, and tell each. May be called again meanwhile, with other rows.

        What fails in a row is its result. Raises for what no row can do anything about.
        """

    async def stop(self, numbers: Collection[int] | None = None) -> None:
        """Stop rows by their numbers, or all: those that run end as ``cancelled``, as do those queued."""

    async def close(self) -> None:
        """Give up what it holds: threads, topics. ``run`` may be called again all the same."""

    def hold(self, why: str) -> None:
        """Begin nothing more, for a reason such as a spent budget; go on when the reason is empty.

        Called on the grid's loop, often with what it was told before.
        """

    def facts(self) -> ExecutorFacts:
        """Give how many model calls it makes, and what holds it up; on any thread."""
