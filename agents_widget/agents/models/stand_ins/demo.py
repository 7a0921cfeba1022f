"""DemoModel: a model without a key or a network. It plays a script, or tries out the agent's tools."""

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

from ...model_settings import ModelSettings
from ..interface import BuiltInModel, ModelCall
from .demo_answers import plain_answer, run_report, script_ended
from .examples import example
from .input_history import InputHistory
from .scripted_turn import OutputPart, ScriptedTurn, call, estimated_tokens, stream_parts, turn_parts

Script = Sequence[ScriptedTurn] | Callable[[list[Any]], "ScriptedTurn | Awaitable[ScriptedTurn]"]
"""The turns to play, or a function from the input items to the next turn."""

_MAX_TURNS = 8  # then the demo sums up, well before a run's default of 10 turns ends it


class DemoModel(BuiltInModel):
    """A stand-in for a model that needs no key; it calls itself ``demo`` wherever a model's name is shown.

    Without a script it tries out the agent: it calls each tool once with arguments made from its schema (the
    tools really run), hands off once to each agent that is offered, and reports what happened.

    A ``script`` is a list of turns to play: strings, parts made by ``text``, ``reasoning``, ``call`` and
    ``handoff`` of ``agents_widget.testing``, lists of these, or exceptions to raise; or a function from the
    input items to a turn. The next turn is found by the input: a cell that is run again starts anew.

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

    async def stream_call(self, call: ModelCall) -> AsyncIterator[ResponseStreamEvent]:
        """Stream the response to one call, at the pace of ``tokens_per_second``."""
        history = InputHistory(call.items)
        events = stream_parts(
            turn_parts(await self._next_turn(call, history)),
            model="demo",
            input_tokens=estimated_tokens(call.system_instructions, call.input),
            new_id=partial(self._new_id, turn=self._turns_played(history)),
        )
        clock = asyncio.get_running_loop().time
        due = clock()
        for event in events:
            if event.type.endswith(".delta"):
                # The pace is the whole stream's, not each delta's; more than a second's delay is not made up.
                due = max(due + 1 / (self.tokens_per_second or math.inf), clock() - 1)
                await asyncio.sleep(due - clock())
            yield event

    async def _next_turn(self, call: ModelCall, history: InputHistory) -> ScriptedTurn:
        if self.script is None:
            return demo_turn(call, history)
        if callable(self.script):
            turn = self.script(copy.deepcopy(call.items))
            return await turn if inspect.isawaitable(turn) else turn
        played = self._turns_played(history)
        return self.script[played] if played < len(self.script) else script_ended(len(self.script))

    def _new_id(self, prefix: str, turn: int) -> str:
        """Mint an id by which a later call finds out which model's which turn an input item was."""
        return f"{prefix}_{self._mark}_{turn}_{uuid4().hex[:8]}"

    def _turns_played(self, history: InputHistory) -> int:
        """How many turns of this model are in the input."""
        ids = [str(item.get("id")).split("_") for item in history.items]
        return len({parts[2] for parts in ids if len(parts) == 4 and parts[1] == self._mark})


def demo_turn(call: ModelCall, history: InputHistory) -> ScriptedTurn:
    """The next turn that tries out this agent: calls of tools, a handoff, or a report of the run."""
    finished = history.finished_calls
    calls = _next_calls(call, {each.name for each in finished})
    if calls and history.turns_since_question < _MAX_TURNS:
        return calls
    if call.output_schema is not None and not call.output_schema.is_plain_text():
        return json.dumps(example(call.output_schema.json_schema()), indent=2, ensure_ascii=False)
    instructions = call.system_instructions or ""
    if not finished:
        return plain_answer(history.question, instructions)
    untried = [f"`{tool['type']}`" for tool in call.tools if isinstance(tool, Mapping)]
    return run_report(finished, history.question, instructions, untried)


def _next_calls(request: ModelCall, called: set[str]) -> list[OutputPart]:
    """Calls of all tools not called yet; after these, of the first handoff not made yet."""
    tools = {tool.name: tool.params_json_schema for tool in request.tools if not isinstance(tool, Mapping)}
    handoffs = {each.tool_name: each.input_json_schema for each in request.handoffs}
    names = _allowed_names(
        [name for name in tools if name not in called],
        [name for name in handoffs if name not in called],
        request.model_settings,
    )
    schemas = {**handoffs, **tools}
    return [call(name, example({"type": "object", **schemas[name]})) for name in names]


def _allowed_names(tools: list[str], handoffs: list[str], settings: ModelSettings) -> list[str]:
    """The names to call now, of those not called yet, as far as the model's settings allow."""
    choice = settings.tool_choice
    if choice not in (None, "auto", "required"):
        return [name for name in [*tools, *handoffs] if name == choice]  # no tool is named "none"
    if settings.parallel_tool_calls is False:
        return tools[:1] or handoffs[:1]
    return tools or handoffs[:1]
