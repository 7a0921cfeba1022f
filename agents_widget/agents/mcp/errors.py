"""The failures of MCP servers, in words: what happened, and what the server wrote of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ..exceptions import AgentsException, UserError

NOT_CONNECTED = "Server not initialized. Make sure you call `connect()` first."
MISSING = "MCP servers need the package mcp, version 2: pip install 'agents_widget[mcp]'."


class MCPToolError(AgentsException):
    """An MCP server answered a tool call with an error; the model got its text."""


def require_mcp() -> None:
    """Raise ``ImportError``, with what to install, where there is no ``mcp`` of version 2."""
    try:
        from mcp import Client as Client
    except ImportError as error:
        raise ImportError(MISSING) from error


def shown_name(name: str) -> str:
    """A server's name without what its URL may hold of secrets: user, password, query and fragment."""
    prefix, url = re.fullmatch(r"((?:sse: |streamable[_-]http: )?)(.*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
    if not url.lower().startswith(("http://", "https://")):
        return name
    try:
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2]
        _ = parts.port
    except ValueError:
        return f"{prefix}<invalid-url>"
    return f"{prefix}{urlunsplit((parts.scheme, place, parts.path, '', ''))}"


def is_closed(error: BaseException) -> bool:
    """Whether a request failed because the server, or the session with it, has gone."""
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED, INVALID_REQUEST

    if not isinstance(error, MCPError):
        return False
    terminated = error.code == INVALID_REQUEST and error.message == "Session terminated"
    return error.code == CONNECTION_CLOSED or terminated


def was_never_sent(failure: BaseException | None) -> bool:
    """Whether a connection ended because the server could not be reached: no request has come to it."""
    return any(type(each).__name__ == "ConnectError" for each in _leaves(failure))


def timed_out(name: str, what: str, seconds: float, wrote: str) -> Exception:
    """The error of a request that took too long."""
    return _timeout(
        f"Request timed out: {what} on MCP server {name!r} took longer than {seconds:g} seconds. "
        f"Give the server a longer client_session_timeout_seconds.{wrote}"
    )


def connection_lost(name: str, what: str, outcome: str, wrote: str) -> Exception:
    """The error of a request whose server went away."""
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED

    return MCPError(
        CONNECTION_CLOSED, f"Connection closed: MCP server {name!r} ended during {what}. {outcome}{wrote}"
    )


def connect_error(name: str, error: BaseException, seconds: float | None, wrote: str) -> Exception:
    """What to raise for a connection that could not be opened."""
    start = f"Failed to connect to MCP server {name!r}: "
    if isinstance(error, TimeoutError):
        return _timeout(
            f"{start}it did not answer within {seconds:g} seconds. "
            f"Give it a longer connect_timeout_seconds.{wrote}"
        )
    for leaf in _leaves(error):
        if isinstance(leaf, OSError | ImportError | UserError) and type(leaf) is not ConnectionAbortedError:
            return leaf
        if (words := _http_words(leaf)) is not None:
            return UserError(f"{start}{words}{wrote}")
    if any(map(is_closed, _leaves(error))):
        return UserError(f"{start}it ended before it answered.{wrote}")
    leaf = next(_leaves(error))
    return UserError(f"{start}{type(leaf).__name__}: {leaf}{wrote}")


def quoted(tail: str) -> str:
    """What a server wrote, for the end of an error's message."""
    return f" The server wrote:\n{tail}" if tail else ""


def _timeout(message: str) -> Exception:
    from mcp import MCPError
    from mcp.types import REQUEST_TIMEOUT

    return MCPError(REQUEST_TIMEOUT, message)


def _http_words(error: BaseException) -> str | None:
    """The words for an error of the HTTP client, told by its class's name: a user may bring any client."""
    response: Any = getattr(error, "response", None) if type(error).__name__ == "HTTPStatusError" else None
    if response is not None:
        return f"HTTP error {response.status_code} ({response.reason_phrase})"
    kinds = {each.__name__ for each in type(error).__mro__}
    if "ConnectError" in kinds:
        return "Could not reach the server."
    if "TimeoutException" in kinds:
        return "Connection timeout."
    return "Request failed." if "RequestError" in kinds else None


def _leaves(error: BaseException | None) -> Iterator[BaseException]:
    """The errors of a group, whatever is nested; of one that is none, itself."""
    if error is None:
        return
    inner = getattr(error, "exceptions", None)
    if inner is None:
        yield error
        return
    for each in inner:
        yield from _leaves(each)
