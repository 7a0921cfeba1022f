"""Views inside of ipywidgets' layouts, the sizes that layouts ask for, and a view that fills the window."""

from __future__ import annotations

from functools import partial

import pytest
from conftest import OpenNotebook
from notebook_page import NotebookPage
from playwright.async_api import Locator, expect
from retrying import to_give, to_pass

SETUP = """
import ipywidgets as W
from IPython.display import display
from agents_widget import Agent, DemoModel, watch
def run(name="Ada", lines=60, **options):
    model = DemoModel(["a line\\n\\n" * lines], tokens_per_second=None)
    return watch(Agent(name=name, model=model), "Go on.", **options)
"""
LEAST = 280
"""The least width of a view in a layout, in pixels: the tabs have room."""


async def shown(open_notebook: OpenNotebook, code: str, count: int = 1) -> NotebookPage:
    """Run a cell that displays views, and wait until each has its text."""
    notebook = await open_notebook(code)
    await notebook.execute(SETUP)
    await notebook.run(0)
    await expect(notebook.view(0)).to_have_count(count)
    for view in await notebook.view(0).all():
        await expect(view).to_have_attribute("data-status", "done")
        await expect(view.locator("[data-kind=message]")).to_contain_text("a line")
        await expect(view.locator(".agw-text[data-live]")).to_have_count(0)
    return notebook


async def box(place: Locator) -> dict[str, float]:
    """Where something is on the page now; layouts come to rest a while after they were changed."""
    await expect(place).to_be_visible()
    bounds = await place.bounding_box()
    assert bounds is not None
    return {**bounds}


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("W.HBox([run(), run('Bob', 1)])", 2),
        ("W.HBox([run(), run('Bob'), run('Cy')])", 3),
        ("W.HBox([run()])", 1),
        ("W.HBox([W.VBox([run()]), W.VBox([run()])])", 2),
        ("W.GridBox([run(), run()], layout=W.Layout(grid_template_columns='1fr 1fr'))", 2),
        ("W.GridBox([run(), run()], layout=W.Layout(grid_template_columns='auto auto'))", 2),
        ("W.TwoByTwoLayout(top_left=run(), top_right=run())", 2),
    ],
)
async def test_views_in_a_row_share_its_width(open_notebook: OpenNotebook, code: str, columns: int) -> None:
    notebook = await shown(open_notebook, code, columns)

    async def check() -> None:
        whole = (await box(notebook.output(0)))["width"]
        widths = [(await box(view))["width"] for view in await notebook.view(0).all()]
        assert sum(widths) > 0.85 * whole  # the cell's prompt has the rest
        assert max(widths) - min(widths) < 2

    await to_pass(check)


async def takes_of_the_output(notebook: NotebookPage, least: float) -> None:
    """Check that the view has at least this part of the output's width."""
    assert (await box(notebook.view(0)))["width"] > least * (await box(notebook.output(0)))["width"]


@pytest.mark.parametrize(
    "code",
    [
        "W.VBox([W.IntSlider(), run()])",
        "W.Tab([run(), W.Label('other')])",
        "W.Accordion([run(), W.Label('other')], selected_index=0)",
        "W.Stack([W.Label('other'), run()], selected_index=1)",
        "out = W.Output()\nwith out: display(run())\nW.VBox([out])",
        "out = W.Output()\nwith out: display(run())\nW.HBox([out])",
    ],
)
async def test_a_view_has_the_width_of_its_layout(open_notebook: OpenNotebook, code: str) -> None:
    notebook = await shown(open_notebook, code)
    await to_pass(partial(takes_of_the_output, notebook, 0.8))


async def test_a_button_beside_a_view_leaves_it_the_rest(open_notebook: OpenNotebook) -> None:
    notebook = await shown(open_notebook, "W.HBox([W.Button(description='Go'), run()])")
    await to_pass(partial(takes_of_the_output, notebook, 0.7))


async def test_a_narrow_row_scrolls_instead_of_squeezing_its_views(open_notebook: OpenNotebook) -> None:
    notebook = await shown(open_notebook, "W.HBox([run() for _ in range(8)])", 8)

    async def check() -> None:
        for view in await notebook.view(0).all():
            assert (await box(view))["width"] > LEAST

    await to_pass(check)


@pytest.mark.parametrize(
    ("code", "height"),
    [
        ("run(height=300)", 300),
        ("run(height='30rem')", 480),
        ("w = run(); w.layout.height = '900px'; w", 900),
        ("w = run('Ada', 1); w.layout.height = '600px'; w", 600),
        ("w = run('Ada', 1); w.layout.min_height = '850px'; w", 850),
        ("w = run(); w.layout.max_height = '320px'; w", 320),
        ("w = run(); w.layout.max_height = '900px'; w", 900),
        ("w = run(); w.layout = W.Layout(max_height='700px', height='250px'); w", 250),
        ("g = W.GridspecLayout(2, 1, height='700px'); g[0, 0] = run(); g", 350),
    ],
)
async def test_the_layouts_height_is_the_views(open_notebook: OpenNotebook, code: str, height: int) -> None:
    """The transcript scrolls inside; the composer stays in sight."""
    notebook = await shown(open_notebook, code)

    async def check() -> None:
        view = await box(notebook.view(0))
        assert abs(view["height"] - height) < 6  # its margin, and a grid's gap
        composer = await box(notebook.view(0).locator("form"))
        assert composer["y"] + composer["height"] <= view["y"] + view["height"]

    await to_pass(check)


async def test_a_view_takes_the_rest_of_a_column_with_a_height(open_notebook: OpenNotebook) -> None:
    code = "W.VBox([W.IntSlider(), run()], layout=W.Layout(height='400px'))"
    notebook = await shown(open_notebook, code)

    async def check() -> None:
        view, column = await box(notebook.view(0)), await box(notebook.view(0).locator("xpath=../.."))
        assert column["height"] == 400
        assert view["y"] + view["height"] <= column["y"] + column["height"]
        assert view["height"] > 340

    await to_pass(check)


async def measures(view: Locator, side: str, wanted: float) -> None:
    assert abs((await box(view))[side] - wanted) < 6


async def test_the_layouts_width_is_the_views(open_notebook: OpenNotebook) -> None:
    notebook = await shown(open_notebook, "w = run(); w.layout.width = '400px'; w")
    await to_pass(partial(measures, notebook.view(0), "width", 400))


async def test_a_layout_that_is_made_later_reaches_the_views_that_are_there(
    open_notebook: OpenNotebook,
) -> None:
    notebook = await shown(open_notebook, "w = run()\ndisplay(w, w)", 2)
    await notebook.execute("w.layout.width = '400px'; w.layout.height = '320px'")
    for view in await notebook.view(0).all():
        await to_pass(partial(measures, view, "width", 400))
        await to_pass(partial(measures, view, "height", 320))
    await notebook.execute("w.layout = W.Layout(width='500px')")
    for view in await notebook.view(0).all():
        await to_pass(partial(measures, view, "width", 500))


async def test_the_handle_changes_a_height_that_the_layout_gave(open_notebook: OpenNotebook) -> None:
    notebook = await shown(open_notebook, "run(height=300)")
    handle = notebook.view(0).get_by_role("separator")
    await handle.press("ArrowDown")
    await handle.press("ArrowDown")
    await to_pass(partial(measures, notebook.view(0), "height", 380))


@pytest.mark.parametrize("code", ["run()", "W.HBox([run(), W.Tab([W.Label('other')])])"])
async def test_a_view_fills_the_window_until_escape(open_notebook: OpenNotebook, code: str) -> None:
    notebook = await shown(open_notebook, code)
    view, page = notebook.view(0), notebook.page
    before = await box(view)
    fill = view.get_by_role("button", name="Fill the window")
    await fill.click()
    window = page.viewport_size
    assert window is not None
    await to_give(partial(box, view), {"x": 0, "y": 0, **window})
    inside = "([x, y]) => document.elementFromPoint(x, y).closest('.agw') !== null"
    for corner in ([3, 3], [window["width"] - 3, window["height"] - 3]):
        await to_give(partial(page.evaluate, inside, corner), True)
    await expect(view.get_by_role("button", name="Back into the page")).to_be_focused()
    await page.keyboard.press("2")  # the keys of the view work on
    await expect(view.get_by_role("tab", name="Tools")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Escape")
    await expect(fill).to_be_focused()
    await to_give(partial(box, view), before)


async def test_what_is_written_stays_when_the_view_fills_the_window(open_notebook: OpenNotebook) -> None:
    notebook = await shown(open_notebook, "run()")
    field = notebook.view(0).get_by_role("textbox")
    await field.fill("half a thou")
    await notebook.view(0).locator("[data-action=fill]").click()
    await expect(notebook.view(0)).to_have_attribute("data-filled", "true")
    await field.focus()
    await expect(field).to_be_focused()
    await notebook.page.keyboard.press("End")
    await notebook.page.keyboard.type("ght")
    await notebook.page.keyboard.press("Escape")
    await expect(field).to_have_value("half a thought")
    await expect(field).to_be_focused()
