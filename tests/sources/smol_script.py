"""A model of smolagents that plays a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import hang
from smolagents import Model
from smolagents.models import (
    ChatMessage,
    ChatMessageStreamDelta,
    ChatMessageToolCall,
    ChatMessageToolCallFunction,
    ChatMessageToolCallStreamDelta,
)
from smolagents.monitoring import TokenUsage

USAGE = TokenUsage(input_tokens=10, output_tokens=5)


class Turn(NamedTuple):
    """What the model writes: a text, and tool calls as (id, name, arguments)."""

    text: str = ""
    calls: tuple[tuple[str, str, dict[str, Any]], ...] = ()


class Gate:
    """A place where a thread waits until the test lets it go on."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        """Wait until it is opened."""
        self.reached.set()
        self.opened.wait(hang.SECONDS)


class Script(Model):
    """Answers with its turns, one a request; a turn may be a gate, which comes before the next one."""

    def __init__(self, *turns: Turn | Gate) -> None:
        super().__init__(model_id="script-1")
        self.turns = list(turns)

    def generate(self, messages: Any, **options: Any) -> ChatMessage:
        turn = self._next()
        calls = [
            ChatMessageToolCall(
                id=call_id,
                type="function",
                function=ChatMessageToolCallFunction(name=name, arguments=arguments),
            )
            for call_id, name, arguments in turn.calls
        ]
        return ChatMessage(role="assistant", content=turn.text, tool_calls=calls or None, token_usage=USAGE)

    def generate_stream(self, messages: Any, **options: Any) -> Iterator[ChatMessageStreamDelta]:
        turn = self._next()
        for start in range(0, len(turn.text), 4):
            yield ChatMessageStreamDelta(content=turn.text[start : start + 4])
        for index, (call_id, name, arguments) in enumerate(turn.calls):
            yield _piece(index, "", call_id, name)
            written = json.dumps(arguments)
            for start in range(0, len(written), 6):
                yield _piece(index, written[start : start + 6])
        yield ChatMessageStreamDelta(token_usage=USAGE)

    def _next(self) -> Turn:
        turn = self.turns.pop(0)
        if isinstance(turn, Gate):
            turn.pass_through()
            return self._next()
        return turn


def _piece(index: int, arguments: str, call_id: Any = None, name: Any = None) -> ChatMessageStreamDelta:
    function = ChatMessageToolCallFunction(name=name, arguments=arguments)
    call = ChatMessageToolCallStreamDelta(index=index, id=call_id, type="function", function=function)
    return ChatMessageStreamDelta(tool_calls=[call])
