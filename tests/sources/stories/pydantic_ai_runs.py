"""The story told by pydantic-ai: by an agent, by the stream of its events, and by a handler of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

import story
from pydantic_ai import Agent, DeferredToolRequests, ModelRetry
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, DeltaThinkingPart, DeltaToolCall, FunctionModel
from story import Feature, Telling, View

from agents_widget import AgentWidget, watch
from agents_widget.sources import EventStreamHandler

_LANES = "pydantic-ai has no handoffs: one agent answers."
_NO_RUN = "The run is the program's own: its events are all that the view gets."


async def _write(view: View, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[Any]:
    """What the guide's model writes, by the number of its calls before."""
    turn = sum(message.kind == "response" for message in messages)
    if turn == 0:
        async for piece in view.stream("reasoning", story.REASONING):
            yield {0: DeltaThinkingPart(content=piece)}
        name: str | None = "weather"
        async for piece in view.stream("streamed arguments", story.CITY):
            yield {1: DeltaToolCall(name, piece, tool_call_id="weather-1")}
            name = None
        yield {2: DeltaToolCall("trains", "".join(story.CITY), tool_call_id="trains-1")}
    elif turn == 1:
        async for piece in view.stream("text", story.FORECAST):
            yield piece
        yield {1: DeltaToolCall("ask_historian", json.dumps(story.QUESTION), tool_call_id="ask-1")}
    elif turn == 2:
        yield {1: DeltaToolCall("book", json.dumps(story.BOOKING), tool_call_id="book-1")}
    elif turn == 3:
        yield story.booker_says(messages)
    else:
        yield story.tomorrow(messages)


def guide(view: View, *, approval: bool = True) -> Agent[None, Any]:
    """The agent of the story, whose tool ``book`` may need approval."""

    async def history(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        yield story.HISTORY

    output: Any = [str, DeferredToolRequests] if approval else str
    agent: Agent[None, Any] = Agent(
        FunctionModel(stream_function=partial(_write, view)), name=story.GUIDE, output_type=output
    )
    historian = Agent(FunctionModel(stream_function=history), name=story.HISTORIAN)

    @agent.tool_plain
    async def weather(city: str) -> dict[str, Any]:
        await view.trains_ended()
        return story.WEATHER

    @agent.tool_plain
    async def trains(city: str) -> str:
        raise ModelRetry(story.NO_TRAINS)

    @agent.tool_plain
    async def ask_historian(question: str) -> str:
        return (await historian.run(question, event_stream_handler=EventStreamHandler())).output

    @agent.tool_plain(requires_approval=approval)
    def book(hotel: str, nights: int) -> str:
        return story.booked(hotel, nights)

    return agent


def endless() -> tuple[Agent[None, str], asyncio.Event]:
    """An agent that writes without an end, and what is set when its model's stream is closed."""
    closed = asyncio.Event()

    async def model(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        try:
            yield story.ENDLESS
            await asyncio.Event().wait()
        finally:
            closed.set()

    return Agent(FunctionModel(stream_function=model), name=story.GUIDE), closed


@asynccontextmanager
async def _run(view: View) -> AsyncIterator[AgentWidget]:
    yield watch(guide(view), story.PROMPT)


@asynccontextmanager
async def _run_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent, closed = endless()
    yield watch(agent, story.ENDLESS_PROMPT)
    await closed.wait()


@asynccontextmanager
async def _stream(view: View) -> AsyncIterator[AgentWidget]:
    yield watch(guide(view).run_stream_events(story.PROMPT))


@asynccontextmanager
async def _stream_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent, closed = endless()
    yield watch(agent.run_stream_events(story.ENDLESS_PROMPT))
    await closed.wait()


@asynccontextmanager
async def _handler(view: View) -> AsyncIterator[AgentWidget]:
    handler = EventStreamHandler()
    widget = watch(handler)
    run = asyncio.create_task(guide(view, approval=False).run(story.PROMPT, event_stream_handler=handler))
    yield widget
    await run


@asynccontextmanager
async def _handler_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent, closed = endless()
    handler = EventStreamHandler()
    widget = watch(handler)
    run = asyncio.create_task(agent.run(story.ENDLESS_PROMPT, event_stream_handler=handler))
    yield widget
    await closed.wait()
    with contextlib.suppress(RuntimeError):  # RunCancelled
        await run


_STREAM_LACKS: dict[Feature, str] = {
    "nesting": "Its tools cannot tell the view what happens inside them.",
    "lanes": _LANES,
    "say": "A stream takes no messages; what is said begins the next run.",
}
_HANDLER_LACKS: dict[Feature, str] = {
    "lanes": _LANES,
    "approve": _NO_RUN,
    "edit": _NO_RUN,
    "say": _NO_RUN,
    "follow-up": _NO_RUN,
}

TELLINGS = (
    Telling('pydantic-ai: `watch(agent, "...")`', _run, _run_endless, MappingProxyType({"lanes": _LANES})),
    Telling(
        'pydantic-ai: `watch(agent.run_stream_events("..."))`',
        _stream,
        _stream_endless,
        MappingProxyType(_STREAM_LACKS),
    ),
    Telling(
        "pydantic-ai: `watch(EventStreamHandler())`",
        _handler,
        _handler_endless,
        MappingProxyType(_HANDLER_LACKS),
    ),
)
