"""The lesson on tools and data: what rows open to, names for results, progress, failures, own views."""

from __future__ import annotations

from pathlib import Path

import hang
from conftest import OpenNotebook
from lesson import Lesson
from playwright.async_api import Browser, Locator, expect

LESSON = Lesson("03-tools-and-data.ipynb")
FRAME = "() => new Promise(requestAnimationFrame)"


async def open_row(row: Locator) -> None:
    """Open a tool's row."""
    await row.get_by_role("button").first.click()


async def test_results_as_the_notebook_shows_them(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["imports"], LESSON["analyst"], LESSON["table"])
    view = notebook.view(LESSON["table"])
    await expect(view).to_have_attribute("data-status", "done")
    await open_row(view.locator("[data-tool=load_sales]").first)
    await expect(view.locator("[data-rows]")).to_have_attribute("data-rows", "6")
    await view.locator("[data-action=name]").click()
    await expect(view).to_contain_text("load_sales_result")
    await notebook.execute("assert load_sales_result is widget.tools['load_sales'].value")
    await open_row(view.locator("[data-tool=plot_sales]").first)
    await expect(view.locator("img")).to_be_visible()

    await notebook.run(LESSON["value"], LESSON["calls"])
    await expect(notebook.output(LESSON["value"])).to_contain_text("261")
    await expect(notebook.output(LESSON["calls"])).to_contain_text("done Figure")


async def test_progress(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["imports"], LESSON["analyst"], LESSON["slow-tools"], LESSON["progress"])
    view = notebook.view(LESSON["progress"])
    await notebook.run(LESSON["progress-value"])
    await expect(notebook.output(LESSON["progress-value"])).to_contain_text("{'rounds': 10, 'error': 0.14}")
    await expect(view).to_have_attribute("data-status", "done")
    await open_row(view.locator("[data-tool=fit]").first)
    await expect(view).to_contain_text("round 10: error 0.14")

    await view.locator("[data-action=replay]").click()
    slider, bar = view.get_by_role("slider"), view.get_by_role("progressbar", name="Progress of fit")
    for _ in range(int(await slider.get_attribute("max") or 0)):
        await view.evaluate(FRAME)  # what the instant shows is drawn
        if await bar.count():
            break
        await slider.press("ArrowLeft")
    await expect(bar).to_have_count(1)


async def test_a_question_of_an_mcp_server(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["imports"], LESSON["analyst"], LESSON["mcp-server"], LESSON["mcp-connect"])
    await expect(notebook.output(LESSON["mcp-connect"])).to_contain_text("launch")
    await notebook.run(LESSON["mcp-run"])
    view = notebook.view(LESSON["mcp-run"])
    form = view.get_by_role("group", name="Question of launch")
    await expect(form).to_contain_text("How many boats may leave?")
    await expect(view).to_have_attribute("data-status", "waiting")
    await expect(view.locator("[data-action=review]")).to_have_text("launch asks you something.")
    await form.get_by_label("boats").fill("many")
    await form.locator("[data-action=answer]").click()
    await expect(form.locator("[aria-invalid]")).to_have_count(1)
    await form.get_by_label("boats").fill("4")
    await form.locator("[data-action=answer]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-tool=launch]").first).to_contain_text("4 boats have left")
    await notebook.run(LESSON["mcp-answer"], LESSON["mcp-end"])
    await expect(notebook.output(LESSON["mcp-answer"])).to_contain_text("4 boats have left")


async def test_a_failing_tool(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["imports"], LESSON["analyst"])
    await notebook.start(LESSON["failure"])  # it writes to stderr, too
    view = notebook.view(LESSON["failure"])
    await expect(view).to_have_attribute("data-status", "done")
    failed, done = view.locator("[data-tool=load_sales]").nth(0), view.locator("[data-state=done]").last
    await expect(failed).to_have_attribute("data-state", "failed")
    await expect(done).to_be_visible()
    await open_row(failed)
    await view.get_by_text("Traceback", exact=True).click()
    await expect(view).to_contain_text("months.index(first)")
    await notebook.run(LESSON["failure-value"])
    await expect(notebook.output(LESSON["failure-value"])).to_contain_text("'failed'")


async def test_a_view_of_ones_own(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(LESSON["imports"], LESSON["analyst"], LESSON["gauges"], LESSON["view"])
    view = notebook.view(LESSON["view"])
    await expect(view).to_have_attribute("data-status", "done")
    await open_row(view.locator("[data-tool=check_stock]").first)
    frame = view.frame_locator("iframe")
    await expect(frame.locator("meter")).to_have_count(3)
    await expect(frame.locator("body")).to_contain_text("Cups: 10 %")
    await notebook.run(LESSON["view-value"])


async def test_a_view_that_answers_back(
    open_notebook: OpenNotebook, browser: Browser, tmp_path: Path
) -> None:
    notebook = await open_notebook(file=LESSON.file)
    await notebook.run(
        LESSON["imports"], LESSON["analyst"], LESSON["gauges"], LESSON["chart"], LESSON["clicks"]
    )
    view = notebook.view(LESSON["clicks"])
    await expect(view).to_have_attribute("data-status", "done")
    await use_chart(view)
    # A module that has a fault says so, beside the result.
    await notebook.execute(
        "register_tool_view(count_visits, esm='export default ({ value }) => value.no.more')"
    )
    await notebook.run(LESSON["clicks"])
    await open_row(view.locator("[data-tool=count_visits]").first)
    await expect(view.locator(".agw-callout")).to_contain_text("The view of count_visits failed: TypeError")
    await expect(view.locator(".agw-call-detail")).to_contain_text("'Sat': 96")
    # That is what the model saw, too, and is not said twice.
    model_read = view.get_by_text("As the model read it")
    await expect(model_read).to_have_count(1)
    await expect(model_read).to_be_hidden()
    await notebook.execute("register_tool_view(count_visits, esm=CHART)\nawait widget")
    await notebook.execute(f"widget.save({str(tmp_path / 'run.html')!r})")
    alone = await browser.new_page()
    alone.set_default_timeout(hang.MILLISECONDS)
    await alone.goto((tmp_path / "run.html").as_uri())
    await use_chart(alone.locator(".agw"))
    await alone.close()


async def use_chart(view: Locator) -> None:
    """Open the call and click in the view of its result."""
    await open_row(view.locator("[data-tool=count_visits]").first)
    chart = view.locator(".agw-custom-view")
    await expect(chart.locator("output")).to_have_text("Harbour street")
    await chart.get_by_role("button", name="Sat").click()
    await expect(chart.locator("output")).to_have_text("Sat: 96 visits")
