"""A fixed flow: outline, check, then write - or stop at the gate."""

import asyncio

from pydantic import BaseModel

from agents_widget.agents import Agent, Runner, trace


class Check(BaseModel):
    good_quality: bool
    is_sea_story: bool


outliner = Agent(name="outliner", instructions="Outline a story in one line.")
checker = Agent(name="checker", instructions="Is it good, and of the sea?", output_type=Check)
writer = Agent(name="writer", instructions="Write the story of this outline.", output_type=str)


async def story(idea):
    with trace("Story"):
        outline = await Runner.run(outliner, idea)
        print("outline:", outline.final_output)
        checked = await Runner.run(checker, outline.final_output)
        assert isinstance(checked.final_output, Check)
        print("check:", checked.final_output)
        if not (checked.final_output.good_quality and checked.final_output.is_sea_story):
            print("stopped at the gate")
            return
        written = await Runner.run(writer, outline.final_output)
        print("story:", written.final_output)


async def main():
    await story("A lighthouse.")
    await story("A desert.")


if __name__ == "__main__":
    asyncio.run(main())
