"""MCP servers that are programs: started by us, and talked to over their standard streams."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict, Unpack

from .options import REQUEST_SECONDS, MCPServerOptions
from .remote_server import RemoteMCPServer
from .stderr_file import StderrFile
from .stray_output import keep_stray_output

WATCHDOG = Path(__file__).with_name("watchdog.py")


class MCPServerStdioParams(TypedDict):
    """A program, as ``mcp.client.stdio.StdioServerParameters`` has it."""

    command: str
    args: NotRequired[list[str]]
    env: NotRequired[dict[str, str]]
    """Variables beside the few that a server is given of ours, such as PATH and HOME."""
    cwd: NotRequired[str | Path]
    encoding: NotRequired[str]
    encoding_error_handler: NotRequired[Literal["strict", "ignore", "replace"]]


class MCPServerStdio(RemoteMCPServer):
    """A server that is a program: ``MCPServerStdio({"command": "uvx", "args": ["mcp-server-time"]})``.

    It ends with ``cleanup``, and with this process however that ends. What it writes to its standard error is
    kept: ``stderr()`` gives the end of it, and errors quote it.
    """

    def __init__(
        self,
        params: MCPServerStdioParams,
        cache_tools_list: bool = False,
        name: str | None = None,
        client_session_timeout_seconds: float | None = REQUEST_SECONDS,
        **options: Unpack[MCPServerOptions],
    ) -> None:
        super().__init__(
            name or f"stdio: {params['command']}", cache_tools_list, client_session_timeout_seconds, **options
        )
        self.params = params
        self._stderr: StderrFile | None = None

    def stderr(self) -> str:
        """The end of what the server has written to its standard error, or stray to its standard output."""
        return "" if self._stderr is None else self._stderr.tail()

    @contextlib.asynccontextmanager
    async def _transport(self) -> AsyncIterator[tuple[Any, Any]]:
        from mcp.client.stdio import StdioServerParameters, stdio_client

        asked = StdioServerParameters.model_validate(self.params)
        _check_command(asked.command, asked.cwd, (asked.env or {}).get("PATH"))
        started = asked.model_copy(update=_watched(asked.command, asked.args))
        with StderrFile() as self._stderr:
            keep_stray_output(self._stderr)
            async with stdio_client(started, errlog=self._stderr.stream) as streams:
                yield streams


def _watched(command: str, args: list[str]) -> dict[str, Any]:
    """The command and its arguments, run by the watchdog where one is needed and there is a Python for it."""
    if os.name == "nt" or not sys.executable:
        return {}
    return {"command": sys.executable, "args": ["-I", "-S", str(WATCHDOG), command, *args]}


def _check_command(command: str, cwd: str | Path | None, path: str | None) -> None:
    """Raise ``FileNotFoundError`` for a command that is not there: the watchdog could only write of it."""
    place = Path(cwd or ".") / command if Path(command).name != command else Path(command)
    if shutil.which(str(place), path=path) is None and not place.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command)
