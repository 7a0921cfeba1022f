"""A row of a grid as a run that another can be forked from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..transcript.tape import Tape
from ..widget.fork.trunk import NOT_KEPT, Trunk, known_agents
from ..widget.run.budget import Budget
from .executor import LiveRow, RowSettings
from .row_run import RowRun
from .rows import RowPlan


@dataclass(frozen=True)
class RowTrunks:
    """Gives the trunks of a grid's rows: what they were run with is the grid's own."""

    agents: Mapping[str, Any] = field(default_factory=dict)
    settings: RowSettings = field(default_factory=RowSettings)

    def live(self, plan: RowPlan, live: LiveRow) -> Trunk:
        """Give that of a row at work. Raises ``ValueError`` for one that runs elsewhere."""
        if isinstance(live, RowRun):
            return replace(live.controller.trunk(), budget=self._budget)
        raise ValueError(
            f"Row {plan.number} is at work on a cluster, and its conversation there: fork it once it ends."
        )

    def recorded(self, plan: RowPlan, tape: Tape) -> Trunk:
        """Give that of a row that has ended. Raises ``ValueError`` for one that keeps no conversation."""
        kept = tape.read_run()
        if kept is None:
            raise ValueError(NOT_KEPT)
        agents = known_agents(self.agents.get(plan.agent))
        return Trunk(kept, tape.transcript(), agents, self.settings.options, self._budget)

    @property
    def _budget(self) -> Budget:
        return Budget(prices=self.settings.prices)
