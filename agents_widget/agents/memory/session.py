"""Sessions: what was said before, kept from run to run."""

from __future__ import annotations

import asyncio
import inspect
import json
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ..callbacks import answer_of_type
from ..exceptions import UserError
from ..items import ItemHelpers, TResponseInputItem

if TYPE_CHECKING:
    from ..run_config import RunConfig
    from ..run_context import RunContextWrapper


@dataclass
class SessionSettings:
    """How much of a session is read: its latest ``limit`` items, or all (None)."""

    limit: int | None = None

    def resolve(self, override: SessionSettings | dict[str, Any] | None) -> SessionSettings:
        """These settings with what ``override`` sets put over them."""
        over = SessionSettings(**override) if isinstance(override, dict) else override
        return self if over is None or over.limit is None else over


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


_TABLES = """
CREATE TABLE IF NOT EXISTS {sessions} (
  session_id TEXT PRIMARY KEY,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS {messages} (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL,
  message_data TEXT NOT NULL,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS idx_{messages}_session_id ON {messages} (session_id, id);
"""
Statement = tuple[str, tuple[Any, ...]]


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
        session_settings: SessionSettings | dict[str, Any] | None = None,
    ) -> None:
        self.session_id = session_id
        self.session_settings: SessionSettings = SessionSettings().resolve(session_settings)
        for name in (sessions_table, messages_table):
            if not name.isidentifier():
                raise UserError(f"{name!r} cannot be a table's name: use letters, digits and underscores.")
        self._tables = {"sessions": sessions_table, "messages": messages_table}
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(str(db_path), check_same_thread=False)
        self._connection.executescript(_TABLES.format(**self._tables))

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The latest ``limit`` items, or as many as the session's settings say, oldest first."""
        limit = self.session_settings.limit if limit is None else limit
        latest = "SELECT message_data FROM {messages} WHERE session_id = ? ORDER BY id DESC LIMIT ?"
        rows = await self._run((latest, (self.session_id, -1 if limit is None else limit)))
        return [json.loads(data) for (data,) in reversed(rows)]

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end."""
        session = (self.session_id,)
        message = "INSERT INTO {messages} (session_id, message_data) VALUES (?, ?)"
        rows = [(message, (*session, json.dumps(item, ensure_ascii=False))) for item in items]
        if rows:
            await self._run(
                ("INSERT OR IGNORE INTO {sessions} (session_id) VALUES (?)", session),
                *rows,
                ("UPDATE {sessions} SET updated_at = CURRENT_TIMESTAMP WHERE session_id = ?", session),
            )

    async def pop_item(self) -> TResponseInputItem | None:
        """Remove and return the latest item, or None if there is none."""
        pop = (
            "DELETE FROM {messages} WHERE id = "
            "(SELECT id FROM {messages} WHERE session_id = ? ORDER BY id DESC LIMIT 1) RETURNING message_data"
        )
        rows = await self._run((pop, (self.session_id,)))
        return json.loads(rows[0][0]) if rows else None

    async def clear_session(self) -> None:
        """Remove every item."""
        session = (self.session_id,)
        await self._run(
            ("DELETE FROM {messages} WHERE session_id = ?", session),
            ("DELETE FROM {sessions} WHERE session_id = ?", session),
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    async def _run(self, *statements: Statement) -> list[Any]:
        return await asyncio.to_thread(self._execute, statements)

    def _execute(self, statements: Iterable[Statement]) -> list[Any]:
        """The rows of the last of some statements, which are one transaction."""
        rows: list[Any] = []
        with self._lock, self._connection as db:
            for statement, values in statements:
                rows = db.execute(statement.format(**self._tables), values).fetchall()
        return rows


def context_for_session(session: Session, context: RunContextWrapper[Any]) -> dict[str, Any]:
    """The run's context, for the methods of a session that all have a parameter ``wrapper`` for it."""
    methods = (session.get_items, session.add_items, session.pop_item, session.clear_session)
    takes = all("wrapper" in inspect.signature(method).parameters for method in methods)
    return {"wrapper": context} if takes else {}


async def session_input(
    session: Session,
    given: str | list[TResponseInputItem],
    config: RunConfig,
    context: RunContextWrapper[Any],
) -> tuple[list[TResponseInputItem], list[TResponseInputItem]]:
    """What a run with a session begins with, and what of it is new to the session."""
    new = ItemHelpers.input_to_new_input_list(given)
    own = getattr(session, "session_settings", None) or SessionSettings()
    limit = own.resolve(config.session_settings).limit
    told = context_for_session(session, context) | ({} if limit is None else {"limit": limit})
    earlier = await session.get_items(**told)
    if config.session_input_callback is None:
        return [*earlier, *new], new
    called = config.session_input_callback(list(earlier), list(new))
    made: list[Any] = await answer_of_type(list, called, "session_input_callback")
    given_now, known = set(map(id, new)), set(map(id, earlier))
    # A callback may hand back copies: one that equals an earlier item is that, unless it is new as well.
    copies = [item for item in earlier if item not in new]
    return made, [i for i in made if id(i) in given_now or (id(i) not in known and i not in copies)]
