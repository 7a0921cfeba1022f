"""MCP servers of the old HTTP transport, with server-sent events."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from typing_extensions import NotRequired, TypedDict, Unpack

from .options import REQUEST_SECONDS, MCPServerOptions
from .remote_server import RemoteMCPServer


class MCPServerSseParams(TypedDict):
    """Where a server is, and how it is asked. Times are seconds."""

    url: str
    headers: NotRequired[dict[str, str]]
    timeout: NotRequired[float]
    """For connecting and sending. Default: 5."""
    sse_read_timeout: NotRequired[float]
    """For the next event. Default: 300."""
    auth: NotRequired[Any]
    httpx_client_factory: NotRequired[Callable[..., Any]]
    """``(headers=, timeout=, auth=) -> httpx2.AsyncClient``."""


class MCPServerSse(RemoteMCPServer):
    """A server of the transport that streamable HTTP has replaced."""

    def __init__(
        self,
        params: MCPServerSseParams,
        cache_tools_list: bool = False,
        name: str | None = None,
        client_session_timeout_seconds: float | None = REQUEST_SECONDS,
        **options: Unpack[MCPServerOptions],
    ) -> None:
        super().__init__(
            name or f"sse: {params['url']}", cache_tools_list, client_session_timeout_seconds, **options
        )
        self.params = params

    @contextlib.asynccontextmanager
    async def _transport(self) -> AsyncIterator[tuple[Any, Any]]:
        from mcp.client.sse import sse_client

        given: dict[str, Any] = dict(self.params)
        async with sse_client(**given) as streams:
            yield streams
