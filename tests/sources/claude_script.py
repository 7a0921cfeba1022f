"""Runs of the real claude-agent-sdk whose Claude Code is a script: its messages are lines of JSON."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

from claude_agent_sdk import ClaudeAgentOptions, ClaudeSDKClient, Transport, query

Play: TypeAlias = Callable[["ScriptedClaudeCode", str], AsyncIterator[dict[str, Any]]]
"""Gives the messages that answer a prompt."""
_numbers = itertools.count()


class ScriptedClaudeCode(Transport):
    """The other side of the SDK: takes what it writes, and answers with messages."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._lines: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._playing: asyncio.Task[None] | None = None
        self.was_interrupted = asyncio.Event()
        self.is_closed = asyncio.Event()

    async def connect(self) -> None:
        """Nothing is started."""

    async def write(self, data: str) -> None:
        """Answer a request of the SDK, or begin to answer a user's message."""
        message = json.loads(data)
        if message["type"] == "control_request":
            if message["request"]["subtype"] == "interrupt":
                self.was_interrupted.set()
            answer = {"subtype": "success", "request_id": message["request_id"], "response": {}}
            await self._lines.put({"type": "control_response", "response": answer})
        elif message["type"] == "user":
            self._playing = asyncio.create_task(self._answer(message["message"]["content"]))

    async def _answer(self, prompt: str) -> None:
        async for message in self._play(self, prompt):
            await self._lines.put(message)

    async def read_messages(self) -> AsyncIterator[dict[str, Any]]:
        """Give what is to be read, up to the end."""
        while (line := await self._lines.get()) is not None:
            yield line

    async def close(self) -> None:
        """End."""
        if self._playing is not None:
            self._playing.cancel()
        self.is_closed.set()
        await self._lines.put(None)

    def is_ready(self) -> bool:
        """It always is."""
        return True

    async def end_input(self) -> None:
        """The SDK has asked all that it had to ask."""


def played(*messages: dict[str, Any]) -> ScriptedClaudeCode:
    """Claude Code that answers with these messages, and then ends."""

    async def play(code: ScriptedClaudeCode, prompt: str) -> AsyncIterator[dict[str, Any]]:
        for message in messages:
            yield message
        await code.close()

    return ScriptedClaudeCode(play)


def asked(code: ScriptedClaudeCode, prompt: str = "How deep?") -> AsyncIterator[Any]:
    """The generator of a run."""
    return query(prompt=prompt, options=ClaudeAgentOptions(include_partial_messages=True), transport=code)


async def connected(code: ScriptedClaudeCode) -> ClaudeSDKClient:
    """A client."""
    client = ClaudeSDKClient(transport=code)
    await client.connect()
    return client


# Messages, as Claude Code writes them


def streamed(parent: str | None = None, **event: Any) -> dict[str, Any]:
    """An event of the Messages API."""
    ids = {"uuid": f"u{next(_numbers)}", "session_id": "s"}
    return {"type": "stream_event", "event": event, "parent_tool_use_id": parent, **ids}


def begun(message_id: str) -> dict[str, Any]:
    """A message begins to be streamed."""
    message = {"id": message_id, "model": "claude-test", "usage": {"input_tokens": 3}}
    return streamed(type="message_start", message=message)


def wrote(
    block: dict[str, Any], message_id: str = "m1", parent: str | None = None, **fields: Any
) -> dict[str, Any]:
    """One block of a model's message."""
    usage = {
        "input_tokens": 3,
        "cache_read_input_tokens": 5,
        "cache_creation_input_tokens": 2,
        "output_tokens": 1,
    }
    message = {"id": message_id, "model": "claude-test", "content": [block], "usage": usage}
    return {"type": "assistant", "message": message, "parent_tool_use_id": parent, **fields}


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "text": value}


def thinking(value: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": value, "signature": "s"}


def call(call_id: str, name: str, /, **arguments: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": call_id, "name": name, "input": arguments}


def gave(
    call_id: str, content: Any, *, is_error: bool | None = None, parent: str | None = None
) -> dict[str, Any]:
    """What a tool gave."""
    block = {"type": "tool_result", "tool_use_id": call_id, "content": content, "is_error": is_error}
    return {"type": "user", "message": {"role": "user", "content": [block]}, "parent_tool_use_id": parent}


def result(**fields: Any) -> dict[str, Any]:
    """The end of a run."""
    told = {"subtype": "success", "is_error": False, "result": "2.4 m.", "num_turns": 1, "session_id": "s"}
    return {"type": "result", "duration_ms": 1, "duration_api_ms": 1, **told, **fields}


def block_start(index: int, block: dict[str, Any] | None = None) -> dict[str, Any]:
    """A block begins to be streamed: of text, if nothing else is said."""
    return streamed(type="content_block_start", index=index, content_block=block or text(""))


def delta(index: int, kind: str, field: str, piece: str) -> dict[str, Any]:
    """A piece of a block."""
    return streamed(type="content_block_delta", index=index, delta={"type": kind, field: piece})


def deltas(
    index: int, kind: str, field: str, *pieces: str, block: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """A block in pieces."""
    return [block_start(index, block), *(delta(index, kind, field, piece) for piece in pieces)]
