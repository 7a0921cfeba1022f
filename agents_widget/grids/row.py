"""One row of a grid, as Python reads and steers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from ..transcript.schema import Entry
from ..transcript.tape import Tape
from ..widget.fork.change import Change
from ..widget.fork.fork import fork_opener
from .controller import GridController
from .rows import Attempt, RowPlan, RowState, Score

if TYPE_CHECKING:
    from ..widget.widget import AgentWidget


class GridRow:
    """One run of a grid: ``g["big", 17, 0]``. What it gives is of the moment when it is asked."""

    def __init__(self, controller: GridController, plan: RowPlan) -> None:
        self._controller = controller
        self.plan = plan

    @property
    def number(self) -> int:
        """Its place in the grid, from 0."""
        return self.plan.number

    @property
    def agent(self) -> str:
        """The name of its agent."""
        return self.plan.agent

    @property
    def case(self) -> int:
        """The place of its input among the inputs, from 0."""
        return self.plan.case

    @property
    def epoch(self) -> int:
        """Which of the runs of one input by one agent it is, from 0."""
        return self.plan.epoch

    @property
    def input(self) -> Any:
        """What the agent is asked."""
        return self.plan.input

    @property
    def expected(self) -> Any:
        """What a right answer is, as the scorers read it."""
        return self.plan.expected

    @property
    def state(self) -> RowState:
        """How it stands: queued, running, waiting, done, failed or cancelled."""
        return self._controller.status(self.number).state

    @property
    def output(self) -> Any:
        """The run's final output as JSON data; None until it has ended."""
        result = self._controller.result(self.number)
        return None if result is None else result.output

    @property
    def error(self) -> str:
        """What it failed of, in words; empty while it has not."""
        result = self._controller.result(self.number)
        return "" if result is None else result.error

    @property
    def error_type(self) -> str:
        """The class of the error that it failed of."""
        result = self._controller.result(self.number)
        return "" if result is None else result.error_type

    @property
    def scores(self) -> dict[str, Score]:
        """What each scorer says, by its name."""
        result = self._controller.result(self.number)
        return {} if result is None else dict(result.scores)

    @property
    def usage(self) -> dict[str, int]:
        """Tokens so far, as in a transcript."""
        return dict(self._controller.status(self.number).usage)

    @property
    def cost(self) -> float | None:
        """US dollars so far; None where no price is known."""
        return self._controller.status(self.number).cost

    @property
    def seconds(self) -> float:
        """How long it has run, without what it waited for permits."""
        return self._controller.status(self.number).seconds

    @property
    def attempts(self) -> list[Attempt]:
        """The tries before the last one."""
        result = self._controller.result(self.number)
        return [] if result is None else list(result.attempts)

    @property
    def tape(self) -> Tape:
        """The run so far as a recording. Raises ``LookupError`` before it begins."""
        return self._controller.tape(self.number)

    def watch(self) -> AgentWidget:
        """Show the run as ``watch`` does: live while it is at work, and then as it was.

        Closing the view leaves the row at work. Raises ``LookupError`` before it begins.
        """
        from .row_widget import RowWidget

        return RowWidget(self._controller, self.number)

    def fork(
        self,
        entry: str | Entry | None = None,
        *,
        context: Any = None,
        height: int | str | None = None,
        **change: Unpack[Change],
    ) -> AgentWidget:
        """Begin another run with this one's conversation, as ``widget.fork`` does; the grid has its agents.

        The fork is no row: it has no rate, and is not scored. Raises ``LookupError`` before the row begins,
        and what ``widget.fork`` raises.
        """
        from ..widget.widget import AgentWidget

        trunk = self._controller.trunk(self.number)
        return AgentWidget(fork_opener(trunk, entry, change, context), height)

    def retry(self) -> None:
        """Run it again, whatever came of it; the earlier try is kept among ``attempts``."""
        if not self._controller.retry([self.number]):
            raise RuntimeError("This row has not ended yet: stop it first.")

    def stop(self) -> None:
        """Stop it; a row that is queued never begins."""
        self._controller.stop([self.number])

    def __repr__(self) -> str:
        name = f"{self.agent!r}, {self.case}, {self.epoch}"
        return f"<GridRow {name}: {self.state}, {str(self.output or self.error)[:60]!r}>"
