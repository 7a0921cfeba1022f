"""How a grid stands as a whole: its state in a word, what holds it, its time, cost and rate."""

from __future__ import annotations

from collections.abc import Iterable

from ..transcript import failure
from .board import Board
from .executor import ExecutorFacts
from .limits import GridBudget
from .rows import GridFacts, GridStatus
from .work import GridWork


def read_facts(
    board: Board,
    work: GridWork,
    budget: GridBudget,
    executor: ExecutorFacts,
    *,
    was_stopped: bool,
    notes: Iterable[str],
) -> GridFacts:
    """Read how a grid stands. ``notes`` are sentences about what was found in its store."""
    board.refresh()
    states = board.states()
    ended = states["done"] + states["failed"] + states["cancelled"]
    is_held = bool(budget.spent) or states["waiting"] > 0
    status: GridStatus
    if not work.is_under_way:
        status = "stopped" if was_stopped or work.was_cancelled or work.error else "done"
    else:
        status = "waiting" if is_held and not states["running"] else "running"
    error = "" if work.error is None else failure.message(work.error)
    return GridFacts(
        status=status,
        detail=" ".join(filter(None, [budget.spent, executor.detail, error, *notes])),
        seconds=work.clock.seconds,
        # Of the rows that need nobody: how long a person takes to decide cannot be foreseen.
        eta=None if status == "waiting" else work.clock.eta(ended, sum(states.values()) - states["waiting"]),
        cost=board.cost(),
        budget=budget.usd,
        rate=executor.calls,
        rate_limit=executor.limit,
        is_held=executor.is_held,
    )
