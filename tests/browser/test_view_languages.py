"""What Python tells a view is in the view's language, too: statuses, hints, answers, what a result is."""

from __future__ import annotations

import pytest
from answers import call, respond, status, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import Locator, expect

RUN = """
from agents_widget import Agent, function_tool, watch

@function_tool
def load(table: str) -> dict:
    "Load a table."
    return {{f"column_{{i}}": "many words " * 9 for i in range(12)}}

widget = watch(Agent(name="Clerk", tools=[load]), "What is in it?")
widget.language = {language!r}
widget.pause()
widget
"""
UNPAUSED = RUN.replace("widget.pause()", "")
SAID = {
    "en": {
        "paused": "Paused before the next step.",
        "fields": "12 fields",
        "name": "'1a' cannot be a variable's name. Use letters, digits and _.",
        "hint": "The key was not accepted. Check OPENAI_API_KEY",
    },
    "de": {
        "paused": "Vor dem nächsten Schritt angehalten.",
        "fields": "12 Felder",
        "name": "'1a' kann kein Name einer Variablen sein. Nehmen Sie Buchstaben, Ziffern und _.",
        "hint": "Der Schlüssel wurde nicht angenommen. Prüfen Sie OPENAI_API_KEY",
    },
    "ja": {
        "paused": "次のステップの前で一時停止中です。",
        "fields": "12 個のフィールド",
        "name": "'1a' は変数名にできません。英字、数字、_ を使ってください。",
        "hint": "キーが受け付けられませんでした。OPENAI_API_KEY",
    },
}


@pytest.mark.parametrize("language", SAID)
async def test_what_python_says_is_in_the_language_of_the_view(
    open_notebook: OpenNotebook, loopback: LoopbackServer, language: str
) -> None:
    said = SAID[language]
    loopback.answer(respond(call("load", {"table": "orders"})), respond(text("Orders.")))
    notebook = await open_notebook(RUN.format(language=language))
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator(".agw-detail")).to_have_text(said["paused"])
    await notebook.execute("widget.resume()")
    await expect(view.locator("[data-tool=load]")).to_contain_text(said["fields"])
    await show_that_a_name_is_refused(view)
    await expect(view.locator(".agw-name [role=status]")).to_have_text(said["name"])


@pytest.mark.parametrize("language", SAID)
async def test_what_to_do_about_an_error_is_in_the_language_of_the_view(
    open_notebook: OpenNotebook, loopback: LoopbackServer, language: str
) -> None:
    loopback.answer(status(401, {"error": {"message": "Incorrect API key provided."}}))
    notebook = await open_notebook(UNPAUSED.format(language=language))
    await notebook.run(0)
    await expect(notebook.view(0).locator("[data-kind=error]")).to_contain_text(SAID[language]["hint"])


async def test_each_view_of_a_page_keeps_its_own_language(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    languages = ["ja", "", "de", "en"]
    loopback.answer(*[respond(call("load", {"table": "orders"})), respond(text("Orders."))] * len(languages))
    notebook = await open_notebook(*(UNPAUSED.format(language=language) for language in languages))
    for cell in range(len(languages)):
        await notebook.run(cell)
        await expect(notebook.view(cell).locator("[data-kind=message]")).to_have_text("Orders.")
    for cell, language in enumerate(languages):  # what is drawn only now, too
        view = notebook.view(cell)
        await expect(view.locator("[data-tool=load]")).to_contain_text(SAID[language or "en"]["fields"])
        await show_that_a_name_is_refused(view)
        await expect(view.locator(".agw-name [role=status]")).to_have_text(SAID[language or "en"]["name"])


async def show_that_a_name_is_refused(view: Locator) -> None:
    """Name the tool's result ``1a``."""
    await view.locator("[data-tool=load] button").first.click()
    await view.locator(".agw-name input").fill("1a")
    await view.locator("[data-action=name]").click()
