"""A page under observation: what it asks for, what runs in it, and what stands in its views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Dialog, Page, Request

ALLOW_LIST = Path(__file__).with_name("allow_list.js").read_text(encoding="utf-8")
STOPPED_BY_POLICY = ("csp", "origin")
STATE = """() => ({
  address: location.origin + location.pathname,
  title: document.title,
  attributes: [document.documentElement, document.body].map(({attributes}) =>
    [...attributes].map(({name, value}) => `${name}=${value}`)),
  colours: ['body', '.jp-Cell', '.jp-Toolbar'].map(name => {
    const found = document.querySelector(name);
    return found && getComputedStyle(found).cssText;
  }),
  foreign: document.querySelectorAll('script[src*=evil], link[href*=evil], base').length,
  polluted: [({}).pwned, ({}).polluted, window.pwned],
})"""


class WatchedPage:
    """Notes, from ``async with`` on, what hostile text could bring about in a page.

    ``fresh``: the page has nothing in it yet, and is closed at the end.
    """

    def __init__(self, page: Page, *, fresh: bool = False) -> None:
        self.page, self.fresh = page, fresh
        self.asked: list[str] = []
        self.opened: list[str] = []

    async def __aenter__(self) -> WatchedPage:
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("dialog", self._dialog)
        self.page.on("popup", self._popup)
        if self.fresh:
            await self.page.add_init_script(f"({ALLOW_LIST})()")
        else:
            await self.page.evaluate(f"({ALLOW_LIST})()")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.page.remove_listener("request", self._request)
        self.page.remove_listener("requestfailed", self._failed)
        self.page.remove_listener("dialog", self._dialog)
        self.page.remove_listener("popup", self._popup)
        await (self.page.close() if self.fresh else self.page.evaluate("allowList.end()"))

    async def state(self) -> dict[str, Any]:
        """What the text must not change: address, title, theme, the prototypes of everything."""
        state: dict[str, Any] = await self.page.evaluate(STATE)
        return state

    async def names(self) -> set[str]:
        """Elements, and attributes with ``=``, that have stood in a view; fails when one did harm."""
        report = await self.page.evaluate("allowList.report()")
        assert report["harm"] == [], "\n".join(report["harm"])
        return set(report["names"])

    async def requests(self, *allowed: str) -> list[str]:
        """What was asked for and not stopped, but for addresses that begin with one of ``allowed``."""
        for _ in range(100):  # that a policy stopped a request is told a moment after it
            left = [url for url in self.asked if not url.startswith(allowed)]
            if not left:
                break
            await self.page.evaluate("new Promise(done => setTimeout(done, 50))")
        return left

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _failed(self, request: Request) -> None:
        # Chromium tells of what a frame's policy stopped, too: nothing of that came near the network.
        if request.failure in STOPPED_BY_POLICY:
            self.asked.remove(request.url)

    async def _dialog(self, dialog: Dialog) -> None:
        self.opened.append(dialog.message)
        await dialog.dismiss()

    def _popup(self, popup: Page) -> None:
        self.opened.append(popup.url)
