"""The story as far as one answer tells it: a raw stream of chat completions, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import answers
import hang
import story
from answers import Gate
from loopback import LoopbackServer
from openai import AsyncOpenAI
from story import Feature, Seen, Telling, View, is_shown

from agents_widget import AgentWidget, watch

LACKS: dict[Feature, str] = {
    "results as objects": "nobody runs the calls of a raw stream.",
    "parallel order": "nobody runs the calls of a raw stream.",
    "nesting": "it is one answer of a model.",
    "lanes": "it is one answer of a model.",
    "approve": "nobody runs the calls of a raw stream.",
    "edit": "nobody runs the calls of a raw stream.",
    "say": "it is one answer of a model.",
    "follow-up": "it is one answer of a model.",
}
"""Each with its reason."""
ENTRIES = [
    Seen("user", story.PROMPT),
    Seen("reasoning", "".join(story.REASONING)),
    Seen("message", "".join(story.FORECAST)),
    Seen("tool_call", "weather", "not_run"),
    Seen("tool_call", "trains", "not_run"),
]
WAITS: list[tuple[Feature, str]] = [
    ("reasoning", story.REASONING[0]),
    ("text", story.FORECAST[0]),
    ("streamed arguments", story.CITY[0]),
]
"""What the view has to show before the server writes on."""


def _answer() -> tuple[answers.Answer, dict[str, Gate]]:
    """The answer, and the gates after the first pieces of its texts."""
    answer = answers.chat(
        answers.reasoning("".join(story.REASONING), size=len(story.REASONING[0])),
        answers.text("".join(story.FORECAST), size=len(story.FORECAST[0])),
        answers.call("weather", "".join(story.CITY), size=len(story.CITY[0])),
        answers.call("trains", "".join(story.CITY)),
    )
    gates = {text: Gate() for _, text in WAITS}
    for index, event in enumerate(answer.events):
        for text, gate in gates.items():
            if text in _texts(event) and index + 1 not in answer.gates:
                answer.gates = {**answer.gates, index + 1: gate}
    return answer, gates


def _texts(event: Any) -> list[str]:
    if not isinstance(event, dict) or not event["choices"]:
        return []
    delta = event["choices"][0]["delta"]
    calls = [call["function"].get("arguments", "") for call in delta.get("tool_calls", ())]
    return [delta.get("reasoning_content", ""), delta.get("content") or "", *calls]


@asynccontextmanager
async def _watched(answer: answers.Answer, prompt: str) -> AsyncIterator[AgentWidget]:
    with LoopbackServer() as server:
        server.answer(answer)
        async with AsyncOpenAI(base_url=server.base_url, api_key="sk-test", max_retries=0) as client:
            messages: Any = [{"role": "user", "content": prompt}]
            yield watch(await client.chat.completions.create(model="story-1", messages=messages, stream=True))


@asynccontextmanager
async def _begin(view: View) -> AsyncIterator[AgentWidget]:
    answer, gates = _answer()

    async def open_gates() -> None:
        for feature, text in WAITS:
            await asyncio.to_thread(gates[text].reached.wait, hang.SECONDS)
            await view.wait(feature, partial(is_shown, text=text))
            gates[text].open()

    async with _watched(answer, story.PROMPT) as widget:
        opening = asyncio.ensure_future(open_gates())
        yield widget
        await opening


@asynccontextmanager
async def _begin_endless(view: View) -> AsyncIterator[AgentWidget]:
    endless = answers.chat(answers.text(story.ENDLESS, size=len(story.ENDLESS)))
    gate = Gate()
    endless.gates = {2: gate}
    async with _watched(endless, story.ENDLESS_PROMPT) as widget:
        yield widget
        gate.open()


TELLINGS = (
    Telling(
        "`watch(await client.chat.completions.create(..., stream=True))`",
        _begin,
        _begin_endless,
        LACKS,
        ENTRIES,
    ),
)
