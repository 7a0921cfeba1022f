"""The story told over AG-UI: by a server with all that the protocol has, and by two frameworks' servers."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import MappingProxyType
from typing import Any

import hang
import story
from ag_ui import core
from ag_ui.encoder import EventEncoder
from ag_ui_servers import Body, ScriptedServer, serving
from langgraph.warnings import LangGraphDeprecationWarning
from pydantic import TypeAdapter
from pydantic_ai.ui.ag_ui import AGUIAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from story import ENTRIES, Feature, Telling, View

from agents_widget import AgentWidget, watch

from . import pydantic_ai_runs
from .ag_ui_langgraph_app import endless_app, langgraph_app

_APPROVAL = {
    "type": "object",
    "properties": {
        "approved": {"type": "boolean"},
        "editedArgs": {"type": "object"},
        "reason": {"type": "string"},
    },
    "required": ["approved"],
}
_HISTORIAN = {"subagentRunId": "historian-1"}
_BOOKER = {"subagentRunId": "booker-1"}
_RUN = {"threadId": "thread-1", "runId": "run-1"}


_EVENTS: TypeAdapter[Any] = TypeAdapter(core.Event)


class Protocol:
    """The runs of a server of AG-UI 1.0 that uses all that the protocol has."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def answer(self, body: Body) -> AsyncIterator[core.BaseEvent]:
        """Answer a request: begin, go on after the approval, or answer the next question."""
        if "resume" in body:
            parts = self._book(body["resume"][0]["payload"])
        elif body["messages"][-1]["content"] == story.FOLLOW_UP:
            parts = self._next(body)
        else:
            parts = self._first(body)
        yield _event("RUN_STARTED", **_RUN, protocolVersion=core.PROTOCOL_VERSION)
        async for event in parts:
            yield event

    async def endless(self, body: Body) -> AsyncIterator[core.BaseEvent]:
        """Write without an end."""
        yield _event("RUN_STARTED", **_RUN)
        yield _event("TEXT_MESSAGE_CHUNK", messageId="m1", delta=story.ENDLESS)
        await asyncio.Event().wait()

    async def _first(self, body: Body) -> AsyncIterator[core.BaseEvent]:
        yield _event("REASONING_MESSAGE_START", messageId="r1", role="reasoning")
        async for piece in self._view.stream("reasoning", story.REASONING):
            yield _event("REASONING_MESSAGE_CONTENT", messageId="r1", delta=piece)
        yield _event("REASONING_MESSAGE_END", messageId="r1")
        yield _event("TOOL_CALL_START", toolCallId="weather-1", toolCallName="weather")
        async for piece in self._view.stream("streamed arguments", story.CITY):
            yield _event("TOOL_CALL_ARGS", toolCallId="weather-1", delta=piece)
        yield _event("TOOL_CALL_END", toolCallId="weather-1")
        for event in _call("trains", "".join(story.CITY)):
            yield event
        # Nothing else tells that a tool has failed.
        yield _event("MESSAGES_SNAPSHOT", messages=[*body["messages"], *_trains_failed()])
        await self._view.trains_ended()
        yield _result("weather", json.dumps(story.WEATHER))
        async for piece in self._view.stream("text", story.FORECAST):
            yield _event("TEXT_MESSAGE_CHUNK", messageId="m1", delta=piece)
        for event in _call("ask_historian", json.dumps(story.QUESTION)):
            yield event
        yield _event(
            "SUBAGENT_STARTED", **_HISTORIAN, name=story.HISTORIAN, parentToolCallId="ask_historian-1"
        )
        yield _event("TEXT_MESSAGE_CHUNK", messageId="m2", delta=story.HISTORY, **_HISTORIAN)
        yield _event("SUBAGENT_FINISHED", **_HISTORIAN)
        yield _result("ask_historian", story.HISTORY)
        yield _event("SUBAGENT_STARTED", **_BOOKER, name=story.BOOKER)
        for event in _call("book", json.dumps(story.BOOKING), **_BOOKER):
            yield event
        asked = {"id": "int-1", "reason": "tool_call", "toolCallId": "book-1", "responseSchema": _APPROVAL}
        yield _end(outcome={"type": "interrupt", "interrupts": [asked]})

    async def _book(self, payload: dict[str, Any]) -> AsyncIterator[core.BaseEvent]:
        yield _result("book", story.booked(**(payload.get("editedArgs") or story.BOOKING)))
        yield _event("TEXT_MESSAGE_CHUNK", messageId="m3", delta=story.BOOKED, **_BOOKER)
        yield _event("SUBAGENT_FINISHED", **_BOOKER)
        yield _end()

    async def _next(self, body: Body) -> AsyncIterator[core.BaseEvent]:
        yield _event("TEXT_MESSAGE_CHUNK", messageId="m4", delta=story.tomorrow(body["messages"]))
        yield _end()


def _event(kind: str, **fields: Any) -> core.BaseEvent:
    event: core.BaseEvent = _EVENTS.validate_python({"type": kind, **fields})
    return event


def _call(tool: str, arguments: str, **fields: Any) -> list[core.BaseEvent]:
    call: dict[str, Any] = {"toolCallId": f"{tool}-1", **fields}
    return [
        _event("TOOL_CALL_START", toolCallName=tool, **call),
        _event("TOOL_CALL_ARGS", delta=arguments, **call),
        _event("TOOL_CALL_END", **call),
    ]


def _trains_failed() -> list[Body]:
    functions = {tool: {"name": tool, "arguments": "".join(story.CITY)} for tool in ("weather", "trains")}
    calls = [{"id": f"{tool}-1", "function": function} for tool, function in functions.items()]
    answer = {"id": "a1", "role": "tool", "toolCallId": "trains-1", "content": ""}
    return [{"id": "p1", "role": "assistant", "toolCalls": calls}, {**answer, "error": story.NO_TRAINS}]


def _result(tool: str, content: str) -> core.BaseEvent:
    return _event("TOOL_CALL_RESULT", messageId=f"{tool}-a", toolCallId=f"{tool}-1", content=content)


def _end(**fields: Any) -> core.BaseEvent:
    usage = [{"model": "story-1", "inputTokens": 10, "outputTokens": 5}]
    return _event("RUN_FINISHED", **_RUN, usage=usage, **fields)


async def _encoded(events: AsyncIterator[core.BaseEvent]) -> AsyncIterator[str]:
    encoder = EventEncoder()
    async for event in events:
        yield encoder.encode(event)


@asynccontextmanager
async def _protocol(view: View) -> AsyncIterator[AgentWidget]:
    server = ScriptedServer(*[lambda body: _encoded(Protocol(view).answer(body))] * 3)
    with serving(server.app) as url:
        yield watch(f"{url}/agui", story.PROMPT)


@asynccontextmanager
async def _protocol_endless(view: View) -> AsyncIterator[AgentWidget]:
    server = ScriptedServer(lambda body: _encoded(Protocol(view).endless(body)))
    with serving(server.app) as url:
        yield watch(f"{url}/agui", story.ENDLESS_PROMPT)
        assert server.client_left.wait(hang.SECONDS)


@asynccontextmanager
async def _iterator(view: View) -> AsyncIterator[AgentWidget]:
    asked = {"id": "u1", "role": "user", "content": story.PROMPT}
    yield watch(Protocol(view).answer({"messages": [asked]}))


@asynccontextmanager
async def _iterator_endless(view: View) -> AsyncIterator[AgentWidget]:
    yield watch(Protocol(view).endless({}))


def _pydantic_app(agent: Any) -> Starlette:
    async def run(request: Request) -> Response:
        return await AGUIAdapter.dispatch_request(request, agent=agent, include_usage=True)

    return Starlette(routes=[Route("/agui", run, methods=["POST"])])


@asynccontextmanager
async def _pydantic(view: View) -> AsyncIterator[AgentWidget]:
    with serving(_pydantic_app(pydantic_ai_runs.guide(view))) as url:
        yield watch(f"{url}/agui", story.PROMPT)


@asynccontextmanager
async def _pydantic_endless(view: View) -> AsyncIterator[AgentWidget]:
    agent, closed = pydantic_ai_runs.endless()
    with serving(_pydantic_app(agent)) as url:
        yield watch(f"{url}/agui", story.ENDLESS_PROMPT)
        await _set(closed)


@asynccontextmanager
async def _langgraph(view: View) -> AsyncIterator[AgentWidget]:
    with _deprecations_ignored(), serving(langgraph_app(view)) as url:
        yield watch(f"{url}/agui", story.PROMPT)


@asynccontextmanager
async def _langgraph_endless(view: View) -> AsyncIterator[AgentWidget]:
    # Its run is not told that the connection is closed before it next sends something.
    with _deprecations_ignored(), serving(endless_app()) as url:
        yield watch(f"{url}/agui", story.ENDLESS_PROMPT)


@contextmanager
def _deprecations_ignored() -> Iterator[None]:
    """Let ag-ui-langgraph call what LangGraph has deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LangGraphDeprecationWarning)
        yield


async def _set(closed: threading.Event | asyncio.Event) -> None:
    """Wait for what another thread sets."""
    limit = time.monotonic() + hang.SECONDS
    while not closed.is_set():
        assert time.monotonic() < limit
        await asyncio.sleep(0.005)


_JSON = "Results come as JSON: dicts and lists, but no DataFrame."
_NO_SAY = "AG-UI has nothing for it: a message begins the next run."
_ONLY_READ = "Who reads the events cannot send another request: give `watch` the address."
_MAIN = "agent"  # AG-UI has no name for the agent that is asked
_ENTRIES = tuple(
    each._replace(by=_MAIN if each.by == story.GUIDE or each.what == story.TOMORROW else each.by)
    for each in ENTRIES
    if each.kind != "handoff"
)
# Who only reads is not told the prompt, and what needs approval is not run.
_READ_ENTRIES = [
    each._replace(state="not_run") if each.what == "book" else each
    for each in _ENTRIES
    if each.what not in (story.PROMPT, story.BOOKED_NEAR)
]
_ALWAYS: dict[Feature, str] = {"results as objects": _JSON, "say": _NO_SAY}

_NO_NESTING = "Its server does not send what happens inside a tool."
_ONE_AGENT = "pydantic-ai has one agent, for which AG-UI has no name."

TELLINGS = (
    Telling(
        'AG-UI: `watch("http://...", "...")`',
        _protocol,
        _protocol_endless,
        MappingProxyType(_ALWAYS),
        _ENTRIES,
    ),
    Telling(
        'AG-UI, pydantic-ai\'s server: `watch("http://...", "...")`',
        _pydantic,
        _pydantic_endless,
        MappingProxyType({**_ALWAYS, "nesting": _NO_NESTING, "lanes": _ONE_AGENT}),
        _ENTRIES,
    ),
    Telling(
        'AG-UI, ag-ui-langgraph: `watch("http://...", "...")`',
        _langgraph,
        _langgraph_endless,
        MappingProxyType({**_ALWAYS, "nesting": _NO_NESTING, "lanes": _NO_NESTING}),
        _ENTRIES,
    ),
    Telling(
        "AG-UI: `watch(events)`, objects, dicts or server-sent events",
        _iterator,
        _iterator_endless,
        MappingProxyType({**_ALWAYS, "approve": _ONLY_READ, "edit": _ONLY_READ, "follow-up": _ONLY_READ}),
        _READ_ENTRIES,
    ),
)
