"""Sessions: what was said before, kept from run to run."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from ..errors import UserError
from .callbacks import answer_of_type
from .items import ItemHelpers, TResponseInputItem

if TYPE_CHECKING:
    from .run_config import RunConfig

T = TypeVar("T")


@dataclass
class SessionSettings:
    """How much of a session a run reads: its latest ``limit`` items, or all (None)."""

    limit: int | None = None


@runtime_checkable
class Session(Protocol):
    """What keeps a conversation. Write your own with these methods."""

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


SessionInputCallback = Callable[
    ["list[TResponseInputItem]", "list[TResponseInputItem]"],
    "list[TResponseInputItem] | Awaitable[list[TResponseInputItem]]",
]
"""Makes a run's input of the session's items and the new ones."""


class InMemorySession(SessionABC):
    """A conversation kept in this process."""

    def __init__(self, session_id: str = "default") -> None:
        self.session_id = session_id
        self._items: list[TResponseInputItem] = []

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The latest ``limit`` items, or all, oldest first."""
        return self._items[-limit:] if limit else ([] if limit == 0 else list(self._items))

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end."""
        self._items += items

    async def pop_item(self) -> TResponseInputItem | None:
        """Remove and return the latest item, or None if there is none."""
        return self._items.pop() if self._items else None

    async def clear_session(self) -> None:
        """Remove every item."""
        self._items.clear()


class SQLiteSession(SessionABC):
    """Conversations kept in an SQLite file, each under its ``session_id``; ``:memory:`` keeps nothing.

    The tables are the OpenAI Agents SDK's, so files can be shared with it.
    """

    def __init__(
        self,
        session_id: str,
        db_path: str | Path = ":memory:",
        sessions_table: str = "agent_sessions",
        messages_table: str = "agent_messages",
        session_settings: SessionSettings | None = None,
    ) -> None:
        self.session_id = session_id
        self.session_settings = session_settings
        for name in (sessions_table, messages_table):
            if not name.isidentifier():
                raise UserError(
                    f"{name!r} cannot be the name of a table: use letters, digits and underscores."
                )
        self._sessions, self._messages = sessions_table, messages_table
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(str(db_path), check_same_thread=False)
        self._create()

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The latest ``limit`` items, or all, oldest first."""
        query = f"SELECT message_data FROM {self._messages} WHERE session_id = ? ORDER BY id DESC LIMIT ?"  # noqa: S608
        rows = await self._in_thread(
            lambda db: db.execute(query, (self.session_id, -1 if limit is None else limit)).fetchall()
        )
        return [json.loads(data) for (data,) in reversed(rows)]

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end."""
        rows = [(self.session_id, json.dumps(item, ensure_ascii=False)) for item in items]

        def add(db: sqlite3.Connection) -> None:
            db.execute(f"INSERT OR IGNORE INTO {self._sessions} (session_id) VALUES (?)", (self.session_id,))  # noqa: S608
            db.executemany(f"INSERT INTO {self._messages} (session_id, message_data) VALUES (?, ?)", rows)  # noqa: S608
            now = "UPDATE {} SET updated_at = CURRENT_TIMESTAMP WHERE session_id = ?"
            db.execute(now.format(self._sessions), (self.session_id,))

        if rows:
            await self._in_thread(add)

    async def pop_item(self) -> TResponseInputItem | None:
        """Remove and return the latest item, or None if there is none."""
        latest = (
            f"SELECT id, message_data FROM {self._messages} WHERE session_id = ? ORDER BY id DESC LIMIT 1"  # noqa: S608
        )

        def pop(db: sqlite3.Connection) -> Any:
            row = db.execute(latest, (self.session_id,)).fetchone()
            if row is not None:
                db.execute(f"DELETE FROM {self._messages} WHERE id = ?", (row[0],))  # noqa: S608
            return row

        row = await self._in_thread(pop)
        return None if row is None else json.loads(row[1])

    async def clear_session(self) -> None:
        """Remove every item."""

        def clear(db: sqlite3.Connection) -> None:
            for table in (self._messages, self._sessions):
                db.execute(f"DELETE FROM {table} WHERE session_id = ?", (self.session_id,))  # noqa: S608

        await self._in_thread(clear)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    async def _in_thread(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work in one transaction, off the loop."""

        def locked() -> T:
            with self._lock, self._connection:
                return work(self._connection)

        return await asyncio.to_thread(locked)

    def _create(self) -> None:
        stamp = "TIMESTAMP DEFAULT CURRENT_TIMESTAMP"
        with self._connection as db:
            db.execute(
                f"CREATE TABLE IF NOT EXISTS {self._sessions} "
                f"(session_id TEXT PRIMARY KEY, created_at {stamp}, updated_at {stamp})"
            )
            db.execute(
                f"CREATE TABLE IF NOT EXISTS {self._messages} (id INTEGER PRIMARY KEY AUTOINCREMENT, "
                f"session_id TEXT NOT NULL, message_data TEXT NOT NULL, created_at {stamp})"
            )
            index = f"idx_{self._messages}_session_id ON {self._messages} (session_id, id)"
            db.execute(f"CREATE INDEX IF NOT EXISTS {index}")


async def session_input(
    session: Session, given: str | list[TResponseInputItem], config: RunConfig
) -> tuple[list[TResponseInputItem], list[TResponseInputItem]]:
    """What a run with a session begins with, and what of it is new to the session."""
    new = ItemHelpers.input_to_new_input_list(given)
    settings = config.session_settings or getattr(session, "session_settings", None)
    earlier = await session.get_items(limit=settings.limit) if settings else await session.get_items()
    if config.session_input_callback is None:
        return [*earlier, *new], new
    called = config.session_input_callback(list(earlier), list(new))
    made: list[Any] = await answer_of_type(list, called, "session_input_callback")
    given_now, known = set(map(id, new)), set(map(id, earlier))
    # A callback may hand back copies: one that equals an earlier item is that, unless it is new as well.
    copies = [item for item in earlier if item not in new]
    return made, [i for i in made if id(i) in given_now or (id(i) not in known and i not in copies)]
