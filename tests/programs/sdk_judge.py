"""A model writes, another one judges, until that one is content."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from agents_widget.agents import Agent, ItemHelpers, Runner, TResponseInputItem, trace

writer = Agent(name="slogan_writer", instructions="Write a slogan; use any feedback.")


@dataclass
class Verdict:
    feedback: str
    score: Literal["pass", "needs_work", "fail"]


judge = Agent[None](
    name="judge",
    instructions="Judge the slogan. Never pass the first one.",
    output_type=Verdict,
)


async def main():
    items: list[TResponseInputItem] = [{"content": "A slogan for a ferry line.", "role": "user"}]
    latest = None
    with trace("Judging"):
        while True:
            written = await Runner.run(writer, items)
            items = written.to_input_list()
            latest = ItemHelpers.text_message_outputs(written.new_items)
            print("slogan:", latest)

            judged = await Runner.run(judge, items)
            verdict: Verdict = judged.final_output
            print("verdict:", verdict.score)
            if verdict.score == "pass":
                break
            items.append({"content": f"Feedback: {verdict.feedback}", "role": "user"})
    print("chosen:", latest, "after", len(items), "items")


if __name__ == "__main__":
    asyncio.run(main())
