"""Notes and files from the view of a live notebook."""

from __future__ import annotations

from conftest import OpenNotebook
from playwright.async_api import expect

WATCH = """
from agents_widget import Agent, DemoModel, watch
widget = watch(Agent(name="Joker", model=DemoModel(["A **duck**."], tokens_per_second=None)), "A joke?")
widget
"""


async def test_a_note_goes_from_the_view_to_python_and_into_the_saved_page(
    open_notebook: OpenNotebook,
) -> None:
    notebook = await open_notebook(WATCH, "print(list(widget.annotations.values()))")
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "done")
    answer = view.locator("[data-kind=message]")
    await answer.hover()
    await answer.locator("[data-action=entry-menu]").click()
    await view.locator("[data-action=annotate]").click()
    await view.locator("form textarea[aria-label=Note]").fill("Too <b>short</b>")
    await view.locator("[data-action=save-note]").click()
    await expect(answer.get_by_role("note")).to_have_text("Too <b>short</b>")
    await notebook.run(1)
    await expect(notebook.output(1)).to_contain_text("['Too <b>short</b>']")
    await expect(notebook.output(0).locator(".agw-static blockquote")).to_have_text("Note: Too <b>short</b>")
    await view.locator("[data-action=view-menu]").click()
    async with notebook.page.expect_download() as download:
        await view.locator("[data-action=export-report]").click()
    report = (await (await download.value).path()).read_text(encoding="utf-8")
    assert "Too &lt;b&gt;short&lt;/b&gt;" in report
    assert "<script" not in report
