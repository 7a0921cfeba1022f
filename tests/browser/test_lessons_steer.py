"""The lesson on steering: every button that it names, and the cells that do the same from Python."""

from __future__ import annotations

from conftest import OpenNotebook
from held_model import hold_demo_model
from lesson import Lesson
from playwright.async_api import expect

LESSON = Lesson("02-steer.ipynb")


async def test_stop_and_pause(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    end = await hold_demo_model(notebook)
    await notebook.run(LESSON["archivist"], LESSON["stop"])
    view = notebook.view(LESSON["stop"])
    await expect(view.locator("[data-kind=message]").first).to_contain_text("On to drawer 1.")
    await view.locator("[data-action=stop]").click()
    await expect(view).to_have_attribute("data-status", "cancelled")
    await notebook.run(LESSON["stop-python"])
    end.touch()

    await notebook.run(LESSON["pause"])
    view = notebook.view(LESSON["pause"])
    await expect(view).to_have_attribute("data-status", "waiting")
    await view.locator("textarea").fill("That will do.")
    await view.locator("[data-action=send]").click()
    await expect(view.locator("[data-kind=user]").nth(1)).to_contain_text("That will do.")
    await view.locator("[data-action=resume]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await notebook.run(LESSON["resume"])
    await expect(notebook.output(LESSON["resume"])).to_contain_text("I counted **7 letters**")


async def test_stopping_after_the_turn_from_python(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    end = await hold_demo_model(notebook)
    await notebook.run(LESSON["archivist"], LESSON["stop"])
    view = notebook.view(LESSON["stop"])
    await expect(view.locator("[data-tool=open_drawer]").first).to_be_visible()
    await notebook.start(LESSON["stop-python"])
    await expect(view).to_contain_text("after this turn")
    end.touch()
    await expect(view).to_have_attribute("data-status", "cancelled")
    await expect(view.locator("[data-tool=open_drawer]").last).to_have_attribute("data-state", "done")
    await expect(notebook.output(LESSON["stop-python"])).to_contain_text("'7 letters'")


async def test_resuming_from_python(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["archivist"], LESSON["pause"])
    view = notebook.view(LESSON["pause"])
    await expect(view).to_have_attribute("data-status", "waiting")
    await notebook.run(LESSON["resume"])
    await expect(view.locator("[data-kind=user]")).to_have_count(2)
    await expect(view).to_have_attribute("data-status", "done")


async def test_approvals(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["archivist"], LESSON["cashier"])

    await notebook.run(LESSON["approve"])
    view = notebook.view(LESSON["approve"])
    await expect(view.locator("[data-tool=refund]").nth(0)).to_have_attribute("data-state", "done")
    await expect(view.locator("[data-state=awaiting_approval]")).to_have_count(1)
    await view.locator("[data-action=approve]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await notebook.run(LESSON["approve-python"])
    await expect(notebook.output(LESSON["approve-python"])).to_contain_text("$4200 went back")

    await notebook.run(LESSON["deny"])
    view = notebook.view(LESSON["deny"])
    await expect(view).to_have_attribute("data-status", "waiting")
    await notebook.run(LESSON["deny-python"])
    await expect(view.locator("[data-state=denied]")).to_have_count(1)
    await expect(view.locator("[data-kind=message]").last).to_contain_text("Refused: the teapot was $42")

    await notebook.run(LESSON["edit"])
    view = notebook.view(LESSON["edit"])
    await view.locator("[data-action=edit]").click()
    await view.get_by_label("amount").fill("43")
    await view.locator("[data-action=approve-edited]").click()
    await expect(view.locator("[data-kind=message]").last).to_contain_text("$43 went back")
    await notebook.run(LESSON["edit-python"])


async def test_budget(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["archivist"], LESSON["budget"])
    view = notebook.view(LESSON["budget"])
    await expect(view).to_have_attribute("data-status", "waiting")
    await expect(view.locator("[data-action=allow-more]")).to_be_visible()
    await notebook.run(LESSON["budget-python"])
    await expect(view).to_have_attribute("data-status", "done")
    await expect(notebook.output(LESSON["budget-python"])).to_contain_text("252 letters")
