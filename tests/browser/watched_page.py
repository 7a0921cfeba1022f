"""A page under observation: what it asks for, what runs in it, and what stands in its views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from outside import Outside
from playwright.async_api import Dialog, Page, Response

ALLOW_LIST = Path(__file__).with_name("allow_list.js").read_text(encoding="utf-8")
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

    def __init__(self, page: Page, outside: Outside, *, fresh: bool = False) -> None:
        self.page, self.outside, self.fresh = page, outside, fresh
        self.answered: list[str] = []
        self.opened: list[str] = []

    async def __aenter__(self) -> WatchedPage:
        self.page.on("response", self._response)
        self.page.on("dialog", self._dialog)
        self.page.on("popup", self._popup)
        if self.fresh:
            await self.page.add_init_script(f"({ALLOW_LIST})()")
        else:
            await self.page.evaluate(f"({ALLOW_LIST})()")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.page.remove_listener("response", self._response)
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
        """What left the page, but for addresses that begin with one of ``allowed``.

        Playwright also tells of requests that a frame's policy stopped, not always with how they
        ended: so what counts is what was answered, and what arrived outside.
        """
        browser = self.page.context.browser
        assert browser is not None
        heard = await self.outside.listen(browser)
        return heard + [url for url in self.answered if not url.startswith(allowed)]

    def _response(self, response: Response) -> None:
        self.answered.append(response.url)

    async def _dialog(self, dialog: Dialog) -> None:
        self.opened.append(dialog.message)
        await dialog.dismiss()

    def _popup(self, popup: Page) -> None:
        self.opened.append(popup.url)
