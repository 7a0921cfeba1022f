"""The story told by the real smolagents: by an agent, and by the generator of a run."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import story
from story import ENTRIES, Feature, Telling, View, is_shown

from agents_widget import AgentWidget, watch

LACKS: dict[Feature, str] = {
    "reasoning": "its deltas have no field for it.",
    "parallel order": "a call that fails ends its step; what those beside it gave is not told.",
    "nesting": "the steps of a managed agent are not given.",
    "lanes": "agents do not hand over.",
    "approve": "it has no approvals.",
    "edit": "it has no approvals.",
    "say": "a run takes no message.",
}
"""Each with its reason."""
STREAM_LACKS: dict[Feature, str] = {
    **LACKS,
    "follow-up": '`agent.run` is one run: `watch(agent.run("...", stream=True, reset=False))` goes on.',
}


TOMORROW = object()
"""The turn whose answer depends on what the model is asked."""


def _agent(view: View, turns: list[Any], **options: Any) -> Any:
    from rich.console import Console
    from smol_script import Script, Turn
    from smolagents import ToolCallingAgent
    from smolagents.monitoring import AgentLogger, LogLevel

    class Model(Script):
        """Streams in pieces, and waits until the view shows the first."""

        def generate_stream(self, messages: Any, **options: Any) -> Iterator[Any]:
            from smolagents.models import ChatMessageStreamDelta

            turn = self._next()
            if turn is TOMORROW:
                turn = Turn("", (("f2", "final_answer", {"answer": story.tomorrow(messages)}),))
            if turn.text == "".join(story.FORECAST):
                for piece in view.stream_blocking("text", story.FORECAST):
                    yield ChatMessageStreamDelta(content=piece)
                turn = Turn("", turn.calls)
            self.turns.insert(0, turn)
            is_first = any(name == "weather" for _, name, _ in turn.calls)
            for delta in super().generate_stream(messages, **options):
                yield delta
                if is_first and delta.tool_calls and delta.tool_calls[0].function.arguments:
                    is_first = False
                    start = delta.tool_calls[0].function.arguments
                    view.wait_blocking("streamed arguments", partial(is_shown, text=start))

    quiet = AgentLogger(level=LogLevel.OFF, console=Console(file=io.StringIO()))
    return ToolCallingAgent(
        model=Model(*turns), stream_outputs=True, logger=quiet, name=story.GUIDE, **options
    )


def _guide(view: View) -> Any:
    from smol_script import Turn
    from smolagents import tool

    @tool
    def weather(city: str) -> dict:
        """Tell the weather.

        Args:
            city: Where.
        """
        return story.WEATHER

    @tool
    def trains(city: str) -> str:
        """Find trains.

        Args:
            city: Where to.
        """
        raise ValueError(story.NO_TRAINS)

    @tool
    def book(hotel: str, nights: int) -> str:
        """Book a hotel.

        Args:
            hotel: Which.
            nights: How many.
        """
        return story.booked(hotel, nights)

    city = json.loads("".join(story.CITY))
    historian = _agent(view, [Turn("", (("f1", "final_answer", {"answer": story.HISTORY}),))], tools=[])
    historian.name, historian.description = "ask_historian", "Asks a historian."
    turns = [
        Turn("", (("w1", "weather", city),)),
        Turn("", (("t1", "trains", city),)),
        Turn("".join(story.FORECAST), (("h1", "ask_historian", {"task": story.QUESTION["question"]}),)),
        Turn("", (("b1", "book", story.BOOKING),)),
        Turn("", (("f1", "final_answer", {"answer": story.BOOKED}),)),
        TOMORROW,
    ]
    return _agent(view, turns, tools=[weather, trains, book], managed_agents=[historian])


@asynccontextmanager
async def _run(view: View) -> AsyncIterator[AgentWidget]:
    yield watch(_guide(view), story.PROMPT)


@asynccontextmanager
async def _begin(view: View) -> AsyncIterator[AgentWidget]:
    yield watch(_guide(view).run(story.PROMPT, stream=True))


def _endless(view: View) -> tuple[Any, Any]:
    from smol_script import Gate, Script, Turn
    from smolagents.models import ChatMessageStreamDelta

    gate = Gate()

    class Endless(Script):
        """Writes, and waits until the test is over."""

        def generate_stream(self, messages: Any, **options: Any) -> Iterator[Any]:
            yield ChatMessageStreamDelta(content=story.ENDLESS)
            gate.pass_through()
            yield ChatMessageStreamDelta(content=" more")

    agent = _agent(view, [Turn()], tools=[])
    agent.model = Endless()
    return agent, gate


@asynccontextmanager
async def _run_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent, gate = _endless(view)
    try:
        yield watch(agent, story.ENDLESS_PROMPT)
    finally:
        gate.opened.set()


@asynccontextmanager
async def _begin_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent, gate = _endless(view)
    try:
        yield watch(agent.run(story.ENDLESS_PROMPT, stream=True))
    finally:
        gate.opened.set()


ENTRIES_OF_ONE_AGENT = [each for each in ENTRIES if each.kind != "handoff"]

TELLINGS = (
    Telling('smolagents: `watch(agent, "...")`', _run, _run_endless, LACKS, ENTRIES_OF_ONE_AGENT),
    Telling(
        'smolagents: `watch(agent.run("...", stream=True))`',
        _begin,
        _begin_endless,
        STREAM_LACKS,
        ENTRIES_OF_ONE_AGENT,
    ),
)
