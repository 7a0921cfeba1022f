"""What a server's question becomes, and who may answer it."""

from __future__ import annotations

from typing import Any

import pytest
from mcp.types import ElicitRequestFormParams, ElicitRequestURLParams

from agents_widget.agents.mcp.elicitation import Elicitation
from agents_widget.agents.mcp.running_call import RunningCalls
from agents_widget.agents.tool_questions import ToolAnswer, ToolQuestion

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string", "pattern": "(a+)+$"}}}
CONTEXT: Any = None


async def test_a_form_is_asked_without_patterns() -> None:
    asked: list[ToolQuestion] = []

    async def ask(question: ToolQuestion) -> ToolAnswer:
        asked.append(question)
        return ToolAnswer("accept", {"name": "Ada"})

    params = ElicitRequestFormParams(message="Who?", requested_schema=SCHEMA)
    result = await Elicitation(ask)(CONTEXT, params)
    assert (result.action, result.content) == ("accept", {"name": "Ada"})
    assert (asked[0].message, asked[0].schema["properties"]) == ("Who?", {"name": {"type": "string"}})


async def test_an_address_is_declined() -> None:
    params = ElicitRequestURLParams(message="Sign in.", url="https://h.example", elicitation_id="e1")
    result = await Elicitation(RunningCalls().ask)(CONTEXT, params)
    assert (result.action, result.content) == ("decline", None)


async def test_a_question_outside_of_a_call_is_answered_by_nobody() -> None:
    params = ElicitRequestFormParams(message="Who?", requested_schema=SCHEMA)
    assert (await Elicitation(RunningCalls().ask)(CONTEXT, params)).action == "cancel"


def test_a_question_is_answered_once() -> None:
    question = ToolQuestion("Who?", {**SCHEMA, "required": ["name"]})
    with pytest.raises(ValueError, match="name"):
        question.answer({})
    assert question.is_open
    question.answer({"name": "Ada"})
    assert not question.is_open
    with pytest.raises(ValueError, match="has been answered"):
        question.answer(None)
