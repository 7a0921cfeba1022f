"""Tools whose results are shown the user's own way."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget import Agent, DemoModel, function_tool, register_tool_view, watch
from agents_widget.testing import call
from agents_widget.widget.tool_views import _views


@pytest.fixture(autouse=True)
def no_views() -> Any:
    yield
    _views.clear()


@function_tool
def orders() -> list[int]:
    return [7, 2]


@function_tool
def other() -> list[int]:
    return [1]


def displays() -> dict[str, Any]:
    model = DemoModel([[call("orders"), call("other")], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[orders, other], model=model), "Look.")
    widget.result()
    return {entry.tool: entry.display for entry in widget.transcript.entries if entry.kind == "tool_call"}


def test_html() -> None:
    register_tool_view(orders, lambda value: f"<b>{len(value)} orders</b>")
    assert displays() == {"orders": {"text/html": "<b>2 orders</b>"}, "other": None}


def test_anything_a_notebook_can_show_by_the_tools_name() -> None:
    class Shown:
        def _repr_markdown_(self) -> str:
            return "**shown**"

    register_tool_view("other", lambda value: Shown())
    shown = displays()
    assert shown["orders"] is None
    assert shown["other"]["text/markdown"] == "**shown**"


def test_a_view_that_fails_says_so_in_its_place() -> None:
    register_tool_view(orders, lambda value: 1 / 0)
    text = displays()["orders"]["text/plain"]
    assert text == "The view of orders failed: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(("tool", "view"), [(3, str), (orders, None)])
def test_what_cannot_be_registered(tool: Any, view: Any) -> None:
    with pytest.raises(TypeError, match="takes a tool, or its name, and a function"):
        register_tool_view(tool, view)
