"""Tools whose results are shown the user's own way."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents_widget import Agent, DemoModel, FunctionTool, function_tool, register_tool_view, watch
from agents_widget.agents.testing import call
from agents_widget.widget.assets import library
from agents_widget.widget.tool_views import VIEW_DATA_TYPE, _views


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
    assert displays() == {"orders": {"text/html": "<b>2 orders</b>"}, "other": {"application/json": "[1]"}}


def test_anything_a_notebook_can_show_by_the_tools_name() -> None:
    class Shown:
        def _repr_markdown_(self) -> str:
            return "**shown**"

    register_tool_view("other", lambda value: Shown())
    shown = displays()
    assert shown["orders"] == {"application/json": "[7, 2]"}
    assert shown["other"]["text/markdown"] == "**shown**"


def test_a_view_that_fails_says_so_in_its_place() -> None:
    register_tool_view(orders, lambda value: 1 / 0)
    text = displays()["orders"]["text/plain"]
    assert text == "The view of orders failed: ZeroDivisionError: division by zero"


MODULE = "export default ({ value, el }) => { el.textContent = value.length }"


def test_a_module_draws_the_data_of_the_result() -> None:
    register_tool_view(orders, esm=MODULE)
    assert displays()["orders"][VIEW_DATA_TYPE] == '{"tool": "orders", "value": [7,2]}'
    assert library("view:orders") == MODULE


def test_a_function_gives_the_data_that_a_module_draws(tmp_path: Path) -> None:
    path = tmp_path / "plot.js"
    path.write_text(MODULE)
    data = {"frame": pd.DataFrame({"a": [1, 2]}), "array": np.array([1.5, np.nan]), "when": date(2026, 1, 2)}
    register_tool_view(orders, lambda value: data, esm=str(path))
    value = json.loads(displays()["orders"][VIEW_DATA_TYPE])["value"]
    assert value == {"frame": [{"a": 1}, {"a": 2}], "array": [1.5, None], "when": "2026-01-02"}
    path.write_text(f"// edited\n{MODULE}")
    assert library("view:orders").startswith("// edited")


def test_a_table_comes_with_its_labels_and_what_its_fields_are() -> None:
    frame = pd.DataFrame({"city": ["Rome", "Oslo"], "kettles": [1, 2]})
    register_tool_view(orders, lambda value: frame.groupby("city").sum(), esm=MODULE)
    display = displays()["orders"]
    assert json.loads(display[VIEW_DATA_TYPE]) == {
        "tool": "orders",
        "value": [{"city": "Oslo", "kettles": 2}, {"city": "Rome", "kettles": 1}],
        "columns": [
            {"name": "city", "label": "city", "is_index": True},
            {"name": "kettles", "label": "kettles", "is_index": False},
        ],
    }


def test_a_table_that_is_too_large_is_not_read() -> None:
    register_tool_view(orders, lambda value: np.broadcast_to(0, (1000, 3000)), esm=MODULE)
    text = displays()["orders"]["text/plain"]
    assert text == "The result is too large to be drawn: 3,000,000 cells."


def test_data_that_hold_themselves_say_so_in_their_place() -> None:
    circular: list[object] = []
    circular.append(circular)
    register_tool_view(orders, lambda value: circular, esm=MODULE)
    assert "a list holds itself" in displays()["orders"]["text/plain"]


def test_a_result_keeps_its_other_forms_beside_its_data() -> None:
    class Shown(list[int]):
        def _repr_html_(self) -> str:
            return "<b>shown</b>"

    register_tool_view("plot", esm=MODULE)
    plot = FunctionTool(
        name="plot",
        description="",
        params_json_schema={"type": "object", "properties": {}},
        on_invoke_tool=_returning(Shown([1])),
    )
    widget = watch(Agent(name="Clerk", tools=[plot], model=DemoModel([[call("plot")], "Done."])), "Look.")
    widget.result()
    display = widget.transcript.entries[1].display
    assert display is not None
    assert (display["text/html"], display[VIEW_DATA_TYPE]) == (
        "<b>shown</b>",
        '{"tool": "plot", "value": [1]}',
    )


def _returning(value: Any) -> Any:
    async def invoke(context: Any, arguments: str) -> Any:
        return value

    return invoke


def test_data_that_are_too_large_say_so() -> None:
    register_tool_view(orders, lambda value: "x" * 2_000_001, esm=MODULE)
    too_large = "The result is too large to be drawn: 2,000,003 characters of JSON."
    assert displays()["orders"]["text/plain"] == too_large


def test_a_saved_page_has_the_modules_it_needs(tmp_path: Path) -> None:
    register_tool_view(orders, esm=MODULE)
    register_tool_view("never called", esm="export default 1")
    model = DemoModel([[call("orders")], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[orders], model=model), "Look.")
    widget.result()
    widget.save(tmp_path / "run.html")
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "view:orders" in page
    assert "never called" not in page
    _views.clear()
    widget.save(tmp_path / "run.html")
    assert "view:orders" not in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_a_module_is_asked_for_by_the_name_of_its_tool() -> None:
    with pytest.raises(LookupError, match="No module is registered that draws the results of orders"):
        library("view:orders")


def test_modules_that_cannot_be_registered(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="default export"):
        register_tool_view(orders, esm="console.log(1)")
    with pytest.raises(FileNotFoundError):
        register_tool_view(orders, esm=tmp_path / "none.js")


@pytest.mark.parametrize(
    ("tool", "view", "esm"), [(3, str, None), (orders, None, None), (orders, None, 3), (orders, 3, "export")]
)
def test_what_cannot_be_registered(tool: Any, view: Any, esm: Any) -> None:
    with pytest.raises(TypeError, match="takes a tool, or its name, and a function"):
        register_tool_view(tool, view, esm=esm)
