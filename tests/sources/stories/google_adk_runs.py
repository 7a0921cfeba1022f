"""The story told by the real google-adk: by an agent, and by the events of a runner."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import story
from story import Feature, Pieces, Telling, View

from agents_widget import AgentWidget, watch

LACKS: dict[Feature, str] = {
    "streamed arguments": "ADK gives a call's arguments whole.",
    "results as objects": "its events hold copies as JSON.",
    "parallel order": "the results of parallel calls come together, after the slowest.",
    "nesting": "the events of an `AgentTool`'s agent are not given.",
    "edit": "its confirmations take no other arguments.",
    "say": "a run takes no message.",
}
"""Each with its reason."""
STREAM_LACKS: dict[Feature, str] = {
    **LACKS,
    "follow-up": "`run_async` is one run: begin the next one with the same session.",
}


def _model(view: View, *turns: Any) -> Any:
    """A model that plays its turns: each some parts, of which a pair is a text in pieces."""
    from adk_script import USAGE, Script, content, text
    from google.adk.models import LlmResponse

    async def play(turn: Any, request: Any) -> AsyncIterator[Any]:
        whole = []
        for part in turn(request) if callable(turn) else turn:
            if not isinstance(part, _Streamed):
                whole.append(part)
                continue
            async for piece in view.stream(part.feature, part.pieces):
                yield LlmResponse(content=content([text(piece, part.is_thought)]), partial=True)
            whole.append(text("".join(part.pieces), part.is_thought))
        yield LlmResponse(
            content=content(whole), partial=False, usage_metadata=USAGE, model_version="story-1"
        )

    return Script(model="story-1", turns=[partial(play, turn) for turn in turns])


class _Streamed:
    """A text that is streamed in two pieces."""

    def __init__(self, feature: Feature, pieces: Pieces, *, is_thought: bool = False) -> None:
        self.feature, self.pieces, self.is_thought = feature, pieces, is_thought


def _guide(view: View) -> Any:
    from adk_script import call, text
    from google.adk.agents import Agent
    from google.adk.tools import AgentTool, FunctionTool

    def weather(city: str) -> dict[str, Any]:
        """Tell the weather."""
        return story.WEATHER

    def trains(city: str) -> dict[str, Any]:
        """Find trains."""
        return {"error": story.NO_TRAINS}

    def book(hotel: str, nights: int) -> str:
        """Book a hotel."""
        return story.booked(hotel, nights)

    historian = Agent(name="ask_historian", description="-", model=_model(view, [text(story.HISTORY)]))
    booker = Agent(
        name=story.BOOKER,
        description="-",
        tools=[FunctionTool(book, require_confirmation=True)],
        model=_model(
            view,
            [call("b1", "book", **story.BOOKING)],
            [text(story.BOOKED)],
            lambda request: [text(story.tomorrow(request.contents))],
        ),
    )
    city = json.loads("".join(story.CITY))
    return Agent(
        name=story.GUIDE,
        description="-",
        tools=[weather, trains, AgentTool(historian)],
        sub_agents=[booker],
        model=_model(
            view,
            [
                _Streamed("reasoning", story.REASONING, is_thought=True),
                call("w1", "weather", **city),
                call("t1", "trains", **city),
            ],
            [
                _Streamed("text", story.FORECAST),
                call("h1", "ask_historian", request=story.QUESTION["question"]),
            ],
            [call("x1", "transfer_to_agent", agent_name=story.BOOKER)],
        ),
    )


@asynccontextmanager
async def _run(view: View) -> AsyncIterator[AgentWidget]:
    with warnings.catch_warnings():  # ADK uses what it deprecates
        warnings.simplefilter("ignore")
        yield watch(_guide(view), story.PROMPT)


@asynccontextmanager
async def _begin(view: View) -> AsyncIterator[AgentWidget]:
    from adk_script import run

    with warnings.catch_warnings():  # ADK uses what it deprecates
        warnings.simplefilter("ignore")
        yield watch(await run(_guide(view), story.PROMPT))


def _endless() -> Any:
    from adk_script import agent, content, text
    from google.adk.models import LlmResponse

    async def endless(request: Any) -> AsyncIterator[Any]:
        yield LlmResponse(content=content([text(story.ENDLESS)]), partial=True)
        await asyncio.Event().wait()

    turn: Callable[[Any], AsyncIterator[Any]] = endless
    return agent(story.GUIDE, [turn])


@asynccontextmanager
async def _run_endless(view: View) -> AsyncIterator[AgentWidget]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield watch(_endless(), story.ENDLESS_PROMPT)


@asynccontextmanager
async def _begin_endless(view: View) -> AsyncIterator[AgentWidget]:
    from adk_script import run

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield watch(await run(_endless(), story.ENDLESS_PROMPT))


TELLINGS = (
    Telling('Google ADK: `watch(agent, "...")`', _run, _run_endless, LACKS),
    Telling("Google ADK: `watch(runner.run_async(...))`", _begin, _begin_endless, STREAM_LACKS),
)
