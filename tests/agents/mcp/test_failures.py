"""What goes wrong with a server, by the classes that programs know from the SDK, and in words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from agents_widget.agents import MCPServerSse, MCPServerStdio, MCPServerStreamableHttp, UserError
from agents_widget.agents.mcp.errors import shown_name

pytestmark = pytest.mark.processes


def python(code: str) -> Any:
    return {"command": sys.executable, "args": ["-c", code]}


async def test_a_command_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        await MCPServerStdio({"command": "no-such-command"}).connect()


async def test_a_program_that_ends_at_once_is_quoted() -> None:
    server = MCPServerStdio(python("raise SystemExit('No compass.')"), name="lost")
    with pytest.raises(
        UserError, match=r"'lost': it ended before it answered\. The server wrote:\nNo compass\."
    ):
        await server.connect()
    with pytest.raises(UserError, match="connect"):
        await server.call_tool("add", {})


async def test_a_program_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("no program")
    with pytest.raises(UserError, match="cannot be started"):
        await MCPServerStdio({"command": str(plain)}).connect()


async def test_a_program_that_does_not_answer() -> None:
    code = "import sys, time\nprint('Still raining.', file=sys.stderr, flush=True)\ntime.sleep(600)"
    server = MCPServerStdio(python(code), connect_timeout_seconds=2)
    with pytest.raises(Exception, match=r"did not answer within 2 seconds(.|\n)*Still raining\.") as raised:
        await server.connect()
    assert type(raised.value).__name__ == "MCPError"


async def test_what_a_program_prints_instead_of_messages_is_quoted_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    code = "import time\nprint('Ahoy!', flush=True)\ntime.sleep(600)"
    server = MCPServerStdio(python(code), connect_timeout_seconds=2)
    with pytest.raises(
        Exception, match=r"did not answer(.|\n)*no message of MCP, on its standard output\] Ahoy!"
    ):
        await server.connect()
    assert not caplog.records  # `mcp` has a traceback for each line


@pytest.mark.parametrize("kind", [MCPServerStreamableHttp, MCPServerSse])
async def test_a_host_that_is_not_there(kind: Any) -> None:
    server = kind({"url": "http://ada:secret@127.0.0.1:9/mcp?key=secret"})
    with pytest.raises(
        UserError, match=r"http://127\.0\.0\.1:9/mcp': Could not reach the server\."
    ) as raised:
        await server.connect()
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("seconds", ["1", True, -1, float("nan")])
def test_a_timeout_is_a_number_of_seconds(seconds: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="timeout of an MCP server"):
        MCPServerStdio({"command": "x"}, client_session_timeout_seconds=seconds)


def test_an_option_that_is_misspelled() -> None:
    with pytest.raises(TypeError, match="Did you mean 'tool_filter'"):
        MCPServerStdio({"command": "x"}, tool_filters=None)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("harbour", "harbour"),
        ("sse: https://u:p@h.example:8/mcp?k=1#f", "sse: https://h.example:8/mcp"),
        ("https://h.example/mcp?k=1", "https://h.example/mcp"),
        ("streamable_http: http://h:port/mcp", "streamable_http: <invalid-url>"),
    ],
)
def test_a_name_is_shown_without_secrets(name: str, shown: str) -> None:
    from agents.mcp._logging import get_mcp_server_log_name

    assert shown_name(name) == shown == get_mcp_server_log_name(name)
