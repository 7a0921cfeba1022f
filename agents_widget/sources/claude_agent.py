"""Runs of the Claude Agent SDK: ``query(prompt="...")``, ``client.receive_response()``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..transcript.fields import as_text, count_field, field, is_a, list_field, text_field, type_name
from . import events
from .events import RunEvent
from .generator_frames import arguments_of, is_made_by
from .iterator import IteratorAdapter

_MODULE = "claude_agent_sdk."


@dataclass
class _Answer:
    """A model's answer that is under way, of the run or of an agent inside a tool."""

    id: str = ""
    """The message's id, which each of its blocks comes with; empty between two answers."""
    blocks: int = 0
    """How many of its blocks have come whole."""
    usage: Any = None
    output_tokens: int = 0
    open_call: str = ""
    """The id of the call whose arguments are written."""


class ClaudeAgentAdapter(IteratorAdapter):
    """The messages of a run, deltas too with ``ClaudeAgentOptions(include_partial_messages=True)``.

    Tried with claude-agent-sdk 0.2.189 and a script in place of Claude Code. A run of a ``ClaudeSDKClient``
    is interrupted when it is stopped, and read to its end; that of ``query`` is closed.
    https://docs.claude.com/en/api/agent-sdk/python
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        frame = arguments_of(source) if self.matches(source) else {}
        self._client = frame.get("self")
        prompt = frame.get("prompt")
        self.input = prompt if isinstance(prompt, str) else None
        self._interrupting: asyncio.Future[Any] | None = None
        self._answers: dict[str, _Answer] = {}
        """By the id of the tool call within which it is written; the run's own by the empty text."""
        self._agents: dict[str, tuple[str, str]] = {}
        """By call id: the agent that a tool call is answered by, and the call around that call."""
        self._has_ended = False

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is the generator of ``query`` or of a client's messages."""
        return (
            is_made_by(source, "query", "claude_agent_sdk/query.py")
            or is_made_by(source, "ClaudeSDKClient.receive_response", "claude_agent_sdk/client.py")
            or is_made_by(source, "ClaudeSDKClient.receive_messages", "claude_agent_sdk/client.py")
        )

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether it is a message of the SDK."""
        return type(event).__module__.startswith(_MODULE)

    def missing_end(self) -> str:
        """A run ends with a ``ResultMessage``."""
        return "" if self._has_ended else "no ResultMessage came"

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the messages; those of ``receive_messages`` go on after a run that was stopped."""
        async with aclosing(super().events()) as messages:
            async for message in messages:
                yield message
                if self._interrupting is not None and type_name(message) == "ResultMessage":
                    return

    def stop(self, *, after_turn: bool) -> bool:
        """Interrupt the client, whose messages then end."""
        if self._client is None:
            return False
        self._interrupting = asyncio.ensure_future(self._client.interrupt())
        return True

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Read a message, told by its class; one within a tool call is told there."""
        reader = _READERS.get(type_name(event))
        if reader is None:
            return ()
        parent = text_field(event, "parent_tool_use_id")
        answer = self._answers.setdefault(parent, _Answer())
        read = reader(self, answer, event)
        return (self._inside(parent, each) for each in read) if parent else read

    def _inside(self, call_id: str, event: RunEvent) -> RunEvent:
        while call_id:
            agent, around = self._agents.get(call_id, ("", ""))
            event = events.inside_tool(call_id, agent or "agent", event)
            call_id = around
        return event

    def _begin(self, answer: _Answer, message_id: str, model: str) -> Iterator[RunEvent]:
        """Begin an answer; each block of it comes as a message with the same id."""
        if answer.id and answer.id == message_id:
            return
        yield from _end(answer)
        answer.id, answer.blocks = message_id or "answer", 0
        answer.usage, answer.output_tokens = None, 0
        yield events.model_call_started(model)

    def _on_stream_event(self, answer: _Answer, message: Any) -> Iterator[RunEvent]:
        """Read an event of the Messages API: https://docs.claude.com/en/docs/build-with-claude/streaming."""
        raw = field(message, "event")
        kind = text_field(raw, "type")
        if kind == "message_start":
            begun = field(raw, "message")
            yield from self._begin(answer, text_field(begun, "id"), text_field(begun, "model"))
            answer.usage = field(begun, "usage")
        elif kind == "content_block_start":
            block = field(raw, "content_block")
            if text_field(block, "type") in ("tool_use", "server_tool_use"):
                yield events.tool_call_started(text_field(block, "id"), text_field(block, "name"))
                answer.open_call = text_field(block, "id")
        elif kind == "content_block_delta":
            yield from _delta(answer, raw)
        elif kind == "message_delta":
            answer.output_tokens = count_field(field(raw, "usage"), "output_tokens")

    def _on_assistant(self, answer: _Answer, message: Any) -> Iterator[RunEvent]:
        yield from self._begin(answer, text_field(message, "message_id"), text_field(message, "model"))
        answer.usage = field(message, "usage") or answer.usage
        for block in list_field(message, "content"):
            yield from self._read_block(answer, block, text_field(message, "parent_tool_use_id"))
            answer.blocks += 1
        if error := text_field(message, "error"):
            yield events.model_error(error)

    def _read_block(self, answer: _Answer, block: Any, parent: str) -> Iterator[RunEvent]:
        block_id, kind = f"{answer.id}/{answer.blocks}", type_name(block)
        if kind == "TextBlock":
            yield events.message_done(text_field(block, "text"), block_id)
        elif kind == "ThinkingBlock":
            yield events.reasoning_done(text_field(block, "thinking"), block_id)
        elif kind in ("ToolUseBlock", "ServerToolUseBlock"):
            call_id, arguments = text_field(block, "id"), field(block, "input") or {}
            self._agents[call_id] = (text_field(arguments, "subagent_type"), parent)
            yield events.tool_called(call_id, text_field(block, "name"), arguments)
        elif kind in ("ToolResultBlock", "ServerToolResultBlock"):
            yield _output(block)

    def _on_user(self, answer: _Answer, message: Any) -> Iterator[RunEvent]:
        """Read what tools have given; texts are what an agent was asked, or what the program adds."""
        results = [each for each in list_field(message, "content") if type_name(each) == "ToolResultBlock"]
        if results:
            yield from _end(answer)
            yield from map(_output, results)

    def _on_result(self, answer: _Answer, message: Any) -> Iterator[RunEvent]:
        self._has_ended = True
        yield from _end(answer)
        said = text_field(message, "result")
        self.result = field(message, "structured_output") or said or None
        if field(message, "is_error") is True and self._interrupting is None:
            errors = "\n".join(map(as_text, list_field(message, "errors")))
            yield events.model_error(said or errors or text_field(message, "subtype"))


def _end(answer: _Answer) -> Iterator[RunEvent]:
    if not answer.id:
        return
    answer.id = ""
    usage = answer.usage
    cached = count_field(usage, "cache_read_input_tokens")
    written = count_field(usage, "cache_creation_input_tokens")
    yield events.model_call_done(
        input_tokens=count_field(usage, "input_tokens") + cached + written,
        output_tokens=answer.output_tokens or count_field(usage, "output_tokens"),
        cached_tokens=cached,
    )


def _delta(answer: _Answer, raw: Any) -> Iterator[RunEvent]:
    delta = field(raw, "delta")
    block_id = f"{answer.id}/{count_field(raw, 'index')}"
    kind = text_field(delta, "type")
    if kind == "text_delta":
        yield events.message_delta(text_field(delta, "text"), block_id)
    elif kind == "thinking_delta":
        yield events.reasoning_delta(text_field(delta, "thinking"), block_id)
    elif kind == "input_json_delta":
        yield events.tool_arguments_delta(answer.open_call, text_field(delta, "partial_json"))


def _output(block: Any) -> RunEvent:
    content = field(block, "content")
    if is_a(content, list):
        content = "\n\n".join(text_field(part, "text") or f"[{text_field(part, 'type')}]" for part in content)
    failed = field(block, "is_error") is True
    outcome: events.ToolOutcome = "failed" if failed else "done"
    return events.tool_output(text_field(block, "tool_use_id"), content or "", outcome=outcome)


_Reader: TypeAlias = Callable[[ClaudeAgentAdapter, _Answer, Any], Iterator[RunEvent]]
_READERS: dict[str, _Reader] = {
    "StreamEvent": ClaudeAgentAdapter._on_stream_event,
    "AssistantMessage": ClaudeAgentAdapter._on_assistant,
    "UserMessage": ClaudeAgentAdapter._on_user,
    "ResultMessage": ClaudeAgentAdapter._on_result,
}
"""By the name of the class."""
