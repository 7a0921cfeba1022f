"""A session that is kept in an SQLite file."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from ...utf8 import sendable
from ..exceptions import CannotPickleError, UserError
from ..items import TResponseInputItem
from .session import SessionABC
from .session_settings import SessionSettings, check_limit

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
        self._closed = False
        self._connection = sqlite3.connect(str(db_path), check_same_thread=False)
        self._connection.executescript(_TABLES.format(**self._tables))

    def __reduce__(self) -> NoReturn:
        raise CannotPickleError(
            f"SQLiteSession {self.session_id!r} is an open file of this process: a pickle cannot carry it. "
            "Make it where it is used, or use an InMemorySession, which travels as a copy."
        )

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """The latest ``limit`` items, or as many as the session's settings say, oldest first."""
        limit = self.session_settings.limit if limit is None else limit
        check_limit(limit)
        latest = "SELECT message_data FROM {messages} WHERE session_id = ? ORDER BY id DESC LIMIT ?"
        rows = await self._run((latest, (self.session_id, -1 if limit is None else limit)))
        return [json.loads(data) for (data,) in reversed(rows)]

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Add items at the end."""
        session = (self.session_id,)
        message = "INSERT INTO {messages} (session_id, message_data) VALUES (?, ?)"
        rows = [(message, (*session, json.dumps(item, ensure_ascii=False))) for item in items]
        if not rows:
            self._check_open()
            return
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
        """Close the file; after that, reading and writing raise ``RuntimeError``."""
        with self._lock:
            self._closed = True
            self._connection.close()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(
                f"SQLiteSession {self.session_id!r} is closed: close it after its last run, or open another."
            )

    async def _run(self, *statements: Statement) -> list[Any]:
        return await asyncio.to_thread(self._execute, statements)

    def _execute(self, statements: Iterable[Statement]) -> list[Any]:
        """The rows of the last of some statements, which are one transaction."""
        rows: list[Any] = []
        with self._lock:
            self._check_open()
            with self._connection as db:
                for statement, values in statements:
                    rows = db.execute(statement.format(**self._tables), sendable(values)).fetchall()
        return rows
