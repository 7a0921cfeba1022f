"""How the tests start the harbour server: as a program, and over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agents_widget.agents import MCPServerStdio

HARBOUR = Path(__file__).with_name("harbour.py")
Start = Callable[..., MCPServerStdio]


def harbour(*arguments: str) -> Any:
    """How the server is started as a program."""
    return {"command": sys.executable, "args": [str(HARBOUR), *arguments]}


class HttpHarbour:
    """The server over HTTP, in a process that can be killed and started again on the same port."""

    def __init__(self) -> None:
        self.port = 0
        self.start()
        self.url = f"http://127.0.0.1:{self.port}/mcp"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, str(HARBOUR), "--http", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
