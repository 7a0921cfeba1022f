"""A reader at work in a grid: steers its runs, raises its budget, holds its order, and uses keys alone."""

from __future__ import annotations

from conftest import OpenNotebook
from playwright.async_api import expect
from test_grids import SETUP, TWO_AGENTS, grid_of, rows

FOCUSED = """grid => {
  const {activeElement: element} = document;
  if (!grid.contains(element)) return 'elsewhere';
  return element.dataset.action ?? element.type ?? element.getAttribute('role');
}"""


async def test_a_live_row_is_steered_where_it_is_open(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(
        SETUP,
        'g = grid(agent("Payer", [call("pay", {"amount": 7})], "It is paid."), ["Pay 7", "Pay 7 again"])\ng',
    )
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(rows(grid).first).to_have_attribute("data-row-state", "waiting")
    await expect(grid.locator("[data-filter=waiting]")).to_contain_text("2")
    await grid.locator("[data-action=open-row]").first.click()
    run = grid.locator(".agw:not(.agw-grid)")
    await run.locator("[data-action=approve]").click()
    await expect(run).to_have_attribute("data-status", "done")
    await expect(run.locator("[data-kind=message]")).to_contain_text("It is paid.")
    await grid.locator("[data-action=stop]").first.click()
    await expect(grid).to_have_attribute("data-grid", "stopped")


async def test_the_order_is_held_while_a_reader_is_in_the_list(open_notebook: OpenNotebook) -> None:
    slow = 'grid(agent("Slow", [call("wait_at_the_gate", {})], "Through."), [*map(str, range(40))])'
    notebook = await open_notebook(SETUP, slow)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid.locator("[data-tally=running]").first).to_contain_text("32 running")
    await grid.locator("[data-action=fill]").focus()  # the pointer alone holds the order below
    await grid.get_by_role("grid").hover()
    await expect(rows(grid).first).to_have_attribute("data-row-state", "running")
    first = await rows(grid).first.get_attribute("data-row")
    await notebook.execute("gate.set()")
    await expect(grid).to_have_attribute("data-grid", "done")
    again = grid.locator("[data-action=sort-again]")
    await expect(again).to_contain_text("40 moved")
    assert await rows(grid).first.get_attribute("data-row") == first
    await again.click()
    await expect(again).to_have_count(0)


async def test_a_pointer_that_rests_where_the_list_comes_does_not_hold_the_order(
    open_notebook: OpenNotebook,
) -> None:
    code = """
async def fails_at_the_gate(prompt):
    while prompt == "20" and not gate.is_set():
        await asyncio.sleep(0.01)
    if prompt == "20":
        raise ValueError("No.")
    return "yes"

g = grid(fails_at_the_gate, [*map(str, range(21))])
g"""
    notebook = await open_notebook(SETUP, "grid(answers, [f'Q {n}' for n in range(30)])", code)
    await notebook.run(0, 1)
    await expect(grid_of(notebook, 1)).to_have_attribute("data-grid", "done")
    box = await grid_of(notebook, 1).get_by_role("grid").bounding_box()
    assert box is not None
    await notebook.page.mouse.move(box["x"] + 200, box["y"] + 60)
    await notebook.clear(1)  # the other grid comes up beneath the pointer
    await notebook.start(2)
    grid = grid_of(notebook, 2)
    await expect(grid.locator(".agw-header")).to_contain_text("20 of 21")
    await grid.evaluate("grid => grid.closest('.jp-Cell').scrollIntoView({block: 'start'})")
    box = await grid.get_by_role("grid").bounding_box()
    assert box is not None
    await expect(rows(grid).first).to_have_attribute("data-row-state", "running")
    await notebook.execute("gate.set()")
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(rows(grid).first).to_have_attribute("data-row-state", "failed")
    await expect(grid.locator("[data-action=sort-again]")).to_have_count(0)


async def test_a_spent_budget_is_raised_from_the_page(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(
        SETUP,
        'prices = {"demo": {"input": 0.4, "output": 1.6}}\n'
        'g = grid(agent("Writer", *["Some words."] * 3), ["one", "two", "three"], prices=prices,\n'
        "         budget_usd=1e-6, max_concurrency=1)\ng",
    )
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "waiting")
    header = grid.locator(".agw-header").first
    await expect(header).to_contain_text("1 of 3")
    await expect(header).to_contain_text("budget")
    await grid.locator("[data-action=allow-more]").click()
    await expect(header).to_contain_text("2 of 3")
    await grid.locator("[data-action=allow-more]").click()
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(grid.locator("[data-action=allow-more]")).to_have_count(0)


async def test_all_of_it_is_used_by_keys_alone(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    grid, keyboard = grid_of(notebook, 1), notebook.page.keyboard
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(rows(grid).first).to_have_attribute("data-row-state", "failed")  # sorted
    await grid.locator("[data-action=retry-failed]").focus()
    reached = []
    for _ in range(9):
        await keyboard.press("Tab")
        reached.append(await grid.evaluate(FOCUSED))
    assert reached == [
        "fill",
        *["filter"] * 4,
        "search",
        *["mode"] * 2,
        "grid",
    ]  # rows have no stops of their own: there may be thousands
    await keyboard.press("j")
    await keyboard.press("Enter")
    run = grid.locator(".agw:not(.agw-grid)")
    await expect(run).to_have_attribute("data-status", "failed")
    await keyboard.press("Tab")
    assert await grid.evaluate(FOCUSED) == "retry-row"
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    assert await run.evaluate("run => run.contains(document.activeElement)")
    await keyboard.press("Escape")
    assert await grid.evaluate(FOCUSED) == "grid"
    await keyboard.press("Enter")
    await expect(run).to_have_count(0)
    assert await grid.evaluate(FOCUSED) == "grid"


async def test_the_focus_stays_in_a_run_while_rows_come_and_go(open_notebook: OpenNotebook) -> None:
    code = 'g = grid(agent("Slow", [call("wait_at_the_gate", {})], "Through."), [*map(str, range(40))])\ng'
    notebook = await open_notebook(SETUP, code)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid.locator("[data-tally=running]").first).to_contain_text("32 running")
    await grid.locator("[data-action=open-row]").nth(3).click()
    run = grid.locator(".agw:not(.agw-grid)")
    tools = run.get_by_role("tab", name="Tools")
    await tools.focus()
    await notebook.execute("gate.set()")
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(run).to_have_attribute("data-status", "done")
    await expect(grid.locator("[data-action=sort-again]")).to_be_visible()
    await expect(tools).to_be_focused()
    await grid.get_by_role("grid").evaluate("list => { list.scrollTop = list.scrollHeight }")
    await expect(run).to_have_count(0)  # out of sight
    await expect(grid.get_by_role("grid")).to_be_focused()
