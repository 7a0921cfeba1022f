"""What is left when a notebook is opened again and its kernel is gone."""

from __future__ import annotations

import os
import re
import signal

from answers import Gate, call, respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from notebook_page import NotebookPage
from playwright.async_api import expect

RUN = """
from agents_widget import Agent, Runner
agent = Agent(name="Joker", instructions="Tell jokes.")
Runner.run_streamed(agent, "Hello")
"""
OWNED = """
from agents_widget import Agent, watch
widget = watch(Agent(name="Joker"), "Hello")
widget
"""


async def test_only_the_live_view_shows_while_there_is_one(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("Why did the **chicken** cross?"))
    notebook = await open_notebook(RUN)
    await notebook.run(0)
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
    await expect(notebook.output(0).locator(".agw-static")).to_be_hidden()


async def test_the_static_transcript_stands_in_for_the_widget(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("Why did the **chicken** cross?"))
    notebook = await open_notebook(RUN)
    await notebook.run(0)
    await expect(notebook.output(0).locator(".agw-static")).to_have_attribute("data-status", "done")
    await notebook.save()
    notebook.end_kernel()
    await notebook.reload()
    static = notebook.output(0).locator(".agw-static")
    await expect(static).to_be_visible()
    await expect(static).to_contain_text("Hello")
    await expect(static.locator("strong", has_text="chicken")).to_be_visible()
    await expect(notebook.output(0).get_by_text("model not found")).to_be_hidden()
    await expect(notebook.view(0)).to_have_count(0)


async def test_a_run_on_the_widgets_own_thread_leaves_its_end_too(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = Gate()
    loopback.answer(respond(text("the end"), gates={"response.output_text.done": gate}))
    notebook = await open_notebook(OWNED)
    await notebook.run(0)
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("the end")
    gate.open()
    await expect(notebook.output(0).locator(".agw-static")).to_have_attribute("data-status", "done")
    saved = (await notebook.save())["cells"][0]["outputs"]
    page = next("".join(output["data"]["text/html"]) for output in saved if "text/html" in output["data"])
    assert 'data-status="done"' in page
    assert "the end" in page
    assert "<script" not in page


async def test_the_saved_forms_are_html_markdown_and_plain_text(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("Why did the **chicken** cross?"))
    notebook = await open_notebook(RUN)
    await notebook.run(0)
    # Python rewrites the page after the view has heard of the end.
    await expect(notebook.output(0).locator(".agw-static")).to_have_attribute("data-status", "done")
    widget, page = [output["data"] for output in (await notebook.save())["cells"][0]["outputs"]]
    assert set(page) == {"text/html", "text/markdown", "text/plain"}
    assert "<AgentWidget" in "".join(widget["text/plain"])
    assert "chicken" in "".join(page["text/plain"])


async def test_a_page_that_was_reloaded_in_mid_run_keeps_the_end_too(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """The kernel cannot rewrite what it displayed before the page was loaded: the view does it."""
    gate = Gate()
    loopback.answer(respond(text("the end"), gates={"response.output_text.done": gate}))
    notebook = await open_notebook(OWNED)
    await notebook.run(0)
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("the end")
    document = await notebook.save()
    assert "Running when this was written" in str(document["cells"][0]["outputs"])
    await notebook.reload()
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("the end")
    static = notebook.output(0).locator(".agw-static")
    await expect(static).to_be_hidden()
    gate.open()
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
    await expect(static).to_have_attribute("data-status", "done")
    await expect(static).to_be_hidden()
    saved = str((await notebook.save())["cells"][0]["outputs"])
    assert "the end" in saved
    assert "Running when this was written" not in saved


async def test_the_page_is_hidden_wherever_a_host_puts_it(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """Hosts without JupyterLab's elements know it by its id."""
    loopback.answer(text("Hello"))
    notebook = await open_notebook(OWNED)
    await notebook.run(0)
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
    await notebook.page.evaluate(
        """() => {
          const page = document.querySelector('.agw-static');
          const other = page.cloneNode(true);
          page.id = 'own'; other.id = 'other'; other.dataset.run = 'another';
          document.body.append(page, other);
        }"""
    )
    await expect(notebook.page.locator("#own")).to_be_hidden()
    await expect(notebook.page.locator("#other")).to_be_visible()
    await notebook.page.evaluate("['own', 'other'].forEach(id => document.getElementById(id).remove())")


async def test_headings_of_an_answer_stay_out_of_the_notebooks_table_of_contents(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """A long answer has hundreds, and JupyterLab would keep the page busy to list them all."""
    loopback.answer(text("## Of the answer\n\nWhy did the chicken cross?"))
    notebook = await open_notebook(RUN, "from IPython.display import HTML\nHTML('<h2>Of the notebook</h2>')")
    await notebook.run(0)
    await expect(notebook.output(0).locator(".agw-static h2")).to_have_text("Of the answer")
    await notebook.run(1)
    contents = notebook.page.locator(".jp-TableOfContents-tree")
    await expect(contents).to_have_text("Of the notebook")


async def test_a_view_whose_kernel_was_restarted_says_that_the_run_is_unfinished(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = Gate()
    loopback.answer(respond(text("the end"), gates={"response.output_text.done": gate}))
    notebook = await open_notebook(OWNED)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("the end")
    await expect(view.locator(".agw-status-word")).to_have_text("Running")
    await notebook.restart()
    await expect(view.locator(".agw-status-word")).to_have_text("Unfinished")
    await expect(view.locator(".agw-recorded")).to_be_visible()
    await expect(view.locator("[data-action=stop]")).to_have_count(0)
    gate.open()


# A kernel that dies in mid-run takes nothing away that the last save had on screen.

OFTEN = "from agents_widget.widget import saved_page\nsaved_page.LEAST_SECONDS = 0.2\n"
PID = "import os\nprint(f'pid {os.getpid()}')"


async def kill_kernel(notebook: NotebookPage) -> None:
    """Kill the kernel whose process number cell 1 shows."""
    shown = notebook.output(1)
    await expect(shown).to_have_text(re.compile(r"pid \d+\n"))
    os.kill(int((await shown.inner_text()).split("pid ")[1]), signal.SIGKILL)


def slow(loopback: LoopbackServer, *, times: int = 1) -> Gate:
    """Have the server stand still in the middle of its answers."""
    gate = Gate()
    gates = {"response.output_text.done": gate}
    loopback.answer(*(respond(text("half of the **story**"), gates=gates) for _ in range(times)))
    return gate


async def test_what_was_on_screen_is_saved_when_the_kernel_is_killed(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = slow(loopback)
    notebook = await open_notebook(OFTEN + OWNED, PID)
    await notebook.run(0, 1)
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("half of the story")
    static = notebook.output(0).locator(".agw-static")
    await expect(static).to_contain_text("half of the story")
    await expect(static).to_be_hidden()
    await notebook.save()
    await kill_kernel(notebook)
    gate.open()
    notebook.end_kernel()
    await notebook.reload()
    await expect(static).to_be_visible()
    await expect(static.locator("strong", has_text="story")).to_be_visible()
    await expect(static).to_contain_text("Running when this was written")
    await expect(notebook.view(0)).to_have_count(0)


async def test_a_page_that_is_rewritten_moves_nothing(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = slow(loopback)
    notebook = await open_notebook(OFTEN + OWNED, "1 + 1")
    await notebook.run(0, 1)
    await expect(notebook.output(0).locator(".agw-static")).to_contain_text("half of the story")
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("half of the story")
    await notebook.page.evaluate(
        """() => {
          const area = document.querySelector('.jp-OutputArea:has(.agw)');
          const view = area.querySelector('.agw');
          window.seen = {shown: 0, sizes: new Set(), view};
          const look = () => {
            if (!window.seen) return;
            const page = area.querySelector('.agw-static');
            if (page && page.getBoundingClientRect().height > 0) window.seen.shown += 1;
            if (!view.isConnected) window.seen.shown += 1;
            window.seen.sizes.add(area.getBoundingClientRect().height);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    await notebook.execute("for _ in range(5): widget._saved.update(widget.transcript)")
    await notebook.execute("widget._saved.update_soon()")
    seen = await notebook.page.evaluate("() => [window.seen.shown, window.seen.sizes.size]")
    assert seen == [0, 1]
    gate.open()
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
    await notebook.page.evaluate("() => { delete window.seen }")


async def test_the_kernel_is_restarted_in_mid_run(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = slow(loopback)
    notebook = await open_notebook(OFTEN + OWNED)
    await notebook.run(0)
    static = notebook.output(0).locator(".agw-static")
    await expect(static).to_contain_text("half of the story")
    await notebook.restart()
    await expect(notebook.view(0).locator(".agw-status-word")).to_have_text("Unfinished")
    await notebook.save()
    gate.open()
    await notebook.reload()
    await expect(static).to_be_visible()
    await expect(static).to_contain_text("half of the story")


async def test_two_views_of_two_runs_are_each_saved(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = slow(loopback, times=2)
    notebook = await open_notebook(OFTEN + OWNED, OWNED.replace("Hello", "Goodbye"), "widget")
    await notebook.run(0, 1, 2)
    for cell, said in enumerate(("Hello", "Goodbye", "Goodbye")):
        static = notebook.output(cell).locator(".agw-static")
        await expect(static).to_contain_text("half of the story")
        await expect(static).to_contain_text(said)
    outputs = [str(cell["outputs"]) for cell in (await notebook.save())["cells"]]
    assert all("half of the" in saved for saved in outputs)
    gate.open()
    for cell in range(3):
        await expect(notebook.output(cell).locator(".agw-static")).to_have_attribute("data-status", "done")


async def test_a_tab_that_was_closed_in_mid_run_shows_the_run_again(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = slow(loopback)
    notebook = await open_notebook(OFTEN + OWNED)
    await notebook.run(0)
    static = notebook.output(0).locator(".agw-static")
    await expect(static).to_contain_text("half of the story")
    await notebook.save()
    await notebook.load()
    await notebook.open()
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("half of the story")
    gate.open()
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
    await expect(static).to_have_attribute("data-status", "done")


APPROVAL = """
from agents_widget import Agent, function_tool, watch

@function_tool(needs_approval=True)
def refund(order: str) -> str:
    "Refund an order."
    return "refunded"

watch(Agent(name="Clerk", tools=[refund]), "Refund it.")
"""


async def test_a_call_that_waits_for_approval_is_saved_when_the_kernel_is_killed(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """The page of a run that waits is written at once, however long it is until the next one is due."""
    loopback.answer(respond(text("I look it up."), call("refund", {"order": "A-17"})))
    notebook = await open_notebook(APPROVAL, PID)
    await notebook.run(0, 1)
    static = notebook.output(0).locator(".agw-static")
    await expect(notebook.view(0)).to_have_attribute("data-status", "waiting")
    await expect(static).to_have_attribute("data-status", "waiting")
    await notebook.save()
    await kill_kernel(notebook)
    notebook.end_kernel()
    await notebook.reload()
    await expect(static).to_be_visible()
    for shown in ("I look it up.", "refund", "A-17", "needs your approval"):
        await expect(static).to_contain_text(shown)


async def test_jupyterlabs_own_save_keeps_what_was_on_screen(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """A page that is rewritten makes the notebook one that JupyterLab saves by itself."""
    gate = slow(loopback)
    notebook = await open_notebook(OFTEN + OWNED, PID)
    await notebook.run(0, 1)
    await notebook.save()
    context = "window.jupyterapp.shell.currentWidget.context"
    await notebook.page.evaluate(f"() => {{ {context}.model.dirty = false; }}")
    await notebook.execute("widget._saved.update_soon()")
    await notebook.page.wait_for_function(f"() => {context}.model.dirty")
    await expect(notebook.output(0).locator(".agw-static")).to_contain_text("half of the story")
    await notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    assert "half of the" in str(notebook.server.read_notebook(notebook.name)["cells"][0]["outputs"])
    gate.open()
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
