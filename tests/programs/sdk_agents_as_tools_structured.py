"""An agent as a tool with parameters of its own, and with a prompt built from them."""

import asyncio
import json

from pydantic import BaseModel, Field

from agents_widget.agents import Agent, Runner


class Passage(BaseModel):
    ship: str = Field(description="The ship's name.")
    to: str = Field(description="Where it goes.")


planner = Agent(name="planner", instructions="Plan the passage.")


def prompt(options):
    params = options["params"]
    return f"Plan for the {params['ship']} to {params['to']}."


desk = Agent(
    name="desk",
    instructions="Let the planner plan.",
    tools=[
        planner.as_tool(
            tool_name="plan_passage",
            tool_description="Plan a passage.",
            parameters=Passage,
            input_builder=prompt,
        )
    ],
)


async def main():
    print(json.dumps(desk.tools[0].params_json_schema, sort_keys=True))
    result = await Runner.run(desk, "Get the Alma to Esbjerg.")
    print([item.type for item in result.new_items])
    print(result.final_output)


if __name__ == "__main__":
    asyncio.run(main())
