"""How a run's result is displayed as the last line of a cell."""

from __future__ import annotations

from typing import Any

from .watch import watch
from .widget import AgentWidget


def show(result: Any) -> None:
    """Display a result's view; in a cell that has awaited its widget, which is in sight, its text."""
    from IPython.display import display

    widget = view_of(result)
    if widget.awaited_in_this_cell:
        display({"text/plain": str(result)}, raw=True)  # type: ignore[no-untyped-call]
    else:
        display(widget)  # type: ignore[no-untyped-call]


def view_of(result: Any) -> AgentWidget:
    """Give the view that a result has already, or a new one."""
    return result.widget or watch(result)
