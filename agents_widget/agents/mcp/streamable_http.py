"""MCP servers that are reached over HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

from typing_extensions import NotRequired, TypedDict, Unpack

from ..exceptions import UserError
from .options import REQUEST_SECONDS, MCPServerOptions
from .remote_server import RemoteMCPServer


class MCPServerStreamableHttpParams(TypedDict):
    """Where a server is, and how it is asked. Times are seconds, or ``timedelta``."""

    url: str
    headers: NotRequired[dict[str, str]]
    timeout: NotRequired[timedelta | float]
    """For connecting and sending. Default: 5."""
    sse_read_timeout: NotRequired[timedelta | float]
    """For the next part of an answer. Default: 300."""
    terminate_on_close: NotRequired[bool]
    """Whether the server is told that a session has ended. Default: True."""
    httpx_client_factory: NotRequired[Callable[..., Any]]
    """``(headers=, timeout=, auth=) -> httpx2.AsyncClient``."""
    auth: NotRequired[Any]
    """An ``httpx2.Auth``."""
    ignore_initialized_notification_failure: NotRequired[bool]
    """Must be false: ``mcp`` 2 cannot do that."""


class MCPServerStreamableHttp(RemoteMCPServer):
    """A server over HTTP: ``MCPServerStreamableHttp({"url": "https://example.com/mcp"})``."""

    def __init__(
        self,
        params: MCPServerStreamableHttpParams,
        cache_tools_list: bool = False,
        name: str | None = None,
        client_session_timeout_seconds: float | None = REQUEST_SECONDS,
        **options: Unpack[MCPServerOptions],
    ) -> None:
        super().__init__(
            name or f"streamable_http: {params['url']}",
            cache_tools_list,
            client_session_timeout_seconds,
            **options,
        )
        self.params = params
        if params.get("ignore_initialized_notification_failure"):
            raise UserError(
                "ignore_initialized_notification_failure is not supported: mcp 2 does not tell it."
            )

    @contextlib.asynccontextmanager
    async def _transport(self) -> AsyncIterator[tuple[Any, Any]]:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        params = self.params
        timeout = httpx2.Timeout(
            seconds_of(params.get("timeout", 5)), read=seconds_of(params.get("sse_read_timeout", 300))
        )
        make = params.get("httpx_client_factory", httpx2.AsyncClient)
        async with (
            make(headers=params.get("headers"), timeout=timeout, auth=params.get("auth")) as http_client,
            streamable_http_client(
                params["url"],
                http_client=http_client,
                terminate_on_close=params.get("terminate_on_close", True),
            ) as streams,
        ):
            yield streams


def seconds_of(time: timedelta | float) -> float:
    """A time in seconds."""
    return time.total_seconds() if isinstance(time, timedelta) else time
