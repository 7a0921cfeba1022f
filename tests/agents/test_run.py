from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import hang
import pytest
from answers import Gate, call, events, reasoning, respond, status, text
from loopback import LoopbackServer
from openai import APIStatusError, AsyncOpenAI
from short_events import short, shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import MaxTurnsExceeded, ModelBehaviorError, UserError
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.lifecycle import AgentHooks
from agents_widget.agents.models.interface import Model
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig, ToolExecutionConfig
from agents_widget.agents.run_internal import background
from agents_widget.agents.tool import function_tool
from agents_widget.agents.usage import Usage


@function_tool
def how_many_jokes() -> int:
    return 3


@function_tool
def add(a: int, b: int) -> int:
    return a + b


async def test_the_events_of_a_run_come_in_the_sdks_order(loopback: LoopbackServer, model: Model) -> None:
    spanish = Agent(name="Spanish", model=model)
    joker = Agent(name="Joker", model=model, tools=[how_many_jokes, add], handoffs=[spanish])
    loopback.answer(
        respond(
            reasoning("hmm"),
            text("One moment"),
            call("how_many_jokes", call_id="c1"),
            call("add", {"a": 1, "b": 2}, call_id="c2"),
        ),
        respond(call("transfer_to_spanish", call_id="c3")),
        respond(text("¡Hola!")),
    )
    result = Runner.run_streamed(joker, "Hello")
    seen = [short(event) async for event in result.stream_events()]
    assert seen[:3] == ["agent Joker", "raw created", "raw in_progress"]
    items = [name for name in seen if not name.startswith("raw")]
    assert items[:7] == [
        "agent Joker",
        "reasoning_item_created reasoning_item",
        "message_output_created message_output_item",
        "tool_called tool_call_item",
        "tool_called tool_call_item",
        "tool_output tool_call_output_item",
        "tool_output tool_call_output_item",
    ]
    assert items[7:] == [
        "handoff_requested handoff_call_item",
        "handoff_occured handoff_output_item",
        "agent Spanish",
        "message_output_created message_output_item",
    ]
    assert [item.type for item in result.new_items] == [
        "reasoning_item",
        "message_output_item",
        "tool_call_item",
        "tool_call_item",
        "tool_call_output_item",
        "tool_call_output_item",
        "handoff_call_item",
        "handoff_output_item",
        "message_output_item",
    ]
    assert (result.final_output, result.last_agent.name) == ("¡Hola!", "Spanish")
    assert (result.current_turn, result.is_complete, len(result.raw_responses)) == (3, True, 3)
    assert [turn.agent for turn in result.turn_usage] == ["Joker", "Joker", "Spanish"]
    assert result.context_wrapper.usage.requests == 3
    assert result.usage_by_agent["Joker"].requests == 2


async def test_raw_events_are_passed_on_untouched(
    loopback: LoopbackServer, model: Model, client: AsyncOpenAI
) -> None:
    answer = respond(reasoning("think"), text("Hello"), call("add", '{"a":1,"b":2}', call_id="c"))
    loopback.answer(answer, answer, text("done"))
    plain = [event async for event in await client.responses.create(model="m", input="x", stream=True)]
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[add]), "x")
    raw = [e.data async for e in result.stream_events() if e.type == "raw_response_event"]
    assert raw[: len(plain)] == plain


async def test_what_the_model_is_sent(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(respond(call("add", {"a": 2, "b": 2}, call_id="c1")), text("four"))
    agent = Agent(name="A", model=model, instructions="Add up.", tools=[add])
    result = await Runner.run(agent, "2 + 2?")
    first, second = (request.body for request in loopback.requests)
    assert first["instructions"] == "Add up."
    assert first["input"] == [{"role": "user", "content": "2 + 2?"}]
    assert [(t["type"], t["name"]) for t in first["tools"]] == [("function", "add")]
    called, answered = second["input"][1:]
    assert (called["type"], called["call_id"], called["arguments"]) == (
        "function_call",
        "c1",
        '{"a": 2, "b": 2}',
    )
    assert answered == {"type": "function_call_output", "call_id": "c1", "output": "4"}
    assert result.final_output == "four"
    assert result.to_input_list()[:3] == second["input"]


async def test_tools_run_side_by_side_and_outputs_are_told_as_they_end(
    loopback: LoopbackServer, model: Model
) -> None:
    fast_is_done = asyncio.Event()

    @function_tool
    async def slow() -> str:
        await fast_is_done.wait()
        return "slow"

    @function_tool
    async def fast() -> str:
        return "fast"

    loopback.answer(respond(call("slow", call_id="s"), call("fast", call_id="f")), text("ok"))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[slow, fast]), "go")
    outputs = []
    async for event in result.stream_events():
        if event.type == "run_item_stream_event" and event.name == "tool_output":
            outputs.append(event.item.output)
            fast_is_done.set()  # only now may the slow one end: its output cannot have been waited for
    assert outputs == ["fast", "slow"]
    outputs = [item.output for item in result.new_items if item.type == "tool_call_output_item"]
    assert outputs == ["slow", "fast"]
    sent = [item["output"] for item in loopback.requests[1].body["input"] if "output" in item]
    assert sent == ["slow", "fast"]


async def test_no_more_tools_run_at_a_time_than_the_config_allows(
    loopback: LoopbackServer, model: Model
) -> None:
    running = most = 0

    @function_tool
    async def work() -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return "done"

    loopback.answer(respond(*(call("work") for _ in range(5))), text("ok"))
    config = RunConfig(tool_execution=ToolExecutionConfig(max_function_tool_concurrency=2))
    await Runner.run(Agent(name="A", model=model, tools=[work]), "go", run_config=config)
    assert most == 2


async def test_no_turns_at_all_is_an_error_before_the_model_is_asked(model: Model) -> None:
    agent = Agent(name="A", model=model)
    with pytest.raises(MaxTurnsExceeded):
        await Runner.run(agent, "go", max_turns=0)
    given: Any = {"max_turns": lambda error: "fallback"}
    assert (await Runner.run(agent, "go", max_turns=0, error_handlers=given)).final_output == "fallback"


async def test_max_turns_is_an_error_after_the_last_tool_output(
    loopback: LoopbackServer, model: Model
) -> None:
    loopback.always = respond(call("how_many_jokes"))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[how_many_jokes]), "go", max_turns=2)
    with pytest.raises(MaxTurnsExceeded, match=r"Max turns \(2\) exceeded") as caught:
        await shorts(result)
    seen = [short(event) for event in result.log.events]
    assert seen[-1] == "tool_output tool_call_output_item"
    assert len(loopback.requests) == 2
    assert caught.value.run_data is not None
    assert len(caught.value.run_data.new_items) == 4
    assert result.is_complete
    assert result.run_loop_exception is caught.value


async def test_no_limit_on_turns(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(*(respond(call("how_many_jokes")) for _ in range(12)), text("done"))
    agent = Agent(name="A", model=model, tools=[how_many_jokes])
    assert (await Runner.run(agent, "go", max_turns=None)).final_output == "done"


@pytest.mark.parametrize("missing", ["response.completed", "everything"])
async def test_a_stream_without_its_end_is_an_error(
    loopback: LoopbackServer, model: Model, missing: str
) -> None:
    full = respond(text("half an ans"))
    loopback.answer(events(full.events[:-1] if missing == "response.completed" else []))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    with pytest.raises(ModelBehaviorError):
        await shorts(result)
    assert result.final_output is None


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("response.failed", {"error": {"code": "server_error", "message": "out of order"}}, "out of order"),
        ("response.incomplete", {"incomplete_details": {"reason": "max_output_tokens"}}, "max_output_tokens"),
    ],
)
async def test_a_failed_response_is_an_error_and_is_shown(
    loopback: LoopbackServer, model: Model, kind: str, fields: dict[str, Any], message: str
) -> None:
    whole = respond(text("partial"))
    last: Any = whole.events[-1]
    failed = {**last, "type": kind, "response": {**last["response"], **fields}}
    loopback.answer(events([*whole.events[:-1], failed]))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    with pytest.raises(ModelBehaviorError, match=message):
        await shorts(result)
    assert short(result.log.events[-1]) == f"raw {kind.removeprefix('response.')}"


async def test_an_unknown_tool_is_an_error_or_told_to_the_model(
    loopback: LoopbackServer, model: Model
) -> None:
    agent = Agent(name="A", model=model, tools=[add])
    loopback.answer(respond(call("ad", {"a": 1, "b": 2})))
    with pytest.raises(ModelBehaviorError, match="Tool ad not found in agent A"):
        await Runner.run(agent, "go")
    loopback.answer(respond(call("ad"), call("add", {"a": 1, "b": 2})), text("3"))
    config = RunConfig(tool_not_found_behavior="return_error_to_model")
    result = await Runner.run(agent, "go", run_config=config)
    outputs = [item["output"] for item in loopback.requests[-1].body["input"] if "output" in item]
    assert outputs == ["3", "Tool 'ad' not found."]
    assert result.final_output == "3"


async def test_an_http_error_reaches_the_reader(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(status(400))
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    with pytest.raises(APIStatusError):
        await shorts(result)
    assert isinstance(result.run_loop_exception, APIStatusError)


async def test_a_failing_tool_without_a_failure_function_ends_the_run(
    loopback: LoopbackServer, model: Model
) -> None:
    @function_tool(failure_error_function=None)
    def broken() -> str:
        raise ValueError("no paper")

    loopback.answer(respond(call("how_many_jokes"), call("broken")))
    agent = Agent(name="A", model=model, tools=[broken, how_many_jokes])
    with pytest.raises(UserError, match="Error running tool broken: no paper"):
        await Runner.run(agent, "go")


async def test_what_a_tool_raised_stays_with_its_output(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    def breaks() -> str:
        raise ValueError("no such order")

    agent = Agent(name="A", model=model, tools=[breaks, how_many_jokes])
    loopback.answer(respond(call("breaks"), call("how_many_jokes")), respond(text("Sorry")))
    result = await Runner.run(agent, "Go")
    failed, fine = [item for item in result.new_items if item.type == "tool_call_output_item"]
    assert isinstance(failed.error, ValueError)
    assert str(failed.error) == "no such order"
    assert fine.error is None


async def test_a_tool_that_cancels_itself_has_failed(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    async def quits() -> str:
        raise asyncio.CancelledError

    loopback.answer(respond(call("quits")), text("I see"))
    result = await Runner.run(Agent(name="A", model=model, tools=[quits]), "go")
    assert result.final_output == "I see"
    assert "error occurred" in result.new_items[1].output


async def test_a_failing_hook_reaches_the_reader(loopback: LoopbackServer, model: Model) -> None:
    class Broken(AgentHooks[Any]):
        async def on_llm_end(self, *args: Any) -> None:
            raise RuntimeError("hook broke")

    loopback.answer(text("hi"))
    result = Runner.run_streamed(Agent(name="A", model=model, hooks=Broken()), "go")
    with pytest.raises(RuntimeError, match="hook broke"):
        await shorts(result)


def test_run_streamed_needs_a_running_loop() -> None:
    with pytest.raises(RuntimeError, match=r"no running event loop.*Runner.run_sync"):
        Runner.run_streamed(Agent(name="A"), "go")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("not an agent", "hi"), TypeError, "needs an Agent, got str"),
        ((Agent(name="A"), 7), TypeError, "input is a string, a list"),
        ((Agent(name="A"), ["hi"]), TypeError, "An input item is a dict .* got str: 'hi'"),
        ((Agent(name="A"), "hi", None, 3, None, 7), TypeError, "run_config is a RunConfig or a dict"),
        ((Agent(name="A"), "hi", None, 3, None, None, None, False, None, "ada"), TypeError, "A session is"),
        ((Agent(name="A"), "hi", None, -1), UserError, "max_turns"),
        ((Agent(name="A"), "hi", None, "3"), UserError, "max_turns"),
        ((Agent(name="A"), "hi", None, 3, AgentHooks()), TypeError, "Received agent hooks"),
        ((Agent(name="A"), "hi", None, 3, None, {"modle": "x"}), TypeError, "no modle"),
    ],
)
async def test_wrong_arguments_are_named(
    arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        Runner.run_streamed(*arguments)


def test_run_sync_from_plain_code(loopback: LoopbackServer) -> None:
    loopback.answer(text("hi"), text("again"))
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    agent = Agent(name="A", model=OpenAIResponsesModel("m", client))
    assert Runner.run_sync(agent, "go").final_output == "hi"
    assert Runner.run_sync(agent, "go").final_output == "again"
    background.submit(client.close()).result(hang.SECONDS)


async def test_run_sync_in_a_running_loop_blocks_it_and_works(loopback: LoopbackServer) -> None:
    seen = []
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")
    variable.set("the caller's")

    @function_tool
    def look() -> str:
        seen.append((variable.get(), threading.current_thread() is threading.main_thread()))
        return "ok"

    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    loopback.answer(respond(call("look")), text("hi"))
    agent = Agent(name="A", model=OpenAIResponsesModel("m", client), tools=[look])
    assert Runner.run_sync(agent, "go").final_output == "hi"
    assert seen == [("the caller's", False)]
    background.submit(client.close()).result(hang.SECONDS)


def test_run_sync_on_the_background_loop_says_what_to_do() -> None:
    async def inside() -> None:
        Runner.run_sync(Agent(name="A"), "go")

    with pytest.raises(RuntimeError, match=r"await Runner.run"):
        background.submit(inside()).result(hang.SECONDS)


def test_interrupting_run_sync_stops_the_run(
    loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    gate = Gate()
    loopback.answer(respond(text("hello"), gates={4: gate}))
    submit = background.submit

    def interrupted(coroutine: Any) -> Any:
        future = submit(coroutine)

        def result() -> None:
            assert gate.reached.wait(hang.SECONDS)
            raise KeyboardInterrupt

        monkeypatch.setattr(future, "result", result)
        return future

    monkeypatch.setattr(background, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Runner.run_sync(Agent(name="A", model=OpenAIResponsesModel("m", client)), "go")
    assert loopback.requests[0].closed.wait(hang.SECONDS)
    submit(client.close()).result(hang.SECONDS)


async def test_cancelling_the_task_that_awaits_run_stops_the_run(
    loopback: LoopbackServer, model: Model
) -> None:
    loopback.answer(respond(text("hello"), stall_after=4))
    task = asyncio.create_task(Runner.run(Agent(name="A", model=model), "go"))
    await asyncio.to_thread(loopback.wait_for_request)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)


class Whole(Model):
    """A model that answers over HTTP, in one piece, and says in some way that it cannot stream."""

    def __init__(self, model: OpenAIResponsesModel) -> None:
        self.model = model

    async def get_response(self, *request: Any, **beside: Any) -> ModelResponse:
        return await self.model.get_response(*request, **beside)

    async def stream_response(self, *request: Any, **beside: Any) -> AsyncIterator[Any]:
        raise NotImplementedError
        yield


class WholeByACoroutine(Whole):
    async def stream_response(self, *request: Any, **beside: Any) -> Any:
        raise NotImplementedError


class WholeByAFunction(Whole):
    def stream_response(self, *request: Any, **beside: Any) -> Any:
        raise NotImplementedError


@pytest.mark.parametrize("kind", [Whole, WholeByACoroutine, WholeByAFunction])
async def test_a_model_that_cannot_stream_is_asked_for_the_whole_answer(
    loopback: LoopbackServer, model: OpenAIResponsesModel, kind: type[Whole]
) -> None:
    loopback.answer(respond(call("how_many_jokes", call_id="c1")), text("Three"))
    agent = Agent(name="A", model=kind(model), tools=[how_many_jokes])
    result = Runner.run_streamed(agent, "How many?")
    assert await shorts(result) == [
        "agent A",
        "tool_called tool_call_item",
        "tool_output tool_call_output_item",
        "message_output_created message_output_item",
    ]
    assert (result.final_output, len(loopback.requests)) == ("Three", 2)


async def test_what_fails_after_it_has_begun_to_stream_is_not_asked_again(
    loopback: LoopbackServer, model: OpenAIResponsesModel
) -> None:
    class Half(Whole):
        async def stream_response(self, *request: Any, **beside: Any) -> AsyncIterator[Any]:
            async for event in self.model.stream_response(*request, **beside):
                yield event
                raise NotImplementedError("the rest")

    loopback.answer(text("Hello"))
    with pytest.raises(NotImplementedError, match="the rest"):
        async for _ in Runner.run_streamed(Agent(name="A", model=Half(model)), "Hi").stream_events():
            pass
    assert len(loopback.requests) == 1


async def test_a_run_that_nobody_watches_asks_for_the_whole_answer_where_a_model_has_one(
    loopback: LoopbackServer, model: OpenAIResponsesModel
) -> None:
    class Counted(Whole):
        async def get_response(self, *request: Any, **beside: Any) -> ModelResponse:
            answer = await super().get_response(*request, **beside)
            return replace(answer, usage=Usage(requests=3, total_tokens=7), response_id=None)

        async def stream_response(self, *request: Any, **beside: Any) -> AsyncIterator[Any]:
            raise ConnectionError("not a stream")
            yield

    loopback.answer(text("Hello"))
    result = await Runner.run(Agent(name="A", model=Counted(model)), "Hi")
    assert result.final_output == "Hello"
    assert (result.context_wrapper.usage.requests, result.last_response_id) == (3, None)
    with pytest.raises(ConnectionError):
        async for _ in Runner.run_streamed(Agent(name="A", model=Counted(model)), "Hi").stream_events():
            pass
