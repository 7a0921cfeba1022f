"""Agents as tools of another agent, some of them only where they make sense."""

import asyncio

from pydantic import BaseModel

from agents_widget.agents import (
    Agent,
    AgentBase,
    ItemHelpers,
    MessageOutputItem,
    RunContextWrapper,
    RunResult,
    Runner,
    trace,
)


class Passenger(BaseModel):
    language: str = "danish"


def speaks_dutch(context: RunContextWrapper[Passenger], agent: AgentBase) -> bool:
    return context.context.language == "dutch"


async def first_line(result: RunResult) -> str:
    return result.final_output.splitlines()[0]


danish = Agent(name="danish_agent", instructions="Translate to Danish.", handoff_description="Into Danish.")
dutch = Agent(name="dutch_agent", instructions="Translate to Dutch.")
german = Agent(name="German agent", instructions="Translate to German.")

translator = Agent(
    name="translator",
    instructions="Never translate yourself: use the tools, one after the other.",
    tools=[
        danish.as_tool(tool_name="to_danish", tool_description="Translate into Danish."),
        dutch.as_tool(tool_name="to_dutch", tool_description="Into Dutch.", is_enabled=speaks_dutch),
        german.as_tool(tool_name=None, tool_description="Into German.", custom_output_extractor=first_line),
    ],
)
editor = Agent(name="editor", instructions="Join the translations and correct them.")


async def announce(text, passenger):
    translated = await Runner.run(translator, text, context=passenger)
    for item in translated.new_items:
        if isinstance(item, MessageOutputItem) and ItemHelpers.text_message_output(item):
            print("  - step:", ItemHelpers.text_message_output(item))
        elif item.type == "tool_call_output_item":
            print("  - tool:", item.output)
    edited = await Runner.run(editor, translated.to_input_list(), context=passenger)
    print("=>", edited.final_output, edited.context_wrapper.usage.requests, "request")


async def main():
    with trace("Announcing"):
        await announce("The ferry leaves.", Passenger())
        await announce("The ferry leaves.", Passenger(language="dutch"))


if __name__ == "__main__":
    asyncio.run(main())
