"""How the scenes of the gallery look: contrast that can be read, and nothing that sticks out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import hang
import pytest
import pytest_asyncio
from plain_page import THEMES, PlainPage, widget_of
from playwright.async_api import Browser, Locator, expect
from retrying import to_give, to_pass
from scenes import SCENES, Scene

pytestmark = pytest.mark.matrix
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
ELSEWHERE = {"reopened", "local-model"}
"""Scenes that need a notebook, or a model of their own."""
SHOWN = [scene for scene in SCENES if scene.name not in ELSEWHERE]
WIDTHS = (230, 320, 480, 760, 1200, 2000)
STICKS_OUT = """view => {
  const {left, right} = view.getBoundingClientRect();
  const isCut = element => {
    for (let each = element; each !== view; each = each.parentElement) {
      const {overflowX, textOverflow, clipPath} = getComputedStyle(each);
      const scrolls = overflowX === 'auto' && !each.matches('.agw-page, .agw-scroller, .agw-tablist');
      if (scrolls || textOverflow === 'ellipsis' || clipPath !== 'none') return true;
    }
    return false;
  };
  return [...view.querySelectorAll('*')].filter(element => {
    const isOwn = element.closest('svg, math, .agw-custom-view');
    if (!element.checkVisibility() || isCut(element) || isOwn) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
  }).map(element => `${element.className}: ${element.textContent.slice(0, 50)}`);
}"""
"""What reaches beyond the view's edges, without an ellipsis or a scroll bar of its own."""


HEADER = """view => {
  const texts = '.agw-dot, .agw-status-word, .agw-who, .agw-model, .agw-figures';
  const placed = [...view.querySelectorAll(`.agw-header :is(${texts})`)];
  return placed.map(element => element.classList[0] + ' ' + element.getBoundingClientRect().left);
}"""
"""Where the things of the header begin that are there whatever the status."""
MENU_GAP = """cell => {
  const time = document.createRange();
  time.selectNode(cell.firstChild);
  const menu = cell.querySelector('button').getBoundingClientRect();
  return menu.left - time.getBoundingClientRect().right;
}"""
READS_BACKWARDS = r"""view => {
  const range = document.createRange();
  const place = (node, at) => {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const isBackwards = node => {
    const letters = [...node.data.slice(0, 300)];
    const places = letters.map((_, at) => place(node, at)).filter(({width}) => width > 0);
    return places.some(({left, top}, at) => top === places[at + 1]?.top && left > places[at + 1].left);
  };
  const found = [];
  const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const {currentNode: {data, parentElement}, currentNode} = walker;
    if (/[\u0590-\u08ff]/.test(data) || !/[a-z]/i.test(data)) continue;
    if (!parentElement.checkVisibility() || parentElement.closest('.agw-unseen')) continue;
    if (isBackwards(currentNode)) found.push(`${parentElement.className}: ${data.slice(0, 60)}`);
  }
  const boxes = view.querySelectorAll('input[placeholder], textarea[placeholder]');
  const cut = [...boxes].filter(box => !box.value && getComputedStyle(box).direction === 'rtl');
  return [...found, ...cut.map(({placeholder}) => placeholder)];
}"""
"""Latin texts whose letters do not stand from left to right, and boxes whose hint is cut at its beginning."""


def scene_named(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)


@pytest_asyncio.fixture(loop_scope="session")
async def plain(browser: Browser) -> AsyncIterator[PlainPage]:
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    await page.emulate_media(reduced_motion="reduce")  # colours are final at once
    plain = PlainPage(page)
    await plain.open()
    yield plain
    await page.close()


async def clicked(view: Locator, scene: Scene) -> None:
    """Wait for what a scene shows, and do its clicks."""
    await expect(view.locator(scene.until).first).to_be_attached()
    for click in scene.clicks:
        await view.locator(click).first.click()
    await view.locator(":is([role=tabpanel], .agw-presenter):visible").first.wait_for()
    await expect(view.get_by_text("Loading…")).to_have_count(0)


async def has_contrast(view: Locator) -> None:
    measured = await view.evaluate(CONTRAST)
    assert measured["texts"] > 8
    assert measured["weak"] == []


async def has_its_menu_beside_it(time: Locator) -> None:
    assert await time.evaluate(MENU_GAP) >= 0


@pytest.mark.parametrize("scene", SHOWN, ids=lambda scene: scene.name)
@pytest.mark.parametrize("theme", THEMES)
async def test_each_text_has_the_contrast_of_level_aa(plain: PlainPage, scene: Scene, theme: str) -> None:
    widget = await widget_of(scene)
    for width in (480, 1200):
        view = await plain.show(widget, width=width, theme=theme)
        await clicked(view, scene)
        await expect(view).to_have_attribute("data-theme", theme)
        await to_pass(partial(has_contrast, view))
    widget.stop()


@pytest.mark.parametrize("scene", SHOWN, ids=lambda scene: scene.name)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_nothing_sticks_out_at_any_width(plain: PlainPage, scene: Scene, direction: str) -> None:
    widget = await widget_of(scene)
    for width in WIDTHS:
        view = await plain.show(widget, width=width, direction=direction)
        await clicked(view, scene)
        await to_give(partial(view.evaluate, STICKS_OUT), [])
    widget.stop()


@pytest.mark.parametrize("scene", SHOWN, ids=lambda scene: scene.name)
async def test_latin_texts_read_from_left_to_right_in_any_page(plain: PlainPage, scene: Scene) -> None:
    widget = await widget_of(scene)
    view = await plain.show(widget, width=760, direction="rtl")
    await clicked(view, scene)
    assert await view.evaluate(READS_BACKWARDS) == []
    widget.stop()


async def test_json_has_its_names_before_its_values_in_any_page(plain: PlainPage) -> None:
    view = await plain.show(await widget_of(scene_named("run")), width=760, direction="rtl")
    await view.locator("[data-tool=find_orders] button").first.click()
    row = view.locator(".agw-json-row").first
    name, value = row.locator(".agw-json-key"), row.locator(".agw-json-value")
    boxes = [await each.evaluate("each => each.getBoundingClientRect().toJSON()") for each in (name, value)]
    assert 0 <= boxes[1]["left"] - boxes[0]["right"] < 20


@pytest.mark.parametrize("language", ["de", "ja"])
@pytest.mark.parametrize("scene", SHOWN, ids=lambda scene: scene.name)
async def test_the_view_speaks_the_language_of_its_page(
    plain: PlainPage, scene: Scene, language: str
) -> None:
    widget = await widget_of(scene)
    tabs = {"de": "Verlauf", "ja": "記録"}
    view = await plain.show(widget, width=480, language=language)
    await expect(view.get_by_role("tab").first).to_have_text(tabs[language])
    await expect(view.locator(scene.until).first).to_be_attached()
    for tab in await view.get_by_role("tab").all():
        await tab.click()
        await expect(view.locator("[role=tabpanel] > *").first).to_be_visible()
        await to_give(partial(view.evaluate, STICKS_OUT), [])
    await view.get_by_role("tab").first.click()
    edit = view.locator("[data-action=edit]")
    for _ in range(await edit.count()):
        await edit.first.click()  # the form takes its place
    await view.locator("[data-action=replay]").click()
    await view.get_by_role("slider").wait_for()
    await to_give(partial(view.evaluate, STICKS_OUT), [])
    widget.stop()


async def test_tables_and_code_speak_it_too(plain: PlainPage) -> None:
    widget = await widget_of(scene_named("table"))
    view = await plain.show(widget, width=480, language="de")
    await view.locator("[data-tool=load_sales] button").first.click()
    await expect(view.locator(".agw-table-copies")).to_contain_text("CSV kopieren")
    await expect(view.locator(".agw-table-range")).to_have_text("1–13 von 400 Zeilen")  # noqa: RUF001
    view = await plain.show(await widget_of(scene_named("run")), width=480, language="ja")
    await expect(view.locator(".agw-code .agw-copy")).to_have_text("コピー")


async def test_what_the_header_says_keeps_its_place(plain: PlainPage) -> None:
    widget = await widget_of(scene_named("approvals"))
    view = await plain.show(widget, width=1200)
    await view.locator("[data-action=approve-all]").wait_for()
    before = await view.evaluate(HEADER)
    widget.approve_all()
    await expect(view).to_have_attribute("data-status", "done")
    await to_give(partial(view.evaluate, HEADER), before)
    assert len(before) == 5


async def test_a_rows_menu_stands_beside_its_time(plain: PlainPage) -> None:
    widget = await widget_of(scene_named("run"))
    for width in (320, 1200):
        view = await plain.show(widget, width=width)
        time = view.locator("[data-tool=check_payment] > .agw-col-time")
        await time.hover()
        await to_pass(partial(has_its_menu_beside_it, time))


async def test_the_mark_of_a_fold_points_to_where_the_text_goes_on(plain: PlainPage) -> None:
    widget = await widget_of(scene_named("failed"))
    turn = "summary => getComputedStyle(summary, '::before').rotate"
    for direction, expected in (("ltr", "-45deg"), ("rtl", "135deg")):
        view = await plain.show(widget, width=760, direction=direction)
        traceback = view.locator(".agw-fold > summary")
        await traceback.wait_for()
        assert await traceback.evaluate(turn) == expected


NESTED = """
from agents_widget import Agent, DemoModel, watch
from agents_widget.testing import call

clerk = Agent(name="Clerk", model=DemoModel(["Yes."], tokens_per_second=None))
model = DemoModel([call("ask", {"input": "Is it paid?"}), "It is."], tokens_per_second=None)
watch(Agent(name="Desk", tools=[clerk.as_tool("ask", "Ask the clerk.")], model=model), "Is it paid?")
"""
LINE_TO_NESTED = """lane => {
  const {left} = getComputedStyle(lane, '::before');
  return lane.getBoundingClientRect().left + parseFloat(left) + 2;
}"""


async def test_the_line_to_a_nested_agent_stands_beside_the_figures_above(plain: PlainPage) -> None:
    view = await plain.show(await widget_of(Scene("nested", NESTED)), width=1200)
    line = await view.locator(".agw-lane[data-nested]").evaluate(LINE_TO_NESTED)
    figures = view.locator(".agw-lane-figures").first
    assert line < await figures.evaluate("figures => figures.getBoundingClientRect().left")


async def test_the_menu_of_the_last_entry_is_shown_whole(plain: PlainPage) -> None:
    view = await plain.show(await widget_of(scene_named("table")), width=1200)
    await view.locator("[data-tool=load_sales] button").first.click()
    await view.locator(".agw-table-window").wait_for()
    entry = view.locator("[data-kind=message]").last
    await entry.hover()
    await entry.locator("[data-action=entry-menu]").click()
    menu = view.locator(".agw-menu-list:has([data-action=annotate])")
    await menu.wait_for()
    bottom = "each => each.getBoundingClientRect().bottom"
    panel = view.locator(".agw-panel-transcript")
    assert await menu.evaluate(bottom) <= await panel.evaluate(bottom)


async def test_a_tables_frame_is_no_wider_than_the_table(plain: PlainPage) -> None:
    view = await plain.show(await widget_of(scene_named("table")), width=1200)
    await view.locator("[data-tool=load_sales] button").first.click()
    frame = view.locator(".agw-table-window")
    widths = "frame => [frame.clientWidth, frame.querySelector('table').offsetWidth]"
    own, table = await frame.evaluate(widths)
    assert own == table
    view = await plain.show(await widget_of(scene_named("table")), width=230)
    await view.locator("[data-tool=load_sales] button").first.click()
    own, table = await frame.evaluate(widths)
    assert own < 230 < table


async def test_a_hint_that_is_cut_ends_in_an_ellipsis(plain: PlainPage) -> None:
    widget = await widget_of(scene_named("approval"))
    view = await plain.show(widget, width=320)
    hint = view.locator(".agw-join > input")
    await expect(hint).to_have_css("text-overflow", "ellipsis")
    widget.stop()


async def test_the_widgets_language_goes_before_the_pages(plain: PlainPage) -> None:
    widget = await widget_of(SHOWN[0])
    widget.language = "ja"
    view = await plain.show(widget, width=480, language="de")
    await expect(view.get_by_role("tab").first).to_have_text("記録")
    widget.language = "en"
    view = await plain.show(widget, width=480, language="de")
    await expect(view.get_by_role("tab").first).to_have_text("Transcript")
