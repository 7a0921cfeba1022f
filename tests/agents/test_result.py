from __future__ import annotations

import asyncio
import threading
from typing import Any, Literal

import hang
import pytest
from answers import Gate, call, respond, text
from IPython.lib.pretty import pretty
from loopback import LoopbackServer
from openai import AsyncOpenAI
from pydantic import BaseModel
from short_events import short, shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import AgentsException, UserError
from agents_widget.agents.models.interface import Model
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.result import RunResultStreaming
from agents_widget.agents.run import Runner
from agents_widget.agents.run_internal import background
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.agents.tool import function_tool


class Stay(BaseModel):
    city: str


async def until(gate: Gate) -> None:
    assert await asyncio.to_thread(gate.reached.wait, hang.SECONDS)


async def test_every_reader_gets_every_event_early_or_late(loopback: LoopbackServer, model: Model) -> None:
    gate = Gate()
    loopback.answer(respond(text("one two three"), gates={6: gate}))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    early = asyncio.create_task(_all(result))
    await until(gate)
    joined = asyncio.create_task(_all(result))
    elsewhere = background.submit(_all(result))
    gate.open()
    first = await early
    late = await _all(result)
    assert first == await joined == late == await asyncio.wrap_future(elsewhere)
    assert first[-1] == "message_output_created message_output_item"
    assert len(first) == len(result.log.events)


async def test_the_error_reaches_every_reader(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(respond(text("hi"), drop_after=5))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    readers = [asyncio.create_task(_all(result)), asyncio.create_task(_all(result))]
    ends = await asyncio.gather(*readers, return_exceptions=True)
    with pytest.raises(Exception) as late:
        await _all(result)
    assert ends == [late.value, late.value]


async def test_leaving_the_stream_does_not_stop_the_run(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(text("a long answer"))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    async for _ in result.stream_events():
        break
    await result.log.wait()
    assert result.final_output == "a long answer"


async def test_cancelling_a_reader_cancels_the_run(loopback: LoopbackServer, model: Model) -> None:
    gate = Gate()
    loopback.answer(respond(text("hi"), gates={4: gate}))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    reader = asyncio.create_task(_all(result))
    await until(gate)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
    assert result.is_complete


async def test_cancelling_who_follows_the_log_leaves_the_run_alone(
    loopback: LoopbackServer, model: Model
) -> None:
    gate = Gate()
    loopback.answer(respond(text("hi"), gates={4: gate}))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")

    async def follow() -> None:
        async for _ in result.log.read():
            pass

    follower = asyncio.create_task(follow())
    await until(gate)
    follower.cancel()
    gate.open()
    await result.log.wait()
    assert result.final_output == "hi"


@pytest.mark.parametrize("thread", ["own", "other"])
async def test_cancel_stops_at_once_and_keeps_what_was_completed(
    loopback: LoopbackServer, model: Model, thread: str
) -> None:
    gate = Gate()
    first = respond(text("done"), call("look", call_id="c1"))
    second = respond(text("whole"), text("hal"), gates={11: gate})
    loopback.answer(first, second)

    @function_tool
    def look() -> str:
        return "seen"

    result = Runner.run_streamed(Agent(name="A", model=model, tools=[look]), "go")
    await _until(result, "raw output_item.done", 3)  # the text and the call, then the whole message
    if thread == "own":
        result.cancel()
        assert result.is_complete
    else:
        await asyncio.to_thread(result.cancel)
    seen = await _all(result)
    assert await asyncio.to_thread(loopback.requests[1].closed.wait, hang.SECONDS)
    assert seen.count("raw completed") == 1
    assert [item.type for item in result.new_items] == [
        "message_output_item",
        "tool_call_item",
        "tool_call_output_item",
        "message_output_item",
    ]
    assert (result.final_output, result.run_loop_exception) == (None, None)
    result.cancel()  # once more changes nothing


@pytest.mark.parametrize("apart", [False, True])
async def test_a_turn_begins_when_the_readers_have_handled_the_one_before(apart: bool) -> None:
    model = ScriptedModel([[function_call("look", {}, call_id="c1")], "never asked for"])

    @function_tool
    async def look() -> str:
        return "seen"

    result = Runner.run_streamed(Agent(name="A", model=model, tools=[look]), "go")

    async def read() -> None:
        async for event in result.stream_events():
            if short(event).startswith("tool_output"):
                for _ in range(5):
                    await asyncio.sleep(0)
                result.cancel("after_turn")

    await (asyncio.create_task(read()) if apart else read())
    assert (len(model.calls), result.final_output) == (1, None)


async def test_a_reader_may_wait_for_the_end_of_the_run() -> None:
    model = ScriptedModel([[function_call("look", {}, call_id="c1")], "the end"])

    @function_tool
    async def look() -> str:
        return "seen"

    result = Runner.run_streamed(Agent(name="A", model=model, tools=[look]), "go")
    kept = result.stream_events()
    await kept.__anext__()
    async for _ in result.stream_events():
        others = [event async for event in result.stream_events()]
        break
    assert result.final_output == "the end"
    assert [event async for event in kept] == others[1:]


@pytest.mark.parametrize("way", ["breaks", "fails", "is cancelled"])
async def test_a_run_does_not_wait_for_readers_that_have_gone(way: str) -> None:
    model = ScriptedModel([[function_call("look", {}, call_id="c1")], "the end"])

    @function_tool
    async def look() -> str:
        return "seen"

    result = Runner.run_streamed(Agent(name="A", model=model, tools=[look]), "go")
    kept = result.stream_events()

    async def read() -> None:
        async for _ in kept if way in ("fails", "is cancelled") else result.stream_events():
            if way == "breaks":
                break
            if way == "fails":
                raise ValueError("in the reader")
            if way == "is cancelled":
                reader.cancel()
                await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.wait([reader])
    await asyncio.wait_for(result.log.wait(), hang.SECONDS)
    if way == "fails":
        with pytest.raises(ValueError, match="in the reader"):
            reader.result()
    assert result.final_output == "the end"


async def test_who_cancels_in_its_own_loop_gets_no_more_events(
    loopback: LoopbackServer, model: Model
) -> None:
    loopback.answer(text("a long answer in many pieces"))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    await result.log.wait()  # everything is there already
    seen = 0
    async for _ in result.stream_events():
        seen += 1
        result.cancel()
    assert seen == 1
    assert len(await _all(result)) == len(result.log.events) > 5  # another reader misses nothing


async def test_cancelling_twice_does_not_interrupt_the_tidying_up(
    loopback: LoopbackServer, model: Model
) -> None:
    began, tidied = asyncio.Event(), asyncio.Event()

    @function_tool
    async def endless() -> str:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(20):
                await asyncio.sleep(0)
            tidied.set()
        return "never"

    loopback.answer(respond(call("endless")))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[endless]), "go")
    await began.wait()
    for _ in range(5):
        result.cancel()
        await asyncio.sleep(0)
    await result.log.wait()
    assert tidied.is_set()


async def test_cancel_before_anything_happened(loopback: LoopbackServer, model: Model) -> None:
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    result.cancel()
    assert await _all(result) == []
    assert loopback.requests == []


async def test_cancel_while_tools_run_keeps_the_finished_outputs(
    loopback: LoopbackServer, model: Model
) -> None:
    tidied = asyncio.Event()

    @function_tool
    async def endless() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            tidied.set()
        return "never"

    @function_tool
    async def quick() -> str:
        return "quick"

    loopback.answer(respond(call("endless", call_id="e"), call("quick", call_id="q")), text("next"))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[endless, quick]), "go")
    async for event in result.stream_events():
        if event.type == "run_item_stream_event" and event.name == "tool_output":
            result.cancel()
    assert tidied.is_set()
    assert [item.output for item in result.new_items if item.type == "tool_call_output_item"] == ["quick"]
    # What is left can be gone on from: the call without its output is not sent again.
    await Runner.run(Agent(name="A", model=model), result.to_input_list())
    calls = [i["call_id"] for i in loopback.requests[1].body["input"] if i.get("type") == "function_call"]
    assert calls == ["q"]


async def test_cancel_after_turn_lets_the_turn_end(loopback: LoopbackServer, model: Model) -> None:
    gate = Gate()

    @function_tool
    def look() -> str:
        return "seen"

    loopback.answer(respond(call("look"), gates={3: gate}))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[look]), "go")
    await until(gate)
    result.cancel(mode="after_turn")
    assert not result.is_complete
    gate.open()
    assert (await shorts(result))[-1] == "tool_output tool_call_output_item"
    assert len(loopback.requests) == 1
    assert result.final_output is None
    assert result.is_complete


async def test_an_unknown_cancel_mode_is_named(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(text("hi"))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    wrong: Any = "soon"
    with pytest.raises(UserError, match="'soon'"):
        result.cancel(wrong)
    await _all(result)


async def test_a_paused_run_holds_before_its_next_step(loopback: LoopbackServer, model: Model) -> None:
    ran = []

    @function_tool
    def look() -> str:
        ran.append("look")
        return "seen"

    gate = Gate()
    loopback.answer(respond(call("look"), gates={3: gate}), text("done"))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[look]), "go")
    await until(gate)
    await asyncio.to_thread(result.pause)
    gate.open()
    await _until(result, "tool_called tool_call_item")
    for _ in range(5):
        await asyncio.sleep(0)
    assert result.paused
    assert ran == []
    result.resume()
    assert not result.paused
    await _all(result)
    assert ran == ["look"]
    assert result.final_output == "done"


@pytest.mark.parametrize("mode", ["immediate", "after_turn"])
async def test_a_paused_run_can_be_cancelled(
    loopback: LoopbackServer, model: Model, mode: Literal["immediate", "after_turn"]
) -> None:
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    result.pause()
    assert (await asyncio.wait_for(_first(result), hang.SECONDS)) == "agent A"
    result.cancel(mode)
    assert await _all(result) == ["agent A"]
    assert loopback.requests == []


async def test_what_is_said_reaches_the_model_before_its_next_call(
    loopback: LoopbackServer, model: Model
) -> None:
    gate = Gate()
    loopback.answer(respond(text("first"), gates={4: gate}), text("second"))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    await until(gate)
    await asyncio.to_thread(result.say, "and in short")
    gate.open()
    await _all(result)
    assert loopback.requests[1].body["input"][-1] == {"role": "user", "content": "and in short"}
    assert result.final_output == "second"
    assert [item.type for item in result.new_items] == [
        "message_output_item",
        "input_item",
        "message_output_item",
    ]
    with pytest.raises(UserError, match="has ended"):
        result.say("too late")


async def test_a_run_can_be_followed_and_stopped_from_another_thread(loopback: LoopbackServer) -> None:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    gate = Gate()
    loopback.answer(respond(text("hi"), gates={4: gate}))

    async def start() -> RunResultStreaming:
        return Runner.run_streamed(Agent(name="A", model=OpenAIResponsesModel("m", client)), "go")

    result = await asyncio.wrap_future(background.submit(start()))
    assert result.loop is background.loop()
    reader = asyncio.create_task(_all(result))
    await until(gate)
    result.cancel()
    assert (await reader)[0] == "agent A"
    await asyncio.wrap_future(background.submit(client.close()))


def test_a_loop_that_shuts_down_ends_its_runs_for_readers_elsewhere(loopback: LoopbackServer) -> None:
    gate = Gate()
    loopback.answer(respond(text("hi"), gates={4: gate}))
    results: list[RunResultStreaming] = []

    async def begin() -> None:
        client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
        agent = Agent(name="A", model=OpenAIResponsesModel("m", client))
        results.append(Runner.run_streamed(agent, "go"))
        await until(gate)

    asyncio.run(begin())
    with pytest.raises(AgentsException, match="cut off"):
        background.submit(_all(results[0])).result(hang.SECONDS)


async def test_a_structured_answer_is_json_in_the_results_text(
    loopback: LoopbackServer, model: Model
) -> None:
    loopback.answer(text('{"city": "Rome"}'))
    result = await Runner.run(Agent(name="A", model=model, output_type=Stay), "go")
    assert '- Final output (Stay):\n    {\n      "city": "Rome"\n    }\n' in str(result)


async def test_the_result_as_text_and_typed(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(text("hi", id="resp_7"))
    result = await Runner.run(Agent(name="A", model=model), "go")
    assert "RunResult" in str(result)
    assert "hi" in str(result)
    assert pretty(result) == str(result)  # as the last line of a cell
    assert result.final_output_as(str) == "hi"
    assert result.last_response_id == "resp_7"
    assert result.agent_tool_invocation is None
    with pytest.raises(TypeError, match="not of type int"):
        result.final_output_as(int, raise_if_incorrect_type=True)


async def test_no_thread_is_left_over_but_the_background_one(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(text("hi"))
    await Runner.run(Agent(name="A", model=model), "go")
    assert [t.name for t in threading.enumerate()].count("agents_widget") <= 1


async def _all(result: RunResultStreaming) -> list[str]:
    return [short(event) async for event in result.stream_events()]


async def _until(result: RunResultStreaming, word: str, times: int = 1) -> None:
    """Follow the run, from its beginning, until an event has come so many times."""
    async for event in result.log.read():
        times -= short(event) == word
        if not times:
            return


async def _first(result: RunResultStreaming) -> str:
    async for event in result.stream_events():
        return short(event)
    return ""
