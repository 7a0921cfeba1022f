"""The notebook's kernel: its cells, its event loop, and a fault of its comms."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Make ``asyncio.run(main())`` work in a cell, where an event loop is already running."""
    import nest_asyncio2

    nest_asyncio2.apply()


def unload_ipython_extension(shell: Any) -> None:
    """Change nothing: an event loop that can be entered twice does no harm."""


def clear_reply_subshell(comm: object) -> None:
    """Make ipykernel handle a page's messages on the thread that the page asks for.

    ipykernel 7.4 notes on a comm which thread sent on it last, and handles the page's messages there: on the
    main thread they wait for the cell that computes, and Stop waits with them. See ``_reply_subshell_id`` in
    https://github.com/ipython/ipykernel/blob/main/ipykernel/comm/comm.py. Other versions have no such note.
    """
    if comm is not None:
        vars(comm).pop("_reply_subshell_id", None)


def notebook_shell() -> Any:
    """Give IPython's shell in a notebook's kernel; None elsewhere, in a terminal too."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell if hasattr(shell, "kernel") else None


def cell_number() -> int | None:
    """Give the number of the cell that runs, or None outside a notebook."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    # Not execution_count: since IPython 9 that is the next cell's already while a cell runs.
    return None if shell is None else len(shell.user_ns.get("In", [""])) - 1
