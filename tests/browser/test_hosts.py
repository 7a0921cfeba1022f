"""Pages made like those of hosts that are not installed here: their variables, resets and shadow roots.

JupyterLab is real in the other tests.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import hang
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from retrying import to_give, to_pass

from agents_widget import watch
from agents_widget.widget.assets import stylesheet, view

ANSWER = "First:\n\n1. one\n2. two\n\n- [x] done\n- more\n\n| a |\n|--|\n| 1 |\n| 2 |"
EVENTS: list[dict[str, Any]] = [
    {"type": "agent_updated_stream_event", "new_agent": {"name": "Joker"}},
    {"type": "response.created", "response": {"id": "r1", "model": "test-model"}},
    {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": ANSWER},
    {"type": "response.completed", "response": {"id": "r1", "model": "test-model", "output": []}},
]
MOUNT = """async ({ module, style, rows, shadow }) => {
  const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
  const { mountOffline } = await import(url);
  const host = document.querySelector("#host");
  const root = shadow ? host.attachShadow({ mode: "open" }) : host;
  root.innerHTML = `<style>${shadow ?? ""}</style><style>${style}</style><div></div>`;
  mountOffline(root.lastElementChild, { rows });
}"""
# What marimo puts into every shadow root: Tailwind's reset.
RESET = "*, ::before { margin: 0; padding: 0; border: 0 solid } ol, ul { list-style: none }"
MARIMO = """<style>
:root {{ --background: {background}; --text-font: "PT Sans", serif; --monospace-font: "Fira Mono" }}
body {{ background: {background} }} .cell {{ max-height: 610px; padding: 16px; overflow: auto }}
</style><div class=cell><marimo-anywidget id=host style="display: block"></marimo-anywidget></div>"""
# VS Code's own rules for outputs, and JupyterLab's colours, which its renderer of widgets brings along.
VSCODE = """<style>
:root {{ --vscode-editor-background: {background}; --vscode-font-family: "Segoe WPC", serif;
  --jp-layout-color1: {other}; --jp-ui-font-family: Helvetica }}
table, thead, tr, th, td, tbody {{ border: none; border-collapse: collapse }}
table, th, tr {{ vertical-align: middle; text-align: right }}
thead {{ font-weight: bold; background-color: rgba(130, 130, 130, 0.16) }}
tr:nth-child(even) {{ background-color: rgba(130, 130, 130, 0.08) }}
</style><div id=host></div>"""
VSCODE_DARK = VSCODE.format(background="#1f1f1f", other="white")
VSCODE_LIGHT = VSCODE.format(background="#f8f8f8", other="#111")
# What a page of outputs has in Colab, and a colour of JupyterLab, which its renderer of widgets brings along.
COLAB = """<style>:root {{ --jp-layout-color1: white; {colours} }}</style>
<script>window.google = {{ colab: {{}} }}; document.documentElement.{mark}</script><div id=host></div>"""
DARK_MARK = "setAttribute('theme', 'dark')"
COLAB_DARK = COLAB.format(colours="", mark=DARK_MARK)
COLAB_GREY = COLAB.format(colours="--colab-primary-surface-color: #383838", mark=DARK_MARK)
COLAB_LIGHT = COLAB.format(colours="--colab-primary-surface-color: white", mark="lang = 'en'")

HostPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def host(browser: Browser) -> AsyncIterator[HostPage]:
    """Show a run in a page with this markup; ``system`` is the scheme of the reader's system."""
    pages: list[Page] = []

    async def shows(markup: str, system: Any, shadow: str | None = None) -> Page:
        widget = watch(EVENTS)
        await widget
        page = await browser.new_page(color_scheme=system, viewport={"width": 1000, "height": 900})
        page.set_default_timeout(hang.MILLISECONDS)
        pages.append(page)
        await page.set_content(f"<!doctype html><body>{markup}")
        rows = [row.to_dict() for row in widget.tape.rows]
        await page.evaluate(MOUNT, {"module": view(), "style": stylesheet(), "rows": rows, "shadow": shadow})
        return page

    yield shows
    for page in pages:
        await page.close()


# The page's theme, not the system's, decides: each case has the other one there.
CASES = [
    pytest.param(MARIMO.format(background="#181c1a"), RESET, "dark", "rgb(24, 28, 26)", id="marimo-dark"),
    pytest.param(MARIMO.format(background="#fff"), RESET, "light", "rgb(255, 255, 255)", id="marimo-light"),
    pytest.param(VSCODE_DARK, None, "dark", "rgb(31, 31, 31)", id="vscode-dark"),
    pytest.param(VSCODE_LIGHT, None, "light", "rgb(248, 248, 248)", id="vscode-light"),
    pytest.param(COLAB_DARK, None, "dark", "rgb(22, 24, 27)", id="colab-dark"),
    pytest.param(COLAB_GREY, None, "dark", "rgb(56, 56, 56)", id="colab-dark-grey"),
    pytest.param(COLAB_LIGHT, None, "light", "rgb(255, 255, 255)", id="colab-light"),
]


@pytest.mark.parametrize(("markup", "shadow", "theme", "background"), CASES)
async def test_colours_follow_the_host(
    host: HostPage, markup: str, shadow: str | None, theme: str, background: str
) -> None:
    page = await host(markup, "light" if theme == "dark" else "dark", shadow)
    view = page.locator(".agw")
    await expect(view).to_have_attribute("data-theme", theme)
    await expect(view).to_have_css("background-color", background)
    await expect(view).to_have_css("color-scheme", theme)


async def test_a_background_in_another_notation_is_understood(host: HostPage) -> None:
    page = await host("<style>body { background: color(srgb 0.1 0.1 0.1) }</style><p id=host>", "light")
    await expect(page.locator(".agw")).to_have_attribute("data-theme", "dark")


async def test_a_background_of_the_users_own_decides(host: HostPage) -> None:
    page = await host("<div id=host style='--agw-bg: #222'></div>", "light")
    await expect(page.locator(".agw")).to_have_attribute("data-theme", "dark")


async def test_colab_may_change_its_theme(host: HostPage) -> None:
    page = await host(COLAB.format(colours="", mark="lang = 'en'"), "light")
    await expect(page.locator(".agw")).to_have_attribute("data-theme", "light")
    await page.evaluate("document.documentElement.setAttribute('theme', 'dark')")
    await expect(page.locator(".agw")).to_have_attribute("data-theme", "dark")


async def test_fonts_are_the_hosts(host: HostPage) -> None:
    page = await host(MARIMO.format(background="#fff"), "light", RESET)
    await expect(page.locator(".agw")).to_have_css("font-family", '"PT Sans", serif')
    page = await host(VSCODE_LIGHT, "light")
    await expect(page.locator(".agw")).to_have_css("font-family", '"Segoe WPC", serif')


async def test_tables_are_not_shaded_by_vs_code(host: HostPage) -> None:
    page = await host(VSCODE_DARK, "dark")
    parts = page.locator("[data-kind=message] :is(thead, tr)")
    await expect(parts).to_have_count(4)
    for part in await parts.all():
        await expect(part).to_have_css("background-color", "rgba(0, 0, 0, 0)")


async def test_lists_keep_their_marks_in_marimo(host: HostPage) -> None:
    page = await host(MARIMO.format(background="#fff"), "light", RESET)
    items = page.locator("[data-kind=message] li")
    await expect(items).to_have_count(4)
    for item, style in zip(await items.all(), ("decimal", "decimal", "none", "disc"), strict=True):
        await expect(item).to_have_css("list-style-type", style)


# As Panel does it: drawn before it is on the page, in a shadow root, with its style in the page's head alone.
PANEL = """async ({ module, style, rows }) => {
  const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
  const { mountOffline } = await import(url);
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  for (const host of document.querySelectorAll(".pane")) {
    const element = document.createElement("div");
    mountOffline(element, { rows });
    await new Promise(requestAnimationFrame);
    host.attachShadow({ mode: "open" }).append(element);
  }
}"""
ROW = "display: flex; width: 900px"
GRID = "display: grid; grid-template-columns: 1fr 1fr; width: 900px"


@pytest.mark.parametrize("layout", [ROW, GRID])
async def test_views_in_a_row_of_panel(browser: Browser, layout: str) -> None:
    widget = watch(EVENTS)
    await widget
    page = await browser.new_page(color_scheme="light", viewport={"width": 1000, "height": 900})
    page.set_default_timeout(hang.MILLISECONDS)
    pane = "<div class=pane style='flex: 1; min-width: 0'></div>"
    await page.set_content(f"<body style='background: #181c1a'><div style='{layout}'>{pane}{pane}</div>")
    rows = [row.to_dict() for row in widget.tape.rows]
    await page.evaluate(PANEL, {"module": view(), "style": stylesheet(), "rows": rows})
    for number in range(2):
        shown = page.locator(".agw").nth(number)
        await expect(shown).to_have_attribute("data-theme", "dark")
        await expect(shown).to_have_css("display", "flex")
        await to_pass(partial(fills_its_column, shown))
    fill = page.locator(".agw").nth(1).locator("[data-action=fill]")
    await fill.click()
    await to_give(page.locator(".agw").nth(1).bounding_box, {"x": 0, "y": 0, "width": 1000, "height": 900})
    await page.keyboard.press("Escape")
    await expect(fill).to_be_focused()
    await page.close()


async def fills_its_column(shown: Locator) -> None:
    bounds = await shown.bounding_box()
    assert bounds is not None
    assert 430 < bounds["width"] <= 450


FRAMED = """<body style="margin: 0"><iframe style="width: 500px; height: 400px; border: 0; margin: 50px"
sandbox="allow-scripts allow-same-origin"></iframe>"""


async def test_a_view_in_a_frame_without_full_screen_fills_the_frame(browser: Browser) -> None:
    widget = watch(EVENTS)
    await widget
    page = await browser.new_page(viewport={"width": 1000, "height": 900})
    page.set_default_timeout(hang.MILLISECONDS)
    await page.set_content(FRAMED)
    frame = page.frames[1]
    await frame.evaluate("document.body.innerHTML = '<div id=host style=\"transform: scale(1)\"></div>'")
    rows = [row.to_dict() for row in widget.tape.rows]
    await frame.evaluate(MOUNT, {"module": view(), "style": stylesheet(), "rows": rows, "shadow": None})
    shown = frame.locator(".agw")
    await shown.locator("[data-action=fill]").click()
    await expect(shown).to_have_attribute("data-filled", "true")
    await to_give(shown.bounding_box, {"x": 50, "y": 50, "width": 500, "height": 400})
    await page.keyboard.press("Escape")
    await expect(shown).not_to_have_attribute("data-filled", "true")
    await page.close()


async def test_a_view_fits_into_a_cell_of_marimo(host: HostPage) -> None:
    page = await host(MARIMO.format(background="#fff"), "light", RESET)
    await page.locator(".agw").evaluate("view => { view.dataset.sized = '' }")  # as high as it may be
    await expect(page.locator("[data-kind=message] tr")).to_have_count(3)
    cell = page.locator(".cell")
    await to_give(lambda: cell.evaluate("cell => cell.scrollHeight - cell.clientHeight"), 0)
