"""Several MCP servers that are connected and ended together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from typing_extensions import Self

from ..callbacks import await_all
from .server import MCPServer

logger = logging.getLogger(__name__)


class MCPServerManager:
    """Connects servers and ends them: ``async with MCPServerManager([...]) as manager``.

    ``active_servers`` are those for an agent. A server that cannot be connected is left out of them, unless
    ``drop_failed_servers`` is false, and its error is in ``errors``; with ``strict`` it is raised. Times are
    seconds; None: no limit.
    """

    def __init__(
        self,
        servers: Iterable[MCPServer],
        *,
        connect_timeout_seconds: float | None = 30.0,
        cleanup_timeout_seconds: float | None = 10.0,
        drop_failed_servers: bool = True,
        strict: bool = False,
        suppress_cancelled_error: bool = True,
        connect_in_parallel: bool = False,
    ) -> None:
        self.all_servers = list(dict.fromkeys(servers))
        self.connect_timeout_seconds = connect_timeout_seconds
        self.cleanup_timeout_seconds = cleanup_timeout_seconds
        self.drop_failed_servers = drop_failed_servers
        self.strict = strict
        self.suppress_cancelled_error = suppress_cancelled_error
        self.connect_in_parallel = connect_in_parallel
        self._connected: set[MCPServer] = set()
        self._errors: dict[MCPServer, BaseException] = {}
        self._is_begun = False
        self._changing = asyncio.Lock()

    @property
    def active_servers(self) -> list[MCPServer]:
        """The servers for an agent: those that are connected, or all with ``drop_failed_servers=False``."""
        if not self._is_begun or not self.drop_failed_servers:
            return list(self.all_servers)
        return [each for each in self.all_servers if each in self._connected]

    @property
    def failed_servers(self) -> list[MCPServer]:
        """The servers that could not be connected."""
        return [each for each in self._errors if each not in self._connected]

    @property
    def errors(self) -> dict[MCPServer, BaseException]:
        """What went wrong last, by server."""
        return dict(self._errors)

    async def connect_all(self) -> list[MCPServer]:
        """Connect all that are not, and give the active ones."""
        async with self._changing:
            self._errors.clear()
            return await self._connect([each for each in self.all_servers if each not in self._connected])

    async def reconnect(self, *, failed_only: bool = True) -> list[MCPServer]:
        """Connect those that failed anew, or all, and give the active ones."""
        async with self._changing:
            again = self.failed_servers if failed_only else self.all_servers
            for server in reversed(again):
                await self._end(server)
                self._errors.pop(server, None)
            return await self._connect(again)

    async def cleanup_all(self) -> None:
        """End all, in reverse order."""
        async with self._changing:
            for server in reversed(self.all_servers):
                await self._end(server)

    async def __aenter__(self) -> Self:
        await self.connect_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cleanup_all()

    async def _connect(self, servers: list[MCPServer]) -> list[MCPServer]:
        self._is_begun = True
        before = set(self._connected)
        try:
            if self.connect_in_parallel:
                await await_all(self._try(each) for each in servers)
            else:
                for server in servers:
                    await self._try(server)
        except BaseException:  # strict, or cancelled: what was opened for nothing is ended
            tried = {*self._connected, *self._errors} - before
            for server in reversed([each for each in servers if each in tried]):
                await self._end(server)
            raise
        return self.active_servers

    async def _try(self, server: MCPServer) -> None:
        try:
            await asyncio.wait_for(server.connect(), self.connect_timeout_seconds)
        except asyncio.CancelledError as error:
            self._errors[server] = error
            raise
        except Exception as error:
            self._errors[server] = error
            logger.warning("MCP server %s could not be connected: %s", server.name, error)
            if self.strict:
                raise
        else:
            self._connected.add(server)

    async def _end(self, server: MCPServer) -> None:
        self._connected.discard(server)
        try:
            await asyncio.wait_for(server.cleanup(), self.cleanup_timeout_seconds)
        except Exception as error:
            self._errors[server] = error
            logger.exception("MCP server %s could not be ended", server.name)
