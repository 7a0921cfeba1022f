"""Hooks of a run: everything that happens, in order, with the usage by then."""

import asyncio
from typing import Any

from pydantic import BaseModel

from agents_widget.agents import (
    Agent,
    ModelResponse,
    RunContextWrapper,
    RunHooks,
    Runner,
    Tool,
    function_tool,
)
from agents_widget.agents.lifecycle import AgentHookContext
from agents_widget.agents.tool_context import ToolContext


class Log(RunHooks):
    def __init__(self):
        self.count = 0

    def note(self, context, *words):
        self.count += 1
        usage = context.usage
        print(f"### {self.count}:", *words, f"[{usage.requests} requests, {usage.total_tokens} tokens]")

    async def on_agent_start(self, context: AgentHookContext, agent: Agent) -> None:
        self.note(context, agent.name, "starts with", len(context.turn_input), "items")

    async def on_llm_start(self, context: RunContextWrapper, agent: Agent, system_prompt, input_items) -> None:
        self.note(context, agent.name, "asks the model:", system_prompt, len(input_items))

    async def on_llm_end(self, context: RunContextWrapper, agent: Agent, response: ModelResponse) -> None:
        self.note(context, "the model gave", [item.type for item in response.output])

    async def on_agent_end(self, context: AgentHookContext, agent: Agent, output: Any) -> None:
        self.note(context, agent.name, "ends with", repr(output))

    async def on_tool_start(self, context: RunContextWrapper, agent: Agent, tool: Tool) -> None:
        assert isinstance(context, ToolContext)
        self.note(context, agent.name, "calls", tool.name, context.tool_call_id, context.tool_arguments)

    async def on_tool_end(self, context: RunContextWrapper, agent: Agent, tool: Tool, result: object) -> None:
        self.note(context, tool.name, "gave", repr(result))

    async def on_handoff(self, context: RunContextWrapper, from_agent: Agent, to_agent: Agent) -> None:
        self.note(context, from_agent.name, "hands over to", to_agent.name)


class Depth(BaseModel):
    metres: float


@function_tool
def sounding(place: str) -> int:
    """Sound the depth, in fathoms."""
    return 7


@function_tool
def to_metres(fathoms: float) -> float:
    """Convert fathoms to metres."""
    return fathoms * 1.8288


converter = Agent(name="Converter", instructions="Convert.", tools=[to_metres], output_type=Depth)
sounder = Agent(name="Sounder", instructions="Sound, then hand over.", tools=[sounding], handoffs=[converter])


async def main():
    result = await Runner.run(sounder, hooks=Log(), input="How deep is it off Skagen?")
    print(result.final_output)

    stream = Runner.run_streamed(sounder, "And here?", hooks=Log())
    async for _ in stream.stream_events():
        pass
    print(stream.final_output)


if __name__ == "__main__":
    asyncio.run(main())
