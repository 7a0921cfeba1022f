"""The lesson on chats: talking, a handoff, going back, a second chat, and the recording."""

from __future__ import annotations

from conftest import OpenNotebook
from lesson import Lesson
from playwright.async_api import expect

LESSON = Lesson("04-chat.ipynb")


async def test_a_conversation(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["agents"], LESSON["chat"])
    view = notebook.view(LESSON["chat"])
    await view.get_by_role("button", name="Where are my orders?").click()
    await expect(view.locator("[data-tool=find_orders]").first).to_have_attribute("data-state", "done")
    await expect(view.locator("[data-kind=message]").last).to_contain_text("You ordered a kettle")
    await expect(view).to_have_attribute("data-status", "done")

    await notebook.run(LESSON["handoff"])
    await expect(notebook.output(LESSON["handoff"])).to_contain_text("Refunds: By *Friday*, I promise.")
    await expect(view.locator("[data-from=Clerk][data-to=Refunds]")).to_have_count(1)
    await expect(view).to_have_attribute("data-agent", "Refunds")
    await expect(view.locator("[data-kind=user]")).to_have_count(3)

    await notebook.run(LESSON["edit"])
    await expect(view.locator("[data-kind=user]")).to_have_count(2)
    await expect(view.locator("[data-kind=user]").last).to_contain_text("it leaks")
    await notebook.run(LESSON["session"], LESSON["again"])
    await expect(notebook.output(LESSON["session"])).not_to_contain_text("charged twice")
    await expect(notebook.view(LESSON["again"]).locator("[data-kind=message]").last).to_contain_text(
        "By Friday"
    )

    await notebook.run(LESSON["save"], LESSON["recording"])
    recorded = notebook.view(LESSON["recording"])
    await expect(recorded).to_have_attribute("data-status", "done")
    await expect(recorded.locator("[data-kind=user]")).to_have_count(2)
    await expect(recorded.locator("textarea")).to_have_count(0)
    await recorded.locator("[data-action=replay]").click()
    await recorded.get_by_role("slider").press("Home")
    await expect(recorded.locator("[data-kind=handoff]")).to_have_count(0)
    await recorded.locator("[data-action=present]").click()
    await expect(recorded.locator("[data-kind=handoff]")).to_have_count(1)
