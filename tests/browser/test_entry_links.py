"""A link to an entry of a run in a notebook: copied from the entry's menu, opened, and written in a text."""

from __future__ import annotations

import re

import pytest
from answers import respond, text
from conftest import OpenNotebook
from jupyterlab_server import JupyterLabServer
from loopback import LoopbackServer
from notebook_page import NotebookPage
from playwright.async_api import Browser, Locator, Page, expect

LONG = "\n\n".join(f"Paragraph {number} of a long answer." for number in range(80))
TALK = """
from agents_widget import Agent, Chat
chat = Chat(Agent(name="Guide"))
chat.say("What comes first?")
await chat
chat.say("What comes last?")
await chat
chat
"""
MARKED = re.compile(r"\bagw-revealed\b")
# The mark fades by itself: here it stays, however long the test takes to look.
LASTING_MARK = """document.addEventListener('animationstart', ({animationName, target}) => {
  if (animationName === 'agw-flash') target.getAnimations().forEach(animation => animation.pause());
})"""


async def talk(open_notebook: OpenNotebook, loopback: LoopbackServer) -> NotebookPage:
    """A notebook with a conversation that is too long to be in sight as a whole."""
    for said in ("The first answer.", "The last answer."):
        loopback.answer(respond(text(f"{said}\n\n{LONG}")))
    notebook = await open_notebook(TALK, "")
    await notebook.run(0)
    await expect(answers(notebook)).to_have_count(2)
    await expect(answers(notebook).first.get_by_text("The first answer.")).not_to_be_in_viewport()
    return notebook


def answers(notebook: NotebookPage) -> Locator:
    return notebook.view(0).locator("[data-kind=message]")


async def address_of(entry: Locator) -> str:
    """Copy an entry's address as a reader does."""
    page = entry.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await entry.hover()
    await entry.locator("[data-action=entry-menu]").click()
    await page.locator("[data-action=copy-link]").click()
    await expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    return str(await page.evaluate("navigator.clipboard.readText()"))


async def assert_leads_to_first_answer(notebook: NotebookPage) -> None:
    first = answers(notebook).first
    await expect(first).to_have_class(MARKED)
    await expect(first.get_by_text("The first answer.")).to_be_in_viewport()


@pytest.mark.alone  # a second page restores its views while the first one is at work
async def test_a_copied_link_opens_the_notebook_at_its_entry(
    open_notebook: OpenNotebook, loopback: LoopbackServer, jupyterlab: JupyterLabServer, browser: Browser
) -> None:
    notebook = await talk(open_notebook, loopback)
    address = await address_of(answers(notebook).first)
    assert address.startswith(f"{jupyterlab.url}/lab/tree/{notebook.name}")
    await notebook.save()
    page = await browser.new_page()
    await page.add_init_script(LASTING_MARK)
    await page.goto(address)
    await assert_leads_to_first_answer(NotebookPage(jupyterlab, page, notebook.name))
    await page.close()


async def test_a_link_in_a_text_of_the_notebook_leads_to_its_entry(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    notebook = await talk(open_notebook, loopback)
    page = notebook.page
    await page.evaluate(LASTING_MARK)
    fragment = (await address_of(answers(notebook).first)).partition("#")[2]
    await write_text(page, f"[what it said first](#{fragment})")
    await page.get_by_role("link", name="what it said first").click()
    await assert_leads_to_first_answer(notebook)


async def write_text(page: Page, source: str) -> None:
    """Make the second cell one of Markdown, and render it."""
    await page.evaluate(
        """async source => {
          const { content } = window.jupyterapp.shell.currentWidget;
          content.activeCellIndex = 1;
          content.deselectAll();
          await window.jupyterapp.commands.execute('notebook:change-cell-to-markdown');
          content.activeCell.model.sharedModel.setSource(source);
          await window.jupyterapp.commands.execute('notebook:run-cell');
        }""",
        source,
    )
