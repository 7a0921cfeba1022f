"""What a model or a tool writes is text: it runs nothing and asks for nothing."""

from __future__ import annotations

import json

import pytest
from answers import call, respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import Page, Request, expect

PAYLOADS = "\n\n".join(
    [
        "<script>window.hit = 1</script>",
        "<img src=x onerror='window.hit = 2'>",
        "[a link](javascript:window.hit=3)",
        "![a picture](https://example.invalid/pixel.png)",
        "<iframe srcdoc='<script>parent.window.hit = 4</script>'></iframe>",
        "<svg onload='window.hit = 5'></svg>",
        "<style>body { background: url(https://example.invalid/style) }</style>",
        "[another](data:text/html,<script>window.hit=6</script>)",
        "<form action='https://example.invalid/form'><input autofocus onfocus='window.hit = 7'></form>",
        "The end.",
    ]
)

RUN = """
from agents_widget import Agent, function_tool, watch

@function_tool
def look(at: str) -> str:
    "Look at it."
    return at

widget = watch(Agent(name="<b onmouseover='window.hit = 8'>Eve</b>", tools=[look]), {prompt!r})
widget
"""


@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_hostile_text_changes_nothing_but_the_text(
    open_notebook: OpenNotebook, loopback: LoopbackServer, page: Page, size: int
) -> None:
    loopback.answer(
        respond(text(PAYLOADS, size=size), call("look", json.dumps({"at": PAYLOADS}), size=max(size, 40))),
        text("Done."),
    )
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    notebook = await open_notebook(RUN.format(prompt=PAYLOADS))
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-kind=message]").first).to_contain_text("The end.")
    await expect(view.locator("[data-kind=user]")).to_contain_text("window.hit = 1")
    page.remove_listener("request", note)
    assert await page.evaluate("window.hit") is None
    assert [url for url in asked if "example.invalid" in url] == []
    for forbidden in (
        "script",
        "img[src*=http]",
        "iframe[srcdoc*=script]",
        "[data-kind] form",
        "[onerror]",
        "[onload]",
    ):
        await expect(view.locator(forbidden)).to_have_count(0)
    hrefs = await view.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert [href for href in hrefs if not href.startswith(("http", "mailto"))] == []
