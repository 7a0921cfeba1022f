"""Results that are tables, pictures and trees: in JupyterLab, and in a saved page."""

from __future__ import annotations

import re
from pathlib import Path

import hang
import pytest
from conftest import OpenNotebook
from playwright.async_api import Browser, Locator, Page, expect
from retrying import to_give

from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.agents.testing import call

SETUP = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from agents_widget import Agent, DemoModel, function_tool, register_tool_view, watch
from agents_widget.agents.testing import call

@function_tool
def load_big():
    "Load a large table."
    n = 400_000
    return pd.DataFrame({"n": range(n), "half": np.arange(n) / 2, "text": [f"=row {i}" for i in range(n)]})

@function_tool
def load_wide():
    "Load a wide table."
    words = "many words that would be set below each other " * 3
    return pd.DataFrame([[words] * 40] * 5, columns=[f"column_{i}" for i in range(40)])

@function_tool
def plot():
    "Plot, and say so."
    plt.plot([1, 3, 2])
    plt.show()
    return "plotted"

@function_tool
def chart():
    "Give a chart of Altair."
    import altair as alt
    return alt.Chart(pd.DataFrame({"a": [1, 2], "b": [2, 1]})).mark_bar().encode(x="a", y="b")

@function_tool
def figure():
    "Give a figure of Plotly."
    import plotly.graph_objects as go
    return go.Figure(go.Bar(x=["a", "b"], y=[1, 2]))

def run(*tools):
    model = DemoModel([[call(tool.name) for tool in tools], "Done."], tokens_per_second=None)
    return watch(Agent(name="Analyst", tools=list(tools), model=model), "Look.")
"""
DRAWN_ROWS = ".agw-table-grid tr[aria-rowindex]"


async def opened(view: Locator, tool: str) -> Locator:
    """Open a tool's row; its details."""
    row = view.locator(f"[data-kind=tool_call][data-tool={tool}]").first
    await expect(row).to_have_attribute("data-state", "done")
    await row.get_by_role("button").first.click()
    return view.locator(".agw-call-detail")


async def copied(page: Page, table: Locator, action: str) -> str:
    """Press a button that copies; what is on the clipboard then."""
    await table.locator(f"[data-action={action}]").click()
    await expect(table.locator(f"[data-action={action}]")).to_contain_text("Copied")
    return str(await page.evaluate("navigator.clipboard.readText()"))


def first_cells(table: Locator, count: int) -> Locator:
    """The first cells of the first row in sight."""
    return table.locator(DRAWN_ROWS).first.locator(f"td:nth-child(-n + {count})")


async def test_a_table_of_many_rows(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, "w = run(load_big)\nw")
    page = notebook.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await notebook.run(0, 1)
    view = notebook.view(1)
    await expect(view.locator("[data-tool=load_big]")).to_contain_text("DataFrame, 400,000 x 3: n, half")
    table = (await opened(view, "load_big")).locator("[data-rows]")
    await expect(table).to_have_attribute("data-rows", "400000")
    await expect(first_cells(table, 4)).to_have_text(["0", "0", "0.0", "=row 0"])
    assert await table.locator(DRAWN_ROWS).count() < 50

    # Rows that are not in the page come from Python, wherever the window is.
    await table.locator(".agw-table-window").evaluate("box => box.scrollTop = box.scrollHeight")
    last = table.locator(DRAWN_ROWS).last
    await expect(last).to_contain_text("399999")
    await expect(last).to_contain_text("=row 399999")
    assert await table.locator(DRAWN_ROWS).count() < 50

    # Sorted up, down, and as it was.
    head = table.locator("th[data-column=n]")
    for sorting, first in (("ascending", "0"), ("descending", "399999"), ("none", "0")):
        await head.locator("[data-action=sort]").click()
        await expect(head).to_have_attribute("aria-sort", sorting)
        await expect(first_cells(table, 2)).to_have_text([first, first])

    await table.get_by_role("searchbox").fill("ROW 12345")
    await expect(table).to_have_attribute("data-matching", "11")
    assert "\r\n12345,6172.5,'=row 12345\r\n" in await copied(page, table, "copy-rows-csv")
    markdown = await copied(page, table, "copy-rows-markdown")
    assert markdown.startswith(
        "| n | half | text |\n| ---: | ---: | :--- |\n| 12345 | 6172.5 | '=row 12345 |\n"
    )
    await table.get_by_role("searchbox").fill("")
    await expect(table).to_have_attribute("data-matching", "400000")
    await table.locator("[data-action=rows-on]").click()
    await expect(table.get_by_role("status")).to_have_text(re.compile(r"^14.26 of 400,000 rows$"))

    # Without the kernel the first rows are left, and the table says so.
    await view.locator("[data-action=name]").click()
    await notebook.execute("assert load_big_result is w.tools['load_big'].value")
    notebook.end_kernel()
    await table.get_by_role("searchbox").fill("row 499")
    await expect(table).to_contain_text("The first 500 of 400,000 rows")
    await expect(table).to_have_attribute("data-matching", "1")


async def test_rows_of_a_wide_table_are_of_one_height(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, "run(load_wide)")
    await notebook.run(0, 1)
    detail = await opened(notebook.view(1), "load_wide")
    rows = detail.locator(DRAWN_ROWS)
    await expect(rows).to_have_count(5)
    await to_give(lambda: rows.evaluate_all("rows => rows.map(row => row.offsetHeight)"), [26] * 5)
    await to_give(lambda: detail.evaluate("box => box.scrollWidth - box.clientWidth"), 0)


async def test_a_shown_figure_is_in_its_row(open_notebook: OpenNotebook) -> None:
    # Awaited: at a cell's end IPython shows all figures there are, also one that a tool is about to show.
    notebook = await open_notebook(SETUP, "result = await run(plot)", "plt.plot([1, 2])\nplt.show()")
    await notebook.run(0, 1)
    view = notebook.view(1)
    detail = await opened(view, "plot")
    await expect(detail.locator("img")).to_be_visible()
    await expect(view.locator("[data-tool=plot]")).to_contain_text("plotted")
    assert await notebook.output(1).locator(".jp-RenderedImage").count() == 0
    # What the program shows itself is in the cell.
    await notebook.run(2)
    await expect(notebook.output(2).locator(".jp-RenderedImage")).to_have_count(1)


def shown_by_host(tool: str, mime: str) -> str:
    """A cell that runs a tool whose figure the host's renderer draws, as `docs/tool-views.md` has it."""
    esm = f"export default ({{ value, show }}) => show('{mime}', value)"
    return f"register_tool_view({tool}, esm={esm!r})\nrun({tool})"


async def test_the_hosts_renderer_draws_figures_alive(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(
        SETUP,
        shown_by_host("chart", "application/vnd.vegalite.v5+json"),
        shown_by_host("figure", "application/vnd.plotly.v1+json"),
        shown_by_host("chart", "x/none"),
    )
    await notebook.run(0, 1)
    chart = (await opened(notebook.view(1), "chart")).locator(".agw-custom-view")
    await expect(chart.locator("canvas, svg").first).to_be_visible()
    await notebook.run(2)
    figure = (await opened(notebook.view(2), "figure")).locator(".agw-custom-view")
    await expect(figure.locator(".bars .point").first).to_be_visible()
    await figure.locator(".nsewdrag").first.hover()
    await expect(figure.locator(".modebar")).to_be_visible()  # it is alive
    await notebook.run(3)
    refused = await opened(notebook.view(3), "chart")
    await expect(refused.locator(".agw-callout")).to_contain_text("This page has no renderer of x/none")
    await expect(refused).to_contain_text("An Altair chart has no picture here")


@function_tool
def list_items() -> list[dict[str, object]]:
    """List things."""
    return [{"id": number, "name": f"Item {number}", "price": number * 1.5} for number in range(600)]


@function_tool
def find_order() -> dict[str, object]:
    """Find an order."""
    return {"id": 7, "customer": {"name": "Ann"}, "lines": [{"sku": "a"}, {"sku": "b", "amount": 2}]}


@pytest.mark.parametrize("width", [1100, 480])
async def test_a_saved_page_has_the_first_rows(browser: Browser, tmp_path: Path, width: int) -> None:
    model = DemoModel([[call("list_items"), call("find_order")], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[list_items, find_order], model=model), "Look.")
    await widget
    widget.save(tmp_path / "run.html")
    page = await browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(hang.MILLISECONDS)
    await page.goto((tmp_path / "run.html").as_uri())
    view = page.locator(".agw")
    await expect(view.locator("[data-tool=list_items]")).to_contain_text("600 items")
    table = (await opened(view, "list_items")).locator("[data-rows]")
    await expect(table).to_have_attribute("data-rows", "600")
    await expect(table).to_contain_text("The first 500 of 600 rows")
    await table.locator("th[data-column=price] [data-action=sort]").click()
    await table.locator("th[data-column=price] [data-action=sort]").click()
    await expect(first_cells(table, 4)).to_have_text(["499", "499", "Item 499", "748.5"])
    tree = (await opened(view, "find_order")).last.locator(".agw-json")
    await expect(tree.last).to_contain_text("customer")
    await to_give(lambda: view.evaluate("view => view.scrollWidth <= view.clientWidth"), True)
    await page.close()
