"""Steering a run from its view: approvals, pausing, stopping after a turn, and talking to it."""

from __future__ import annotations

from answers import Gate, call, respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import expect

REFUND = """
from agents_widget import Agent, Chat, function_tool, watch
refunds = []

@function_tool(needs_approval=True)
def refund(order: str, amount: int) -> str:
    "Pay money back."
    refunds.append((order, amount))
    return "refunded"

agent = Agent(name="Clerk", tools=[refund])
"""
LOOK = """
from agents_widget import Agent, function_tool, watch
looked = []

@function_tool
def look() -> str:
    "Look at it."
    looked.append(1)
    return "looked"

widget = watch(Agent(name="Looker", tools=[look]), "Look.")
widget
"""


async def test_approving_a_call_lets_it_run(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    loopback.answer(call("refund", {"order": "A-7", "amount": 42}), text("Done."))
    notebook = await open_notebook(REFUND + 'widget = watch(agent, "Refund A-7.")\nwidget', "refunds")
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "waiting")
    row = view.locator("[data-tool=refund]").first
    await expect(row).to_have_attribute("data-state", "awaiting_approval")
    # Who saves the notebook and leaves finds there what the run waits for.
    await expect(notebook.output(0).locator(".agw-static")).to_have_attribute("data-status", "waiting")
    await view.locator("[data-action=approve]").click()
    await expect(row).to_have_attribute("data-state", "done")
    await expect(view).to_have_attribute("data-status", "done")
    await notebook.run(1)
    await expect(notebook.output(1)).to_contain_text("[('A-7', 42)]")


async def test_denying_a_call_tells_the_model_why(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(call("refund", {"order": "A-7", "amount": 42}), text("I see."))
    notebook = await open_notebook(REFUND + 'widget = watch(agent, "Refund A-7.")\nwidget', "refunds")
    await notebook.run(0)
    view = notebook.view(0)
    await view.locator(".agw-approval input").fill("It is not ours.")
    await view.locator("[data-action=deny]").click()
    await expect(view.locator("[data-tool=refund]").first).to_have_attribute("data-state", "denied")
    await expect(view).to_have_attribute("data-status", "done")
    assert "It is not ours." in str(loopback.requests[1].body)
    await notebook.run(1)
    await expect(notebook.output(1)).to_contain_text("[]")


async def test_approving_with_other_arguments(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    loopback.answer(call("refund", {"order": "A-7", "amount": 42}), text("Done."))
    notebook = await open_notebook(REFUND + 'widget = watch(agent, "Refund A-7.")\nwidget', "refunds")
    await notebook.run(0)
    view = notebook.view(0)
    await view.locator("[data-action=edit]").click()
    await view.get_by_label("amount").fill("40")
    await view.locator("[data-action=approve-edited]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await notebook.run(1)
    await expect(notebook.output(1)).to_contain_text("[('A-7', 40)]")


PAY = """
from typing import Literal
from agents_widget import Agent, function_tool, watch
paid = []

@function_tool(needs_approval=True)
def pay(id: int, rate: float, currency: Literal["EUR", "USD"], note: str, urgent: bool = False) -> str:
    "Pay a bill."
    paid.append((id, rate, currency, note, urgent))
    return "paid"

widget = watch(Agent(name="Clerk", tools=[pay]), "Pay it.")
widget
"""


async def test_what_nobody_touched_stays_as_the_model_wrote_it(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    written = '{ "id":1610521604143693812, "currency": "EU\\u0052","rate": 1.0, "note": "a\\r\\nb"}'
    loopback.answer(call("pay", written), text("Done."))
    notebook = await open_notebook(PAY, "paid")
    await notebook.run(0)
    view = notebook.view(0)
    await view.locator("[data-action=edit]").click()
    await view.get_by_label("rate").fill("1e999")
    await view.locator("[data-action=approve-edited]").click()
    await expect(view.locator(".agw-problem")).to_contain_text("1e999 would become Infinity")
    await view.get_by_label("rate").fill("1.0")
    await view.get_by_role("textbox", name="note").fill("a\nc")
    await view.locator("[data-action=approve-edited]").click()
    await expect(view).to_have_attribute("data-status", "done")
    sent = [item["arguments"] for item in loopback.requests[1].body["input"] if "arguments" in item]
    assert sent == [written.replace("\\nb", "\\nc")]
    await notebook.run(1)
    await expect(notebook.output(1)).to_contain_text("[(1610521604143693812, 1.0, 'EUR', 'a\\r\\nc', False)]")


async def test_pausing_holds_the_run_before_its_tool(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = Gate()
    loopback.answer(respond(call("look"), gates={"response.completed": gate}), text("Done."))
    notebook = await open_notebook(LOOK, "looked")
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-tool=look]")).to_be_visible()
    await view.locator("[data-action=stop-menu]").click()
    await view.locator("[data-action=pause]").click()
    await expect(view).to_contain_text("Pausing before the next step.")  # the kernel has heard of it
    gate.open()
    await expect(view).to_have_attribute("data-status", "waiting")
    await expect(view.locator("[data-tool=look]")).to_have_attribute("data-state", "waiting")
    await notebook.run(1)
    await expect(notebook.output(1)).to_contain_text("[]")
    await view.locator("[data-action=resume]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-kind=message]")).to_contain_text("Done.")


async def test_stopping_after_the_turn_lets_it_end(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = Gate()
    loopback.answer(respond(call("look"), gates={"response.completed": gate}))
    notebook = await open_notebook(LOOK)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-tool=look]")).to_be_visible()
    await view.locator("[data-action=stop-menu]").click()
    await view.locator("[data-action=stop-after-turn]").click()
    await expect(view).to_contain_text("after this turn")
    gate.open()
    await expect(view).to_have_attribute("data-status", "cancelled")
    await expect(view.locator("[data-tool=look]")).to_have_attribute("data-state", "done")
    assert len(loopback.requests) == 1


async def test_a_chat(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    loopback.answer(text("Hello Ann."), text("You are Ann."), text("You did not say."))
    notebook = await open_notebook(
        "from agents_widget import Agent, Chat\nchat = Chat(Agent(name='Joker'))\nchat"
    )
    await notebook.run(0)
    view = notebook.view(0)
    box = view.locator("textarea").last
    await box.fill("I am Ann.")
    await box.press("Enter")
    await expect(view.locator("[data-kind=message]")).to_contain_text("Hello Ann.")
    await expect(view).to_have_attribute("data-status", "done")
    await box.fill("Who")
    await box.press("Shift+Enter")
    await box.press_sequentially("am I?")
    await view.locator("[data-action=send]").click()
    await expect(view.locator("[data-kind=message]").nth(1)).to_contain_text("You are Ann.")
    assert "Who\nam I?" in [item["content"] for item in loopback.requests[1].body["input"]]
    first = view.locator("[data-kind=user]").first
    await first.hover()
    await first.locator("[data-action=edit-message]").click()
    await first.locator("textarea").fill("I am here.")
    await first.locator("[data-action=edit-send]").click()
    await expect(view.locator("[data-kind=message]")).to_have_count(1)
    await expect(view.locator("[data-kind=message]")).to_contain_text("You did not say.")
    await expect(view.locator("[data-kind=user]")).to_contain_text("I am here.")


SEEK = """
rows = widget.tape.rows
called = next(row.t for row in rows if any(e.tool for e in widget.tape.transcript_at(row.t).entries))
widget.seek(called / 1000)
"""


async def test_seeking_from_python_moves_every_view_and_every_tab(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    gate = Gate()
    loopback.answer(call("look"), respond(text("Nothing there."), gates={"response.created": gate}))
    notebook = await open_notebook(LOOK, SEEK, "widget", "widget.seek(None)")
    await notebook.run(0)
    first = notebook.view(0)
    await expect(first.locator("[data-tool=look]")).to_have_attribute("data-state", "done")
    gate.open()
    await expect(first).to_have_attribute("data-status", "done")
    await notebook.run(1, 2)
    for view in (first, notebook.view(2)):
        await expect(view).to_have_attribute("data-replaying", "true")
        await expect(view.locator("[data-tool=look]")).to_be_visible()
        await expect(view.locator("[data-kind=message]")).to_have_count(0)
    await first.get_by_role("tab", name="Timeline").click()
    await expect(first.locator("[data-bar=call]")).to_have_count(1)
    await notebook.run(3)
    for view in (first, notebook.view(2)):
        await expect(view).not_to_have_attribute("data-replaying", "true")
    await expect(first.locator("[data-bar=call]")).to_have_count(2)
    await expect(notebook.view(2).locator("[data-kind=message]")).to_contain_text("Nothing there.")


async def test_a_follow_up_goes_on_in_the_same_view(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("Hello Ann."), text("You are Ann."))
    notebook = await open_notebook(
        "from agents_widget import Agent, Runner\nRunner.run_streamed(Agent(name='Joker'), 'I am Ann.')"
    )
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "done")
    box = view.get_by_placeholder("Ask a follow-up…")
    await box.fill("Who am I?")
    await box.press("Enter")
    await expect(view.locator("[data-kind=user]")).to_have_count(2)
    await expect(view.locator("[data-kind=message]").nth(1)).to_contain_text("You are Ann.")
    await expect(view).to_have_attribute("data-status", "done")
    assert [item["role"] for item in loopback.requests[1].body["input"]] == ["user", "assistant", "user"]


async def test_a_run_of_somebody_else_has_no_composer(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(call("refund", {"order": "A-7"}), text("Done."))
    notebook = await open_notebook(SDK)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-action=approve]")).to_be_visible()
    await expect(view.locator("[data-action=edit]")).to_have_count(0)  # the SDK takes no other arguments
    await view.locator("[data-action=approve]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator(".agw-composer")).to_have_count(0)


SDK = """
import agents
from agents_widget import watch
agents.set_tracing_disabled(True)

@agents.function_tool(needs_approval=True)
def refund(order: str) -> str:
    return "refunded"

watch(agents.Runner.run_streamed(agents.Agent(name="Clerk", tools=[refund]), "Refund A-7."))
"""


async def test_a_spent_budget_offers_only_what_works(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(call("look"), text("Done."))
    notebook = await open_notebook(LOOK.replace('"Look.")', '"Look.", budget_tokens=1)'))
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "waiting")
    await expect(view.locator("[data-tool=look]")).to_have_attribute("data-state", "waiting")
    await expect(view.locator("[data-action=allow-more]")).to_be_visible()
    await expect(view.locator("[data-action=resume]")).to_have_count(0)
    await expect(view.locator("[data-action=stop]")).to_be_visible()


async def test_what_a_tool_prints_is_in_its_row_and_in_the_cell(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(call("read"), text("Done."))
    notebook = await open_notebook(PRINTS, "turned.set()")
    await notebook.run(0)
    view = notebook.view(0)
    row = view.locator("[data-tool=read]")
    await expect(row).to_contain_text("page 3")
    await expect(row).to_have_attribute("data-state", "running")
    await notebook.run(1)
    await expect(row).to_have_attribute("data-state", "done")
    await row.get_by_role("button", name="Details of read").click()
    await expect(view.get_by_role("group", name="Log")).to_have_text("page 2\npage 3\npage 4\n")
    await expect(notebook.output(0)).to_contain_text("page 4")


PRINTS = """
import threading
from agents_widget import Agent, function_tool, watch
turned = threading.Event()

@function_tool
def read() -> str:
    "Read a page."
    print("page 2")
    print("page", 3)
    turned.wait()
    print("page 4")
    return "read"

watch(Agent(name="Reader", tools=[read]), "Read.")
"""
