"""Notebooks run without a page (nbconvert --execute, papermill): what they keep of a run."""

from __future__ import annotations

from functools import cache
from typing import Any

import executed
import nbformat
import pytest

pytestmark = pytest.mark.processes

SETUP = """
import asyncio
from agents_widget import Agent, DemoModel, Runner, watch
agent = Agent(name="Joker", model=DemoModel(["Why did the chicken cross?"], tokens_per_second=None))
"""
WAYS = {
    "awaited in the same cell": ["widget = watch(agent, 'Hello')\ndisplay(widget)\nawait widget"],
    "awaited in a later cell": ["widget = watch(agent, 'Hello')\nwidget", "await widget"],
    "result() in the same cell": ["widget = watch(agent, 'Hello')\ndisplay(widget)\nwidget.result()"],
    "result() in a later cell": ["widget = watch(agent, 'Hello')\nwidget", "widget.result()"],
    "our own stream, awaited": [
        "widget = watch(Runner.run_streamed(agent, 'Hello'))\ndisplay(widget)\nawait widget"
    ],
    "our own stream, awaited later": [
        "widget = watch(Runner.run_streamed(agent, 'Hello'))\nwidget",
        "await widget",
    ],
    "a result that had ended": [
        "result = Runner.run_streamed(agent, 'Hello')\nasync for _ in result.stream_events(): pass\nresult",
        "await asyncio.sleep(0)",
    ],
}


@cache
def execute(*cells: str) -> Any:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (SETUP, *cells)])
    return executed.execute(notebook)


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.outputs]


@pytest.mark.parametrize("cells", WAYS.values(), ids=WAYS.keys())
def test_the_end_of_the_run_is_kept(cells: list[str]) -> None:
    notebook = execute(*cells)
    [page] = [out.data["text/html"] for out in outputs(notebook) if "text/html" in out.get("data", {})]
    assert 'data-status="done"' in page
    assert "Why did the chicken cross?" in page


@pytest.mark.parametrize("cells", list(WAYS.values())[:6], ids=list(WAYS)[:6])
def test_the_state_of_the_widget_is_kept_too(cells: list[str]) -> None:
    states = execute(*cells).metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    [snapshot] = [state["state"]["snapshot"] for state in states.values() if "snapshot" in state["state"]]
    assert snapshot["transcript"]["status"] == "done"
    assert snapshot["transcript"]["entries"][-1]["text"] == "Why did the chicken cross?"


def test_the_source_of_the_view_is_kept_once() -> None:
    two = "first, second = watch(agent, 'Hello'), watch(agent, 'Hello')\ndisplay(first, second)\nawait second"
    states = execute(two).metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    [source] = [model for model, state in states.items() if "view" in state["state"]]
    references = [state["state"]["view_source"] for state in states.values() if "snapshot" in state["state"]]
    assert references == [f"IPY_MODEL_{source}"] * 2
    assert len(str(states)) < 1.5 * len(str(states[source]))


def test_an_error_of_the_run_is_the_cells_and_nothing_else_is_printed() -> None:
    failing = "agent.model = DemoModel([ValueError('the server is gone')])\n"
    notebook = execute(
        failing + "widget = watch(agent, 'Hello')\nwidget", "ended = await widget.wait_for('failed')"
    )
    [page] = [out.data["text/html"] for out in outputs(notebook) if "text/html" in out.get("data", {})]
    assert "the server is gone" not in [out.get("name") for out in outputs(notebook)]
    assert [out.output_type for out in outputs(notebook)] == ["display_data", "display_data"]
    assert "agw-static" in page
