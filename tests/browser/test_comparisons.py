"""A comparison of runs in JupyterLab: live, and in a notebook that is opened again without a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OpenNotebook
from plain_page import THEMES
from playwright.async_api import Browser, Locator, expect

from agents_widget import Tape, compare

RUNS = '''
from agents_widget import Agent, DemoModel, compare, function_tool, watch
from agents_widget.testing import call

@function_tool
def search(city: str, limit: int) -> str:
    """Search hotels."""
    return f"{limit} hotels in {city}: Ritz, Savoy, Hilton"

def run(name, *steps):
    model = DemoModel(list(steps), tokens_per_second=None)
    return watch(Agent(name=name, tools=[search], model=model), "Find a hotel in Paris")

a = run("small", call("search", {"city": "Paris", "limit": 3}), "Stay at the **Ritz**, it is the best.")
b = run("big", call("search", {"city": "Paris", "limit": 5}), "Stay at the **Savoy**, it is the nicest.")
await a
await b
'''
COMPARE = "c = compare(a, b)\nc"
OPEN = "c.runs[1].watch()"
MARKED = ["limit: 3", "3", "Ritz", "best"], ["limit: 5", "5", "Savoy", "nicest"]
SIDES = "cells => cells.map(cell => { const {left, top} = cell.getBoundingClientRect(); return [left, top] })"

RIGHT_OF_TEXT = """texts => texts.map(text => {
  const range = document.createRange()
  range.selectNodeContents(text)
  return text.getBoundingClientRect().right - range.getBoundingClientRect().right
})"""


def comparison_of(place: Locator) -> Locator:
    return place.locator(".agw-comparison")


async def check(comparison: Locator) -> None:
    """See that the steps stand there with what differs, and that a reader can open what is folded."""
    await expect(comparison).to_be_visible()
    table = comparison.locator("> table")
    await expect(table.locator("> thead th")).to_have_count(2)
    assert [
        each.strip() for each in await comparison.locator("tr[data-row] del").all_inner_texts()
    ] == MARKED[0]
    assert [
        each.strip() for each in await comparison.locator("tr[data-row] ins").all_inner_texts()
    ] == MARKED[1]
    equal = table.locator("li")
    await expect(equal).to_be_hidden()
    await comparison.get_by_text("1 equal step").click()
    await expect(equal).to_contain_text("Find a hotel in Paris")
    whole = comparison.locator("details .agw-static")
    await expect(whole.nth(1)).to_be_hidden()
    await comparison.get_by_text("The whole run of B").click()
    await expect(whole.nth(1)).to_contain_text("nicest")


async def test_in_a_cell_and_in_a_notebook_that_is_opened_again(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    notebook = await open_notebook(RUNS, COMPARE, OPEN)
    await notebook.run(0, 1, 2)
    await check(comparison_of(notebook.output(1)))
    await notebook.output(1).screenshot(path=tmp_path / "in-a-cell.png")
    await expect(notebook.view(2)).to_contain_text("nicest")  # C5
    await notebook.save()
    notebook.end_kernel()
    await notebook.reload()
    await check(comparison_of(notebook.output(1)))
    await notebook.output(1).screenshot(path=tmp_path / "opened-again.png")


def tape_of(*entries: dict[str, object]) -> Tape:
    from agents_widget.transcript.schema import Patch

    tape = Tape()
    rows = [Patch("put", ("entries",), {"id": f"e{n}", **entry}) for n, entry in enumerate(entries)]
    tape.add(1_000, [*rows, Patch("set", ("status",), "done")])
    return tape


async def test_what_is_written_from_right_to_left_stands_at_the_right(browser: Browser) -> None:
    left, right = (tape_of({"kind": "message", "text": f"{word} היום"}) for word in ("שלום", "להתראות"))
    page = await browser.new_page(viewport={"width": 900, "height": 700})
    await page.set_content(f"<!doctype html>{compare(left, right)._repr_mimebundle_()['text/html']}")
    gaps = await comparison_of(page.locator("body")).locator("tr[data-row] pre").evaluate_all(RIGHT_OF_TEXT)
    assert [gap < 20 for gap in gaps] == [True, True]
    await page.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [230, 480, 900])
async def test_sides_stand_beside_each_other_where_there_is_room(
    browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    word = "unbroken" * 40
    left = tape_of({"kind": "message", "text": "one"}, {"kind": "tool_call", "tool": word, "output": word})
    right = tape_of(
        {"kind": "message", "text": "two"}, {"kind": "tool_call", "tool": word, "output": "short"}
    )
    html = compare(left, right)._repr_mimebundle_()["text/html"]
    background, text = THEMES[theme]
    page = await browser.new_page(viewport={"width": width, "height": 700})
    await page.set_content(f"<!doctype html><body style='background:{background};color:{text}'>{html}")
    cells = comparison_of(page.locator("body")).locator("tr[data-row]").first.locator("td")
    first, second = await cells.evaluate_all(SIDES)
    assert (first[1] == second[1]) is (width == 900)
    assert (first[0] == second[0]) is (width != 900)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.screenshot(path=tmp_path / f"{theme}-{width}.png", full_page=True)
    await page.close()
