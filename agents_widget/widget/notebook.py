"""What ``%load_ext agents_widget`` does, and only it."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Make ``asyncio.run(main())`` work in a cell, where an event loop is already running."""
    import nest_asyncio2

    nest_asyncio2.apply()


def unload_ipython_extension(shell: Any) -> None:
    """Leave things as they are: nothing is lost by a loop that can be entered twice."""
