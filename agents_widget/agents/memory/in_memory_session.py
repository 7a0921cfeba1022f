"""A session that is kept in this process."""

from __future__ import annotations

from ..items import TResponseInputItem
from .session import SessionABC
from .session_settings import check_limit


class InMemorySession(SessionABC):
    """A conversation kept in this process."""

    def __init__(self, session_id: str = "default") -> None:
        self.session_id = session_id
        self._items: list[TResponseInputItem] = []

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The latest ``limit`` items, or all, oldest first."""
        check_limit(limit)
        if limit is None:
            return list(self._items)
        return self._items[-limit:] if limit > 0 else []

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end."""
        self._items += items

    async def pop_item(self) -> TResponseInputItem | None:
        """Remove and return the latest item, or None if there is none."""
        return self._items.pop() if self._items else None

    async def clear_session(self) -> None:
        """Remove every item."""
        self._items.clear()
