"""The story told by ag-ui-langgraph: a LangChain agent behind an address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import story
from ag_ui_langgraph import LangGraphAgent, add_langgraph_fastapi_endpoint
from fastapi import FastAPI
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.tools import BaseTool, ToolException, tool
from langgraph.checkpoint.memory import InMemorySaver
from story import View

_USAGE = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}


class _Model(BaseChatModel):
    """A model that streams; its turns are told by how many there were."""

    view: Any

    @property
    def _llm_type(self) -> str:
        return "story"

    def bind_tools(self, tools: Any, **options: Any) -> Any:
        return self

    def _generate(self, *args: Any, **options: Any) -> ChatResult:
        raise NotImplementedError

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **options: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        turn = sum(message.type == "ai" for message in messages)
        async for fields in self._turn(turn, messages):
            yield _chunk(**fields)
        yield _chunk(usage_metadata=_USAGE, chunk_position="last")

    async def _turn(self, turn: int, messages: list[BaseMessage]) -> AsyncIterator[dict[str, Any]]:
        if turn == 0:
            async for piece in self.view.stream("reasoning", story.REASONING):
                yield {"content": [{"type": "thinking", "thinking": piece, "index": 0}]}
            name: str | None = "weather"
            async for piece in self.view.stream("streamed arguments", story.CITY):
                yield _call(0, name, piece)
                name = None
            yield _call(1, "trains", "".join(story.CITY))
        elif turn == 1:
            async for piece in self.view.stream("text", story.FORECAST):
                yield {"content": piece}
            yield _call(0, "ask_historian", json.dumps(story.QUESTION))
        elif turn == 2:
            yield _call(0, "book", json.dumps(story.BOOKING))
        elif turn == 3:
            yield {"content": story.booker_says(messages)}
        else:
            yield {"content": story.tomorrow(messages)}


class _EndlessModel(_Model):
    """Writes without an end."""

    async def _turn(self, turn: int, messages: list[BaseMessage]) -> AsyncIterator[dict[str, Any]]:
        yield {"content": story.ENDLESS}
        await asyncio.Event().wait()


def _chunk(content: Any = "", **fields: Any) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=content, **fields))


def _call(index: int, name: str | None, arguments: str) -> dict[str, Any]:
    call_id = None if name is None else f"{name}-1"
    piece = {"index": index, "name": name, "args": arguments, "id": call_id, "type": "tool_call_chunk"}
    return {"tool_call_chunks": [piece]}


def _tools(view: View) -> list[BaseTool]:
    @tool
    async def weather(city: str) -> dict[str, Any]:
        """Tell the weather."""
        await view.trains_ended()
        return story.WEATHER

    @tool
    async def trains(city: str) -> str:
        """Find trains."""
        raise ToolException(story.NO_TRAINS)

    @tool
    async def ask_historian(question: str) -> str:
        """Ask a historian."""
        return story.HISTORY

    @tool
    async def book(hotel: str, nights: int) -> str:
        """Book a hotel."""
        return story.booked(hotel, nights)

    trains.handle_tool_error = True
    return [weather, trains, ask_historian, book]


def langgraph_app(view: View) -> FastAPI:
    """Serve the agent of the story at ``/agui``."""
    review = HumanInTheLoopMiddleware(interrupt_on={"book": True})
    return _app(
        create_agent(_Model(view=view), _tools(view), middleware=[review], checkpointer=InMemorySaver())
    )


def endless_app() -> FastAPI:
    """Serve an agent that writes without an end."""
    return _app(create_agent(_EndlessModel(view=None), checkpointer=InMemorySaver()))


def _app(graph: Any) -> FastAPI:
    app = FastAPI()
    add_langgraph_fastapi_endpoint(app, LangGraphAgent(name=story.GUIDE, graph=graph), "/agui")
    return app
