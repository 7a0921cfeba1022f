"""A program that a test kills and runs again: a grid of an agent with a tool, whose first row is forked."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIResponsesModel, function_tool, grid


@function_tool
def weather(city: str) -> str:
    """Tell the weather in a city."""
    print("weather", flush=True)
    return f"Sunny in {city}."


async def main(folder: Path, base_url: str) -> None:
    """Run the grid and fork its row; with ``FIRST`` set the process dies of it."""
    model = OpenAIResponsesModel("test-model", AsyncOpenAI(base_url=base_url, api_key="sk-test"))
    guide = Agent(name="Guide", instructions="Guide.", tools=[weather], model=model)
    g = await grid({"big": guide}, ["Rome?"], store=folder / "store")
    fork = g["big", 0, 0].fork("e2", output="-40 degrees")
    await fork
    assert fork.lineage is not None
    print(fork.lineage.parent == g.rows[0].plan.key, fork.final_output, flush=True)
    opened = g["big", 0, 0].watch().fork("e2", output="-40 degrees")  # its view has the agents, too
    print((await opened).final_output, flush=True)
    if os.environ.get("FIRST"):
        os.kill(os.getpid(), signal.SIGKILL)


asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
