"""The story told by the real claude-agent-sdk, whose Claude Code is a script: ``watch(query(...))``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import story
from claude_script import (
    ScriptedClaudeCode,
    asked,
    begun,
    block_start,
    call,
    delta,
    gave,
    result,
    streamed,
    text,
    thinking,
    wrote,
)
from story import ENTRIES, Feature, Pieces, Telling, View

from agents_widget import AgentWidget, watch

_ONE_WAY = "`query` takes no message: a client does, `client.query(...)`, whose answer is another run."
LACKS: dict[Feature, str] = {
    "results as objects": "Claude Code runs the tools: what they gave comes as text.",
    "lanes": "agents work inside of tool calls, and do not hand over.",
    "approve": "the program's `can_use_tool` is asked, of which the messages tell nothing.",
    "edit": "the program's `can_use_tool` is asked, of which the messages tell nothing.",
    "say": _ONE_WAY,
    "follow-up": _ONE_WAY,
}
"""Each with its reason."""
_DELTAS = {"text": "text_delta", "thinking": "thinking_delta", "partial_json": "input_json_delta"}


async def _pieces(
    view: View, index: int, feature: Feature, pieces: Pieces, field: str, block: dict[str, Any]
) -> AsyncIterator[dict[str, Any]]:
    """A block that is streamed in two pieces."""
    yield block_start(index, block)
    async for piece in view.stream(feature, pieces):
        yield delta(index, _DELTAS[field], field, piece)


async def _tell(view: View) -> AsyncIterator[dict[str, Any]]:
    city = json.loads("".join(story.CITY))
    yield {"type": "system", "subtype": "init", "model": "claude-test"}
    yield begun("m1")
    async for each in _pieces(view, 0, "reasoning", story.REASONING, "thinking", thinking("")):
        yield each
    yield wrote(thinking("".join(story.REASONING)))
    async for each in _pieces(
        view, 1, "streamed arguments", story.CITY, "partial_json", call("w1", "weather")
    ):
        yield each
    yield wrote(call("w1", "weather", **city))
    yield wrote(call("t1", "trains", **city))
    yield streamed(type="message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 9})
    yield gave("t1", story.NO_TRAINS, is_error=True)
    await view.trains_ended()
    yield gave("w1", json.dumps(story.WEATHER))

    yield begun("m2")
    async for each in _pieces(view, 0, "text", story.FORECAST, "text", text("")):
        yield each
    yield wrote(text("".join(story.FORECAST)), "m2")
    yield wrote(call("h1", "ask_historian", subagent_type=story.HISTORIAN, **story.QUESTION), "m2")
    yield wrote(text(story.HISTORY), "n1", "h1")
    yield gave("h1", story.HISTORY)

    yield wrote(call("b1", "book", **story.BOOKING), "m3")
    yield gave("b1", story.booked(**story.BOOKING))  # type: ignore[arg-type]
    yield wrote(text(story.BOOKED), "m4")
    yield result(result=story.BOOKED)


@asynccontextmanager
async def _begin(view: View) -> AsyncIterator[AgentWidget]:
    async def play(code: ScriptedClaudeCode, prompt: str) -> AsyncIterator[dict[str, Any]]:
        async for message in _tell(view):
            yield message
        await code.close()

    yield watch(asked(ScriptedClaudeCode(play), story.PROMPT))


@asynccontextmanager
async def _begin_endless(view: View) -> AsyncIterator[AgentWidget]:
    async def play(code: ScriptedClaudeCode, prompt: str) -> AsyncIterator[dict[str, Any]]:
        yield begun("m1")
        yield block_start(0)
        yield delta(0, "text_delta", "text", story.ENDLESS)

    code = ScriptedClaudeCode(play)
    yield watch(asked(code, story.ENDLESS_PROMPT))
    await code.is_closed.wait()


TELLINGS = (
    Telling(
        'Claude Agent SDK: `watch(query(prompt="..."))`',
        _begin,
        _begin_endless,
        LACKS,
        [each for each in ENTRIES if each.kind != "handoff"],
    ),
)
