"""DemoModel: no key, no network, no wait. Plays a script, or tries out whatever the agent offers."""

from __future__ import annotations

import asyncio
import copy
import inspect
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from openai.types.responses import ResponseStreamEvent

from ..interface import Model, ModelCall
from .demo_answers import account, plain_answer, script_ended
from .examples import example
from .input_history import InputHistory
from .script import OutputPart, ScriptedTurn, call, compose, estimated_tokens, turn_parts

Script = Sequence[ScriptedTurn] | Callable[[list[Any]], "ScriptedTurn | Awaitable[ScriptedTurn]"]
"""The turns to play, or a function from the input items to the next turn."""

_MOST_TURNS = 8  # then the demo sums up, well before a run's default of 10 turns ends it


class DemoModel(Model):
    """A stand-in for a model that needs no key; it calls itself ``demo`` wherever a model's name is shown.

    Without a script it tries out the agent: it calls each tool once with arguments made from its schema (the
    tools really run), hands off once to each agent that is offered, and tells what happened.

    A ``script`` is a list of turns to say: strings, parts made by ``text``, ``reasoning``, ``call`` and
    ``handoff`` of ``agents_widget.testing``, lists of these, or exceptions to raise; or a function from the
    input items to a turn. The next turn is seen from the conversation: a cell that is run again starts anew.

    ``tokens_per_second`` is the pace of the stream; None sends everything at once.
    """

    def __init__(self, script: Script | None = None, *, tokens_per_second: float | None = 40) -> None:
        if tokens_per_second is not None and tokens_per_second <= 0:
            raise ValueError(f"tokens_per_second is a number above 0, or None, not {tokens_per_second!r}.")
        if isinstance(script, str):
            raise TypeError('A script is a list of turns: DemoModel(["..."]), not a single string.')
        self.script = script
        self.tokens_per_second = tokens_per_second
        self._mark = uuid4().hex[:8]

    async def answer(self, call: ModelCall) -> AsyncIterator[ResponseStreamEvent]:
        """Stream the next turn of the script, or what the demo thinks of to try out the agent."""
        conversation = InputHistory(call.items)
        events = compose(
            turn_parts(await self._turn(call, conversation)),
            model="demo",
            input_tokens=estimated_tokens(call.system_instructions, call.input),
            new_id=partial(self._new_id, turn=self._played(conversation)),
        )
        clock = asyncio.get_running_loop().time
        due = clock()
        for event in events:
            if event.type.endswith(".delta"):
                # The pace is the whole stream's, not each step's; more than a second's delay is not made up.
                due = max(due + 1 / (self.tokens_per_second or math.inf), clock() - 1)
                await asyncio.sleep(due - clock())
            yield event

    async def _turn(self, call: ModelCall, conversation: InputHistory) -> ScriptedTurn:
        if self.script is None:
            return demo_turn(call, conversation)
        if callable(self.script):
            made = self.script(copy.deepcopy(call.items))
            return await made if inspect.isawaitable(made) else made
        played = self._played(conversation)
        return self.script[played] if played < len(self.script) else script_ended(len(self.script))

    def _new_id(self, prefix: str, turn: int) -> str:
        """Mint an id that tells, when it comes back in an input, which model's which turn it was."""
        return f"{prefix}_{self._mark}_{turn}_{uuid4().hex[:8]}"

    def _played(self, conversation: InputHistory) -> int:
        """How many of its own turns this model finds in a conversation."""
        marks = [str(item.get("id")).split("_") for item in conversation.items]
        return len({mark[2] for mark in marks if len(mark) == 4 and mark[1] == self._mark})


def demo_turn(call: ModelCall, conversation: InputHistory) -> ScriptedTurn:
    """What to do next with this agent: calls of tools, a handoff, or an account of it all."""
    answered = conversation.answered
    calls = _calls(call, {each.name for each in answered})
    if calls and conversation.turns_since_question < _MOST_TURNS:
        return calls
    if call.output_schema is not None and not call.output_schema.is_plain_text():
        return json.dumps(example(call.output_schema.json_schema()), indent=2, ensure_ascii=False)
    instructions = call.system_instructions or ""
    if not answered:
        return plain_answer(conversation.question, instructions)
    untried = [f"`{tool['type']}`" for tool in call.tools if isinstance(tool, Mapping)]
    return account(answered, conversation.question, instructions, untried)


def _calls(asked: ModelCall, done: set[str]) -> list[OutputPart]:
    """The tools not called yet, all at once; after them the first handoff not made yet."""
    choice = asked.model_settings.tool_choice
    tools = {tool.name: tool.params_json_schema for tool in asked.tools if not isinstance(tool, Mapping)}
    moves = {move.tool_name: move.input_json_schema for move in asked.handoffs}
    due = [name for name in tools if name not in done]
    onward = [name for name in moves if name not in done]
    if choice not in (None, "auto", "required"):
        due = [name for name in due + onward if name == choice]  # "none" is nobody's name
    elif asked.model_settings.parallel_tool_calls is False:
        due = due[:1] or onward[:1]
    else:
        due = due or onward[:1]
    return [call(name, example({"type": "object", **{**moves, **tools}[name]})) for name in due]
