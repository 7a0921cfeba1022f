"""``widget.save("run.html")``: the whole view in one file, which asks the network for nothing."""

from __future__ import annotations

from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import Any

import hang
import pandas as pd
from loopback import LoopbackServer
from playwright.async_api import Browser, expect
from retrying import to_give

from agents_widget import Agent, DemoModel, function_tool, register_tool_view, watch
from agents_widget.agents.testing import call

HOSTILE = "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 2'> $x^2$ `code`"

SCROLLED_WIDTH = "({scrollWidth, clientWidth}) => scrollWidth - clientWidth"


def said(text: str) -> list[dict[str, Any]]:
    place = {"output_index": 0, "item_id": "m1"}
    return [
        {"type": "agent_updated_stream_event", "new_agent": {"name": "Joker"}},
        {"type": "response.created", "response": {"id": "r1", "model": "test-model"}},
        {"type": "response.output_text.delta", **place, "delta": text},
        {"type": "response.completed", "response": {"id": "r1", "model": "test-model", "output": []}},
    ]


async def test_the_view_works_from_the_file_alone(browser: Browser, tmp_path: Path) -> None:
    widget = watch([*said("Why did the **chicken** cross?"), *said(HOSTILE)])
    await widget
    widget.save(tmp_path / "run.html")
    asked: list[str] = []
    alone = await browser.new_page()
    alone.set_default_timeout(hang.MILLISECONDS)
    alone.on("request", lambda request: asked.append(request.url))
    await alone.goto((tmp_path / "run.html").as_uri())
    view = alone.locator(".agw")
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("strong", has_text="chicken")).to_be_visible()
    await expect(alone.locator(".agw-static")).to_have_count(0)
    await view.get_by_role("tab", name="Timeline").click()
    await expect(view.get_by_role("tabpanel")).to_contain_text("Joker")
    assert await alone.evaluate("window.hit") is None
    assert {url.split(":")[0] for url in asked} <= {"file", "blob"}
    await alone.close()


async def test_without_scripts_it_shows_the_static_transcript(browser: Browser, tmp_path: Path) -> None:
    widget = watch(said("Why did the **chicken** cross?"))
    await widget
    widget.save(tmp_path / "run.html")
    context = await browser.new_context(java_script_enabled=False)
    context.set_default_timeout(hang.MILLISECONDS)
    alone = await context.new_page()
    await alone.goto((tmp_path / "run.html").as_uri())
    await expect(alone.locator(".agw-static")).to_contain_text("chicken")
    await context.close()


async def test_a_link_has_no_address_while_the_mouse_only_rests_on_it(
    browser: Browser, loopback: LoopbackServer, tmp_path: Path
) -> None:
    address = f"{loopback.base_url}/policy?b=1"
    widget = watch(said(f"Read [the policy]({address})."))
    await widget
    widget.save(tmp_path / "run.html")
    context = await browser.new_context()
    context.set_default_timeout(hang.MILLISECONDS)
    alone = await context.new_page()
    await alone.goto((tmp_path / "run.html").as_uri())
    link = alone.locator(".agw").get_by_role("link", name="the policy")
    await expect(link).to_have_attribute("href", address)
    await link.hover()
    await expect(alone.locator("a[href]")).to_have_count(0)

    async def follow(act: Awaitable[None]) -> None:
        async with context.expect_page() as opened:
            await act
        other = await opened.value
        await other.wait_for_url(address)
        assert await other.evaluate("[window.opener, document.referrer]") == [None, ""]
        await other.close()

    await follow(link.click())
    await follow(link.click(button="middle"))
    await follow(link.press("Enter"))
    assert len(context.pages) == 1
    await context.close()


async def test_a_narrow_page_has_room_for_every_tab(browser: Browser, tmp_path: Path) -> None:
    """As narrow as a cell of JupyterLab in a window of 480 px."""
    widget = watch(said("Hello"))
    await widget
    widget.save(tmp_path / "run.html")
    alone = await browser.new_page(viewport={"width": 390, "height": 700})
    alone.set_default_timeout(hang.MILLISECONDS)
    await alone.goto((tmp_path / "run.html").as_uri())
    await alone.get_by_role("button", name="Replay").wait_for()
    await to_give(partial(alone.get_by_role("tablist").evaluate, SCROLLED_WIDTH), 0)
    await alone.close()


# The whole of a table, drawn by the user's own module: labels in order, as "columns" tells it.
TABLE_VIEW = """
export default ({ value, columns, el }) => {
  const table = el.appendChild(document.createElement("table"));
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  for (const { label } of columns) head.insertCell().textContent = label ?? "";
  for (const record of value) {
    const row = body.insertRow();
    for (const { name } of columns) row.insertCell().textContent = record[name];
  }
};
"""


async def test_a_users_view_draws_a_frame_with_its_labels(browser: Browser, tmp_path: Path) -> None:
    """On a narrow page, too, which hides the heads of the view's own tables."""
    frame = pd.DataFrame([[1, 2], [3, 4]], index=["mean", "max"], columns=["kettles", "kettles"])

    @function_tool
    def describe_sales() -> Any:
        """Describe the sales."""
        return frame

    register_tool_view(describe_sales, esm=TABLE_VIEW)
    model = DemoModel([[call("describe_sales")], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[describe_sales], model=model), "Look.")
    await widget
    widget.save(tmp_path / "run.html")
    alone = await browser.new_page(viewport={"width": 390, "height": 700})
    alone.set_default_timeout(hang.MILLISECONDS)
    await alone.goto((tmp_path / "run.html").as_uri())
    row = alone.locator("[data-tool=describe_sales]")
    await expect(row).to_contain_text("DataFrame, 2 x 2: kettles, kettles")
    await row.click()
    cells = alone.locator(".agw-custom-view td")
    await expect(cells).to_have_text(["", "kettles", "kettles", "mean", "1", "2", "max", "3", "4"])
    await expect(cells.nth(1)).to_be_in_viewport()
    await alone.close()


async def test_a_narrow_page_has_room_for_every_figure_of_the_usage_tab(
    browser: Browser, tmp_path: Path
) -> None:
    usage = {"input_tokens": 12_020, "output_tokens": 3_409, "input_tokens_details": {"cached_tokens": 400}}
    whole = {"id": "r1", "model": "test-model", "output": [], "usage": usage}
    agent = {"type": "agent_updated_stream_event", "new_agent": {"name": "The refunds clerk"}}
    widget = watch([agent, *said("Hello")[1:-1], {"type": "response.completed", "response": whole}])
    await widget
    widget.save(tmp_path / "run.html")
    alone = await browser.new_page(viewport={"width": 480, "height": 700})
    alone.set_default_timeout(hang.MILLISECONDS)
    await alone.goto((tmp_path / "run.html").as_uri())
    await alone.get_by_role("tab", name="Usage").click()
    tables = alone.locator(".agw-page")
    await expect(tables).to_contain_text("15,429")
    await to_give(partial(tables.evaluate, SCROLLED_WIDTH), 0)
    await alone.close()
