"""A run's result as the last line of a cell."""

from __future__ import annotations

from typing import Any

from .watch import watch


def show(result: Any) -> None:
    """Display a result's view, or its text in a cell that has waited for it, where a view is in sight."""
    from IPython.display import display

    widget = result.widget or watch(result)
    if widget.given_here:
        display({"text/plain": str(result)}, raw=True)  # type: ignore[no-untyped-call]
    else:
        display(widget)  # type: ignore[no-untyped-call]
