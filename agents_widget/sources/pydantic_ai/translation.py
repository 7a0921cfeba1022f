"""What the events of a pydantic-ai run mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from ...transcript.fields import as_text, count_field, field, is_a, list_field, real_id, text_field
from .. import events
from ..events import RunEvent
from .inner_run import InnerEvent, InnerRun
from .messages import content_of, is_interrupted, outcome_of


class KnownRun(Protocol):
    """What is known of a run beside its events, while it goes on."""

    @property
    def agent_name(self) -> str:
        """The name of its agent."""

    @property
    def model_name(self) -> str:
        """The model that is asked now, as it names itself; "" if that is not known."""

    @property
    def prompt(self) -> str:
        """What was asked, if the view does not have it already."""

    @property
    def writes_json(self) -> bool:
        """Whether the text of the model is the run's output as JSON."""

    @property
    def earlier_calls(self) -> Collection[str]:
        """The ids of calls that are shown already."""

    def responses(self) -> Sequence[Any]:
        """The model's responses that are whole, in order (``ModelResponse``)."""


class _Part(NamedTuple):
    """A part of a response that is being written."""

    kind: str
    """``text``, ``thinking``, ``tool-call``, ..."""
    id: str
    """Of the message, or of the call."""
    is_answer: bool = False
    """Whether it is a call that is the run's output."""


_NO_PART = _Part("", "")


class Translation:
    """Says in ``agents_widget.sources.events`` what each event of one run means, in their order.

    The parts of a response come one after another. No event begins or ends a response: it begins with a part
    after the one before has ended, and ends where tools begin, or the run.
    """

    def __init__(self, run: KnownRun) -> None:
        self._run = run
        self._has_begun = False
        self._answered = 0
        """How many responses are whole."""
        self._is_answering = False
        self._part = _NO_PART
        self._index = -1
        """That of the part."""
        self._has_ended = False
        """Whether the part is whole."""
        self._dict_calls: set[str] = set()
        """The ids of calls whose arguments are written as dicts."""
        self._called = set(run.earlier_calls)
        self.open_calls = set(run.earlier_calls)
        """The ids of the calls that were made and have no result."""
        self._inner: dict[InnerRun, Translation] = {}
        """Those of the runs inside tools."""
        self._runs_inside: dict[str, list[InnerRun]] = {}
        """The runs inside tools, by the ids of the tools' calls."""
        self._answers: set[str] = set()
        """The ids of calls that are the run's output."""

    def read(self, event: Any) -> Iterator[RunEvent]:
        """Give what an event means; nothing for one of an unknown kind."""
        if not self._has_begun:
            self._has_begun = True
            if prompt := self._run.prompt:
                yield events.user_message(prompt)
            yield events.agent_started(self._run.agent_name)
        if isinstance(event, InnerEvent):
            yield from self._on_inner_event(event)
            return
        kind = text_field(event, "event_kind")
        handler = _HANDLERS.get(kind)
        if handler is not None:
            yield from handler(self, event)

    def end(self) -> Iterator[RunEvent]:
        """Give what no event told of the last response of a run that has ended: its rest, what it used."""
        responses = self._run.responses()
        response = responses[self._answered] if self._answered < len(responses) else None
        is_whole = self._has_ended or (response is not None and not is_interrupted(response))
        if response is not None and self._is_answering and is_whole:
            yield from self._rest_of(response)
            yield from self._end_response()

    # A response

    def _on_part_start(self, event: Any) -> Iterator[RunEvent]:
        part, index = field(event, "part"), field(event, "index", 0)
        kind = text_field(part, "part_kind")
        begins_anew = not self._is_answering or (index <= self._index and self._has_ended)
        if not begins_anew and index == self._index:
            return  # it replaces the part that was begun: its end has the whole
        if begins_anew:
            yield from self._end_response()
            yield events.model_call_started(self._run.model_name, is_json=self._run.writes_json)
            self._is_answering = True
        self._index, self._has_ended = index, False
        call_id = real_id(field(part, "tool_call_id"))
        self._part = _Part(kind, call_id or f"part-{index}")
        if kind in ("tool-call", "builtin-tool-call"):
            self._called.discard(self._part.id)  # a model may give several calls one id
            yield events.tool_call_started(self._part.id, text_field(part, "tool_name"))
            yield from self._more_arguments(self._part, field(part, "args"))
        elif kind == "builtin-tool-return":
            yield from self._call_ended(part)
        elif kind == "file":
            media_type = text_field(field(part, "content"), "media_type") or "file"
            yield events.message_done(f"[{media_type}]", self._part.id)
        else:
            yield from self._more(text_field(part, "content"))

    def _on_part_delta(self, event: Any) -> Iterator[RunEvent]:
        delta = field(event, "delta")
        part = self._part
        if part.kind in ("text", "thinking"):
            yield from self._more(text_field(delta, "content_delta"))
        elif part.kind.endswith("tool-call"):
            yield from self._more_arguments(part, field(delta, "args_delta"))

    def _on_part_end(self, event: Any) -> Iterator[RunEvent]:
        self._has_ended = True
        whole, part = field(event, "part"), self._part
        if part.kind == "builtin-tool-call":
            yield self._called_event(whole)
        elif part.is_answer:
            yield events.message_done(_arguments(whole), part.id)
        elif part.kind in ("text", "thinking") and (text := text_field(whole, "content")):
            done = events.message_done if part.kind == "text" else events.reasoning_done
            yield done(text, part.id)

    def _rest_of(self, response: Any) -> Iterator[RunEvent]:
        """Give what no event ended: ``run_stream`` hands none over after ``final_result``."""
        first = self._index + self._has_ended
        for index, part in enumerate(list_field(response, "parts")[first:], first):
            if index != self._index:
                yield from self._on_part_start({"part": part, "index": index})
            yield from self._on_part_end({"part": part})

    def _more(self, text: str) -> Iterator[RunEvent]:
        if text and self._part.kind == "text":
            yield events.message_delta(text, self._part.id)
        elif text and self._part.kind == "thinking":
            yield events.reasoning_delta(text, self._part.id)

    def _more_arguments(self, part: _Part, arguments: Any) -> Iterator[RunEvent]:
        """Add to a call's arguments; of dicts only the first, since text can but grow: the whole follows."""
        if is_a(arguments, dict):
            if part.id in self._dict_calls:
                return
            self._dict_calls.add(part.id)
        if text := as_text(arguments):
            is_answer, part_id = part.is_answer, part.id
            yield (
                events.message_delta(text, part_id)
                if is_answer
                else events.tool_arguments_delta(part_id, text)
            )

    def _on_final_result(self, event: Any) -> Iterator[RunEvent]:
        """The run's output has begun: text, or the call that has just begun."""
        if self._part.kind == "tool-call" and text_field(event, "tool_name"):
            self._part = self._part._replace(is_answer=True)
            self._answers.add(self._part.id)
            yield events.call_is_answer(self._part.id)

    def _end_response(self) -> Iterator[RunEvent]:
        """End the response that is under way, with what it used, if that is known."""
        if not self._is_answering:
            return
        self._is_answering, self._index = False, -1
        responses = self._run.responses()
        response = responses[self._answered] if self._answered < len(responses) else None
        self._answered += 1
        usage = field(response, "usage")
        yield events.model_call_done(
            text_field(response, "model_name"),
            input_tokens=count_field(usage, "input_tokens"),
            output_tokens=count_field(usage, "output_tokens"),
            cached_tokens=count_field(usage, "cache_read_tokens"),
            reasoning_tokens=count_field(field(usage, "details"), "reasoning_tokens"),
        )

    # Tools

    def _on_call(self, event: Any) -> Iterator[RunEvent]:
        yield from self._end_response()
        call = field(event, "part")
        call_id = real_id(field(call, "tool_call_id"))
        # A run that goes on after an approval says it again, with the model's own arguments.
        if call_id not in self._answers and call_id not in self._called:
            yield self._called_event(call)

    def _on_result(self, event: Any) -> Iterator[RunEvent]:
        yield from self._call_ended(field(event, "part") or field(event, "result"))

    def _on_output_result(self, event: Any) -> Iterator[RunEvent]:
        """An output that was taken is the message; one that was refused tells why in a row of its own."""
        part = field(event, "part") or field(event, "result")
        was_taken = outcome_of(part) == "done"
        if not was_taken or real_id(field(part, "tool_call_id")) not in self._answers:
            yield from self._call_ended(part)

    def _called_event(self, call: Any) -> RunEvent:
        call_id = real_id(field(call, "tool_call_id"))
        self._called.add(call_id)
        self.open_calls.add(call_id)
        return events.tool_called(call_id, text_field(call, "tool_name"), _arguments(call))

    def _call_ended(self, part: Any) -> Iterator[RunEvent]:
        call_id = real_id(field(part, "tool_call_id"))
        self.open_calls.discard(call_id)
        for run in self._runs_inside.pop(call_id, ()):
            yield from self._inside(call_id, run, self._inner[run].end())
        yield events.tool_output(
            call_id,
            content_of(part),
            outcome=outcome_of(part),
            name=text_field(part, "tool_name"),
        )

    def _on_inner_event(self, event: InnerEvent) -> Iterator[RunEvent]:
        """Say what an event means of a run inside a tool."""
        run = event.run
        if (inner := self._inner.get(run)) is None:
            inner = self._inner[run] = Translation(run)
            self._runs_inside.setdefault(event.call_id, []).append(run)
        told = inner.end() if event.event is None else inner.read(event.event)
        yield from self._inside(event.call_id, run, told)

    def _inside(self, call_id: str, run: InnerRun, told: Iterator[RunEvent]) -> Iterator[RunEvent]:
        for each in told:
            yield events.inside_tool(call_id, run.agent_name, each)

    # The run

    def _on_run_result(self, event: Any) -> Iterator[RunEvent]:
        yield from self._end_response()


def _arguments(call: Any) -> str:
    """Give a call's arguments as JSON text: they are a text, a dict or nothing."""
    return as_text(field(call, "args"))


_Handler: TypeAlias = Callable[[Translation, Any], Iterator[RunEvent]]
_HANDLERS: dict[str, _Handler] = {
    "part_start": Translation._on_part_start,
    "part_delta": Translation._on_part_delta,
    "part_end": Translation._on_part_end,
    "final_result": Translation._on_final_result,
    "function_tool_call": Translation._on_call,
    "output_tool_call": Translation._on_call,
    "function_tool_result": Translation._on_result,
    "output_tool_result": Translation._on_output_result,
    "agent_run_result": Translation._on_run_result,
}
"""By the ``event_kind`` of the event."""
