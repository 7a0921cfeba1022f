"""The view for those who don't see it or don't use a mouse: axe-core, keys, and what is spoken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from answers import Gate, call, respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import Locator, Page, expect

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
TABS = ("transcript", "tools", "timeline", "events", "usage")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

AGENTS = """
from agents_widget import Agent, function_tool, watch
from agents_widget.testing import ScriptedModel, call, handoff, reasoning, text

@function_tool
def find_orders(customer: str) -> list[str]:
    "Find orders."
    return ["A-7", "B-2"]

@function_tool
def audit(order: str) -> str:
    "Audit the ledger."
    raise ValueError("The ledger is closed.")

@function_tool(needs_approval=True)
def refund(order: str, amount: int) -> str:
    "Pay money back."
    return "refunded"

REPORT = '''## Two charges

| Order | Amount |
|---|---:|
| A-7 | 42 |

- [x] found, see [the policy](https://example.org/policy)[^1]
- [ ] **refunded**

```python
def total(charges):  # in dollars
    return sum(charges) + 0.5 or "none"
```

> It costs $a^2 + b^2$, ~~much~~ `little`.

![receipt](https://example.org/receipt.png)

[^1]: Of last year.
'''

def run(*ends):
    model = ScriptedModel([
        [reasoning("Who was **charged**?"), text("Let me look."), call("find_orders", {"customer": "c_81"}),
         call("audit", {"order": "A-7"})],
        handoff("Refunds"),
        [text(REPORT)] + list(ends[:1]),
        *ends[1:],
    ])
    refunds = Agent(name="Refunds", tools=[refund], model=model)
    triage = Agent(name="Triage", tools=[find_orders, audit], handoffs=[refunds], model=model)
    return watch(triage, "I was charged twice.")
"""
STATES = {
    "done": "run()",
    "waiting": "run(call('refund', {'order': 'A-7', 'amount': 42}))",
    "failed": "run(ConnectionError('The line is dead.'))",
}


@pytest_asyncio.fixture(loop_scope="session", params=THEMES)
async def theme(request: pytest.FixtureRequest, page: Page) -> AsyncIterator[str]:
    """The theme that JupyterLab has; nothing moves meanwhile, so that colours are final."""
    name: str = request.param
    await page.emulate_media(reduced_motion="reduce")
    yield name
    await set_theme(page, "light")
    await page.emulate_media(reduced_motion="null")


async def set_theme(page: Page, name: str) -> None:
    change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
    await page.evaluate(change, THEMES[name])
    await page.locator(f"body[data-jp-theme-light={str(name == 'light').lower()}]").wait_for(state="attached")


async def violations(view: Locator) -> list[str]:
    """What axe-core finds in a view: rule, element, and why."""
    found: list[dict[str, Any]] = await view.evaluate(
        "async view => (await axe.run(view, {resultTypes: ['violations']})).violations"
    )
    return [
        f"{rule['id']}: {node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in found
        for node in rule["nodes"]
    ]


async def test_axe_finds_nothing_in_any_tab(open_notebook: OpenNotebook, page: Page, theme: str) -> None:
    notebook = await open_notebook(AGENTS, *STATES.values())
    await set_theme(page, theme)
    await page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    await notebook.run(0)
    found = {}
    for cell, status in enumerate(STATES, 1):
        await notebook.start(cell)
        view = notebook.view(cell)
        await expect(view).to_have_attribute("data-status", status)
        await expect(view).to_have_attribute("data-theme", theme)
        for tab in TABS:
            await view.locator(f"[role=tab][id$=-{tab}]").click()
            await view.locator(f".agw-panel-{tab} > *").first.wait_for()
            if wrong := await violations(view):
                found[status, tab] = wrong
        await open_all(view)
        if wrong := await violations(view):
            found[status, "opened"] = wrong
    assert found == {}


async def test_axe_finds_nothing_in_menus_search_and_notes(
    open_notebook: OpenNotebook, page: Page, theme: str
) -> None:
    notebook = await open_notebook(AGENTS, "widget = run()\nwidget")
    await set_theme(page, theme)
    await page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    await notebook.run(0, 1)
    await notebook.execute(
        "for entry in widget.transcript.entries[:3]: widget.annotate(entry, 'For the talk')"
    )
    view = notebook.view(1)
    await expect(view).to_have_attribute("data-theme", theme)
    await expect(view.get_by_role("note").first).to_be_visible()
    found = {"notes": await violations(view)}
    for opener, item in {"view-menu": "export-jsonl", "entry-menu": "copy-entry"}.items():
        button = view.locator(f"[data-action={opener}]").last
        await button.focus()
        await button.press("Enter")
        await view.locator(f"[data-action={item}]").wait_for()
        found[opener] = await violations(view)
        await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await view.locator("[data-action=save-note]").wait_for()
    found["note"] = await violations(view)
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("charged")
    await expect(view.get_by_role("search").locator("input")).to_have_value("charged")
    await expect(view.get_by_role("search").get_by_role("status")).to_contain_text("1 of")
    found["search"] = await violations(view)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


async def open_all(view: Locator) -> None:
    """Open what can be opened in the transcript, and what lies over it."""
    await view.locator("[role=tab][id$=-transcript]").click()
    closed = view.locator("[role=tabpanel] button[aria-expanded=false]")
    await closed.evaluate_all("buttons => buttons.forEach(button => button.click())")
    await view.locator(".agw-call-detail").first.wait_for()
    if await view.locator("[data-action=edit]").count():
        await view.locator("[data-action=edit]").click()
        await view.locator(".agw-field").first.wait_for()
    await view.locator("[data-action=replay]").click()
    await view.get_by_role("slider").wait_for()
    await view.get_by_role("tab", selected=True).press("?")
    await view.locator(".agw-keymap").wait_for()


async def test_tabs_and_stop_are_reached_by_keys(
    open_notebook: OpenNotebook, loopback: LoopbackServer, page: Page
) -> None:
    gate = Gate()
    loopback.answer(respond(text("Once upon a time"), gates={"response.output_text.done": gate}))
    notebook = await open_notebook('from agents_widget import *\nwatch(Agent(name="Joker"), "Hello")')
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-action=stop-menu]")).to_be_enabled()
    await expect(view.get_by_text("Once upon a time")).to_be_visible()
    await view.get_by_role("tab", name="Transcript").focus()
    for name in ("Tools", "Timeline", "Events", "Usage", "Transcript"):
        await page.keyboard.press("ArrowRight")
        tab = view.get_by_role("tab", name=name)
        await expect(tab).to_be_focused()
        await expect(tab).to_have_attribute("aria-selected", "true")
        await expect(view.get_by_role("tabpanel", name=name)).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await expect(view.get_by_role("tab", name="Usage")).to_be_focused()
    await page.keyboard.press("Home")
    await expect(view.get_by_role("tab", name="Transcript")).to_be_focused()
    for action in ("fill", "stop-menu", "stop"):
        await page.keyboard.press("Shift+Tab")
        await expect(view.locator(f"[data-action={action}]")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(view).to_have_attribute("data-status", "cancelled")
    gate.open()


HEAR = """() => {
  window.heard = [];
  const hear = status => {
    const text = status.textContent;
    if (text && window.heard.at(-1) !== text) window.heard.push(text);
  };
  new MutationObserver(() => document.querySelectorAll('.agw [role=status].agw-unseen').forEach(hear))
    .observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


async def test_only_turning_points_are_spoken(
    open_notebook: OpenNotebook, loopback: LoopbackServer, page: Page
) -> None:
    gate, called, refunded = Gate(), Gate(), Gate()
    gates = {"response.created": gate, "response.function_call_arguments.done": called}
    loopback.answer(
        respond(text("Let me see. "), call("transfer_to_refunds"), gates=gates),
        respond(text("It is **done**, and at some length."), gates={"response.created": refunded}),
    )
    notebook = await open_notebook(
        "from agents_widget import *\n"
        'watch(Agent(name="Triage", handoffs=[Agent(name="Refunds")]), "Refund me.")'
    )
    await page.evaluate(HEAR)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-kind=user]")).to_be_visible()
    gate.open()
    said = view.locator("[role=status].agw-unseen")
    await expect(said).to_have_text("Triage started.")
    called.open()
    await expect(said).to_have_text("Triage handed over to Refunds.")
    refunded.open()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(said).to_have_text("The run is done.")
    spoken = await page.evaluate("heard")
    assert spoken == ["Triage started.", "Triage handed over to Refunds.", "The run is done."]
    voices = "[role=log], [role=alert], [aria-live]"
    loud = view.locator(f":is({voices}):not([aria-live=off], .agw-unseen)")
    await expect(loud).to_have_count(0)
