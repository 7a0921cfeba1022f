"""The story told by LangGraph: a swarm of LangChain's agents that the widget runs, and its streams."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import scripted_chat_model as scripted
import story
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.tools import ToolException, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph_swarm import create_handoff_tool, create_swarm
from scripted_chat_model import ScriptedChatModel
from story import Feature, Telling, View

from agents_widget import AgentWidget, watch

_NO_SAY = "LangGraph takes no message while a run is at work: what is said begins the next run."
_ONE_STEP = (
    "Of tools in a subgraph, as a swarm's agents are, this protocol tells when all of a step have ended."
)
_CONFIG = {"configurable": {"thread_id": "rome"}}
_MODES = ["messages", "updates", "tasks"]


def _swarm(view: View) -> Any:
    """The guide and the booker, of whom the one that spoke last is kept by a checkpointer."""

    @tool(response_format="content_and_artifact")
    async def weather(city: str) -> tuple[str, dict[str, Any]]:
        """Tell the weather."""
        await view.trains_ended()
        return json.dumps(story.WEATHER), story.WEATHER

    @tool
    async def trains(city: str) -> str:
        """Find trains."""
        raise ToolException(story.NO_TRAINS)

    trains.handle_tool_error = True

    @tool
    async def ask_historian(question: str) -> str:
        """Ask a historian."""
        answer = await historian.ainvoke({"messages": [{"role": "user", "content": question}]})
        return str(answer["messages"][-1].text)

    @tool
    async def book(hotel: str, nights: int) -> str:
        """Book a hotel."""
        return story.booked(hotel, nights)

    historian = create_agent(
        ScriptedChatModel(replies=[scripted.text(story.HISTORY)]), [], name=story.HISTORIAN
    )
    guide = create_agent(
        ScriptedChatModel(replies=[_first(view), _second(view), _third]),
        [weather, trains, ask_historian, create_handoff_tool(agent_name=story.BOOKER)],
        name=story.GUIDE,
    )
    booker = create_agent(
        ScriptedChatModel(replies=[_book, _answer(story.booker_says), _answer(story.tomorrow)]),
        [book],
        name=story.BOOKER,
        middleware=[HumanInTheLoopMiddleware(interrupt_on={"book": True})],
    )
    swarm = create_swarm([guide, booker], default_active_agent=story.GUIDE)
    return swarm.compile(checkpointer=InMemorySaver())


def _first(view: View) -> Callable[[list[BaseMessage]], AsyncIterator[AIMessageChunk]]:
    async def chunks(messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        async for piece in view.stream("reasoning", story.REASONING):
            [chunk] = scripted.thought(piece)
            yield chunk
        [begin] = scripted.call("w1", "weather", index=1)
        yield begin
        async for piece in view.stream("streamed arguments", story.CITY):
            yield scripted.call("w1", "weather", piece, index=1)[1]
        for chunk in scripted.call("t1", "trains", "".join(story.CITY), index=2):
            yield chunk
        yield scripted.end()

    return chunks


def _second(view: View) -> Callable[[list[BaseMessage]], AsyncIterator[AIMessageChunk]]:
    async def chunks(messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        async for piece in view.stream("text", story.FORECAST):
            yield AIMessageChunk(content=piece)
        for chunk in scripted.call("a1", "ask_historian", json.dumps(story.QUESTION)):
            yield chunk
        yield scripted.end()

    return chunks


async def _third(messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
    for chunk in scripted.call("h1", f"transfer_to_{story.BOOKER.lower()}", "{}"):
        yield chunk
    yield scripted.end()


async def _book(messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
    for chunk in scripted.call("b1", "book", json.dumps(story.BOOKING)):
        yield chunk
    yield scripted.end()


def _answer(say: Callable[[object], str]) -> Callable[[list[BaseMessage]], AsyncIterator[AIMessageChunk]]:
    async def chunks(messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        yield AIMessageChunk(content=say(messages))
        yield scripted.end()

    return chunks


def _endless_agent(closed: list[bool]) -> Any:
    async def chunks(messages: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        yield AIMessageChunk(content=story.ENDLESS)
        try:
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    model = ScriptedChatModel(replies=[chunks])
    return create_agent(model, [], name=story.GUIDE, checkpointer=InMemorySaver())


def _input(prompt: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": prompt}]}


def _run(graph: Any, prompt: str) -> AgentWidget:
    return watch(graph, prompt, config=_CONFIG)


def _stream(graph: Any, prompt: str) -> AgentWidget:
    return watch(graph.astream(_input(prompt), _CONFIG, stream_mode=_MODES, subgraphs=True))


def _third_protocol(graph: Any, prompt: str) -> AgentWidget:
    return watch(graph.astream_events(_input(prompt), _CONFIG, version="v3"))


def _langchain_events(graph: Any, prompt: str) -> AgentWidget:
    return watch(graph.astream_events(_input(prompt), _CONFIG, version="v2"))


def _telling(
    source: str, begin: Callable[[Any, str], AgentWidget], lacks: Mapping[Feature, str] | None = None
) -> Telling:
    @asynccontextmanager
    async def tell(view: View) -> AsyncIterator[AgentWidget]:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The v3 streaming protocol", category=Warning)
            yield begin(_swarm(view), story.PROMPT)

    @asynccontextmanager
    async def tell_endless(view: View) -> AsyncIterator[AgentWidget]:
        closed: list[bool] = []
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The v3 streaming protocol", category=Warning)
            yield begin(_endless_agent(closed), story.ENDLESS_PROMPT)
        assert closed, "the model goes on after the stop"

    return Telling(source, tell, tell_endless, MappingProxyType({"say": _NO_SAY, **(lacks or {})}))


TELLINGS = (
    _telling('LangGraph: `watch(graph, "...")`', _run),
    _telling(
        f"LangGraph: `watch(graph.astream(..., stream_mode={json.dumps(_MODES)}, subgraphs=True))`",
        _stream,
    ),
    _telling(
        'LangGraph: `watch(graph.astream_events(..., version="v3"))`',
        _third_protocol,
        {"parallel order": _ONE_STEP},
    ),
    _telling('LangGraph: `watch(graph.astream_events(..., version="v2"))`', _langchain_events),
)
