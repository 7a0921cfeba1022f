"""A server that is connected on one event loop and used on others, from any thread."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hang
import pytest
from harbour_servers import HARBOUR, HttpHarbour, Start, harbour

from agents_widget.agents import MCPServerStdio, MCPServerStreamableHttp, UserError
from agents_widget.agents.run_internal import background

pytestmark = pytest.mark.processes


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # pytest's own limit tells a hang
        await asyncio.sleep(0.02)


def value(result: Any) -> Any:
    return result.structured_content["result"]


def test_a_server_outlives_the_loop_it_was_connected_on() -> None:
    server = MCPServerStdio(harbour())
    asyncio.run(server.connect())
    assert value(asyncio.run(server.call_tool("add", {"a": 1, "b": 2}))) == 3
    with ThreadPoolExecutor(4) as threads:
        sums = threads.map(lambda n: value(asyncio.run(server.call_tool("add", {"a": n, "b": 1}))), range(8))
        assert list(sums) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert value(background.submit(server.call_tool("add", {"a": 2, "b": 2})).result(hang.SECONDS)) == 4
    asyncio.run(server.cleanup())
    asyncio.run(server.cleanup())  # nothing to end any more
    with pytest.raises(UserError, match=r"Make sure you call `connect\(\)` first"):
        asyncio.run(server.list_tools())


async def test_a_call_that_is_cancelled_is_cancelled_on_the_server(
    program: MCPServerStdio, tmp_path: Path
) -> None:
    call = asyncio.ensure_future(program.call_tool("wait", {"folder": str(tmp_path)}))
    await until((tmp_path / "began").exists)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until((tmp_path / "cancelled").exists)
    assert value(await program.call_tool("add", {"a": 1, "b": 1})) == 2


async def test_a_call_has_its_own_limit(start: Start, tmp_path: Path) -> None:
    server = start(client_session_timeout_seconds=1)
    await server.connect()
    with pytest.raises(Exception, match="longer than 1 seconds") as raised:
        await server.call_tool("wait", {"folder": str(tmp_path)})
    assert type(raised.value).__name__ == "MCPError"
    await until((tmp_path / "cancelled").exists)
    assert value(await server.call_tool("add", {"a": 1, "b": 1})) == 2


async def test_connecting_again_changes_nothing(program: MCPServerStdio) -> None:
    before = value(await program.call_tool("pid", {}))
    await program.connect()
    assert value(await program.call_tool("pid", {})) == before


async def test_what_is_under_way_goes_on_beside_a_call_that_waits(
    program: MCPServerStdio, tmp_path: Path
) -> None:
    waiting = asyncio.ensure_future(program.call_tool("wait", {"folder": str(tmp_path)}))
    await until((tmp_path / "began").exists)
    results = await asyncio.gather(*(program.call_tool("add", {"a": n, "b": 0}) for n in range(5)))
    assert [value(result) for result in results] == [0, 1, 2, 3, 4]
    waiting.cancel()


async def test_a_server_that_died_is_started_again_and_a_call_that_was_under_way_is_not_repeated(
    start: Start, tmp_path: Path
) -> None:
    server = start()
    await server.connect()
    await server.list_tools()
    first = value(await server.call_tool("pid", {}))
    with pytest.raises(Exception, match="It may have been carried out") as raised:
        await server.call_tool("die", {"folder": str(tmp_path)})
    assert type(raised.value).__name__ == "MCPError"
    assert "Out of fuel." in str(raised.value)
    assert (tmp_path / "died").read_text() == "x"
    assert value(await server.call_tool("pid", {})) != first
    # Only one that the server says does no harm is called again.
    (tmp_path / "died").unlink()
    assert value(await server.call_tool("die_once", {"folder": str(tmp_path)})) == "alive"


async def test_a_server_that_died_between_two_calls_is_started_again(start: Start) -> None:
    server = start()
    await server.connect()
    first = value(await server.call_tool("pid", {}))
    os.kill(first, signal.SIGKILL)
    await until(lambda: not server.is_connected)
    assert value(await server.call_tool("pid", {})) != first


async def test_a_server_that_cannot_start_again_is_told_in_words(tmp_path: Path) -> None:
    program = tmp_path / "once.py"
    program.write_text(HARBOUR.read_text())
    server = MCPServerStdio({"command": harbour()["command"], "args": [str(program)]}, name="once")
    await server.connect()
    program.write_text("raise SystemExit('The harbour is closed.')")
    with pytest.raises(Exception, match="could not be started again") as raised:
        await server.call_tool("die", {"folder": str(tmp_path)})
    assert "The harbour is closed." in str(raised.value)
    await server.cleanup()


async def test_http_server_that_was_started_again_is_connected_again(http_harbour: HttpHarbour) -> None:
    async with MCPServerStreamableHttp({"url": http_harbour.url}) as server:
        first = value(await server.call_tool("pid", {}))
        http_harbour.kill()
        http_harbour.start()
        assert value(await server.call_tool("pid", {})) != first
        http_harbour.kill()
        with pytest.raises(Exception, match=r"Could not reach the server\.") as raised:
            await server.call_tool("pid", {})
        assert type(raised.value).__name__ == "MCPError"


async def test_list_changes_are_heard(start: Start) -> None:
    server = start(cache_tools_list=True)
    await server.connect()
    names = [tool.name for tool in await server.list_tools()]
    assert names == [tool.name for tool in server.cached_tools or []]
    assert "grown" not in names
    await server.call_tool("grow", {})

    async def look() -> bool:
        return "grown" in [tool.name for tool in await server.list_tools()]

    while not await look():  # the word of it comes beside the answer, soon before or after
        await asyncio.sleep(0.02)


async def test_a_list_is_kept_until_it_changes(start: Start) -> None:
    server = start(cache_tools_list=True)
    await server.connect()
    first = await server.list_tools()
    first[0].name = "changed by a program"
    assert (await server.list_tools())[0].name == "add"
