"""The protocol of sessions: conversations that are kept from run to run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol, runtime_checkable

from ..items import TResponseInputItem
from .session_settings import SessionSettings


@runtime_checkable
class Session(Protocol):
    """The protocol of a session, which keeps a conversation. Write your own with these methods."""

    session_id: str

    @abstractmethod
    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The latest ``limit`` items, or all, oldest first."""

    @abstractmethod
    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end."""

    @abstractmethod
    async def pop_item(self) -> TResponseInputItem | None:
        """Remove and return the latest item, or None if there is none."""

    @abstractmethod
    async def clear_session(self) -> None:
        """Remove every item."""


class SessionABC(Session, ABC):
    """A base class for sessions of your own: the methods of ``Session`` are to be written."""

    session_settings: SessionSettings | None = None
