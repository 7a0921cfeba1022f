"""The story told by this package's own runtime: what the other sources are compared with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeAlias

import story
from story import Feature, Telling, View, is_shown

from agents_widget import Agent, AgentWidget, function_tool, watch
from agents_widget.agents.models.interface import BuiltInModel, ModelCall
from agents_widget.agents.models.stand_ins.scripted_turn import OutputPart, stream_parts
from agents_widget.testing import call, handoff, reasoning, text

Turn: TypeAlias = "list[OutputPart] | Callable[[Any], list[OutputPart]]"

HALVES: dict[str, Feature] = {
    story.REASONING[0].strip(): "reasoning",
    story.CITY[0].strip(): "streamed arguments",
    story.FORECAST[0].strip(): "text",
}
"""What the view has to show before the model writes on."""


class Model(BuiltInModel):
    """Plays its turns one after another; a function makes a turn of the model's input."""

    def __init__(self, view: View, *turns: Turn) -> None:
        self._view = view
        self._turns = [*turns]
        self._ids = 0

    async def stream_call(self, call: ModelCall) -> AsyncIterator[Any]:
        turn = self._turns.pop(0)
        parts = turn(call.input) if callable(turn) else turn
        written = ""
        for event in stream_parts(parts, model="story-1", new_id=self._new_id, input_tokens=10):
            yield event
            written = written + event.delta if event.type.endswith(".delta") else ""
            if (half := written.strip()) in HALVES:
                await self._view.wait(HALVES[half], partial(is_shown, text=half))
            if written == story.ENDLESS:
                await asyncio.Event().wait()

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}_{id(self)}_{self._ids}"


def _guide(view: View) -> Agent[Any]:
    """The agent that the story begins with, and the two others behind it."""

    @function_tool
    async def weather(city: str) -> dict[str, Any]:
        """Tell the weather."""
        await view.trains_ended()
        return story.WEATHER

    @function_tool
    async def trains(city: str) -> str:
        """Find trains."""
        raise ValueError(story.NO_TRAINS)

    @function_tool(needs_approval=True)
    def book(hotel: str, nights: int) -> str:
        """Book a hotel."""
        return story.booked(hotel, nights)

    historian = Agent(name=story.HISTORIAN, model=Model(view, [text(story.HISTORY)]))
    booker = Agent(
        name=story.BOOKER,
        tools=[book],
        model=Model(
            view,
            [call("book", story.BOOKING)],
            lambda given: [text(story.booker_says(given))],
            lambda given: [text(story.tomorrow(given))],
        ),
    )
    ask_historian = historian.as_tool(tool_name="ask_historian", tool_description="Asks a historian.")
    city = json.loads("".join(story.CITY))
    return Agent(
        name=story.GUIDE,
        tools=[weather, trains, ask_historian],
        handoffs=[booker],
        model=Model(
            view,
            [reasoning("".join(story.REASONING)), call("weather", city), call("trains", city)],
            [text("".join(story.FORECAST)), call("ask_historian", {"input": story.QUESTION["question"]})],
            [handoff(booker)],
        ),
    )


@asynccontextmanager
async def _begin(view: View) -> AsyncIterator[AgentWidget]:
    yield watch(_guide(view), story.PROMPT)


@asynccontextmanager
async def _begin_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent: Agent[Any] = Agent(name=story.GUIDE, model=Model(view, [text(story.ENDLESS)]))
    yield watch(agent, story.ENDLESS_PROMPT)


TELLINGS = (Telling('`watch(agent, "...")`, our own runtime', _begin, _begin_endless),)
