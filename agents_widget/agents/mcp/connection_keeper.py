"""Keeps one server connected: opens the connection, renews it when the server has gone, and closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, TypeVar

from ..exceptions import UserError
from . import errors
from .connection import Connection

if TYPE_CHECKING:
    from mcp import Client

T = TypeVar("T")


class ConnectionKeeper:
    """The connection with one server, used on the background loop only.

    ``make_client`` and ``on_change`` are those of ``Connection``; ``stderr`` gives what it wrote last.
    """

    def __init__(
        self,
        name: str,
        make_client: Callable[[Callable[[], None]], AbstractAsyncContextManager[Client]],
        on_change: Callable[[], None],
        stderr: Callable[[], str],
        connect_seconds: float | None,
    ) -> None:
        self._name = name
        self._make_client = make_client
        self._on_change = on_change
        self._stderr = stderr
        self._connect_seconds = connect_seconds
        self._connection: Connection | None = None
        self._changing = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection that has not ended."""
        return self._connection is not None and not self._connection.ended

    async def open(self) -> None:
        """Connect; nothing to do while connected."""
        async with self._changing:
            if not self.is_open:
                self._connection = await self._connect()

    async def close(self) -> None:
        """End the connection; nothing to do where there is none."""
        async with self._changing:
            connection, self._connection = self._connection, None
            if connection is not None:
                await connection.close()

    async def request(
        self, what: str, send: Callable[[Client], Awaitable[T]], *, repeatable: Callable[[], bool]
    ) -> T:
        """Send a request; on a connection that has ended, on a new one.

        One that fails because the server ended is sent again if it never came to the server, or if it may be
        ``repeatable``. Raises ``UserError`` before ``open``, and ``MCPError`` for a server that stays away.
        """
        connection = self._present()
        if connection.ended:
            return await self._send(await self._renew(connection, what), what, send)
        try:
            return await send(connection.client)
        except Exception as error:
            if not _has_gone(connection, error):
                raise
            await connection.after_end()
            wrote = errors.quoted(self._stderr())
            again = errors.was_never_sent(connection.failure) or repeatable()
            renewed = await self._renew(connection, what)
            if not again:
                outcome = "It may have been carried out. The server has been started again for the next one."
                raise errors.connection_lost(self._name, what, outcome, wrote) from error
        return await self._send(renewed, what, send)

    def _present(self) -> Connection:
        if self._connection is None:
            raise UserError(f"{errors.NOT_CONNECTED} (MCP server {self._name!r})")
        return self._connection

    async def _send(self, renewed: Connection, what: str, send: Callable[[Client], Awaitable[T]]) -> T:
        """Send a request on a connection that is new: if that ends, too, the server is not asked again."""
        try:
            return await send(renewed.client)
        except Exception as error:
            if not _has_gone(renewed, error):
                raise
            await renewed.after_end()
            outcome = "So did it before, and it is not started again until the next request."
            raise errors.connection_lost(self._name, what, outcome, errors.quoted(self._stderr())) from error

    async def _renew(self, ended: Connection, what: str) -> Connection:
        """The connection in place of one that has ended: another request may have opened it already."""
        async with self._changing:
            if self._connection is not ended:
                return self._present()
            try:
                self._connection = await self._connect()
            except Exception as error:
                outcome = f"It could not be started again: {error}"
                raise errors.connection_lost(self._name, what, outcome, "") from error
            self._on_change()
            return self._connection

    async def _connect(self) -> Connection:
        connection = Connection(self._make_client, self._on_change)
        try:
            await connection.open(self._connect_seconds)
        except Exception as error:
            wrote = errors.quoted(self._stderr())
            told = errors.connect_error(self._name, error, self._connect_seconds, wrote)
            if told is error:
                raise
            raise told from error
        return connection


def _has_gone(connection: Connection, error: Exception) -> bool:
    """Whether a request failed because its connection ended."""
    return connection.ended or errors.is_closed(error)
