"""``watch``: every kind of source, and what it says to anything else."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import agents
import answers
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI, BadRequestError, OpenAI

from agents_widget import (
    Agent,
    Chat,
    DemoModel,
    MaxTurnsExceeded,
    OpenAIResponsesModel,
    RunContextWrapper,
    Runner,
    function_tool,
)
from agents_widget.transcript.tape import Tape
from agents_widget.widget.watch import watch

EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": {"id": "r1", "model": "test-model"}},
    {
        "type": "response.output_item.added",
        "output_index": 0,
        "item": {"id": "m1", "type": "message", "role": "assistant", "content": []},
    },
    {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": "Hel"},
    {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": "lo"},
    {"type": "response.completed", "response": {"id": "r1", "model": "test-model", "output": []}},
]


def said(widget: Any) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in widget.transcript.entries]


async def stream() -> AsyncIterator[dict[str, Any]]:
    for event in EVENTS:
        yield event


async def test_an_async_iterator() -> None:
    widget = watch(stream())
    assert (await widget).status == "done"
    assert said(widget) == [("message", "Hello")]


async def test_an_ordinary_iterator_which_may_wait_without_holding_up_the_loop() -> None:
    loop, ticks = asyncio.get_running_loop(), []

    def slow() -> Iterator[dict[str, Any]]:
        for event in EVENTS:
            ticked = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop)
            ticked.result(10)  # would wait for ever if the loop were waiting for this iterator
            ticks.append(1)
            yield event

    widget = watch(slow())
    await widget
    assert said(widget) == [("message", "Hello")]
    assert len(ticks) == len(EVENTS)


def test_a_list_without_any_loop_is_read_in_the_background() -> None:
    widget = watch(EVENTS)
    assert widget.result().status == "done"
    assert said(widget) == [("message", "Hello")]


async def test_a_raw_stream_of_the_openai_client(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(answers.respond(answers.text("Hello there")))
    widget = watch(await client.responses.create(model="test-model", input="Hi", stream=True))
    await widget
    assert said(widget) == [("message", "Hello there")]
    assert widget.transcript.model == "test-model"


async def test_a_raw_stream_of_the_blocking_openai_client(loopback: LoopbackServer) -> None:
    loopback.answer(answers.respond(answers.text("Hello there")))
    with OpenAI(base_url=loopback.base_url, api_key="sk-test") as client:
        widget = watch(client.responses.create(model="test-model", input="Hi", stream=True))
        await widget
    assert said(widget) == [("message", "Hello there")]


async def test_stopping_a_raw_stream_closes_its_connection(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    gate = answers.Gate()
    loopback.answer(answers.respond(answers.text("Hello there"), gates={"response.output_text.done": gate}))
    widget = watch(await client.responses.create(model="test-model", input="Hi", stream=True))
    await asyncio.to_thread(gate.reached.wait, 10)
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, 10)
    gate.open()


def sdk_agent(loopback: LoopbackServer, **options: Any) -> agents.Agent[Any]:
    agents.set_tracing_disabled(True)
    model = agents.OpenAIResponsesModel(
        "test-model", AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    )
    return agents.Agent(name="Joker", model=model, **options)


async def test_a_result_of_the_openai_agents_sdk(loopback: LoopbackServer) -> None:
    @agents.function_tool
    def how_many() -> dict[str, int]:
        return {"jokes": 3}

    loopback.answer(answers.call("how_many"), answers.text("Three."))
    result = agents.Runner.run_streamed(sdk_agent(loopback, tools=[how_many]), "How many?")
    widget = watch(result)
    assert await widget is result
    assert [entry.kind for entry in widget.transcript.entries] == ["user", "tool_call", "message"]
    assert widget.tools["how_many"].value == {"jokes": 3}
    assert widget.usage["requests"] == 2


async def test_a_program_of_the_sdk_keeps_its_own_loop_over_the_events(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    result = agents.Runner.run_streamed(sdk_agent(loopback), "Hi")
    widget = watch(result)
    mine = [event async for event in result.stream_events()]
    assert [event async for event in widget] == mine
    assert len(mine) > 8
    assert said(widget)[-1] == ("message", "Hello there")


async def test_approving_for_the_sdk(loopback: LoopbackServer) -> None:
    refunds = []

    @agents.function_tool(needs_approval=True)
    def refund(order: str) -> str:
        refunds.append(order)
        return "refunded"

    loopback.answer(
        answers.respond(
            answers.call("refund", {"order": "A"}, "c1"), answers.call("refund", {"order": "B"}, "c2")
        ),
        answers.text("Done."),
    )
    widget = watch(agents.Runner.run_streamed(sdk_agent(loopback, tools=[refund]), "Refund both"))
    waiting = await widget.wait_for_approval()
    assert [(entry.call_id, entry.schema is not None) for entry in waiting] == [("c1", True), ("c2", True)]
    assert widget.transcript.status == "waiting"
    with pytest.raises(ValueError, match="model's arguments or not at all"):
        widget.approve("c1", {"order": "C"})
    with pytest.raises(ValueError, match=r"No tool call 'c9' waits for approval. Waiting: c1, c2."):
        widget.approve("c9")
    with pytest.raises(ValueError, match=r"Several tool calls wait for approval: c1, c2. Say which."):
        widget.approve()
    widget.approve(waiting[0])
    await widget._until(lambda: len(widget.interruptions) == 1)
    widget.deny(message="B is not ours.")
    result = await widget
    assert result.final_output == "Done."
    assert refunds == ["A"]
    states = {entry.call_id: entry.state for entry in widget.transcript.entries if entry.kind == "tool_call"}
    assert states == {"c1": "done", "c2": "denied"}
    assert "B is not ours." in str(loopback.requests[1].body)
    with pytest.raises(ValueError, match=r"No tool call waits for approval. Waiting: none."):
        widget.deny()


async def test_a_recording(tmp_path: Path) -> None:
    live = watch(stream())
    await live
    live.save(tmp_path / "run.jsonl")
    again = watch(str(tmp_path / "run.jsonl"))
    assert again.transcript == live.transcript
    assert again.result() is again.transcript
    assert watch(Tape.read(tmp_path / "run.jsonl")).transcript == live.transcript


async def test_a_recording_that_was_cut_short_has_ended() -> None:
    live = watch(stream())
    await live
    tape = Tape(live.tape.rows[:2])
    cut = watch(tape)
    assert cut.transcript.status == "cancelled"
    assert cut.transcript.detail == "The recording ends here."
    assert cut.tape.duration == tape.duration
    assert len(tape) == 2


async def test_a_recorded_chat_cannot_be_talked_to() -> None:
    chat = Chat(Agent(name="Joker", model=DemoModel(["Hello."], tokens_per_second=None)))
    await chat.ask("Hi")
    assert chat.transcript.abilities == ["say", "edit", "retry"]
    assert watch(chat.tape).transcript.abilities == []


async def coroutine() -> None:
    """Never awaited."""


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (42, "cannot show an object of type int. It shows the result of Runner.run_streamed"),
        (None, "cannot show an object of type NoneType"),
        ("Hello", "cannot show the text 'Hello'"),
        ({"type": "x"}, "cannot show an object of type dict"),
        (agents.Agent(name="A"), r"an agent and nothing to ask it: write watch\(agent, 'Hello'\)"),
    ],
)
def test_anything_else_is_named_beside_what_is_accepted(source: object, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        watch(source)


def test_a_coroutine_that_was_not_awaited() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TypeError, match=r"the coroutine coroutine\(\) before it was awaited"):
            watch(coroutine())


def test_a_prompt_needs_an_agent() -> None:
    with pytest.raises(TypeError, match="an object of type int instead of an agent"):
        watch(42, "Hello")


async def test_a_stream_that_has_to_be_entered(client: AsyncOpenAI) -> None:
    manager = client.responses.stream(model="test-model", input="Hi")
    with pytest.raises(TypeError, match="write `async with"):
        watch(manager)


def test_a_file_that_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text("hello\n")
    with pytest.raises(ValueError, match=r"Line 1 of .*notes.jsonl is not JSON"):
        watch(path)


def joker(loopback: LoopbackServer, **options: Any) -> Agent[Any]:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    return Agent(name="Joker", model=OpenAIResponsesModel("test-model", client), **options)


async def test_a_result_of_ours(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    result = Runner.run_streamed(joker(loopback), "Hi")
    widget = watch(result)
    assert result.widget is widget
    mine = [event async for event in result.stream_events()]
    assert await widget is result
    assert [event async for event in widget] == mine
    assert said(widget) == [("user", "Hi"), ("message", "Hello there")]


async def test_a_result_of_ours_that_has_ended_is_there_at_once_with_its_times(
    loopback: LoopbackServer,
) -> None:
    @function_tool
    async def slow() -> str:
        await asyncio.sleep(0.2)
        return "slept"

    loopback.answer(answers.call("slow"), answers.text("Done."))
    result = Runner.run_streamed(joker(loopback, tools=[slow]), "Hi")
    mine = [event async for event in result.stream_events()]
    await asyncio.sleep(0.2)
    widget = watch(result)
    assert widget.result() is result
    assert widget.transcript.status == "done"
    assert [event async for event in widget] == mine
    tool = next(entry for entry in widget.transcript.entries if entry.kind == "tool_call")
    assert tool.ended is not None
    assert tool.ended - tool.started >= 190
    assert widget.transcript.ended is not None
    assert (
        tool.ended
        <= widget.transcript.ended
        <= widget.tape.duration
        <= widget._controller.channel.elapsed() - 190
    )
    assert len(widget.tape.rows) >= 2


async def test_a_result_of_ours_that_failed_before_it_was_watched(loopback: LoopbackServer) -> None:
    loopback.answer(answers.status(400, {"error": {"message": "no such model"}}))
    result = Runner.run_streamed(joker(loopback), "Hi")
    with pytest.raises(BadRequestError):
        async for _ in result.stream_events():
            pass
    widget = watch(result)
    assert widget.transcript.status == "failed"
    assert "no such model" in widget.transcript.entries[-1].text
    with pytest.raises(BadRequestError):
        await widget


def test_an_agent_and_a_prompt_run_beside_the_caller(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    widget = watch(joker(loopback), "Hi")
    assert widget.result().final_output == "Hello there"
    assert said(widget) == [("user", "Hi"), ("message", "Hello there")]
    assert widget.usage["requests"] == 1


def test_the_runs_options_are_passed_on(loopback: LoopbackServer) -> None:
    @function_tool
    def look(context: RunContextWrapper[list[str]]) -> str:
        context.context.append("seen")
        return "x"

    loopback.answer(answers.call("look"), answers.call("look"))
    seen: list[str] = []
    widget = watch(joker(loopback, tools=[look]), "Hi", context=seen, max_turns=1)
    with pytest.raises(MaxTurnsExceeded):
        widget.result()
    assert seen == ["seen"]


async def test_arguments_that_the_tool_does_not_have_are_refused(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str, amount: int = 42) -> str:
        return f"refunded {amount} for {order}"

    loopback.answer(answers.call("refund", {"order": "A", "amount": 7}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match=r"The tool takes order, amount, not orders\."):
        widget.approve(arguments={"orders": "B"})
    widget.approve(arguments={"order": "B"})
    await widget
    assert widget.tools["refund"].value == "refunded 42 for B"


async def test_approving_with_other_arguments(loopback: LoopbackServer) -> None:
    refunds = []

    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        refunds.append(order)
        return "refunded"

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    [waiting] = await widget.wait_for_approval()
    assert (waiting.tool, waiting.arguments) == ("refund", '{"order": "A"}')
    assert widget.interruptions == [waiting]
    widget.say("And be quick.")
    widget.approve("c1", {"order": "B"})
    assert (await widget).final_output == "Done."
    assert refunds == ["B"]
    assert widget.interruptions == []
    assert "And be quick." in str(loopback.requests[1].body)


async def test_stopping_while_approval_is_waited_for(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        raise AssertionError("never run")

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"


async def test_stopping_after_the_turn_lets_the_tools_of_it_end(loopback: LoopbackServer) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    @function_tool
    async def look() -> str:
        began.set()
        await go_on.wait()
        return "looked"

    loopback.answer(answers.call("look"))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Hi"))
    await began.wait()
    widget.stop(after_turn=True)
    assert widget.transcript.detail == "Stopping after this turn."
    go_on.set()
    await widget
    assert widget.tools["look"].value == "looked"
    assert widget.transcript.status == "cancelled"
    assert len(loopback.requests) == 1


async def test_saying_something_while_it_works(loopback: LoopbackServer) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    @function_tool
    async def look() -> str:
        began.set()
        await go_on.wait()
        return "looked"

    loopback.answer(answers.call("look"), answers.text("As you say."))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Hi"))
    await began.wait()
    widget.say("Be brief.")
    go_on.set()
    await widget
    assert "Be brief." in str(loopback.requests[1].body)
    assert ("user", "Be brief.") in said(widget)


async def test_pausing_and_going_on(loopback: LoopbackServer) -> None:
    gate = answers.Gate()
    loopback.answer(
        answers.respond(answers.call("look"), gates={"response.completed": gate}), answers.text("Done.")
    )
    looked = []

    @function_tool
    async def look() -> str:
        looked.append(1)
        return "looked"

    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Hi"))
    await asyncio.to_thread(gate.reached.wait, 10)
    widget.pause()
    widget.pause()  # once more changes nothing
    assert (widget.transcript.status, widget.transcript.detail) == (
        "running",
        "Pausing before the next step.",
    )
    gate.open()
    assert await widget.wait_for("waiting") == "waiting"
    assert widget.transcript.detail == "Paused before the next step."
    [_, call] = widget.transcript.entries
    assert (call.tool, call.state) == ("look", "waiting")
    assert {"stop", "resume"} <= set(widget.transcript.abilities)
    assert "pause" not in widget.transcript.abilities
    widget.pause()  # it is held already: this changes nothing either
    assert widget.transcript.status == "waiting"
    assert looked == []
    widget.resume()
    assert widget.transcript["e2"].state == "running"
    assert "pause" in widget.transcript.abilities
    assert (await widget).final_output == "Done."
    assert looked == [1]


async def test_what_is_over_needs_no_stopping_and_hears_nothing(loopback: LoopbackServer) -> None:
    widget = watch(stream())
    with pytest.raises(RuntimeError, match="This run cannot be paused: only one of agents_widget's own"):
        widget.pause()
    with pytest.raises(RuntimeError, match="This run cannot be talked to while it works"):
        widget.say("Hi")
    await widget
    widget.stop()
    widget.stop(after_turn=True)
    widget.pause()
    widget.resume()
    widget.allow(tokens=1)
    assert widget.transcript.status == "done"
    with pytest.raises(RuntimeError, match="The run has ended, and the widget cannot go on with it"):
        widget.say("Hi")
    with pytest.raises(ValueError, match=r"No tool call waits for approval. Waiting: none."):
        widget.approve()
    with pytest.raises(RuntimeError, match="not a conversation"):
        widget.retry()
    with pytest.raises(RuntimeError, match="not a conversation"):
        widget.edit("e1", "Hello")


async def test_waiting_for_a_status(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    loopback.answer(
        answers.call("refund", {"order": "A"}, "c1"),
        answers.call("refund", {"order": "B"}, "c2"),
        answers.text("Done."),
    )
    widget = watch(joker(loopback, tools=[refund]), "Refund both")
    with pytest.raises(ValueError, match=r"There is no status 'wating'; there is running, waiting, done,"):
        await widget.wait_for("wating")  # type: ignore[arg-type]
    asked = []
    while await widget.wait_for("waiting") == "waiting":
        asked.append(widget.interruptions[0].call_id)
        with pytest.raises(RuntimeError, match=r"waits for your decision, approve or deny: c\d\."):
            widget.resume()
        widget.approve()
    assert asked == ["c1", "c2"]
    assert widget.result().final_output == "Done."


async def test_a_pause_outlasts_an_approval(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    widget.pause()
    sent = widget._controller.channel.transcript  # as the views have it, without a flush of ours
    await widget._until(lambda: "pauses" in sent.detail)
    assert sent.detail == "Approval needed: refund. The run pauses after that."
    widget.approve()
    await widget._until(lambda: widget.transcript["e2"].state == "waiting")
    assert await widget.wait_for("waiting") == "waiting"
    assert widget.transcript["e2"].state == "waiting"
    widget.resume()
    assert (await widget).final_output == "Done."


async def test_a_run_can_be_steered_from_the_moment_it_is_watched() -> None:
    """The run begins on a thread of its own; whoever steers it at once need not wait for that."""
    heard = threading.Event()

    async def once_heard(_: list[Any]) -> str:
        await asyncio.to_thread(heard.wait)
        return "Hello"

    widget = watch(Agent(name="A", model=DemoModel(once_heard, tokens_per_second=None)), "Hi")
    widget.pause()
    widget.resume()
    heard.set()
    result = await widget
    assert result.final_output == "Hello"


async def test_a_held_run_that_is_to_stop_after_its_turn_goes_on_to_the_end_of_it(
    loopback: LoopbackServer,
) -> None:
    @function_tool
    async def look() -> str:
        return "looked"

    loopback.answer(answers.call("look"))
    widget = watch(joker(loopback, tools=[look]), "Hi", budget_tokens=1)
    assert await widget.wait_for("waiting") == "waiting"
    widget.stop(after_turn=True)
    await widget
    assert widget.transcript.status == "cancelled"
    assert widget.tools["look"].value == "looked"
    assert len(loopback.requests) == 1
