"""How a grid looks in its states: contrast that can be read, nothing that sticks out, and other languages."""

from __future__ import annotations

from collections.abc import AsyncIterator

import hang
import pytest
import pytest_asyncio
from grid_scenes import GRID_SCENES, shop
from grid_states import GRID_STATES
from plain_page import THEMES, PlainPage, grid_of
from playwright.async_api import Browser, Locator, expect
from scenes import Scene
from test_accessibility import AXE, violations
from test_looks import CONTRAST, READS_BACKWARDS, STICKS_OUT

from agents_widget.grids.widget import Grid

pytestmark = pytest.mark.matrix
WIDTHS = (230, 480, 760, 1200)
SHOWN = [*GRID_SCENES, *GRID_STATES]
OVERLAPS = """view => {
  const items = [...view.querySelectorAll('.agw-grid-item')].map(item => item.getBoundingClientRect());
  return items.filter(({top}, at) => at > 0 && Math.abs(top - items[at - 1].bottom) > 1).length;
}"""
"""Rows that do not begin where the one above ends: what layout.ts counts with is what is drawn."""

NAME_IS_BEFORE_ITS_MESSAGE = """said => {
  const message = document.createRange();
  message.selectNode(said.lastChild);
  const name = said.querySelector('strong').getBoundingClientRect();
  return name.right <= message.getClientRects()[0].left + 1;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def plain(browser: Browser) -> AsyncIterator[PlainPage]:
    page = await browser.new_page()
    page.set_default_timeout(hang.MILLISECONDS)
    await page.emulate_media(reduced_motion="reduce")  # colours are final at once
    plain = PlainPage(page)
    await plain.open()
    yield plain
    await page.close()


@pytest_asyncio.fixture(loop_scope="session", params=SHOWN, ids=lambda scene: scene.name)
async def shown(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Grid, Scene]]:
    made = await grid_of(request.param)
    yield made, request.param
    made.stop()
    made.close()


async def clicked(view: Locator, scene: Scene) -> None:
    """Wait for what a scene shows, in whatever language, and do its clicks."""
    until = "[data-row]" if "substring" in scene.until else scene.until
    await expect(view.locator(until).first).to_be_attached()
    for click in scene.clicks:
        await view.locator(click).first.click()
    await expect(view.get_by_text("Loading…")).to_have_count(0)


@pytest.mark.parametrize("theme", THEMES)
async def test_each_text_has_the_contrast_of_level_aa(
    plain: PlainPage, shown: tuple[Grid, Scene], theme: str
) -> None:
    made, scene = shown
    for width in (480, 1200):
        view = await plain.show(made, width=width, theme=theme)
        await clicked(view, scene)
        measured = await view.evaluate(CONTRAST)
        assert measured["texts"] > 8
        assert measured["weak"] == [], f"{width} px"


@pytest.mark.parametrize("theme", THEMES)
async def test_axe_finds_nothing(plain: PlainPage, shown: tuple[Grid, Scene], theme: str) -> None:
    made, scene = shown
    for width in (480, 1200):
        view = await plain.show(made, width=width, theme=theme)
        await clicked(view, scene)
        await plain.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        assert await violations(view) == [], f"{width} px"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_nothing_sticks_out_at_any_width(
    plain: PlainPage, shown: tuple[Grid, Scene], direction: str
) -> None:
    made, scene = shown
    for width in WIDTHS:
        view = await plain.show(made, width=width, direction=direction)
        await clicked(view, scene)
        assert await view.evaluate(STICKS_OUT) == [], f"{width} px"
        assert await view.evaluate(OVERLAPS) == 0, f"{width} px"


@pytest.mark.parametrize("language", ["de", "ja"])
async def test_it_speaks_the_language_of_its_page(
    plain: PlainPage, shown: tuple[Grid, Scene], language: str
) -> None:
    made, scene = shown
    for width in (320, 760):
        view = await plain.show(made, width=width, language=language)
        all_rows = view.locator("[data-filter=all]")
        await expect(all_rows).to_contain_text({"de": "Alle", "ja": "すべて"}[language])
        fill = {"de": "Fenster ausfüllen", "ja": "ウィンドウ全体に表示"}[language]
        await expect(view.locator("[data-action=fill]").first).to_have_attribute("title", fill)
        await clicked(view, scene)
        for state in await view.locator(".agw-grid-state[data-run=done]").all_inner_texts():
            assert state.strip() in {"", "fertig", "完了"}
        assert await view.evaluate(STICKS_OUT) == [], f"{width} px"


FORCED = """view => [...view.querySelectorAll('[aria-pressed=true], .agw-score-badge')].filter(element => {
  const {color, backgroundColor} = getComputedStyle(element);
  return color === backgroundColor;
}).length"""


async def test_what_is_chosen_is_seen_in_forced_colours(plain: PlainPage) -> None:
    made = await grid_of(next(scene for scene in GRID_SCENES if scene.name == "grid-failures"))
    await plain.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    view = await plain.show(made, width=900)
    await expect(view).to_have_attribute("data-grid", "done")
    await view.get_by_role("grid").focus()
    await plain.page.keyboard.press("j")
    row = view.locator("[data-row][aria-selected=true]")
    assert await row.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"
    chosen = view.locator("[data-filter=all]")
    colours = "each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).forcedColorAdjust]"
    background, adjusted = await chosen.evaluate(colours)
    other, _ = await view.locator("[data-filter=failed]").evaluate(colours)
    assert background != other
    assert adjusted == "none"  # else the browser lays a dark plate below the text
    assert await view.evaluate(FORCED) == 0
    made.close()


async def test_nothing_in_it_moves_where_motion_is_reduced(plain: PlainPage) -> None:
    made = await grid_of(next(scene for scene in GRID_SCENES if scene.name == "grid-approval"))
    view = await plain.show(made, width=900)
    await expect(view.locator("[data-row-state=waiting]").first).to_be_attached()
    moving = "view => document.getAnimations().filter(({effect}) => view.contains(effect.target)).length"
    assert await view.evaluate(moving) == 0
    made.stop()
    made.close()


ONE_AGENT = """
agents = {"small": shop_agent("small", 0.7, None)}
g = grid(agents, CASES[:2], input="question", expected="answer", scorers=[exact])
g
"""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_the_headlines_of_one_agent_stand_together(plain: PlainPage, direction: str) -> None:
    made = await grid_of(Scene("one-agent", ONE_AGENT, shop()))
    view = await plain.show(made, width=1200, direction=direction)
    await expect(view).to_have_attribute("data-grid", "done")
    headlines = view.locator(".agw-headlines")
    assert await headlines.evaluate("table => table.getBoundingClientRect().width") < 600
    side = {"ltr": "left", "rtl": "right"}[direction]
    edge = f"each => each.getBoundingClientRect().{side}"
    name = headlines.locator("tbody .agw-who")
    assert abs(await headlines.evaluate(edge) - await name.evaluate(edge)) < 1
    made.close()


async def test_the_error_of_an_open_run_reads_from_left_to_right_in_any_page(plain: PlainPage) -> None:
    made = await grid_of(next(scene for scene in GRID_SCENES if scene.name == "grid-failures"))
    view = await plain.show(made, width=900, direction="rtl")
    await expect(view).to_have_attribute("data-grid", "done")
    await view.locator("[data-filter=failed]").click()
    await view.locator("[data-action=open-row]").first.click()
    said = view.locator(".agw-callout-text")
    await expect(said).to_have_text("ServerBusyError: 503: the model is overloaded, try again later.")
    assert await said.evaluate(NAME_IS_BEFORE_ITS_MESSAGE)
    assert await view.locator(".agw-grid-run").evaluate(READS_BACKWARDS) == []
    made.close()


async def test_hostile_texts_are_texts(plain: PlainPage) -> None:
    made = await grid_of(next(scene for scene in GRID_STATES if scene.name == "hostile"))
    for mode in ("list", "matrix"):
        view = await plain.show(made, width=1200)
        await expect(view).to_have_attribute("data-grid", "done")
        await view.locator(f"[data-mode={mode}]").click()
        await expect(view.locator("[data-row]")).to_have_count(14 if mode == "list" else 7)
        assert await view.locator("img, script, iframe, b").count() == 0
        assert await plain.page.evaluate("window.hit") is None
        assert "\u202e" not in await view.inner_text()
    made.close()
