"""A run talks to the model's server and to nobody else, also where the OpenAI Agents SDK is imported."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import agents
import hang
import pytest
from agents.tracing.provider import DefaultTraceProvider
from answers import call, text
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIResponsesModel, Runner, function_tool, watch
from agents_widget.agents import tracing


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, int]]]:
    """The addresses of all connections of this process, and the names that it looks up."""
    reached: set[tuple[str, int]] = set()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def noted_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            reached.add((str(address[0]), int(address[1])))
        connect(self, address)

    def noted_look_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        reached.add((str(host), int(port)))
        return look_up(host, port, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", noted_connect)
    monkeypatch.setattr(socket, "getaddrinfo", noted_look_up)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")  # with it the SDK's own runs are sent
    yield reached
    tracing.set_trace_provider(None)


@function_tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


async def test_a_run_reaches_its_models_server_alone(
    loopback: LoopbackServer, reached: set[tuple[str, int]]
) -> None:
    model = OpenAIResponsesModel("m", AsyncOpenAI(base_url=loopback.base_url, api_key="k"))
    agent = Agent(name="A", model=model, tools=[add])
    loopback.answer(*[call("add", {"a": 1, "b": 2}), text("3")] * 2)
    with tracing.trace("A program's own"):
        await Runner.run(agent, "Go.")
    await asyncio.wait_for(watch(agent, "Go."), hang.SECONDS)
    tracing.flush_traces()
    assert agents.tracing.get_trace_provider() is not None
    assert reached == {("127.0.0.1", loopback.port)}


def test_a_provider_that_sends_to_openai_is_refused() -> None:
    provider = DefaultTraceProvider()
    provider.register_processor(agents.tracing.processors.default_processor())
    with pytest.raises(ValueError, match="sends what it gets to OpenAI"):
        tracing.set_trace_provider(provider)
