"""What the runtime bench compares: the bare openai client, openai-agents, and agents_widget."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import agents
from openai import AsyncOpenAI

import agents_widget

Run = Callable[[], Awaitable[int]]
"""One run; gives the number of events from the model."""

TOOL = {
    "type": "function",
    "name": "add",
    "description": "Add two numbers.",
    "parameters": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
        "additionalProperties": False,
    },
    "strict": True,
}


async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def bare(client: AsyncOpenAI, model: str) -> Run:
    """The loop that one writes by hand."""

    async def run() -> int:
        items: list[Any] = [{"role": "user", "content": "Go."}]
        count = 0
        while True:
            stream = await client.responses.create(model=model, input=items, tools=[TOOL], stream=True)  # type: ignore[list-item]
            async for event in stream:
                count += 1
                if event.type == "response.completed":
                    output = event.response.output
            calls = [item for item in output if item.type == "function_call"]
            if not calls:
                return count
            results = await asyncio.gather(*(add(**json.loads(call.arguments)) for call in calls))
            items += [item.to_dict() for item in output]
            items += [
                {"type": "function_call_output", "call_id": call.call_id, "output": str(result)}
                for call, result in zip(calls, results, strict=True)
            ]

    return run


def theirs(client: AsyncOpenAI, model: str) -> Run:
    """openai-agents, without tracing."""
    agent = agents.Agent(
        name="Adder", model=agents.OpenAIResponsesModel(model, client), tools=[agents.function_tool(add)]
    )
    config = agents.RunConfig(tracing_disabled=True)

    async def run() -> int:
        result = agents.Runner.run_streamed(agent, "Go.", max_turns=1000, run_config=config)
        return sum([1 async for event in result.stream_events() if event.type == "raw_response_event"])

    return run


def ours(client: AsyncOpenAI, model: str) -> Run:
    """agents_widget."""
    agent: agents_widget.Agent[Any] = agents_widget.Agent(
        name="Adder",
        model=agents_widget.OpenAIResponsesModel(model, client),
        tools=[agents_widget.function_tool(add)],
    )

    async def run() -> int:
        result = agents_widget.Runner.run_streamed(agent, "Go.", max_turns=1000)
        return sum([1 async for event in result.stream_events() if event.type == "raw_response_event"])

    return run


CONTENDERS: dict[str, Callable[[AsyncOpenAI, str], Run]] = {
    "openai": bare,
    "openai-agents": theirs,
    "agents_widget": ours,
}
