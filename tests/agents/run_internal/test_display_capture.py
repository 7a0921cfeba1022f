"""Pictures that tools display: in their rows while their run is watched, else where they went."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import hang
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from agents_widget import Agent, function_tool, watch
from agents_widget.agents.run import Runner
from agents_widget.agents.run_internal import display_capture
from agents_widget.agents.testing import ScriptedModel, function_call

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\2\x80\0\0\1\xe0").decode()


class Published:
    """What the shell of a notebook would send to the cell."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.data: list[dict[str, Any]] = []

    def publish(self, data: dict[str, Any], metadata: Any = None, **options: Any) -> None:
        self.data.append(data)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[Published]:
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    publisher = Published(shell)
    monkeypatch.setattr(shell, "display_pub", publisher)
    monkeypatch.setattr(display_capture, "_captures", 0)  # runs of other tests may still be watched
    yield publisher
    InteractiveShell.clear_instance()


def show(data: dict[str, Any]) -> None:
    """As ``plt.show()`` does for each figure."""
    display(data, raw=True)


def draw() -> None:
    """Show a figure."""
    show({"image/png": PNG, "text/plain": "<Figure>"})


async def draw_later() -> str:
    """Show a figure on the loop, and say so."""
    show({"image/png": base64.b64decode(PNG), "text/plain": "<Figure>"})
    return "drawn"


def draw_twice() -> None:
    """Show two figures."""
    draw()
    draw()


def draw_and_return() -> pd.DataFrame:
    """Show a figure beside a table."""
    draw()
    return pd.DataFrame({"a": [1]})


def show_text() -> str:
    """Show what is no picture."""
    show({"text/html": "<b>1</b>"})
    return "shown"


async def row_of(function: Any, *, watched: bool = True) -> Any:
    tool = function_tool(function)
    model = ScriptedModel([[function_call(tool.name, {}, call_id="c1")], "the end"])
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[tool]), "go")
    if not watched:
        async for _ in result.stream_events():
            pass
        return None
    widget = watch(result)
    await asyncio.wait_for(widget, hang.SECONDS)
    return next(entry for entry in widget.transcript.entries if entry.kind == "tool_call")


async def test_a_figure_is_in_the_row_of_its_tool(published: Published) -> None:
    row = await row_of(draw)
    assert row.display == {"image/png": PNG}
    assert row.summary == "PNG, 640 x 480"
    assert published.data == []


async def test_a_figure_of_an_async_tool_is_beside_its_text(published: Published) -> None:
    row = await row_of(draw_later)
    assert row.display == {"image/png": PNG}
    assert (row.summary, row.output) == ("", "drawn")


async def test_several_figures_are_below_each_other(published: Published) -> None:
    row = await row_of(draw_twice)
    assert row.display["text/html"].count(f"data:image/png;base64,{PNG}") == 2
    assert row.display["image/png"] == PNG


async def test_a_figure_is_beside_a_table(published: Published) -> None:
    row = await row_of(draw_and_return)
    assert row.display["image/png"] == PNG
    assert "application/vnd.agents-widget.table+json" in row.display
    assert row.summary == "DataFrame, 1 x 1: a"


async def test_other_displays_go_where_they_went(published: Published) -> None:
    row = await row_of(show_text)
    assert row.display is None
    assert published.data == [{"text/html": "<b>1</b>"}]


async def test_a_run_that_nobody_watches_displays_in_the_cell(published: Published) -> None:
    await row_of(draw, watched=False)
    assert [each["image/png"] for each in published.data] == [PNG]


async def test_a_figure_is_captured_in_a_shell_that_took_the_place_of_another(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    display_capture.start()
    second = Published(published.shell)
    monkeypatch.setattr(published.shell, "display_pub", second)
    row = await row_of(draw)
    assert row.display == {"image/png": PNG}
    assert (published.data, second.data) == ([], [])
    display_capture.stop()
    assert "publish" not in vars(published) | vars(second)


async def test_the_program_displays_in_the_cell_during_and_after_a_watched_run(published: Published) -> None:
    await row_of(draw)
    draw()
    assert len(published.data) == 1
    assert "publish" not in vars(published)
