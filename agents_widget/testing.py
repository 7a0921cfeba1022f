"""For tests of your own agents: a model that says exactly what you tell it to, without any network.

```python
from agents_widget import Agent, Runner
from agents_widget.testing import ScriptedModel, call, text


async def test_the_weather_agent_calls_its_tool():
    model = ScriptedModel([call("get_weather", {"city": "Oslo"}), text("It snows.")])
    agent = Agent(name="Weather", tools=[get_weather], model=model)

    result = await Runner.run(agent, "How is Oslo?")

    assert result.final_output == "It snows."
    assert [tool.name for tool in model.calls[0].tools] == ["get_weather"]
    model.assert_finished()
```
"""

from __future__ import annotations

import copy
import inspect
import itertools
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from openai.types.responses import ResponseStreamEvent

from .models.model import Model, ModelCall
from .models.script import Call, Reasoning, Text, Turn, call, compose, estimated_tokens, turn_parts

__all__ = ["ModelCall", "ScriptError", "ScriptedModel", "call", "handoff", "reasoning", "text"]

ScriptedTurn = Turn | Callable[[ModelCall], "Turn | Awaitable[Turn]"]
"""A turn, or a (sync or async) function from the call to the turn."""


class ScriptError(AssertionError):
    """The model was called more often than its script has turns, or less often than it should."""


class ScriptedModel(Model):
    """A model that plays one turn of its script per call and records what it was asked.

    A turn is a string, a part made by ``text``, ``reasoning``, ``call`` or ``handoff``, a list of these, an
    exception to raise (after the parts before it, in a list), or a function from the ``ModelCall`` to a turn.
    The stream has every event that the Responses API sends; identifiers count up (``call_1``, ``msg_2``).
    Without a turn left, ``ScriptError`` is raised.
    """

    def __init__(self, turns: Iterable[ScriptedTurn] = (), *, model: str = "scripted") -> None:
        if isinstance(turns, str):
            raise TypeError('A script is a list of turns: ScriptedModel(["..."]), not a single string.')
        self.model = model
        self.calls: list[ModelCall] = []
        self._turns = deque(turns)
        self._numbers = itertools.count(1)

    @property
    def remaining(self) -> int:
        """How many turns have not been played yet."""
        return len(self._turns)

    def add(self, *turns: ScriptedTurn) -> None:
        """Add turns at the end of the script."""
        self._turns.extend(turns)

    def assert_finished(self) -> None:
        """Fail with ``ScriptError`` if there are turns that were never asked for."""
        if self._turns:
            raise ScriptError(f"The script has turns that were not played: {list(self._turns)!r}.")

    async def answer(self, call: ModelCall) -> AsyncIterator[ResponseStreamEvent]:
        """Record the call and stream the next turn."""
        call = replace(call, input=copy.deepcopy(call.input))
        self.calls.append(call)
        if not self._turns:
            last = call.input[-1] if call.input else None
            raise ScriptError(
                f"The script has ended: no turn is left for call number {len(self.calls)} of this model, "
                f"whose last input item is {last!r}. Add a turn, or find out why the run goes on."
            )
        turn = self._turns.popleft()
        if callable(turn):
            made = turn(call)
            turn = await made if inspect.isawaitable(made) else made
        tokens = estimated_tokens(call.system_instructions, call.input)
        for event in compose(turn_parts(turn), model=self.model, input_tokens=tokens, new_id=self._new_id):
            yield event

    def _new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers)}"


def text(content: str) -> Text:
    """A message of the assistant."""
    return Text(content)


def reasoning(summary: str) -> Reasoning:
    """A reasoning item with this summary."""
    return Reasoning(summary)


def handoff(to: Any, arguments: Mapping[str, Any] | str | None = None, *, call_id: str | None = None) -> Call:
    """A handoff: ``to`` is the agent, its name, or the ``Handoff`` object (for a tool name of its own)."""
    name = to if isinstance(to, str) else getattr(to, "name", None)
    tool_name = getattr(to, "tool_name", None) or "transfer_to_" + re.sub(r"\W", "_", str(name).lower())
    return call(tool_name, arguments, call_id=call_id)
