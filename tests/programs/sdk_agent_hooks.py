"""Hooks of single agents, beside those of the run."""

import asyncio

from agents_widget.agents import Agent, AgentHooks, Runner, function_tool


class Diary(AgentHooks):
    def __init__(self, owner):
        self.owner = owner

    async def on_start(self, context, agent):
        print(f"[{self.owner}] start: {agent.name}")

    async def on_end(self, context, agent, output):
        print(f"[{self.owner}] end: {agent.name} with {output!r}")

    async def on_handoff(self, context, agent, source):
        print(f"[{self.owner}] handoff from {source.name} to {agent.name}")

    async def on_tool_start(self, context, agent, tool):
        print(f"[{self.owner}] tool start: {tool.name}")

    async def on_tool_end(self, context, agent, tool, result):
        print(f"[{self.owner}] tool end: {tool.name} with {result!r}")

    async def on_llm_start(self, context, agent, system_prompt, input_items):
        print(f"[{self.owner}] model start: {system_prompt}")

    async def on_llm_end(self, context, agent, response):
        print(f"[{self.owner}] model end: {len(response.output)}")


@function_tool
def light() -> str:
    """Light the lamp."""
    return "lit"


night = Agent(name="Night keeper", instructions="Night.", tools=[light], hooks=Diary("night"))
day = Agent(name="Day keeper", instructions="Day.", handoffs=[night], hooks=Diary("day"))


async def main():
    result = await Runner.run(day, "It is getting dark.")
    print(result.final_output, result.last_agent.name)

    try:
        await Runner.run(day, "Again.", hooks=Diary("wrong"))
    except TypeError as error:
        print("refused:", str(error).split(".")[0])


if __name__ == "__main__":
    asyncio.run(main())
