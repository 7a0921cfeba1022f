"""Take the pictures of the view: a real JupyterLab, a real browser, the demo model.

Run by ``make gallery``. Pictures go to docs/gallery: scenes light and dark, wide and narrow.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import sys
import tempfile
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "tests/browser", "scripts")]

import chromium  # noqa: E402 - the path to it is set above
from grid_scenes import GRID_SCENES  # noqa: E402
from jupyterlab_server import JupyterLabServer  # noqa: E402
from notebook_page import NotebookPage  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.async_api import (  # noqa: E402
    Error as PlaywrightError,
    Locator,
    Page,
    async_playwright,
)
from scenes import SCENES, Scene  # noqa: E402

Theme = Literal["light", "dark"]
THEMES: dict[Theme, str] = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
WIDTHS = {"wide": 1060, "narrow": 480}
SIDEBAR = "() => { window.jupyterapp.shell.collapseLeft(); window.jupyterapp.shell.collapseRight(); }"
THEME = "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"


async def pictures(server: JupyterLabServer, page: Page, scene: Scene, theme: Theme, folder: Path) -> None:
    """Run a scene in a notebook of its own and take its pictures in one theme."""
    name = f"{scene.name}-{theme}.ipynb"
    server.write_notebook(name, [scene.code])
    notebook = NotebookPage(server, page, name)
    await page.set_viewport_size({"width": 1300, "height": 1000})
    forced: Literal["active", "none"] = "active" if scene.high_contrast else "none"
    await page.emulate_media(forced_colors=forced, color_scheme=theme)
    await notebook.open()
    await page.evaluate(THEME, THEMES[theme])
    await page.evaluate(SIDEBAR)
    await page.evaluate("language => { document.documentElement.lang = language }", scene.language)
    await notebook.execute(scene.setup)
    await notebook.start(0)
    view = notebook.view(0).first  # a grid has the views of open rows in it
    try:
        await view.locator(scene.until).first.wait_for(timeout=120_000)
        for click in scene.clicks:
            await view.locator(click).first.click()
    except PlaywrightError:
        await page.screenshot(path=folder / f"{scene.name}-{theme}-missed.png")
        raise
    if scene.reopened:
        view = await reopened(notebook)
    for width, pixels in WIDTHS.items():
        if (theme, width) not in scene.pictures:
            continue
        await view.evaluate(scene.before)
        # The view's own width: the page around it differs between hosts.
        await view.evaluate("(node, width) => { node.style.width = width + 'px' }", pixels)
        if scene.fills_window:
            await page.set_viewport_size({"width": pixels, "height": 640})
        await page.mouse.move(0, 0)
        await page.wait_for_timeout(scene.rest)
        path = folder / f"{scene.name}-{theme}-{width}.png"
        await shoot(page if scene.fills_window else view, path)
    await notebook.close()


async def reopened(notebook: NotebookPage) -> Locator:
    """Open a notebook again, whose kernel is gone; gives what stands in for the view."""
    await notebook.output(0).locator(".agw-static").wait_for(state="attached")
    await notebook.save()
    notebook.end_kernel()
    await notebook.reload()
    await notebook.page.evaluate(SIDEBAR)
    await notebook.page.set_viewport_size({"width": 1300, "height": 1500})  # it has no height of its own
    static = notebook.output(0).locator(".agw-static")
    await static.wait_for()
    return static


async def shoot(shown: Locator | Page, path: Path) -> None:
    """Take a picture, in 256 colours: a third of the bytes, and nobody sees it."""
    image = Image.open(io.BytesIO(await shown.screenshot()))
    colours = image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, 1, dither=Image.Dither.NONE)
    colours.save(path, optimize=True)


async def main(folder: Path, only: list[str]) -> None:
    """Take the pictures of all scenes, or of those named."""
    with tempfile.TemporaryDirectory() as home:
        server = JupyterLabServer(Path(home))
        server.start()
        try:
            async with async_playwright() as playwright:
                browser = await chromium.launch(playwright)
                for scene in [*SCENES, *GRID_SCENES]:
                    if only and scene.name not in only:
                        continue
                    for theme in [
                        theme for theme in THEMES if any(theme == each for each, _ in scene.pictures)
                    ]:
                        # One of its own: a page that speaks German does not change back.
                        page = await browser.new_page(device_scale_factor=1.5)
                        await pictures(server, page, scene, theme, folder)
                        await page.close()
                        print(f"{scene.name}, {theme}")
                await browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help="names of scenes; all when left out")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "gallery")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(options.folder, options.scenes))
