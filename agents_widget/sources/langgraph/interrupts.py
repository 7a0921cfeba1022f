"""What a graph waits for, as requests for approval; and decisions about them, as what it is resumed with.

``HumanInTheLoopMiddleware`` asks about tool calls, in one ``interrupt()`` for several or in one for each:
https://docs.langchain.com/oss/python/langchain/human-in-the-loop. A program's own ``interrupt(value)`` asks
anything: it is shown as a call of ``interrupt``, by the convention of ``agents_widget.sources.questions``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ...agents.approvals import Decision
from ...transcript.fields import field, list_field, text_field
from .. import events
from ..events import RunEvent
from ..questions import Question, refusal, review_decision
from .graph_reader import GraphReader, PendingInterrupt
from .scopes import ToolCall

ASKING_TOOL = "interrupt"
"""The name of the call that stands for a question: of LangGraph's function."""


class Schemas(Protocol):
    """Gives the JSON schema of a tool's arguments, if it is known."""

    def __call__(self, tool: str) -> Mapping[str, Any] | None:
        """Give the schema of the tool with this name."""


class Request(NamedTuple):
    """One thing that somebody has to decide."""

    call_id: str
    tool: str
    arguments: Any
    form: str
    """How the answer is written: ``decision``, ``response`` (to a ``HumanInterrupt``), ``answer``; or
    ``breakpoint``, which takes none."""
    allowed: Sequence[str] = ()
    """The decisions that the graph takes, if it says."""
    call: ToolCall | None = None
    """The tool call whose tool asks, for a question."""
    asked: Question | None = None
    """What is asked with the form ``answer``, or with the tool that is the person."""

    @property
    def is_question(self) -> bool:
        """Whether a person is asked for a value, and not about a tool call."""
        return self.form in ("answer", "breakpoint") or (
            self.form == "decision" and set(self.allowed) == {"respond"}
        )

    def approval(self, schemas: Schemas) -> RunEvent:
        """Give the request as the widget shows it."""
        asked = None if self.asked is None else self.asked.schema
        schema = asked if self.is_question else schemas(self.tool)
        return events.approval_request(self.call_id, self.tool, self.arguments, schema=schema)

    def shown(self, reader: GraphReader) -> RunEvent:
        """Give the event that shows a question: inside the tool call that asks it, if one does."""
        event = events.tool_called(self.call_id, self.tool, self.arguments)
        return event if self.call is None else reader.places.inside(self.call).wrap(event)

    def answered(self, reader: GraphReader, decision: Decision) -> RunEvent:
        """Give the event that shows what a question was answered with."""
        answer = "continued" if self.form == "breakpoint" else self.answer(decision)
        event = events.tool_output(self.call_id, answer)
        return event if self.call is None else reader.places.inside(self.call).wrap(event)

    def answer(self, decision: Decision) -> Any:
        """Give what the graph takes for a decision."""
        edited = None if decision.arguments is None else json.loads(decision.arguments)
        if self.form == "response":
            return _response(decision, self.tool, edited, self.allowed)
        if self.form == "decision" and not self.is_question:
            return review_decision(decision, self.tool, self.allowed)
        if self.form == "decision" and not decision.approved:
            return {"type": "respond", "message": refusal(decision)}
        answer = None if self.asked is None else self.asked.answer(decision)
        return {"type": "respond", "message": str(answer)} if self.form == "decision" else answer


class _Breakpoint(NamedTuple):
    """What a breakpoint asks: whether to go on."""

    nodes: tuple[str, ...]


def breakpoint_before(checkpoint_id: str, nodes: Sequence[str]) -> PendingInterrupt:
    """Give what a graph waits for that was compiled with ``interrupt_before`` or ``interrupt_after``."""
    return PendingInterrupt(checkpoint_id, _Breakpoint(tuple(nodes)))


class PendingAnswers:
    """What a graph waits for: interrupts, and the requests that each of them makes."""

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader
        taken: set[str] = set()
        self.requests: dict[str, list[Request]] = {}
        """By the id of the interrupt, in the order in which the graph asks."""
        for interrupt in reader.interrupts.values():
            found = _requests_of(interrupt, reader, taken)
            taken.update(request.call_id for request in found)
            self.requests[interrupt.id] = found

    def approvals(self, schemas: Schemas) -> dict[str, Any]:
        """Give what the widget asks, by call id."""
        return {each.call_id: each.approval(schemas) for each in self._all()}

    def questions(self) -> list[RunEvent]:
        """Give the events that show what a program asks; tool calls are shown already."""
        return [each.shown(self._reader) for each in self._all() if each.is_question]

    def resume_value(self, decisions: Mapping[str, Decision]) -> dict[str, Any]:
        """Give what ``Command(resume=...)`` takes for the decisions: an answer for each interrupt.

        Raises ``DeclinedError`` if a question was not answered that has to be.
        """
        answers: dict[str, Any] = {}
        for interrupt_id, requests in self.requests.items():
            given = [each.answer(decisions[each.call_id]) for each in requests]
            value = self._reader.interrupts[interrupt_id].value
            if isinstance(value, Mapping) and "action_requests" in value:
                answers[interrupt_id] = {"decisions": given}
            else:
                answers[interrupt_id] = given if isinstance(value, list) and _is_older(value) else given[0]
        return answers

    def answers(self, decisions: Mapping[str, Decision]) -> list[RunEvent]:
        """Give the events that show what questions were answered with."""
        return [
            each.answered(self._reader, decisions[each.call_id])
            for each in self._all()
            if each.is_question and decisions[each.call_id].approved
        ]

    def _all(self) -> list[Request]:
        return [request for requests in self.requests.values() for request in requests]


def _requests_of(interrupt: PendingInterrupt, reader: GraphReader, taken: set[str]) -> list[Request]:
    value = interrupt.value
    if isinstance(value, Mapping) and "action_requests" in value:
        return _batch(value, reader, taken)
    if isinstance(value, Mapping) and value.get("type") == "tool_approval" and "tool_call_id" in value:
        return [
            Request(text_field(value, "tool_call_id"), text_field(value, "name"), value["args"], "decision")
        ]
    if isinstance(value, _Breakpoint):
        return [Request(interrupt.id, "breakpoint", {"before": [*value.nodes]}, "breakpoint")]
    asking = reader.interrupted_call(interrupt.id)
    older = value if isinstance(value, list) else [value]
    if _is_older(older):
        return [_older(each, interrupt.id, n, asking) for n, each in enumerate(older)]
    asked = Question(value, _schema_of_answer(interrupt))
    return [Request(interrupt.id, ASKING_TOOL, asked.arguments, "answer", call=asking, asked=asked)]


def _schema_of_answer(interrupt: PendingInterrupt) -> Mapping[str, Any] | None:
    """Give the schema that ``interrupt()`` was called with, or that its value has, as AG-UI's programs do."""
    names = ("response_schema", "responseSchema")
    told = (interrupt.schema, *(field(interrupt.value, name) for name in names))
    return next((schema for schema in told if isinstance(schema, Mapping)), None)


def _batch(value: Mapping[str, Any], reader: GraphReader, taken: set[str]) -> list[Request]:
    """Find the calls that a middleware asks about: it names no ids, but keeps their order."""
    allowed = {
        text_field(config, "action_name"): list_field(config, "allowed_decisions")
        for config in list_field(value, "review_configs")
    }
    waiting = [call for call in reader.tools.open_calls() if call.id not in taken and not call.has_begun]
    requests = []
    for n, action in enumerate(list_field(value, "action_requests")):
        name, arguments = text_field(action, "name"), field(action, "args", {})
        call = next((each for each in waiting if _is_call(each, name, arguments)), None)
        if call is not None:
            waiting.remove(call)
        decisions = allowed.get(name, [])
        call_id = call.id if call is not None else f"{name}:{n}"
        request = Request(call_id, name, arguments, "decision", decisions)
        if request.is_question:  # the tool is the person
            asked = Question(arguments, {"type": "string"})
            request = request._replace(arguments=asked.arguments, asked=asked)
        requests.append(request)
    return requests


def _is_call(call: ToolCall, name: str, arguments: Any) -> bool:
    return call.name == name and call.arguments in (None, arguments)


def _is_older(values: list[Any]) -> bool:
    """Whether they are ``HumanInterrupt``s, which agents had before the middleware."""
    return bool(values) and all(isinstance(each, Mapping) and "action_request" in each for each in values)


def _older(value: Mapping[str, Any], interrupt_id: str, n: int, asking: ToolCall | None) -> Request:
    action, config = value["action_request"], value.get("config") or {}
    allowed = [name.removeprefix("allow_") for name, is_allowed in config.items() if is_allowed]
    name, arguments = text_field(action, "action"), field(action, "args", {})
    call_id = asking.id if asking is not None and n == 0 else f"{interrupt_id}:{n}"
    return Request(call_id, name, arguments, "response", allowed, asking)


def _response(decision: Decision, tool: str, edited: Any, allowed: Sequence[str]) -> dict[str, Any]:
    if decision.approved and edited is not None:
        return {"type": "edit", "args": {"action": tool, "args": edited}}
    if decision.approved:
        return {"type": "accept", "args": None}
    if decision.message and "respond" in allowed:
        return {"type": "response", "args": decision.message}
    return {"type": "ignore", "args": None}
