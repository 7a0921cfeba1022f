"""What is particular to a notebook's kernel."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Make ``asyncio.run(main())`` work in a cell, where an event loop is already running."""
    import nest_asyncio2

    nest_asyncio2.apply()


def unload_ipython_extension(shell: Any) -> None:
    """Leave things as they are: nothing is lost by a loop that can be entered twice."""


def free_line(comm: object) -> None:
    """Have a page's messages handled where the page asks for, after something was sent to it.

    ipykernel 7.4 hands them to whatever thread sent last instead, where they wait for a cell that
    computes, and Stop with them. Other versions do not leave the mark that is wiped here.
    """
    if comm is not None:
        vars(comm).pop("_reply_subshell_id", None)


def cell_number() -> int | None:
    """Give the number of the cell that runs, or None outside a notebook."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return None if shell is None else shell.execution_count
