"""What a program asks a person while it waits, and the answer: one convention for all frameworks.

A question is a row whose arguments are what is asked, under ``question``, and the answer to be edited: by the
names of its JSON schema where that is an object's, else under ``answer``. To approve is to give the answer as
it stands or was edited; to deny is to give none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..agents.approvals import Decision
from ..transcript.fields import field

_FIRST_ANSWERS: dict[str, Any] = {
    "boolean": True,
    "string": "",
    "number": 0,
    "integer": 0,
    "array": [],
    "object": {},
}
"""What a form begins with, by the type of a field: true is what approving says."""
_ANY_ANSWER = {"description": 'JSON: true, 42, "a text" or {"nights": 2}'}


class DeclinedError(Exception):
    """The question was not answered, and its schema has no answer that says so."""


class Question:
    """A question, and the JSON ``schema`` of the answer; None: it is not known, and true means yes."""

    def __init__(self, asked: Any, schema: Mapping[str, Any] | None = None) -> None:
        self._has_schema = schema is not None
        self._is_object = field(schema, "type") == "object" or bool(properties_of(schema))
        self.schema = dict(schema or {}) if self._is_object else _schema_of_answer(schema)
        """JSON schema of the form."""
        self._label = "question" if "question" not in properties_of(self.schema) else "asked"
        is_said = asked is not None and not (isinstance(asked, (str, dict)) and not asked)
        shown = {self._label: asked} if is_said else {}
        self.arguments: dict[str, Any] = shown | _draft(self.schema)
        """Of the row: what is asked, and the answer as long as nobody edits it."""

    def answer(self, decision: Decision) -> Any:
        """Give the answer. Raises ``DeclinedError`` where there is none."""
        given = self.arguments if decision.arguments is None else json.loads(decision.arguments)
        fields = {name: value for name, value in given.items() if name != self._label}
        if decision.approved:
            return fields if self._is_object else fields.get("answer")
        if not self._has_schema:
            return False
        if "approved" not in properties_of(self.schema):
            raise DeclinedError
        reason = {"reason": decision.message} if decision.message else {}
        return {**fields, "approved": False, **reason}


def review_decision(decision: Decision, tool: str, allowed: Sequence[str] = ()) -> dict[str, Any]:
    """Give what LangChain's ``HumanInTheLoopMiddleware`` takes about a call of ``tool``.

    ``allowed`` are the decisions that it takes, if it says.
    """
    if decision.approved and decision.arguments is not None:
        edited = {"name": tool, "args": json.loads(decision.arguments)}
        return {"type": "edit", "edited_action": edited}
    if decision.approved:
        return {"type": "approve"}
    if allowed and "reject" not in allowed and "respond" in allowed:
        return {"type": "respond", "message": refusal(decision)}
    return {"type": "reject", **({"message": decision.message} if decision.message else {})}


def refusal(decision: Decision) -> str:
    """Give the words of who did not answer."""
    return decision.message or "The user declined to answer."


def properties_of(schema: Any) -> Mapping[str, Any]:
    """Give the properties of a JSON schema; none if it is that of no object."""
    properties = field(schema, "properties")
    return properties if isinstance(properties, dict) else {}


def _schema_of_answer(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the schema of an object with the answer in it; definitions stay where they are referred to."""
    answer = dict(_ANY_ANSWER if schema is None else schema)
    definitions: dict[str, Any] = {
        name: answer.pop(name) for name in ("$defs", "definitions") if name in answer
    }
    properties = {"answer": answer}
    return {"type": "object", "properties": properties, "required": ["answer"], **definitions}


def _draft(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a form of an answer begins with: the defaults, and something for what is required."""
    required = field(schema, "required")
    values = {}
    for name, each in properties_of(schema).items():
        if isinstance(each, dict) and "default" in each:
            values[name] = each["default"]
        elif isinstance(required, list) and name in required:
            values[name] = _first_answer(each)
    return values


def _first_answer(schema: Any) -> Any:
    if "const" in schema:
        return schema["const"]
    choices = field(schema, "enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    return True if schema == _ANY_ANSWER else _FIRST_ANSWERS.get(str(field(schema, "type")))
