"""The grid's rows, waiting for them, and what may be asked of them: all of ``Grid`` that is no view."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from .controller import GridController
from .headline import Headline
from .row import GridRow

if TYPE_CHECKING:
    from .scoring import Scorer

INTERRUPTIBLE_SECONDS = 0.1
"""How often somebody who awaits looks up, so that the notebook's interrupt reaches them."""


class GridRuns:
    """What Python asks of a grid. ``Grid`` inherits it."""

    _controller: GridController

    @property
    def rows(self) -> list[GridRow]:
        """All rows: input by input, agents beside each other, then epochs."""
        return [GridRow(self._controller, plan) for plan in self._controller.plans]

    def __len__(self) -> int:
        return len(self._controller)

    def __iter__(self) -> Iterator[GridRow]:
        return iter(self.rows)

    def __getitem__(self, place: int | tuple[Any, ...]) -> GridRow:
        """Give a row by its number, or by agent, input and epoch: ``g["big", 17, 0]``.

        The epoch may be left out where there is one only, and the agent too: ``g[17]`` is a number then.
        Raises ``LookupError`` for what is not there.
        """
        plans = self._controller.plans
        if isinstance(place, int):
            if not -len(plans) <= place < len(plans):
                raise IndexError(f"The grid has no row {place}: it has {len(plans)}, from 0.")
            return GridRow(self._controller, plans[place])
        return GridRow(self._controller, plans[self._number(place)])

    def _number(self, place: Any) -> int:
        controller = self._controller
        if not isinstance(place, tuple) or len(place) not in (2, 3):
            raise KeyError(f"A row is g[number], or g[agent, input, epoch]; not g[{place!r}].")
        agent, case, *rest = place
        if not rest and controller.epochs > 1:
            raise KeyError(f"There are {controller.epochs} epochs: write g[{agent!r}, {case!r}, 0].")
        if agent not in controller.agents:
            raise KeyError(f"There is no agent {agent!r} in this grid: {', '.join(controller.agents)}.")
        epoch = rest[0] if rest else 0
        count = len(controller) // (len(controller.agents) * controller.epochs)
        for name, value, of in (("input", case, count), ("epoch", epoch, controller.epochs)):
            if not isinstance(value, int) or not 0 <= value < of:
                raise KeyError(f"There is no {name} {value!r} in this grid: there are {of}, from 0.")
        number: int = (case * len(controller.agents) + controller.agents.index(agent)) * controller.epochs
        return number + int(epoch)

    # As it goes

    def __await__(self) -> Generator[Any, None, Self]:
        return self._wait().__await__()

    async def __aiter__(self) -> AsyncIterator[GridRow]:
        async for number in self._controller.completed():
            yield GridRow(self._controller, self._controller.plans[number])

    async def _wait(self) -> Self:
        end = asyncio.ensure_future(self._controller.wait())
        try:
            while not end.done():
                await asyncio.wait({end}, timeout=INTERRUPTIBLE_SECONDS)
        except asyncio.CancelledError:
            self._controller.stop()
            raise
        finally:
            end.cancel()
        await end
        return self

    def stop(self) -> None:
        """Stop every row. What has ended stays, and with a store the same call of ``grid`` goes on."""
        self._controller.stop()

    def retry(self) -> int:
        """Run the rows again that failed or were stopped; gives how many. Earlier tries are kept."""
        return self._controller.retry()

    def allow(self, *, usd: float) -> None:
        """Let the grid spend more than its budget, and go on if that held it."""
        self._controller.allow(usd)

    # What came of it

    def score(self, *scorers: Scorer | Iterable[Scorer] | Mapping[str, Scorer]) -> Self:
        """Score the rows by more scorers, without running anything again; ``await`` it for the end.

        One whose name is there already takes its place.
        """
        for each in scorers:
            self._controller.score(each)
        return self

    def headline(self, scorer: str | None = None) -> list[Headline]:
        """Give what a scorer, by default the first, says of each agent over all rows so far.

        The first agent is the baseline. Raises ``ValueError`` for a scorer that is not there.
        """
        return self._controller.headline(self._scorer(scorer))

    def to_pandas(self) -> Any:
        """Give a DataFrame with a line for each row that has ended; its columns are there from the beginning.

        Raises ``ImportError`` without pandas.
        """
        from .to_table import to_pandas

        controller = self._controller
        return to_pandas(controller.board.results(), controller.plans, controller.scorers)

    def plot(self, scorer: str | None = None, *, kind: str = "scores", axes: Any = None) -> Any:
        """Draw the scores with their intervals, or ``kind="cost"``: cost against score; gives the figure.

        Without a ``scorer`` all are drawn. Raises ``ImportError`` without matplotlib.
        """
        from .plot import plot_cost, plot_scores

        names = self._controller.scorers if scorer is None else [self._scorer(scorer)]
        if kind == "scores":
            return plot_scores([each for name in names for each in self.headline(name)], axes=axes)
        if kind == "cost":
            return plot_cost(self.headline(scorer), axes=axes)
        raise ValueError(f'plot() draws kind="scores" or kind="cost", not {kind!r}.')

    def _scorer(self, name: str | None) -> str:
        known = self._controller.scorers
        if not known:
            raise ValueError("This grid has no scorers yet: g.score(exact()).")
        if name is not None and name not in known:
            raise ValueError(f"There is no scorer {name!r} in this grid: {', '.join(known)}.")
        return known[0] if name is None else name
