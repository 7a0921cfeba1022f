"""Real MCP servers: a program over its standard streams, and the same over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from harbour_servers import HttpHarbour, Start, harbour

from agents_widget.agents import MCPServerStdio


@pytest.fixture(scope="module")
def program() -> Iterator[MCPServerStdio]:
    """A server that is connected for a whole module, whose tests each have a loop of their own."""
    server = MCPServerStdio(harbour(), name="harbour")
    asyncio.run(server.connect())
    yield server
    asyncio.run(server.cleanup())


@pytest.fixture
def http_harbour() -> Iterator[HttpHarbour]:
    """A server over HTTP."""
    server = HttpHarbour()
    yield server
    server.kill()


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Makes servers of programs, which are ended after the test; each is for the test to connect."""
    made: list[MCPServerStdio] = []

    def make(*arguments: str, **options: Any) -> MCPServerStdio:
        made.append(MCPServerStdio(harbour(*arguments), **{"name": "harbour", **options}))
        return made[-1]

    yield make
    for server in made:
        await server.cleanup()
