"""What the view of a grid asks of the grid's controller."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from ..widget.channel import Send
from ..widget.run.controller import RunController
from .rows import GridFacts, RowPlan, RowResult, RowStatus


class HeadlineFigures(Protocol):
    """What is said of an agent over all its rows, by one scorer."""

    @property
    def agent(self) -> str:
        """The agent's name in the grid."""

    @property
    def value(self) -> float | None:
        """The mean, over inputs; None where nothing is scored."""

    @property
    def is_share(self) -> bool:
        """Whether the value is a share of 1, to be shown in per cent."""

    @property
    def low(self) -> float | None:
        """The lower end of the interval; None where there are too few inputs for one."""

    @property
    def high(self) -> float | None:
        """The upper end."""

    @property
    def n(self) -> int:
        """How many inputs it is of."""

    @property
    def failed(self) -> int:
        """How many rows failed, which count as 0."""

    @property
    def unscored(self) -> int:
        """How many rows the scorer gave nothing for."""

    @property
    def scorer_errors(self) -> int:
        """How many rows the scorer itself failed of."""

    @property
    def labels(self) -> Mapping[str, int]:
        """How often each label was given, the most frequent first; empty where the scorer gives values."""

    @property
    def delta(self) -> float | None:
        """The paired difference to the first agent; None for that one."""

    @property
    def delta_low(self) -> float | None:
        """The lower end of its interval."""

    @property
    def delta_high(self) -> float | None:
        """The upper end."""


class GridSource(Protocol):
    """A grid's controller, as its view sees it. Every method may be called from any thread."""

    agents: Sequence[str]
    """Names, in the order in which they were given; the first is what the others are compared with."""
    epochs: int
    plans: Sequence[RowPlan]
    on_change: Callable[[], None]
    """Called on any change of a row or of the facts; it returns at once."""

    @property
    def scorers(self) -> Sequence[str]:
        """Names of the scorers; more may come."""

    def status(self, number: int) -> RowStatus:
        """Give how a row stands."""

    def result(self, number: int) -> RowResult | None:
        """Give what is kept of a row; None until it has ended."""

    def take_changes(self) -> Collection[int]:
        """Give the numbers of the rows that changed since the last call."""

    def facts(self) -> GridFacts:
        """Give how the grid stands as a whole."""

    def headline(self, scorer: str) -> Sequence[HeadlineFigures]:
        """Give what is said of each agent, in their order."""

    def stop(self, numbers: Iterable[int] | None = None) -> None:
        """Stop some rows, or all."""

    def retry(self, numbers: Iterable[int] | None = None) -> object:
        """Run some rows again, or all that failed."""

    def allow(self, usd: float) -> None:
        """Raise the budget."""

    def open_row(self, number: int, send: Send, on_settled: Callable[[], None]) -> RunController:
        """Give the run of a row: ``send`` takes what its view is sent from now on, until ``close_row``."""

    def close_row(self, number: int, send: Send) -> Any:
        """Send nothing to ``send`` any more."""
