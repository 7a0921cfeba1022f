"""What a graph asks by ``interrupt()``: forms, several questions at once, questions of subgraphs."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel

from agents_widget import AgentWidget, watch


class Booking(BaseModel):
    """What to book."""

    city: str
    nights: int = 2


class Verdict(BaseModel):
    approved: bool
    reason: str = ""


def asker(name: str, asked: Any, **options: Any) -> Any:
    """A node that asks, and says what it was answered."""

    def node(state: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(content=f"{name}: {interrupt(asked, **options)!r}")]}

    node.__name__ = name
    return node


def graph(*nodes: Any, compiled: bool = True) -> Any:
    """A graph whose nodes run at the same time; a node is a function, or a graph."""
    made = StateGraph(MessagesState)
    for node in nodes:
        name = getattr(node, "__name__", "inner")
        made.add_node(name, node)
        made.add_edge(START, name)
    return made.compile(checkpointer=InMemorySaver()) if compiled else made.compile()


def said(widget: AgentWidget) -> list[str]:
    return [entry.text for entry in widget.transcript.entries if entry.kind == "message"]


ANSWERS: dict[str, Any] = {
    "no schema": ({}, None, {"question": "Where?", "answer": True}, "True"),
    "no schema, answered": ({}, {"answer": "Rome"}, {"question": "Where?", "answer": True}, "'Rome'"),
    "a model": (
        {"response_schema": Booking},
        {"city": "Rome"},
        {"question": "Where?", "city": "", "nights": 2},
        "Booking(city='Rome', nights=2)",
    ),
    "a choice": (
        {"response_schema": {"enum": ["Rome", "Oslo"]}},
        {"answer": "Oslo"},
        {"question": "Where?", "answer": "Rome"},
        "'Oslo'",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_a_question_is_a_form_of_its_answer(name: str) -> None:
    options, edited, arguments, answered = ANSWERS[name]
    widget = watch(graph(asker("node", "Where?", **options)), "Hi")
    [row] = await widget.wait_for_approval()
    assert json.loads(row.arguments) == arguments
    assert row.schema is not None
    widget.approve(row, edited)
    await widget
    assert said(widget) == [f"node: {answered}"]
    assert widget.transcript.entries[1].state == "done"


async def test_a_schema_in_the_value_is_a_form_too() -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    widget = watch(graph(asker("node", {"message": "Where?", "response_schema": schema})), "Hi")
    [row] = await widget.wait_for_approval()
    assert row.schema == schema
    widget.approve(row, {"city": "Rome"})
    await widget
    assert said(widget) == ["node: {'city': 'Rome'}"]


async def test_what_the_schema_refuses_is_refused_at_once() -> None:
    widget = watch(graph(asker("node", "Where?", response_schema=Booking)), "Hi")
    [row] = await widget.wait_for_approval()
    with pytest.raises(ValueError, match="nights"):
        widget.approve(row, {"city": "Rome", "nights": "many"})
    widget.stop()


@pytest.mark.parametrize(
    ("schema", "status", "answer"),
    [
        (None, "done", ["node: False"]),
        (Verdict, "done", ["node: Verdict(approved=False, reason='Too far.')"]),
        (Booking, "cancelled", []),
    ],
)
async def test_a_question_that_is_denied(
    schema: Any, status: Literal["done", "cancelled"], answer: list[str]
) -> None:
    widget = watch(graph(asker("node", "Where?", response_schema=schema)), "Hi")
    [row] = await widget.wait_for_approval()
    widget.deny(row, "Too far.")
    assert await widget.wait_for("done", "failed", "cancelled") == status
    assert said(widget) == answer
    assert widget.transcript.entries[1].state == "denied"


async def test_several_questions_at_once_one_of_them_of_a_subgraph() -> None:
    inner = graph(asker("deep", "Where?", response_schema=Booking), compiled=False)
    widget = watch(graph(inner, asker("left", "Left?"), asker("right", "Right?")), "Hi")
    rows = {json.loads(row.arguments)["question"]: row for row in await widget.wait_for_approval()}
    assert set(rows) == {"Where?", "Left?", "Right?"}
    widget.approve(rows["Where?"], {"city": "Rome", "nights": 1})
    widget.approve(rows["Left?"], {"answer": 1})
    widget.deny(rows["Right?"])
    await widget
    assert sorted(said(widget)) == ["deep: Booking(city='Rome', nights=1)", "left: 1", "right: False"]


async def test_a_node_may_ask_twice() -> None:
    def node(state: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(content=f"{interrupt('First?')}, {interrupt('Second?')}")]}

    widget = watch(graph(node), "Hi")
    for question, answer in (("First?", "one"), ("Second?", "two")):
        [row] = await widget.wait_for_approval()
        assert json.loads(row.arguments)["question"] == question
        widget.approve(row, {"answer": answer})
        await widget.wait_for("running", "done")
    await widget
    assert said(widget) == ["one, two"]
