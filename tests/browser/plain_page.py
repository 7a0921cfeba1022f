"""A page without a notebook, which shows widgets and grids of this process; commands are carried out here."""

from __future__ import annotations

import ast
import asyncio
import json
from typing import Any

from playwright.async_api import Locator, Page
from scenes import Scene

from agents_widget.grids.widget import Grid
from agents_widget.utf8 import sendable
from agents_widget.widget.assets import GRID, VIEW, alone
from agents_widget.widget.widget import AgentWidget

THEMES = {"light": ("#ffffff", "#1f2328"), "dark": ("#111418", "#e4e6e9")}
DOCUMENT = """<!doctype html>
<html lang="{language}" dir="{direction}">
<style>body {{ margin: 0; background: {background}; color: {text}; font: 13px sans-serif }}{style}</style>
<main id="place" style="width: {width}px"></main>"""

MOUNT = """async ({source, state}) => {
  const listeners = [];
  const model = {
    get: name => state[name],
    send: content => void toPython(JSON.stringify(content)),
    on: (event, listener) => { if (event === 'msg:custom') listeners.push(listener) },
    off: () => {},
  };
  window.fromPython = messages => messages.forEach(m => listeners.forEach(listener => listener(m)));
  const url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
  const widget = await (await import(url)).default();
  widget.initialize({model});
  widget.render({model, el: document.getElementById('place')});
}"""


class PlainPage:
    """Shows widgets of this process in a page of the browser, one after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._widget: AgentWidget | Grid | None = None
        self._waiting: list[Any] = []
        self._loop = asyncio.get_running_loop()

    async def open(self) -> None:
        """Have the page's messages come here."""
        await self.page.expose_function("toPython", self._receive)

    async def show(
        self,
        widget: AgentWidget | Grid,
        *,
        width: int,
        theme: str = "light",
        direction: str = "ltr",
        language: str = "en",
    ) -> Locator:
        """Show a widget in a page that is as wide, and give its view."""
        background, text = THEMES[theme]
        name = GRID if isinstance(widget, Grid) else VIEW
        files = alone(name)
        await self.page.set_viewport_size({"width": width, "height": 1000})
        await self.page.set_content(
            DOCUMENT.format(
                background=background,
                text=text,
                width=width,
                style=files["_css"],
                direction=direction,
                language=language,
            )
        )
        self._widget = widget
        self._waiting = []
        widget.send = self._send
        if isinstance(widget, AgentWidget):
            widget._views._send = self._send
        traits = [name for name in ("snapshot", "instant", "run", "language") if widget.has_trait(name)]
        state = sendable({**widget.get_state(traits), "suggestions": []})
        await self.page.evaluate(MOUNT, {"source": files["_esm"], "state": state})
        shown = self.page.locator("#place > .agw")
        await shown.wait_for()
        return shown

    def _receive(self, content: str) -> None:
        assert self._widget is not None
        self._widget._commands.receive(json.loads(content))

    def _send(self, content: Any, buffers: Any = None) -> None:
        """Called on any thread; messages that come together are sent together, in order."""
        self._waiting.append(sendable(content))
        if len(self._waiting) == 1:
            self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self._deliver()))

    async def _deliver(self) -> None:
        messages, self._waiting[:] = list(self._waiting), []
        if not self.page.is_closed():  # a grid may outlive its page
            await self.page.evaluate("messages => window.fromPython?.(messages)", messages)


async def widget_of(scene: Scene) -> AgentWidget:
    """Run a scene of the gallery here, as a notebook runs its cells, and give its widget."""
    widget = await _last_of(scene)
    assert isinstance(widget, AgentWidget)
    return widget


async def grid_of(scene: Scene) -> Grid:
    """Run a scene of the gallery here that shows a grid, and give that."""
    made = await _last_of(scene)
    assert isinstance(made, Grid)
    return made


async def _last_of(scene: Scene) -> Any:
    names: dict[str, Any] = {}
    await _run(ast.parse(scene.setup), names)
    cell = ast.parse(scene.code)
    last = cell.body.pop()
    assert isinstance(last, ast.Expr)
    await _run(cell, names)
    return await _run(ast.Expression(last.value), names)


async def _run(tree: ast.Module | ast.Expression, names: dict[str, Any]) -> Any:
    mode = "eval" if isinstance(tree, ast.Expression) else "exec"
    code = compile(tree, "<scene>", mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, names)
    return await value if asyncio.iscoroutine(value) else value
