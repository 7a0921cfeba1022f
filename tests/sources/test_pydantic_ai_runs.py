"""``watch(agent, "...")`` and ``Chat(agent)`` with agents of pydantic-ai."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import answers
import hang
import pytest
from loopback import LoopbackServer
from pydantic import BaseModel
from pydantic_ai import Agent, ImageUrl, PromptedOutput, RunContext
from pydantic_ai.messages import ModelResponse, TextPart
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.usage import UsageLimits
from pydantic_ai_agents import NEVER, SINCE_2, Script, agent, call, rows, shown, until

from agents_widget import AgentWidget, Chat, watch
from agents_widget.sources import EventStreamHandler


class City(BaseModel):
    name: str
    people: int


def scripted(*turns: Any, **options: Any) -> tuple[Agent[Any, Any], Script]:
    script = Script(*turns)
    asked = agent(**options)
    asked.model = script.model
    return asked, script


# Results


async def test_the_result_is_the_frameworks_own() -> None:
    widget = watch(agent(["Hel", "lo."]), "Hi")
    assert (await widget).output == widget.final_output == "Hello."
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hello.", "done")]
    assert (widget.transcript.agent, widget.transcript.model) == ("Ada", "script")


async def test_a_structured_output_is_a_message_in_json_and_the_object() -> None:
    widget = watch(agent([call("final_result", '{"name": "Rome", "people": 3}')], output_type=City), "Rome?")
    await widget
    assert widget.final_output == City(name="Rome", people=3)
    assert widget.transcript.entries[-1].format == "json"


async def test_text_that_is_the_output_in_json_is_shown_as_that() -> None:
    asked = agent(['{"name": "Rome", ', '"people": 3}'], output_type=PromptedOutput(City))
    widget = watch(asked, "Rome?")
    await widget
    assert widget.final_output == City(name="Rome", people=3)
    assert [entry.format for entry in widget.transcript.entries[1:]] == ["json"]


async def test_usage_is_counted_by_the_model_call_also_of_a_run_that_fails_after_it() -> None:
    asked = agent(["not json"], output_type=PromptedOutput(City), retries=0)
    widget = watch(asked, "Rome?")
    with pytest.raises(Exception, match="retries"):
        await widget
    assert widget.usage["input_tokens"] > 0
    assert "uncounted_requests" not in widget.usage


# Stopping


async def test_a_pause_that_is_asked_before_the_cell_ends_holds_the_run_before_its_first_step() -> None:
    asked, script = scripted(["Hello."])
    widget = watch(asked, "Hi")
    widget.pause()
    assert await widget.wait_for("waiting", "done") == "waiting"
    assert script.asked == []
    widget.resume()
    assert (await widget).output == "Hello."


async def test_a_step_that_is_asked_before_the_cell_ends_is_the_first() -> None:
    asked, script = scripted([call("look")], ["Hello."])
    asked.tool_plain(lambda: "looked", name="look")
    widget = watch(asked, "Hi")
    widget.step()
    assert await widget.wait_for("waiting", "done") == "waiting"
    assert len(script.asked) == 1
    widget.resume()
    assert (await widget).output == "Hello."


async def test_a_pause_that_is_taken_back_before_the_cell_ends() -> None:
    widget = watch(agent(["Hello."]), "Hi")
    widget.pause()
    widget.resume()
    assert (await widget).output == "Hello."


async def test_what_is_said_before_the_cell_ends_is_told_to_the_first_model_call() -> None:
    asked, script = scripted(["Hello."])
    widget = watch(asked, "Hi")
    widget.say("I am Ada.")
    await widget
    assert "I am Ada." in str(script.asked[0])
    assert rows(widget) == [
        ("user", "Hi", "done"),
        ("user", "I am Ada.", "done"),
        ("message", "Hello.", "done"),
    ]


async def test_the_same_of_a_next_run() -> None:
    asked, script = scripted(["Hello."], ["Again."])
    widget = watch(asked, "Hi")
    await widget
    widget.say("More?")
    widget.pause()
    widget.say("Please.")
    assert await widget.wait_for("waiting") == "waiting"
    assert len(script.asked) == 1
    widget.resume()
    await widget
    assert "Please." in str(script.asked[1])


@SINCE_2
async def test_stop_in_a_model_call_keeps_the_text_and_the_next_run_knows_it() -> None:
    asked, script = scripted(["Hel", NEVER], ["Again."])
    widget = watch(asked, "Hi")
    await shown(widget, "Hel")
    widget.stop()
    await widget
    await script.closed.wait()
    assert widget.transcript.status == "cancelled"
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hel", "cancelled")]
    await widget.ask("And now?")
    assert rows(widget)[-1] == ("message", "Again.", "done")
    assert "Hel" in str(script.asked[1])


async def test_stop_at_once() -> None:
    widget = watch(agent(["Hello."]), "Hi")
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"
    await widget.ask("And now?")
    assert rows(widget)[-1] == ("message", "Hello.", "done")


async def test_stop_in_a_tool_and_ask_on() -> None:
    begun, closed = asyncio.Event(), asyncio.Event()

    async def waits() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            closed.set()

    asked, script = scripted([call("waits"), call("waits", id="c2", index=2)], ["Again."], tools=[waits])
    widget = watch(asked, "Hi")
    await begun.wait()
    widget.stop()
    await widget
    await closed.wait()
    assert [state for _, _, state in rows(widget)] == ["done", "cancelled", "cancelled"]
    await widget.ask("And now?")
    assert rows(widget)[-1] == ("message", "Again.", "done")
    assert len(script.asked) == 2


async def test_stop_does_not_wait_for_an_ordinary_function() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def blocks() -> None:
        begun.set()
        go_on.wait(hang.SECONDS)

    widget = watch(agent([call("blocks")], tools=[blocks]), "Hi")
    await asyncio.to_thread(begun.wait)
    widget.stop()
    await widget
    assert [state for _, _, state in rows(widget)] == ["done", "cancelled"]
    go_on.set()


async def test_stop_while_calls_wait_for_approval_and_ask_on() -> None:
    asked, script = scripted([call("pay", '{"euros": 1}')], ["Again."])
    asked.tool_plain(requires_approval=True)(pay)
    widget = watch(asked, "Pay.")
    await widget.wait_for_approval()
    widget.stop()
    await widget
    assert rows(widget)[1:] == [("tool_call", "pay", "not_run")]
    await widget.ask("And now?")
    assert rows(widget)[-1] == ("message", "Again.", "done")
    assert len(script.asked) == 2


async def test_stop_after_the_turn_lets_the_tools_end() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def works() -> str:
        begun.set()
        await go_on.wait()
        return "done it"

    asked, script = scripted([call("works")], ["Never."], tools=[works])
    widget = watch(asked, "Hi")
    await begun.wait()
    widget.stop(after_turn=True)
    go_on.set()
    await widget
    assert widget.transcript.status == "cancelled"
    assert rows(widget)[1:] == [("tool_call", "works", "done")]
    await widget.ask("And now?")
    assert "done it" in str(script.asked[1])
    assert len(script.asked) == 2


# Approvals


def pay(euros: int) -> str:
    return f"paid {euros}"


async def test_calls_are_approved_denied_and_edited_while_the_run_waits() -> None:
    asked, script = scripted(
        [call("pay", '{"euros": 1}'), call("pay", '{"euros": 5}', id="c2", index=2)], ["Paid."]
    )
    asked.tool_plain(requires_approval=True)(pay)
    widget = watch(asked, "Pay.")
    first, second = await widget.wait_for_approval()
    assert first.schema is not None
    assert first.schema["properties"] == {"euros": {"type": "integer"}}
    widget.approve(first, {"euros": 2})
    widget.deny(second, "Too much.")
    assert (await widget).output == "Paid."
    paid, denied = widget.transcript.entries[1:3]
    assert (paid.arguments, paid.output, paid.state) == ('{"euros": 2}', "paid 2", "done")
    assert (denied.output, denied.state) == ("Too much.", "denied")
    assert "Too much." in str(script.asked[1])
    assert len(script.asked) == 2  # one run, which has waited


async def test_an_approval_for_always_is_not_asked_for_again() -> None:
    asked = agent([call("pay", '{"euros": 1}')], [call("pay", '{"euros": 5}', id="c2")], ["Paid."])
    asked.tool_plain(requires_approval=True)(pay)
    widget = watch(asked, "Pay.")
    [waiting] = await widget.wait_for_approval()
    widget.approve(waiting, always=True)
    await widget
    assert [entry.output for entry in widget.transcript.entries if entry.tool] == ["paid 1", "paid 5"]


async def test_arguments_that_do_not_fit_the_schema_are_refused() -> None:
    asked = agent([call("pay", '{"euros": 1}')], ["Paid."])
    asked.tool_plain(requires_approval=True)(pay)
    widget = watch(asked, "Pay.")
    [waiting] = await widget.wait_for_approval()
    with pytest.raises(ValueError, match="euros"):
        widget.approve(waiting, {"euros": "two"})
    widget.approve(waiting)
    await widget


# Saying


async def test_what_is_said_while_a_tool_works_is_told_before_the_next_call() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def works() -> None:
        begun.set()
        await go_on.wait()

    asked, script = scripted([call("works")], ["Yes."], tools=[works])
    widget = watch(asked, "Hi")
    await begun.wait()
    await asyncio.to_thread(widget.say, "Be brief.")  # from any thread
    go_on.set()
    await widget
    assert "Be brief." in str(script.asked[1])
    assert rows(widget)[-2:] == [("user", "Be brief.", "done"), ("message", "Yes.", "done")]


async def test_what_is_said_during_the_last_answer_is_answered_in_the_same_run() -> None:
    go_on = asyncio.Event()
    asked, script = scripted(["Hel", go_on, "lo."], ["Brief."])
    widget = watch(asked, "Hi")
    await shown(widget, "Hel")
    widget.say("Be brief.")
    go_on.set()
    await widget
    assert len(script.asked) == 2
    assert rows(widget)[-1] == ("message", "Brief.", "done")


async def test_what_is_said_at_once_is_told() -> None:
    asked, script = scripted(["Hello."])
    widget = watch(asked, "Hi")
    await asyncio.to_thread(widget.say, "Be brief.")
    await widget
    assert "Be brief." in str(script.asked)


# Failures


async def test_a_tool_that_raises_has_failed_and_the_one_beside_it_is_cancelled() -> None:
    begun = asyncio.Event()

    async def waits() -> None:
        begun.set()
        await asyncio.Event().wait()

    async def fails() -> None:
        await begun.wait()
        raise ValueError("no such city")

    asked, script = scripted(
        [call("waits"), call("fails", id="c2", index=2)], ["Again."], tools=[waits, fails]
    )
    widget = watch(asked, "Hi")
    with pytest.raises(ValueError, match="no such city"):
        await widget
    assert rows(widget)[1:] == [
        ("tool_call", "waits", "cancelled"),
        ("tool_call", "fails", "failed"),
        ("error", "no such city", "failed"),
    ]
    assert widget.usage["input_tokens"] > 0
    await widget.ask("And now?")
    assert rows(widget)[-1] == ("message", "Again.", "done")
    assert len(script.asked) == 2


async def test_a_tool_that_has_not_begun_when_another_raises_is_not_run() -> None:
    def fails() -> None:
        raise ValueError("no such city")

    def later() -> None:
        pass

    asked = agent([call("fails"), call("later", id="c2", index=2)], tools=[fails])
    asked.tool_plain(sequential=True)(later)
    widget = watch(asked, "Hi")
    with pytest.raises(ValueError, match="no such city"):
        await widget
    assert rows(widget)[1:3] == [("tool_call", "fails", "failed"), ("tool_call", "later", "not_run")]


@pytest.mark.parametrize("is_async", [True, False])
async def test_a_tool_that_tries_to_end_the_program_ends_its_run_only(is_async: bool) -> None:
    def exits() -> None:
        raise SystemExit(3)

    async def exits_later() -> None:
        raise SystemExit(3)

    asked = agent([call("leave")])
    asked.tool_plain(name="leave")(exits_later if is_async else exits)
    widget = watch(asked, "Hi")
    with pytest.raises(RuntimeError, match=r"tried to end the program: SystemExit\(3\)"):
        await widget
    assert rows(widget)[1] == ("tool_call", "leave", "failed")


async def test_a_model_that_cannot_be_reached_fails_the_run(loopback: LoopbackServer) -> None:
    loopback.answer(answers.status(500, {"error": {"message": "overloaded"}}))
    widget = watch(Agent(_chat_model(loopback)), "Hi")
    with pytest.raises(Exception, match="overloaded"):
        await widget
    assert rows(widget)[-1][0] == "error"


# Holding


async def test_a_pause_holds_the_run_before_its_tools_and_a_step_lets_one_go() -> None:
    go_on = asyncio.Event()
    calls = [call("pay", '{"euros": 1}'), call("pay", '{"euros": 5}', id="c2", index=2)]
    asked, script = scripted(["Well.", go_on, *calls], ["Paid."], tools=[pay])
    widget = watch(asked, "Pay.")
    await shown(widget, "Well.")
    widget.pause()
    go_on.set()
    await until(widget, lambda: _tool_states(widget) == ["waiting", "waiting"])
    widget.step()
    await until(widget, lambda: _tool_states(widget) == ["done", "waiting"])
    assert len(script.asked) == 1
    widget.resume()
    assert (await widget).output == "Paid."


def _tool_states(widget: AgentWidget) -> list[str]:
    return [entry.state for entry in widget.transcript.entries if entry.tool]


async def test_a_budget_holds_the_run_until_more_is_allowed() -> None:
    widget = watch(agent([call("pay", '{"euros": 1}')], ["Paid."], tools=[pay]), "Pay.", budget_tokens=10)
    await widget.wait_for("waiting")
    assert "10 tokens" in widget.transcript.detail
    widget.allow(tokens=10_000)
    assert (await widget).output == "Paid."


# Conversations


async def test_a_chat_goes_on_is_edited_and_asked_again() -> None:
    asked, script = scripted(["One."], ["Two."], ["Other."], ["Once more."])
    chat = Chat(asked)
    await chat.ask("First")
    await chat.ask("Second")
    [_, second] = [entry.id for entry in chat.transcript.entries if entry.kind == "user"]
    chat.edit(second, "Instead")
    await chat
    assert rows(chat)[2:] == [("user", "Instead", "done"), ("message", "Other.", "done")]
    asked_third = str(script.asked[2])
    assert "One." in asked_third
    assert "Second" not in asked_third
    chat.retry()
    await chat
    assert str(script.asked[3]).count("Instead") == 1
    await asyncio.to_thread(chat.branch, second, 1)
    assert rows(chat)[2:] == [("user", "Second", "done"), ("message", "Two.", "done")]


async def test_a_conversation_that_was_had_before() -> None:
    asked, script = scripted(["Again."], ["And again."])
    earlier = [ModelResponse(parts=[TextPart("Yesterday.")])]
    widget = watch(asked, "Hi", config={"message_history": earlier})
    await widget
    await widget.ask("More?")
    assert [str(messages).count("Yesterday.") for messages in script.asked] == [1, 1]


async def test_input_items_as_other_agents_take_them() -> None:
    asked, script = scripted(["Yes."])
    said = [("user", "Are you Ada?"), ("assistant", "I am."), ("user", "Sure?")]
    widget = watch(asked, [{"role": role, "content": text} for role, text in said])
    await widget
    assert [text for _, text, _ in rows(widget)] == ["Are you Ada?", "I am.", "Sure?", "Yes."]
    assert [message.kind for message in script.asked[0]] == ["request", "response", "request"]


async def test_a_prompt_with_a_picture() -> None:
    widget = watch(agent(["A cat."]), ["What is this?", ImageUrl("https://example.com/cat.png")])
    await widget
    assert rows(widget)[0] == ("user", "What is this?\n\n[image]", "done")


# Arguments


async def test_config_has_the_arguments_of_the_agents_own_call() -> None:
    def who(ctx: RunContext[str]) -> str:
        return ctx.deps

    asked, script = scripted([call("who")], ["Ada."], [call("who")], ["Ada."], tools=[who], deps_type=str)
    config = {"deps": "Lovelace", "usage_limits": UsageLimits(request_limit=2)}
    widget = watch(asked, "Who?", config=config)
    await widget
    await widget.ask("Sure?")
    assert widget.tools["who"].value == "Lovelace"
    assert [entry.output for entry in widget.transcript.entries if entry.tool] == ["Lovelace"] * 2
    assert len(script.asked) == 4


def test_what_a_run_does_not_take_is_said_at_once() -> None:
    with pytest.raises(TypeError, match=r"pydantic-ai has no use for context=.* it takes config="):
        watch(agent(["Hello."]), "Hi", context=1)
    with pytest.raises(TypeError, match=r"agent\.iter takes no max_turns= from config\. It takes .*deps"):
        watch(agent(["Hello."]), "Hi", config={"max_turns": 3})
    with pytest.raises(TypeError, match=r"config is a dict of arguments for agent\.iter"):
        watch(agent(["Hello."]), "Hi", config="deps")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"write watch\(agent, 'Hello'\)"):
        watch(agent(["Hello."]))


# Where runs live


def test_without_a_loop_a_run_lives_in_the_background() -> None:
    widget = watch(agent(["Hello."]), "Hi")
    assert widget.result().output == "Hello."


async def test_two_widgets_of_one_agent_on_two_threads() -> None:
    asked = agent(["Hel", "lo."])
    first = watch(asked, "One")
    second = await asyncio.to_thread(lambda: watch(asked, "Two"))  # on the background loop
    await asyncio.gather(first, second)
    assert rows(first) == [("user", "One", "done"), ("message", "Hello.", "done")]
    assert rows(second) == [("user", "Two", "done"), ("message", "Hello.", "done")]


async def test_agents_inside_tools_show_their_runs_in_the_tools_row() -> None:
    digger = agent(["Bones."], name="Digger")

    async def dig() -> str:
        return str((await digger.run("Dig.", event_stream_handler=EventStreamHandler())).output)

    def historian() -> Agent[Any, Any]:
        return agent([call("dig")], ["Old."], name="Historian", tools=[dig])

    async def ask(about: str) -> str:
        return str((await historian().run(about, event_stream_handler=EventStreamHandler())).output)

    script = [call("ask", '{"about": "a"}'), call("ask", '{"about": "b"}', id="c2", index=2)]
    widget = watch(agent(script, ["Done."], tools=[ask]), "Hi")
    await widget
    entries = {entry.id: entry for entry in widget.transcript.entries}

    def path(entry: Any) -> str:
        above = entries[entry.parent] if entry.parent else None
        own = f"{entry.agent}: {entry.tool + entry.arguments if entry.tool else entry.text}"
        return f"{path(above)} > {own}" if above else own

    asks = [f'Ada: ask{{"about": "{about}"}}' for about in "ab"]
    assert sorted(path(entry) for entry in entries.values() if entry.kind != "user") == sorted(
        [
            "Ada: Done.",
            *asks,
            *(f"{each} > Historian: dig{{}}" for each in asks),
            *(f"{each} > Historian: dig{{}} > Digger: Bones." for each in asks),
            *(f"{each} > Historian: Old." for each in asks),
        ]
    )
    assert widget.usage["requests"] == 8
    assert "uncounted_requests" not in widget.usage


# A real client


def _chat_model(loopback: LoopbackServer) -> OpenAIChatModel:
    provider = OpenAIProvider(base_url=loopback.base_url, api_key="sk-test")
    return OpenAIChatModel("test-model", provider=provider, settings={"max_tokens": 50})


async def test_over_http(loopback: LoopbackServer) -> None:
    loopback.answer(answers.call("pay", {"euros": 2}), answers.text("Paid."))
    widget = watch(Agent(_chat_model(loopback), tools=[pay], name="Ada"), "Pay.")
    assert (await widget).output == "Paid."
    assert rows(widget)[1:] == [("tool_call", "pay", "done"), ("message", "Paid.", "done")]
    assert widget.usage["input_tokens"] > 0


async def test_a_second_call_of_one_id_is_running_while_its_tool_is() -> None:
    go_on = asyncio.Event()

    async def look(n: int) -> str:
        if n == 2:
            await go_on.wait()
        return f"seen {n}"

    turns = [[call("look", f'{{"n": {n}}}')] for n in (1, 2)]
    widget = watch(agent(*turns, ["Done."], tools=[look]), "Hi")
    await until(widget, lambda: [state for *_, state in rows(widget)[1:]] == ["done", "running"])
    go_on.set()
    await widget
    assert [entry.output for entry in widget.transcript.entries[1:3]] == ["seen 1", "seen 2"]
