"""The views of this process, in the order they were made, for as long as anybody holds them."""

from __future__ import annotations

import itertools
from typing import Any
from weakref import WeakValueDictionary

_views: WeakValueDictionary[int, Any] = WeakValueDictionary()
_numbers = itertools.count()


def register(view: Any) -> None:
    """Add a view."""
    _views[next(_numbers)] = view


def registered() -> list[Any]:
    """Give the views that there are, the oldest first."""
    return [view for _, view in sorted(_views.items())]
