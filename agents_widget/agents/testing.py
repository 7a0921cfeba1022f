"""For tests of agents: a model that outputs what its script says, without any network.

```python
from agents_widget import Agent, Runner
from agents_widget.testing import ScriptedModel, call, text


async def test_the_weather_agent_calls_its_tool():
    model = ScriptedModel([call("get_weather", {"city": "Oslo"}), text("It snows.")])
    agent = Agent(name="Weather", tools=[get_weather], model=model)

    result = await Runner.run(agent, "How is Oslo?")

    assert result.final_output == "It snows."
    assert [tool.name for tool in model.calls[0].tools] == ["get_weather"]
    model.assert_complete()
```
"""

from __future__ import annotations

import copy
import inspect
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from typing import Any

from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

from .items import ModelResponse, TResponseStreamEvent
from .models.interface import BuiltInModel, ModelCall
from .models.response_collector import collect_response
from .models.stand_ins.model_step import (
    InvalidModelStep,
    ModelScriptError,
    ModelStep,
    ScriptedStep,
    UnconsumedModelSteps,
    UnexpectedModelCall,
    as_step,
)
from .models.stand_ins.scripted_turn import OutputPart, call, estimated_tokens, stream_parts
from .models.whole_response import events_of_response
from .usage import Usage

__all__ = [
    "InvalidModelStep",
    "ModelCall",
    "ModelScriptError",
    "ModelStep",
    "ScriptedModel",
    "UnconsumedModelSteps",
    "UnexpectedModelCall",
    "assistant_message",
    "call",
    "function_call",
    "handoff",
    "reasoning",
    "text",
]


class ScriptedModel(BuiltInModel):
    """A model that plays one step of its script per call and records the calls.

    A step is a string, a part made by ``text``, ``reasoning``, ``call`` or ``handoff``, a list of these, an
    exception to raise (after the parts before it, in a list), or a function from the ``ModelCall`` to a
    step; or a list of the API's output items, a ``ModelResponse``, a ``ModelStep`` or a dict of its fields.
    Parts are streamed in pieces with identifiers that count up (``call_1``, ``msg_2``), items as they stand.
    Without a step left, ``UnexpectedModelCall`` is raised. ``emit_traces`` has no effect: nothing is traced.
    """

    def __init__(
        self,
        steps: Iterable[ScriptedStep] = (),
        *,
        emit_traces: bool = False,
        default_usage: Usage | None = None,
        model: str = "scripted",
    ) -> None:
        if isinstance(steps, str):
            raise TypeError('A script is a list of steps: ScriptedModel(["..."]), not a single string.')
        self.model = model
        self._default_usage = copy.deepcopy(default_usage)
        self._calls: list[ModelCall] = []
        self._steps: deque[ModelStep | list[OutputPart | Exception]] = deque()
        self._number = 0
        self.extend(steps)

    @property
    def calls(self) -> tuple[ModelCall, ...]:
        """The calls so far, in order."""
        return tuple(self._calls)

    @property
    def first_call(self) -> ModelCall | None:
        """The first call, or None."""
        return self._calls[0] if self._calls else None

    @property
    def last_call(self) -> ModelCall | None:
        """The latest call, or None."""
        return self._calls[-1] if self._calls else None

    @property
    def remaining_steps(self) -> int:
        """How many steps have not been played yet."""
        return len(self._steps)

    def enqueue(self, step: ScriptedStep) -> None:
        """Add a step at the end of the script."""
        self._steps.append(as_step(step, 0))

    def extend(self, steps: Iterable[ScriptedStep]) -> None:
        """Add steps at the end of the script."""
        self._steps.extend([as_step(step, index) for index, step in enumerate(steps)])

    def set_default_usage(self, usage: Usage | None) -> None:
        """Set the usage of steps that have none of their own; None for one request of no tokens."""
        self._default_usage = copy.deepcopy(usage)

    def assert_complete(self) -> None:
        """Raise ``UnconsumedModelSteps`` if there are steps that were not played."""
        if self._steps:
            left = len(self._steps)
            raise UnconsumedModelSteps(
                f"{left} scripted model step(s) were not played: {list(self._steps)!r}.", remaining_steps=left
            )

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Play the next step in one piece."""
        call = self._record(replace(ModelCall(*args, **kwargs), streamed=False))
        return await collect_response(self._play(call), call.model_settings)

    async def stream_call(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the next step, and record the call."""
        async for event in self._play(self._record(call)):
            yield event

    def _record(self, call: ModelCall) -> ModelCall:
        """Keep a copy of the call, which the run cannot change any more."""
        recorded = replace(
            call, input=copy.deepcopy(call.input), model_settings=copy.deepcopy(call.model_settings)
        )
        self._calls.append(recorded)
        return recorded

    async def _play(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The events of the next step."""
        step = await self._next_step(call)
        if isinstance(step, list):
            tokens = estimated_tokens(call.system_instructions, call.input)
            for event in stream_parts(step, model=self.model, input_tokens=tokens, new_id=self._new_id):
                yield event
        elif step.error is not None:
            raise step.error
        elif callable(step.stream_events):
            async for event in step.stream_events(call):
                yield event
        else:
            for event in step.stream_events or events_of_response(self._response(step, call)):
                yield event

    async def _next_step(self, call: ModelCall) -> ModelStep | list[OutputPart | Exception]:
        if not self._steps:
            last = call.input[-1] if call.input else None
            raise UnexpectedModelCall(
                f"The script has ended: no scripted steps remain for call number {len(self._calls)} of this "
                f"model, whose last input item is {last!r}. Add a step, or find out why the run goes on.",
                call=call,
                call_index=len(self._calls) - 1,
            )
        step = self._steps.popleft()
        while isinstance(step, ModelStep) and step.responder is not None:
            answer = step.responder(call)
            step = as_step(await answer if inspect.isawaitable(answer) else answer, 0)
        return step

    def _response(self, step: ModelStep, call: ModelCall) -> ModelResponse:
        usage = step.usage
        if usage == Usage():
            usage = self._default_usage or Usage(requests=1)
        return ModelResponse(
            copy.deepcopy(list(step.output)),
            copy.deepcopy(usage),
            step.response_id,
            step.request_id,
            step.raw_usage if call.model_settings.preserve_raw_usage else None,
        )

    def _new_id(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}_{self._number}"


def text(content: str) -> OutputPart:
    """A message of the assistant."""
    return OutputPart("message", content)


def reasoning(summary: str) -> OutputPart:
    """A reasoning item with this summary."""
    return OutputPart("reasoning", summary)


def handoff(
    to: Any, arguments: Mapping[str, Any] | str | None = None, *, call_id: str | None = None
) -> OutputPart:
    """A handoff: ``to`` is the agent, its name, or the ``Handoff`` object (for a tool name of its own)."""
    tool_name = getattr(to, "tool_name", None)
    if tool_name is None:
        agent_name = to if isinstance(to, str) else getattr(to, "name", None)
        tool_name = "transfer_to_" + re.sub(r"\W", "_", str(agent_name).lower())
    return call(tool_name, arguments, call_id=call_id)


def assistant_message(text: str, *, item_id: str = "scripted-message") -> ResponseOutputMessage:
    """A message of the assistant as an output item of the API."""
    content: list[Any] = [ResponseOutputText(text=text, type="output_text", annotations=[], logprobs=[])]
    return ResponseOutputMessage(
        id=item_id, type="message", role="assistant", status="completed", content=content
    )


def function_call(
    name: str, arguments: str | Mapping[str, Any], *, call_id: str, item_id: str | None = None
) -> ResponseFunctionToolCall:
    """A call of a tool as an output item of the API; arguments as a dict, or as JSON text."""
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments, separators=(",", ":"))
    return ResponseFunctionToolCall(
        type="function_call", id=item_id or call_id, call_id=call_id, name=name, arguments=arguments
    )
