"""A desk with specialists who share what they know about the customer."""

import asyncio

from pydantic import BaseModel

from agents_widget.agents import (
    Agent,
    HandoffOutputItem,
    ItemHelpers,
    MessageOutputItem,
    RunContextWrapper,
    Runner,
    ToolCallItem,
    ToolCallOutputItem,
    function_tool,
    handoff,
    trace,
)


class Booking(BaseModel):
    name: str | None = None
    cabin: str | None = None
    ferry: str | None = None


class Reason(BaseModel):
    why: str
    urgent: bool = False


@function_tool(name_override="faq", description_override="Looks up common questions.")
async def faq(question: str) -> str:
    """Answer a common question."""
    return "Dogs travel free." if "dog" in question.lower() else "I do not know."


@function_tool
async def change_cabin(context: RunContextWrapper[Booking], number: str, new_cabin: str) -> str:
    """Change the cabin of a booking.

    Args:
        number: The booking's number.
        new_cabin: The cabin to change to.
    """
    context.context.cabin = new_cabin
    assert context.context.ferry is not None, "the ferry must be known"
    return f"Cabin {new_cabin} on {context.context.ferry} for booking {number}."


async def know_the_ferry(context: RunContextWrapper[Booking]) -> None:
    context.context.ferry = "F-42"


def note_why(context: RunContextWrapper[Booking], reason: Reason) -> None:
    print(f"  (handed over: {reason.why}, urgent {reason.urgent})")


faq_agent = Agent[Booking](
    name="FAQ", handoff_description="Answers questions.", instructions="Use the faq tool.", tools=[faq]
)
cabin_agent = Agent[Booking](
    name="Cabins", handoff_description="Changes cabins.", instructions="Change cabins.", tools=[change_cabin]
)
desk = Agent[Booking](
    name="Desk",
    instructions="Route the customer.",
    handoffs=[
        handoff(agent=faq_agent, on_handoff=note_why, input_type=Reason),
        handoff(agent=cabin_agent, on_handoff=know_the_ferry, tool_name_override="to_cabins"),
    ],
)
faq_agent.handoffs.append(desk)
cabin_agent.handoffs.append(desk)


async def main():
    agent, items, booking = desk, [], Booking()
    for said in ("May my dog come?", "A bigger cabin, please.", "And thanks."):
        items.append({"content": said, "role": "user"})
        with trace("Customer service", group_id="abc"):
            result = await Runner.run(agent, items, context=booking)
        for item in result.new_items:
            who = item.agent.name
            if isinstance(item, MessageOutputItem):
                print(f"{who}: {ItemHelpers.text_message_output(item)}")
            elif isinstance(item, HandoffOutputItem):
                print(f"from {item.source_agent.name} to {item.target_agent.name}")
            elif isinstance(item, ToolCallItem):
                print(f"{who}: calling a tool")
            elif isinstance(item, ToolCallOutputItem):
                print(f"{who}: tool output: {item.output}")
            else:
                print(f"{who}: {type(item).__name__}")
        items, agent = result.to_input_list(), result.last_agent
    print(booking)


if __name__ == "__main__":
    asyncio.run(main())
