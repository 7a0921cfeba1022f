"""Runs of Hugging Face's smolagents: ``agent.run("...", stream=True)``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ..transcript.fields import (
    as_text,
    count_field,
    field,
    list_field,
    shown_by_python,
    text_field,
    type_name,
)
from . import events
from .base import Ability, RunOutcome
from .chat_calls import ChatCalls
from .events import RunEvent
from .generator_frames import arguments_of, is_made_by
from .iterator import IteratorAdapter

_FINAL_ANSWER = "final_answer"
"""The tool by whose call a model ends the run."""
_CODE = "python_interpreter"
"""The tool that stands for the code that a ``CodeAgent`` runs."""


class SmolagentsAdapter(IteratorAdapter):
    """The steps of a run, deltas too with ``ToolCallingAgent(..., stream_outputs=True)``.

    The task and the agent are read from the generator's frame. A run that is stopped takes no further step;
    the step under way goes on in its thread until it has something to tell. Written for smolagents 1.26.
    https://huggingface.co/docs/smolagents/reference/agents
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        frame = arguments_of(source) if _is_run(source) else {}
        self._run_agent = frame.get("self")
        self.input = frame.get("task")
        self.abilities: tuple[Ability, ...] = ("stop", "stop_after_turn") if frame else ("stop",)
        self._was_interrupted = False
        self._is_in_step = False
        self._is_answering = False
        self._has_agent = False
        self._has_text = False
        self._last_step: Any = None
        self._has_ended = False
        self._calls = _calls_of_a_step()
        self._open: dict[str, str] = {}
        """The tools of the calls of this step that have no output yet, by call id."""

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is the generator of an agent's run."""
        return _is_run(source)

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether it is of a class of smolagents."""
        return type(event).__module__.startswith("smolagents.") and type_name(event) in _READERS

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run; one that was interrupted has ended."""
        reading = super().events()
        try:
            async for event in reading:
                yield event
        except Exception:
            if not field(self._run_agent, "interrupt_switch"):
                raise
            self._was_interrupted = True  # "Agent interrupted."
            return
        finally:
            await reading.aclose()

    def missing_end(self) -> str:
        """A run ends with a final answer."""
        return "" if self._has_ended else "no FinalAnswerStep came"

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Read one of the things that a run gives, told by its class."""
        reader = _READERS.get(type_name(event))
        return () if reader is None else reader(self, event)

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if the run was interrupted."""
        return "cancelled" if self._was_interrupted else "done"

    def stop(self, *, after_turn: bool) -> bool:
        """Have the agent take no further step."""
        if self._run_agent is None:
            return False
        self._run_agent.interrupt()
        return after_turn

    def _begin_step(self) -> Iterator[RunEvent]:
        """Say that a model begins to answer, once a step."""
        if self._is_in_step:
            return
        self._is_in_step, self._is_answering, self._has_text = True, True, False
        self._calls, self._open = _calls_of_a_step(), {}
        if not self._has_agent and self._run_agent is not None:
            self._has_agent = True
            yield events.agent_started(text_field(self._run_agent, "name") or type_name(self._run_agent))
        yield events.model_call_started(text_field(field(self._run_agent, "model"), "model_id"))

    def _end_answer(self, step: Any) -> Iterator[RunEvent]:
        """Say what the model wrote and took, once a step."""
        if not self._is_answering or step is None:
            return
        self._is_answering = False
        written = text_field(step, "model_output") or text_field(step, "plan")
        if written.strip() and not self._has_text:
            yield events.message_done(written)
        usage = field(step, "token_usage")
        yield events.model_call_done(
            input_tokens=count_field(usage, "input_tokens"), output_tokens=count_field(usage, "output_tokens")
        )

    def _on_delta(self, delta: Any) -> Iterator[RunEvent]:
        yield from self._begin_step()
        if text := text_field(delta, "content"):
            self._has_text = True
            yield events.message_delta(text)
        if calls := list_field(delta, "tool_calls"):
            yield from self._calls.read(calls)

    def _on_call(self, call: Any) -> Iterator[RunEvent]:
        yield from self._begin_step()
        yield from self._end_answer(self._step_under_way())
        name, call_id = text_field(call, "name"), text_field(call, "id")
        if name != _FINAL_ANSWER:
            self._open[call_id] = name
            yield events.tool_called(call_id, name, _arguments(name, field(call, "arguments")))

    def _step_under_way(self) -> Any:
        """Give the step that is told after its tools have answered, and has what the model wrote."""
        return arguments_of(self.source).get("action_step")

    def _on_output(self, output: Any) -> Iterator[RunEvent]:
        call_id = text_field(output, "id")
        if self._open.pop(call_id, None) is not None:
            yield events.tool_output(call_id, field(output, "output"))

    def _on_step(self, step: Any) -> Iterator[RunEvent]:
        if step is self._last_step:
            yield events.notice("The agent reached max_steps. This is what it then answered.")
            return
        self._last_step = step
        yield from self._begin_step()
        if field(step, "model_output_message") is not None:  # else its model raised, which ends the run
            yield from self._end_answer(step)
        self._is_in_step = False
        error = field(step, "error")
        if error is not None:
            yield from self._on_error(text_field(error, "message") or shown_by_python(error))
        else:
            observed = as_text(field(step, "observations"))
            yield from (events.tool_output(call_id, observed) for call_id in self._open)

    def _on_error(self, error: str) -> Iterator[RunEvent]:
        """Say what failed: the error names the tool. What others called beside it gave is not told."""
        named = [call_id for call_id, name in self._open.items() if f"'{name}'" in error]
        for call_id in self._open:
            if call_id in (named or self._open):
                yield events.tool_output(call_id, error, outcome="failed")
            else:
                yield events.tool_output(call_id, "", outcome="cancelled")
        if not self._open:
            yield events.notice(error)

    def _on_plan(self, step: Any) -> Iterator[RunEvent]:
        yield from self._begin_step()
        yield from self._end_answer(step)
        self._is_in_step = False

    def _on_answer(self, step: Any) -> Iterator[RunEvent]:
        self._has_ended = True
        self.result = field(step, "output")
        yield events.answer(as_text(self.result))


def _calls_of_a_step() -> ChatCalls:
    return ChatCalls(hidden=frozenset({_FINAL_ANSWER}))


def _arguments(name: str, arguments: Any) -> str | Mapping[str, Any]:
    if name == _CODE:
        return {"code": as_text(arguments)}
    return arguments if isinstance(arguments, Mapping) else as_text(arguments)


def _is_run(source: Any) -> bool:
    return is_made_by(source, "MultiStepAgent._run_stream", "smolagents/agents.py")


_Reader: TypeAlias = Callable[[SmolagentsAdapter, Any], Iterator[RunEvent]]
_READERS: dict[str, _Reader] = {
    "ChatMessageStreamDelta": SmolagentsAdapter._on_delta,
    "ToolCall": SmolagentsAdapter._on_call,
    "ToolOutput": SmolagentsAdapter._on_output,
    "ActionStep": SmolagentsAdapter._on_step,
    "PlanningStep": SmolagentsAdapter._on_plan,
    "FinalAnswerStep": SmolagentsAdapter._on_answer,
}
"""By the name of the class; an ``ActionOutput`` says nothing that its step does not."""
