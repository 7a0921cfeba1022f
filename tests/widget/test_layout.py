"""A widget's layout: made when somebody asks for it, told to the pages, and closed with the widget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import comm
import ipywidgets
import pytest
from comm.base_comm import BaseComm
from ipywidgets.embed import dependency_state
from ipywidgets.widgets import widget as registry

from agents_widget import grid
from agents_widget.agents import Agent
from agents_widget.agents.testing import ScriptedModel
from agents_widget.widget.watch import watch

EVENTS = [{"type": "error", "message": "no"}]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The kind and the state of every message to the pages."""
    sent: list[tuple[str, dict[str, Any]]] = []

    class Noted(BaseComm):
        def publish_msg(self, msg_type: str, data: Any = None, *args: Any, **options: Any) -> None:
            sent.append((msg_type, (data or {}).get("state") or {}))

    monkeypatch.setattr(comm, "create_comm", lambda *args, **options: Noted(*args, **options))
    return sent


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = set(registry._instances)
    yield
    for model_id in set(registry._instances) - before:
        if model_id in registry._instances:  # a widget closes its layout, too
            registry._instances[model_id].close()


def opened(sent: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [state for kind, state in sent if kind == "comm_open"]


def test_a_widget_is_opened_alone(sent: list[tuple[str, dict[str, Any]]]) -> None:
    watch(EVENTS)
    (state,) = opened(sent)
    assert "layout" not in state


def test_a_layout_that_is_asked_for_is_told_to_the_pages_once(
    sent: list[tuple[str, dict[str, Any]]],
) -> None:
    widget = watch(EVENTS)
    sent.clear()
    layout = widget.layout
    layout.height = "300px"
    assert widget.layout is layout
    reference = {"layout": f"IPY_MODEL_{layout.model_id}"}
    (model,) = opened(sent)
    assert model["_model_name"] == "LayoutModel"
    assert [state for kind, state in sent if kind == "comm_msg"] == [reference, {"height": "300px"}]
    assert widget.get_state()["layout"] == reference["layout"]


def test_a_height_is_there_from_the_first_message(sent: list[tuple[str, dict[str, Any]]]) -> None:
    widget = watch(EVENTS, height=300)
    layout, state = opened(sent)
    assert layout["height"] == "300px"
    assert state["layout"] == f"IPY_MODEL_{widget.layout.model_id}"


def test_a_layout_of_the_users_takes_its_place(sent: list[tuple[str, dict[str, Any]]]) -> None:
    widget, mine = watch(EVENTS), ipywidgets.Layout(width="400px")
    widget.layout = mine
    assert widget.layout is mine
    assert sent[-1] == ("comm_msg", {"layout": f"IPY_MODEL_{mine.model_id}"})
    widget.close()
    assert mine.model_id in registry._instances


def test_closing_a_widget_closes_the_layout_it_made() -> None:
    before = set(registry._instances)
    widget = watch(EVENTS)
    widget.layout.width = "400px"
    assert set(registry._instances) - before == {widget.model_id, widget.layout.model_id}
    widget.close()
    widget.close()
    assert set(registry._instances) == before


def test_layouts_of_ipywidgets_place_a_view() -> None:
    widget = watch(EVENTS)
    ipywidgets.AppLayout(center=widget)
    assert widget.layout.grid_area == "center"


def test_a_page_of_its_own_has_the_layout_if_there_is_one() -> None:
    plain, sized = watch(EVENTS), watch(EVENTS, height=300)
    state = dependency_state([plain, sized])
    assert "layout" not in state[plain.model_id]["state"]
    assert state[sized.layout.model_id]["state"]["height"] == "300px"


async def test_a_grid_is_opened_alone_too(sent: list[tuple[str, dict[str, Any]]]) -> None:
    agent = Agent(name="A", model=ScriptedModel(["Yes."]))
    rows = grid(agent, ["Well?"])
    await rows
    assert all("layout" not in state for state in opened(sent))
    rows.layout.height = "500px"
    assert opened(sent)[-1]["_model_name"] == "LayoutModel"
