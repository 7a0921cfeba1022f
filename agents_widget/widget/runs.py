"""The runs that the views of this process show: which are at work, and how to stop them all."""

from __future__ import annotations

from .registry import registered
from .widget import AgentWidget


def runs() -> list[AgentWidget]:
    """Give the views whose run is at work, or waits for somebody, the oldest first.

    ``view.cell`` is the number of the cell that made it. Displayed again, a view shows its run where it
    stands, also when its cell was deleted. Runs that no view shows are not known here.
    """
    return [view for view in registered() if isinstance(view, AgentWidget) and view.at_work]


def stop_all() -> list[AgentWidget]:
    """Stop every run that a view shows, and give these views."""
    stopped = runs()
    for view in stopped:
        view.stop()
    return stopped
