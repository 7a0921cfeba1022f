"""No server is left behind by a process that ends, in whatever way: a real kernel, restarted and killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import hang
import pytest
from harbour_servers import HARBOUR
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(os.name == "nt", reason="there, servers end with the job that mcp starts them in"),
]

CONNECT = f"""
from agents_widget.agents import MCPServerStdio
import sys
params = {{"command": sys.executable, "args": [{str(HARBOUR)!r}, "--stubborn"]}}
server = MCPServerStdio(params, name="harbour")
await server.connect()
"""
PID = "print((await server.call_tool('pid', {})).structured_content['result'], end='')"


class Kernel:
    """A real kernel and its cells."""

    def __init__(self, manager: AsyncKernelManager, client: AsyncKernelClient) -> None:
        self.manager, self.client = manager, client

    async def run(self, code: str) -> str:
        """What a cell prints, or the name of its error."""
        told: list[str] = []

        def note(message: dict[str, Any]) -> None:
            content = message["content"]
            told.append(content.get("text") or content.get("ename") or "")

        await self.client.execute_interactive(code, timeout=hang.SECONDS, output_hook=note)
        return "".join(told)


@pytest.fixture
async def kernel() -> AsyncIterator[Kernel]:
    manager = AsyncKernelManager(transport="ipc")  # as in executed.py
    await manager.start_kernel(extra_arguments=["--IPKernelApp.log_level=50"])
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=hang.SECONDS)
    yield Kernel(manager, client)
    client.stop_channels()
    await manager.shutdown_kernel(now=True)


async def ended(pid: int) -> None:
    """Wait until a process has ended."""
    while _is_alive(pid):  # pytest's own limit tells one that stays
        await asyncio.sleep(0.05)


def _is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        # One that has ended and that nobody waits for has no command.
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        return not Path("/proc").is_dir()
    return False


async def test_connect_use_interrupt_and_restart_in_a_kernel(kernel: Kernel, tmp_path: Path) -> None:
    await kernel.run(CONNECT)
    pid = int(await kernel.run(PID))
    # Interrupted while the server works, long before it would answer.
    waiting = asyncio.ensure_future(
        kernel.run(f"await server.call_tool('wait', {{'folder': {str(tmp_path)!r}}})")
    )
    while not (tmp_path / "began").exists():
        await asyncio.sleep(0.02)
    await kernel.manager.interrupt_kernel()
    assert await waiting in ("KeyboardInterrupt", "CancelledError")
    while not (tmp_path / "cancelled").exists():
        await asyncio.sleep(0.02)
    assert int(await kernel.run(PID)) == pid  # the server goes on
    threaded = "import asyncio, threading\nthread = threading.Thread(target=lambda: print("
    threaded += (
        "asyncio.run(server.call_tool('add', {'a': 1, 'b': 2})).structured_content['result'], end=''))"
    )
    assert await kernel.run(f"{threaded}\nthread.start(); thread.join()") == "3"
    await kernel.manager.restart_kernel(now=False)
    await ended(pid)


async def test_a_kernel_that_is_killed_leaves_no_server(kernel: Kernel) -> None:
    await kernel.run(CONNECT)
    pid = int(await kernel.run(PID))
    provisioner: Any = kernel.manager.provisioner
    os.kill(provisioner.pid, signal.SIGKILL)
    await ended(pid)


async def test_cleanup_ends_a_server_that_stays(kernel: Kernel) -> None:
    await kernel.run(CONNECT)
    pid = int(await kernel.run(PID))
    await kernel.run("await server.cleanup()")
    assert not _is_alive(pid)


PROGRAM = f"""
import asyncio, sys
from agents_widget.agents import MCPServerStdio
server = MCPServerStdio({{"command": sys.executable, "args": [{str(HARBOUR)!r}, *sys.argv[1:]]}})
asyncio.run(server.connect())
print(asyncio.run(server.call_tool("pid", {{}})).structured_content["result"])
"""


@pytest.mark.parametrize("kind", [[], ["--stubborn"]], ids=["plain", "stubborn"])
async def test_a_program_that_ends_leaves_no_server(kind: list[str]) -> None:
    program = [sys.executable, "-c", PROGRAM, *kind]
    ran = await asyncio.to_thread(subprocess.run, program, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    await ended(int(ran.stdout))
