"""What a run of AG-UI waits for, as rows to approve: https://docs.ag-ui.com/concepts/interrupts."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...agents.approvals import Decision
from ...transcript.fields import field
from ..events import approval_request
from ..questions import DeclinedError, Question, properties_of, review_decision
from .messages import Call
from .wire import Event

_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


class Interrupt:
    """One interrupt: its rows in the view, and the answer to it once each row is decided."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.id = str(given["id"])
        self.rows: dict[str, Any] = {}
        """The approvals to ask for, by the call ids of their rows."""
        self.tools: dict[str, str] = {}
        """The names of their tools."""
        self.can_edit = False
        self.has_own_row = False
        """Whether its row stands for the question alone, and for no tool call of the run."""

    def ask(self, call_id: str, name: str, arguments: str, schema: Mapping[str, Any] | None) -> None:
        """Add a row."""
        self.rows[call_id] = approval_request(call_id, name, arguments, schema=schema)
        self.tools[call_id] = name

    def answer(self, decisions: Mapping[str, Decision]) -> dict[str, Any]:
        """Give the entry of ``resume``."""
        raise NotImplementedError(
            f"{type(self).__name__} does not define answer(decisions), which gives its entry of resume."
        )

    def _resolved(self, payload: Any) -> dict[str, Any]:
        return {"interruptId": self.id, "status": "resolved", "payload": payload}


class ToolApproval(Interrupt):
    """May a tool call run, perhaps with other arguments: the pattern of AG-UI's documentation."""

    def __init__(self, given: Mapping[str, Any], call: Call) -> None:
        super().__init__(given)
        self.can_edit = "editedArgs" in properties_of(given.get("responseSchema"))
        self._call_id = call.id
        self.ask(call.id, call.name, call.arguments, _schema_of(call.arguments) if self.can_edit else None)

    def answer(self, decisions: Mapping[str, Decision]) -> dict[str, Any]:
        """Give the entry of ``resume``."""
        decision = decisions[self._call_id]
        payload: dict[str, Any] = {"approved": decision.approved}
        if decision.approved and decision.arguments is not None:
            payload["editedArgs"] = json.loads(decision.arguments)
        if not decision.approved and decision.message:
            payload["reason"] = decision.message
        return self._resolved(payload)


class ActionReview(Interrupt):
    """LangChain's ``HumanInTheLoopMiddleware``: several tool calls in one interrupt, without call ids."""

    def __init__(self, given: Mapping[str, Any], requests: Sequence[Any], open_calls: Iterable[Call]) -> None:
        super().__init__(given)
        self.can_edit = True
        self._actions: list[tuple[str, str]] = []
        """The id and the name of each call, in the order of the requests."""
        waiting = list(open_calls)
        for number, request in enumerate(requests):
            name = str(field(request, "name") or field(request, "action") or "tool")
            call = next((each for each in waiting if each.name == name), None)
            if call is not None:
                waiting.remove(call)
            call_id = f"{self.id}:{number}" if call is None else call.id
            arguments = json.dumps(field(request, "args") or field(request, "arguments") or {})
            self._actions.append((call_id, name))
            self.ask(call_id, name, arguments, _schema_of(arguments))

    def answer(self, decisions: Mapping[str, Decision]) -> dict[str, Any]:
        """Give the entry of ``resume``."""
        answers = [review_decision(decisions[call_id], name) for call_id, name in self._actions]
        return self._resolved({"decisions": answers})


class OpenQuestion(Interrupt):
    """Anything else that is asked: its row is a form of the answer. Denied, it is given up."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.can_edit = self.has_own_row = True
        schema, value = given.get("responseSchema"), _value_of(given)
        asked = given.get("message") or value
        self._question = Question(asked, schema if isinstance(schema, Mapping) else None)
        reason = str(given.get("reason") or "question").rpartition(":")[2]
        self.ask(self.id, reason, json.dumps(self._question.arguments), self._question.schema)

    def answer(self, decisions: Mapping[str, Decision]) -> dict[str, Any]:
        """Give the entry of ``resume``."""
        try:
            return self._resolved(self._question.answer(decisions[self.id]))
        except DeclinedError:
            return {"interruptId": self.id, "status": "cancelled"}


def read_interrupts(end: Event | None, asked: Iterable[Event], calls: Sequence[Call]) -> list[Interrupt]:
    """Give what a run waits for, by its RUN_FINISHED, or by what LangGraph's server of 0.x ``asked`` before.

    ``calls`` are the calls of the run that have no result, in order.
    """
    outcome = (end or {}).get("outcome") or {}
    if outcome.get("type") == "interrupt":
        given = list(outcome.get("interrupts") or ())
    else:
        given = [_legacy(event, number) for number, event in enumerate(asked)] if not outcome else []
    return [_interrupt(each, calls) for each in given]


def _interrupt(given: Mapping[str, Any], calls: Sequence[Call]) -> Interrupt:
    requests = field(_value_of(given), "action_requests")
    if isinstance(requests, list) and requests:
        return ActionReview(given, requests, calls)
    schema = given.get("responseSchema")
    call = next((call for call in calls if call.id == given.get("toolCallId")), None)
    if call is not None and (schema is None or "approved" in properties_of(schema)):
        return ToolApproval(given, call)
    return OpenQuestion(given)


def _legacy(event: Event, number: int) -> dict[str, Any]:
    """Give what the event ``on_interrupt`` asks as an interrupt of 1.0."""
    value = event.get("value")
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    interrupt_id = field(event.get("rawEvent"), "id") or f"interrupt-{number}"
    return {
        "id": interrupt_id,
        "message": field(value, "message") if isinstance(value, dict) else None,
        "toolCallId": field(value, "toolCallId") or field(value, "tool_call_id"),
        "responseSchema": field(value, "responseSchema") or field(value, "response_schema"),
        "reason": "interrupt",
        "metadata": {"langgraph": {"raw": value}},
    }


def _value_of(given: Mapping[str, Any]) -> Any:
    """Give what a LangGraph interrupt asks with."""
    return field(field(given.get("metadata"), "langgraph"), "raw")


def _schema_of(arguments: str) -> dict[str, Any]:
    """Give a schema for a form to edit arguments whose own schema is not known: the types that they have."""
    try:
        values = json.loads(arguments or "{}")
    except ValueError:
        values = {}
    given = values.items() if isinstance(values, dict) else ()
    properties = {name: {"type": _TYPES[type(v)]} if type(v) in _TYPES else {} for name, v in given}
    return {"type": "object", "properties": properties}
