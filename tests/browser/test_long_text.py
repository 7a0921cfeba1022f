"""Text that is longer than a screen many times over: columns keep their line, prompts fold."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import hang
from playwright.async_api import Browser, Locator, expect
from retrying import to_give, to_pass
from test_saved_page import said

from agents_widget import watch

ROWS = 350
TABLE = "| order | item | paid |\n|:--|:--|--:|\n" + "".join(
    f"| A-{row} | {'a lamp with a long name ' * (row % 3)} | {row * 1.5:.2f} |\n" for row in range(ROWS)
)
EDGES = """table => [...table.querySelector('tr').children].map(cell => {
  const {left, right} = cell.getBoundingClientRect();
  return [left, right].map(Math.round);
})"""

ITEMS = "".join(f"- item {item} {'that goes on and on ' * (item % 9)}\n" for item in range(400))
HEIGHTS = """async box => {
  box.scrollIntoView();
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  return [box.style.containIntrinsicBlockSize, `auto ${box.offsetHeight}px`];
}"""


async def saved(tmp_path: Path, events: list[dict[str, Any]]) -> str:
    """Save a page of a run; its address."""
    widget = watch(events)
    await widget
    widget.save(tmp_path / "run.html")
    return (tmp_path / "run.html").as_uri()


async def keeps_its_height(box: Locator) -> None:
    kept, drawn = await box.evaluate(HEIGHTS)
    assert kept == drawn


async def test_the_columns_of_a_giant_table_are_in_line(browser: Browser, tmp_path: Path) -> None:
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    await page.goto(await saved(tmp_path, said(TABLE)))
    tables = page.locator(".agw-table")
    await expect(tables).to_have_count(4)
    await expect(page.locator(".agw-table tbody tr")).to_have_count(ROWS)
    await expect(page.locator(".agw-text[data-live]")).to_have_count(0)
    first = await tables.first.evaluate(EDGES)
    for part in range(1, 4):
        await tables.nth(part).scroll_into_view_if_needed()
        await to_give(partial(tables.nth(part).evaluate, EDGES), first)
    hidden = await page.locator(".agw-table-chunk").first.evaluate(
        "part => getComputedStyle(part).contentVisibility"
    )
    assert hidden == "auto"
    await page.close()


async def test_what_is_read_of_a_giant_list_keeps_its_place_while_it_is_not_drawn(
    browser: Browser, tmp_path: Path
) -> None:
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    await page.goto(await saved(tmp_path, said(ITEMS)))
    await expect(page.locator(".agw-item")).to_have_count(400)
    await expect(page.locator(".agw-text[data-live]")).to_have_count(0)
    boxes = page.locator(".agw-list.agw-offscreen")
    await expect(boxes).to_have_count(5)
    for box in await boxes.all():
        await to_pass(partial(keeps_its_height, box))
    await page.close()
