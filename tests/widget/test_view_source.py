"""The view's source: once for all widgets of a Jupyter kernel, with each widget elsewhere."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import ipywidgets
import pytest
from ipywidgets.embed import dependency_state

from agents_widget.widget import view_source
from agents_widget.widget.assets import stylesheet, view
from agents_widget.widget.watch import watch
from agents_widget.widget.widget import AgentWidget

REFERENCE = "IPY_MODEL_"


class Kernel:
    """Stands for a Jupyter kernel: of it, only that it is one matters."""


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    """A kernel that runs the test, with no widget left of it afterwards."""
    kernel = Kernel()
    monkeypatch.setattr(view_source, "notebook_shell", lambda: SimpleNamespace(kernel=kernel))
    yield kernel
    ipywidgets.Widget.close_all()


async def no_events() -> AsyncIterator[Any]:
    return
    yield


def shown() -> AgentWidget:
    return watch(no_events())


def reference(widget: AgentWidget) -> str:
    return str(widget.get_state()["view_source"]).removeprefix(REFERENCE)


async def test_a_widget_outside_of_jupyter_carries_the_view() -> None:
    """As in marimo, whose page finds no other model."""
    state = shown().get_state()
    assert (state["_esm"], state["_css"], state["view_source"]) == (view(), stylesheet(), None)


async def test_widgets_of_a_kernel_refer_to_one_model(kernel: Kernel) -> None:
    first, second = shown(), shown()
    assert reference(first) == reference(second)
    source = ipywidgets.widgets.widget._instances[reference(first)]
    assert (source.get_state()["view"], source.get_state()["style"]) == (view(), stylesheet())
    assert len(json.dumps(first.get_state())) < 5_000


async def test_the_models_id_is_told_to_the_page(kernel: Kernel) -> None:
    widget = shown()
    assert widget.model_id == widget.get_state()["run"]


async def test_a_source_that_was_closed_is_made_anew(kernel: Kernel) -> None:
    closed = reference(shown())
    ipywidgets.Widget.close_all()
    widget = shown()
    assert reference(widget) not in (closed, "None")
    assert reference(widget) == reference(shown())


async def test_each_kernel_of_a_process_has_a_source_of_its_own(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page knows the models of its own kernel alone."""
    here, other = reference(shown()), Kernel()
    monkeypatch.setattr(view_source, "notebook_shell", lambda: SimpleNamespace(kernel=other))
    assert reference(shown()) != here


async def test_closing_a_widget_leaves_the_source_to_the_others(kernel: Kernel) -> None:
    closed, other = shown(), shown()
    closed.close()
    assert other.view_source is not None
    assert other.view_source.comm is not None


async def test_a_page_cannot_put_another_source_in_its_place(kernel: Kernel) -> None:
    widget = shown()
    source = reference(widget)
    widget.set_state({"view_source": f"{REFERENCE}{widget.layout.model_id}"})
    assert reference(widget) == source


async def test_a_widgets_state_for_an_exported_page_brings_the_source(kernel: Kernel) -> None:
    widget = shown()
    state = dependency_state([widget])
    assert {widget.model_id, reference(widget)} <= set(state)
    assert state[reference(widget)]["state"]["view"] == view()
    assert "_esm" in state[widget.model_id]["state"]
