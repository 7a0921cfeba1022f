from __future__ import annotations

import asyncio
from typing import Any

import hang
import pytest
from answers import call, respond, text
from loopback import LoopbackServer
from short_events import shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.lifecycle import AgentHooks, RunHooks
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.tool import function_tool


@function_tool
def look() -> str:
    return "a bird"


class NotedHooks(RunHooks[Any]):
    def __init__(self) -> None:
        self.names: list[str] = []

    async def on_agent_start(self, context: Any, agent: Any) -> None:
        self.names.append(f"agent_start {agent.name} {context.turn_input}")

    async def on_llm_start(self, context: Any, agent: Any, system_prompt: Any, input_items: Any) -> None:
        self.names.append(f"llm_start {system_prompt} {len(input_items)}")

    async def on_llm_end(self, context: Any, agent: Any, response: Any) -> None:
        self.names.append(f"llm_end {response.usage.requests}")

    async def on_tool_start(self, context: Any, agent: Any, tool: Any) -> None:
        self.names.append(f"tool_start {tool.name} {context.tool_call_id}")

    async def on_tool_end(self, context: Any, agent: Any, tool: Any, result: Any) -> None:
        self.names.append(f"tool_end {result} {context.tool_arguments}")

    async def on_agent_end(self, context: Any, agent: Any, output: Any) -> None:
        self.names.append(f"agent_end {output}")


async def test_hooks_are_called_in_order(loopback: LoopbackServer, model: Model) -> None:
    called = NotedHooks()
    loopback.answer(respond(call("look", call_id="c1")), text("done"))
    await Runner.run(Agent(name="A", model=model, instructions="Look.", tools=[look]), "go", hooks=called)
    assert called.names == [
        "agent_start A [{'content': 'go', 'role': 'user'}]",
        "llm_start Look. 1",
        "llm_end 1",
        "tool_start look c1",
        "tool_end a bird {}",
        "llm_start Look. 3",
        "llm_end 1",
        "agent_end done",
    ]


async def test_handoff_hooks_are_called_with_keywords(loopback: LoopbackServer, model: Model) -> None:
    called: list[dict[str, str]] = []

    class Run(RunHooks[Any]):
        async def on_handoff(self, **given: Any) -> None:
            called.append({name: value.name for name, value in given.items() if name != "context"})

    class Own(AgentHooks[Any]):
        async def on_handoff(self, context: Any, **given: Any) -> None:
            called.append({name: value.name for name, value in given.items()})

    b = Agent(name="B", model=model)
    loopback.answer(respond(call("transfer_to_b")), text("B here"))
    await Runner.run(Agent(name="A", model=model, handoffs=[b], hooks=Own()), "go", hooks=Run())
    assert called == [{"from_agent": "A", "to_agent": "B"}, {"agent": "B", "source": "A"}]


@pytest.mark.parametrize("where", ["start", "llm_start", "llm_end", "tool_start", "tool_end", "end"])
async def test_a_failing_hook_ends_every_reader(loopback: LoopbackServer, model: Model, where: str) -> None:
    class Broken(AgentHooks[Any]):
        pass

    async def fail(*args: Any) -> None:
        raise RuntimeError(f"broken {where}")

    setattr(Broken, f"on_{where}", fail)
    loopback.answer(respond(call("look")), text("done"))
    agent = Agent(name="A", model=model, tools=[look], hooks=Broken())
    result = Runner.run_streamed(agent, "go")
    ends = await asyncio.gather(*(shorts(result) for _ in range(2)), return_exceptions=True)
    assert all(f"broken {where}" in str(end) for end in ends)
    assert result.log.closed


async def test_one_failing_hook_cancels_its_companion(loopback: LoopbackServer, model: Model) -> None:
    tidied = asyncio.Event()

    class Slow(RunHooks[Any]):
        async def on_agent_start(self, context: Any, agent: Any) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                tidied.set()

    class Broken(AgentHooks[Any]):
        async def on_start(self, context: Any, agent: Any) -> None:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        await Runner.run(Agent(name="A", model=model, hooks=Broken()), "go", hooks=Slow())
    await asyncio.wait_for(tidied.wait(), hang.SECONDS)


@pytest.mark.parametrize("agents_too", [False, True])
async def test_hooks_need_not_be_async(loopback: LoopbackServer, model: Model, agents_too: bool) -> None:
    called: list[str] = []

    class Quick(RunHooks):
        def on_agent_start(self, context: Any, agent: Any) -> Any:
            called.append("run")

    class Own(AgentHooks):
        def on_start(self, context: Any, agent: Any) -> Any:
            called.append("agent")

    loopback.answer(text("hi"))
    await Runner.run(Agent(name="A", model=model, hooks=Own() if agents_too else None), "go", hooks=Quick())
    assert called == (["run", "agent"] if agents_too else ["run"])


async def test_hooks_that_are_false_are_called(loopback: LoopbackServer, model: Model) -> None:
    called: list[str] = []

    class OfTheRun(RunHooks[Any]):
        def __len__(self) -> int:  # as that of a class that collects what it hears
            return 0

        async def on_agent_start(self, context: Any, agent: Any) -> None:
            called.append("run")

    class OfTheAgent(AgentHooks[Any]):
        def __len__(self) -> int:
            return 0

        async def on_start(self, context: Any, agent: Any) -> None:
            called.append("agent")

    loopback.answer(text("hi"))
    await Runner.run(Agent(name="A", model=model, hooks=OfTheAgent()), "go", hooks=OfTheRun())
    assert sorted(called) == ["agent", "run"]
