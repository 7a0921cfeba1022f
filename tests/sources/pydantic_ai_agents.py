"""Agents of pydantic-ai whose models are scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from importlib.metadata import version
from typing import Any, TypeAlias

import pytest
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, DeltaThinkingPart, DeltaToolCall, FunctionModel

from agents_widget import AgentWidget

SINCE_2 = pytest.mark.skipif(
    version("pydantic-ai-slim").startswith("1."), reason="1.x cannot: docs/sources.md"
)
"""For what 1.x does not do; ``make test-pydantic-ai-1`` runs the others with it."""
NEVER = object()
"""What a model waits for that writes no more."""
Piece: TypeAlias = "str | dict[int, DeltaToolCall] | dict[int, DeltaThinkingPart] | asyncio.Event | object"
"""What a model writes; an event is waited for."""


def call(name: str, arguments: str = "{}", *, id: str = "c1", index: int = 1) -> dict[int, DeltaToolCall]:  # noqa: A002
    return {index: DeltaToolCall(name, arguments, tool_call_id=id)}


def thinking(text: str) -> dict[int, DeltaThinkingPart]:
    return {0: DeltaThinkingPart(content=text)}


class Script:
    """A model that writes one list of pieces after another; the last one again and again."""

    def __init__(self, *turns: Sequence[Piece]) -> None:
        self.turns = turns
        self.asked: list[list[ModelMessage]] = []
        """The messages of each call."""
        self.closed = asyncio.Event()
        """Set when a stream was left, at its end or before."""

    @property
    def model(self) -> FunctionModel:
        return FunctionModel(stream_function=self._stream, model_name="script")

    async def _stream(self, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[Any]:
        turn = self.turns[min(len(self.asked), len(self.turns) - 1)]
        self.asked.append(list(messages))
        try:
            for piece in turn:
                if isinstance(piece, asyncio.Event) or piece is NEVER:
                    await (piece if isinstance(piece, asyncio.Event) else asyncio.Event()).wait()
                else:
                    yield piece
        finally:
            self.closed.set()


def agent(
    *turns: Sequence[Piece], tools: Sequence[Callable[..., Any]] = (), **options: Any
) -> Agent[Any, Any]:
    """An agent named Ada whose model plays these turns."""
    return Agent(Script(*turns).model, **{"name": "Ada", "tools": tools, **options})


def rows(widget: AgentWidget) -> list[tuple[str, str, str]]:
    """The kind, the text or tool, and the state of each entry."""
    entries = widget.transcript.entries
    return [(entry.kind, entry.tool or entry.text, entry.state) for entry in entries]


async def shown(widget: AgentWidget, text: str) -> None:
    """Wait until an entry has a text."""
    await until(widget, lambda: any(text in entry.text for entry in widget.transcript.entries))


async def until(widget: AgentWidget, is_shown: Callable[[], bool]) -> None:
    """Wait until the view of a run that is at work shows something."""
    while not is_shown():
        assert widget.transcript.status not in ("done", "failed", "cancelled"), rows(widget)
        await asyncio.sleep(0)
