"""Agents and streams to watch, and what a widget shows of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import agents
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIResponsesModel

EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": {"id": "r1", "model": "test-model"}},
    {
        "type": "response.output_item.added",
        "output_index": 0,
        "item": {"id": "m1", "type": "message", "role": "assistant", "content": []},
    },
    {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": "Hel"},
    {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": "lo"},
    {"type": "response.completed", "response": {"id": "r1", "model": "test-model", "output": []}},
]


def said(widget: Any) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in widget.transcript.entries]


async def stream() -> AsyncIterator[dict[str, Any]]:
    for event in EVENTS:
        yield event


def sdk_agent(loopback: LoopbackServer, **options: Any) -> agents.Agent[Any]:
    agents.set_tracing_disabled(True)
    model = agents.OpenAIResponsesModel(
        "test-model", AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    )
    return agents.Agent(name="Joker", model=model, **options)


def joker(loopback: LoopbackServer, **options: Any) -> Agent[Any]:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    return Agent(name="Joker", model=OpenAIResponsesModel("test-model", client), **options)
