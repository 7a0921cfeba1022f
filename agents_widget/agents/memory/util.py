"""The type of the callback that merges a session's items with a run's new input."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ..items import TResponseInputItem

SessionInputCallback = Callable[
    [list[TResponseInputItem], list[TResponseInputItem]],
    list[TResponseInputItem] | Awaitable[list[TResponseInputItem]],
]
"""Called with the session's items and the new ones; returns the run's input."""
