"""Servers that are connected together: as the OpenAI Agents SDK's manager does it."""

from __future__ import annotations

import asyncio
from typing import Any

import agents.mcp as sdk_mcp
import pytest

import agents_widget.agents.mcp as own_mcp


def server_class(package: Any, log: list[str]) -> Any:
    """A class of servers as a user writes one, that notes what is asked of it."""

    class Noted(package.MCPServer):  # type: ignore[misc]
        def __init__(self, name: str, failures: int = 0, error: Any = ValueError) -> None:
            super().__init__()
            self._name, self.failures, self.error = name, failures, error

        @property
        def name(self) -> str:
            return self._name

        async def connect(self) -> None:
            log.append(f"connect {self.name}")
            if self.failures > 0:
                self.failures -= 1
                raise self.error(f"no {self.name}")

        async def cleanup(self) -> None:
            log.append(f"cleanup {self.name}")

        async def list_tools(self, run_context: Any = None, agent: Any = None) -> Any:
            return []

        async def call_tool(self, tool_name: str, arguments: Any, meta: Any = None) -> Any: ...

        async def list_prompts(self) -> Any: ...

        async def get_prompt(self, name: str, arguments: Any = None) -> Any: ...

    return Noted


class Story:
    """Servers of one package and a manager of them, and what happened."""

    def __init__(self, package: Any, failing: dict[str, int], **options: Any) -> None:
        self.log: list[str] = []
        make = server_class(package, self.log)
        self.servers = [make(name, failing.get(name, 0)) for name in "abc"]
        self.manager = package.MCPServerManager(self.servers, **options)

    def state(self) -> None:
        manager = self.manager
        self.log.append(f"active {[each.name for each in manager.active_servers]}")
        self.log.append(f"failed {[each.name for each in manager.failed_servers]}")
        self.log.append(f"errors {sorted((each.name, str(e)) for each, e in manager.errors.items())}")
        self.log.append(f"all {[each.name for each in manager.all_servers]}")


async def life(story: Story) -> list[str]:
    """Connect, try again what failed, and end."""
    story.state()
    try:
        async with story.manager as manager:
            story.state()
            await manager.reconnect()
            story.state()
        story.state()
    except ValueError as error:
        story.log.append(f"raised {error}")
        story.state()
    return story.log


@pytest.mark.parametrize("failing", [{}, {"b": 1}, {"b": 9}, {"a": 1, "c": 1}], ids=str)
@pytest.mark.parametrize(
    "options",
    [{}, {"strict": True}, {"drop_failed_servers": False}],
    ids=lambda each: "".join(each) or "plain",
)
async def test_a_life_of_servers_is_the_sdks(failing: dict[str, int], options: dict[str, Any]) -> None:
    own = await life(Story(own_mcp, failing, **options))
    assert own == await life(Story(sdk_mcp, failing, **options))


async def test_all_are_connected_anew() -> None:
    story = Story(own_mcp, {})
    async with story.manager as manager:
        assert manager.active_servers == story.servers
        await manager.reconnect(failed_only=False)
    assert [line for line in story.log if line.startswith("connect")] == 2 * [
        "connect a",
        "connect b",
        "connect c",
    ]


async def test_servers_are_connected_at_the_same_time() -> None:
    story = Story(own_mcp, {"b": 1}, connect_in_parallel=True)
    waiting = asyncio.Barrier(2) if hasattr(asyncio, "Barrier") else None
    first, _, last = story.servers
    if waiting is not None:  # each waits for the other to begin
        first.connect = last.connect = waiting.wait
    async with story.manager as manager:
        assert manager.active_servers == [first, last]
        assert [each.name for each in manager.failed_servers] == ["b"]


async def test_a_server_that_takes_too_long_has_failed() -> None:
    story = Story(own_mcp, {}, connect_timeout_seconds=0.01)
    story.servers[1].connect = asyncio.Event().wait
    async with story.manager as manager:
        assert [each.name for each in manager.active_servers] == ["a", "c"]
        assert type(manager.errors[story.servers[1]]) is asyncio.TimeoutError
