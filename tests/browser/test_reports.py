"""Reports in a real browser: they print whole, and what stands in them can be linked to."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import hang
import pytest
from plain_page import PlainPage
from playwright.async_api import Browser, Page, expect
from retrying import to_give

from agents_widget import Agent, AgentWidget, DemoModel, function_tool, save, watch
from agents_widget.agents.testing import call
from agents_widget.widget import pdf

LINES = "\n\n".join(f"Paragraph {number} of a long answer." for number in range(120))
CODE = "```\n" + "\n".join(f"line {number}" for number in range(90)) + "\n```"
CLIPPED = """() => [...document.querySelectorAll("body *")].filter((element) =>
  getComputedStyle(element).overflow !== "visible" &&
  (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
).map((element) => `${element.tagName} ${element.className}`)"""


@function_tool
def traced() -> str:
    """Fail, with much to read."""
    raise ValueError("no such shop\n" + "\n".join(f"reason {number}" for number in range(60)))


async def long_run() -> AgentWidget:
    model = DemoModel([[call("traced")], f"{LINES}\n\n{CODE}"], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[traced], model=model), "How did the shops do?")
    await widget
    widget.annotate(widget.transcript.entries[-1], "For the talk")
    return widget


async def opened(browser: Browser, path: Path) -> Page:
    page = await browser.new_page(viewport={"width": 1300, "height": 800})
    page.set_default_timeout(hang.MILLISECONDS)
    await page.goto(path.as_uri())
    return page


def pages_of(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


async def assert_prints_whole(page: Page) -> None:
    assert pages_of(await page.pdf(format="A4")) >= 5
    await page.emulate_media(media="print")
    article = page.locator(".agw-static")
    await expect(article.get_by_text("Paragraph 119 of")).to_be_visible()
    await expect(article.get_by_text("reason 59").first).to_be_visible()  # folded on the screen
    await expect(article.get_by_text("For the talk")).to_be_visible()
    await to_give(partial(page.evaluate, CLIPPED), [])


async def test_a_report_prints_whole_and_opens_at_its_top(browser: Browser, tmp_path: Path) -> None:
    page = await opened(browser, (await long_run()).save(tmp_path / "report.html"))
    assert await page.evaluate("scrollY") == 0
    await expect(page.get_by_role("heading", name="How did the shops do?")).to_be_in_viewport()
    await assert_prints_whole(page)
    await page.close()


async def test_the_interactive_page_prints_whole_and_is_itself_again(
    browser: Browser, tmp_path: Path
) -> None:
    page = await opened(browser, (await long_run()).save(tmp_path / "run.html"))
    await expect(page.locator(".agw")).to_have_attribute("data-status", "done")
    await assert_prints_whole(page)
    await page.emulate_media(media="screen")
    await expect(page.locator(".agw")).to_be_visible()
    await expect(page.locator(".agw-static")).to_have_count(0)
    await page.close()


async def test_a_report_of_many_runs_has_contents_that_lead_there(browser: Browser, tmp_path: Path) -> None:
    runs = [await long_run(), await long_run()]
    page = await opened(browser, save(runs, tmp_path / "report.html"))
    contents = page.get_by_role("navigation", name="Contents")
    await expect(contents.get_by_role("link")).to_have_count(4)
    await contents.get_by_role("link", name="For the talk").last.click()
    answer = runs[1].transcript.entries[-1].id
    await expect(page.locator(f"#run-2-{answer}")).to_be_in_viewport()
    await page.set_viewport_size({"width": 480, "height": 800})
    await to_give(lambda: page.evaluate("document.documentElement.scrollWidth <= 480"), True)
    await page.close()


async def test_a_pdf_is_printed(browser: Browser, tmp_path: Path) -> None:
    printed = (await long_run()).save(tmp_path / "run.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert pages_of(printed) >= 5


async def test_the_views_menu_has_the_pdf_where_a_browser_prints_it(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = await long_run()
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    plain = PlainPage(page)
    await plain.open()
    view = await plain.show(widget, width=760)
    await view.locator("[data-action=view-menu]").click()
    async with page.expect_download() as download:
        await view.locator("[data-action=export-pdf]").click()
    saved = await download.value
    assert saved.suggested_filename == "report.pdf"
    assert pages_of(Path(await saved.path()).read_bytes()) >= 5
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    view = await plain.show(widget, width=760)
    await view.locator("[data-action=view-menu]").click()
    item = view.locator("[data-action=export-pdf]")
    await expect(item).to_have_attribute("aria-disabled", "true")
    await expect(item).to_contain_text("No browser beside Python prints it")
    await page.close()


async def test_an_address_leads_to_its_entry_in_report_and_view(browser: Browser, tmp_path: Path) -> None:
    widget = await long_run()
    tool_call = next(entry for entry in widget.transcript.entries if entry.kind == "tool_call")
    view = await opened(browser, widget.save(tmp_path / "run.html"))
    await view.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = view.locator(f"[data-id={tool_call.id}]")
    await row.hover()
    await row.locator("[data-action=entry-menu]").click()
    await view.locator("[data-action=copy-link]").click()
    await expect(view.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    address = await view.evaluate("navigator.clipboard.readText()")
    assert address.endswith(f"run.html#entry-{tool_call.id}")
    other = await opened(browser, tmp_path / "run.html")
    await other.goto(address)
    await expect(other.locator(f"[data-id={tool_call.id}]")).to_be_in_viewport()
    report = await opened(browser, widget.save(tmp_path / "report.html"))
    await report.goto(report.url + f"#entry-{tool_call.id}")
    await expect(report.locator(f"#entry-{tool_call.id}")).to_be_in_viewport()
    for page in (view, other, report):
        await page.close()


async def test_a_page_without_python_saves_what_it_can(browser: Browser, tmp_path: Path) -> None:
    widget = await long_run()
    page = await opened(browser, widget.save(tmp_path / "run.html"))
    await page.locator("[data-action=view-menu]").click()
    kept = {}
    for file in ("report", "markdown", "jsonl"):
        async with page.expect_download() as download:
            await page.locator(f"[data-action=export-{file}]").click()
        path = await (await download.value).path()
        kept[file] = path.read_text(encoding="utf-8")
    assert kept["markdown"] == widget.save(tmp_path / "run.md").read_text(encoding="utf-8")
    assert kept["jsonl"].splitlines()[1:] != []
    (tmp_path / "again.jsonl").write_text(kept["jsonl"], encoding="utf-8")
    assert watch(tmp_path / "again.jsonl").transcript.entries == widget.transcript.entries
    (tmp_path / "downloaded.html").write_text(kept["report"], encoding="utf-8")
    report = await opened(browser, tmp_path / "downloaded.html")
    await assert_prints_whole(report)
    for each in (page, report):
        await each.close()


async def holds(page: Page, expression: str) -> None:
    """Wait until an expression holds; the page's policy forbids Playwright's own wait."""
    await to_give(lambda: page.evaluate(f"Boolean({expression})"), True)


async def test_the_search_opens_what_is_folded_and_marks_it(browser: Browser, tmp_path: Path) -> None:
    page = await opened(browser, (await long_run()).save(tmp_path / "run.html"))
    await page.locator(".agw-scroller").focus()
    await page.keyboard.press("/")
    box = page.get_by_role("search")
    await box.locator("input").fill("reason 59")
    await expect(box.get_by_role("status")).to_have_text("1 of 1")
    await expect(page.locator("[data-tool=traced]")).to_have_attribute("data-open", "true")
    await holds(page, "CSS.highlights.get('agw-found-here')?.size === 1")
    await box.locator("input").fill("PARAGRAPH 11")
    await expect(box.get_by_role("status")).to_have_text("1 of 11")
    await page.keyboard.press("Enter")
    await expect(box.get_by_role("status")).to_have_text("2 of 11")
    await holds(
        page,
        "[...CSS.highlights.get('agw-found-here')].some("
        "range => range.startContainer.data?.startsWith('Paragraph 110'))",
    )
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await holds(page, "CSS.highlights.size === 0")
    await page.close()
