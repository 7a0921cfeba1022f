"""Budgets: what was spent, and holding the run when that is enough."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import agents as sdk
import answers
import pytest
from answers import Answer
from loopback import LoopbackServer, Request
from openai import AsyncOpenAI, BadRequestError

from agents_widget import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
    watch,
)
from agents_widget.transcript.schema import ModelRequest
from agents_widget.widget.run.budget import Budget

PRICES = {"test": {"input": 1.0, "output": 2.0, "cached": 0.5}, "test-model-mini": {"input": 9, "output": 9}}


def usage(input_tokens: int, output_tokens: int) -> dict[str, Any]:
    return {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }


def test_the_cost_of_calls() -> None:
    calls = [
        ModelRequest("m1", model="test-model-2026", input_tokens=1_000_000, cached_tokens=500_000),
        ModelRequest("m2", model="test-model", output_tokens=1_000_000),
        ModelRequest("m3", model="another", input_tokens=1_000_000),
    ]
    assert Budget(prices=PRICES).cost(calls) == pytest.approx(0.5 + 0.25 + 2.0)
    assert Budget().cost(calls) is None


def test_the_longest_name_counts() -> None:
    calls = [ModelRequest("m1", model="test-model-mini", input_tokens=1_000_000)]
    assert Budget(prices=PRICES).cost(calls) == 9


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"usd": 1.0}, "budget_usd needs prices"),
        ({"tokens": 0}, "budget_tokens is a number above 0"),
        ({"tokens": "1k"}, "budget_tokens is a number above 0"),
        ({"usd": -1, "prices": PRICES}, "budget_usd is a number above 0"),
        ({"prices": {"x": {"input": 1}}}, "The price of 'x' needs 'input' and 'output'"),
        ({"prices": {"x": {"input": "1", "output": 4}}}, "The price of 'x' needs 'input' and 'output'"),
        ({"prices": {"x": {"input": 1, "output": 4, "cached": None}}}, "The price of 'x' .* numbers"),
    ],
)
def test_a_limit_that_cannot_be_kept(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Budget(**options)


def looker(loopback: LoopbackServer) -> Agent[Any]:
    @function_tool
    def look() -> str:
        return "looked"

    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    return Agent(name="Looker", model=OpenAIResponsesModel("test-model", client), tools=[look])


async def test_the_run_is_held_and_goes_on_when_more_is_allowed(loopback: LoopbackServer) -> None:
    loopback.answer(
        answers.respond(answers.call("look"), usage=usage(900, 200)),
        answers.respond(answers.text("Done."), usage=usage(900, 100)),
    )
    widget = watch(looker(loopback), "Look.", budget_tokens=1000)
    await widget._until(lambda: widget.transcript.status == "waiting")
    assert widget.transcript.detail == "The budget of 1,000 tokens is spent."
    assert widget.transcript.budget == {"tokens": 1000}
    assert widget.transcript.entries[-1].state == "waiting"  # the tool is held, and does not run
    assert {"pause", "resume"}.isdisjoint(widget.transcript.abilities)
    with pytest.raises(RuntimeError, match=r"is spent. Allow more, or stop the run."):
        widget.resume()
    with pytest.raises(ValueError, match=r"allow\(tokens="):
        widget.allow()
    widget.allow(tokens=5000)
    assert (await widget).final_output == "Done."
    assert widget.transcript.budget == {"tokens": 6000}


async def test_dollars(loopback: LoopbackServer) -> None:
    loopback.answer(
        answers.respond(answers.call("look"), usage=usage(1_000_000, 500_000)), answers.text("Done.")
    )
    widget = watch(looker(loopback), "Look.", budget_usd=1.5, prices=PRICES)
    await widget._until(lambda: widget.transcript.status == "waiting")
    assert widget.transcript.cost == pytest.approx(2.0)
    assert widget.transcript.detail == "The budget of $1.5 is spent."
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"
    assert len(loopback.requests) == 1


async def test_a_model_without_a_price_cannot_be_paid_for(loopback: LoopbackServer) -> None:
    loopback.answer(answers.call("look"), answers.text("Done."))
    widget = watch(looker(loopback), "Look.", budget_usd=1, prices={"other": {"input": 1, "output": 1}})
    await widget._until(lambda: widget.transcript.status == "waiting")
    assert "prices has no price for the model 'test-model'" in widget.transcript.detail
    widget.stop()
    await widget


async def test_prices_without_a_limit_only_tell_the_cost(loopback: LoopbackServer) -> None:
    loopback.answer(answers.respond(answers.text("Done."), usage=usage(1_000_000, 0)))
    widget = watch(Runner.run_streamed(looker(loopback), "Hi"), prices=PRICES)
    await widget
    assert widget.transcript.cost == pytest.approx(1.0)


def test_only_a_run_that_can_be_held_takes_a_budget() -> None:
    with pytest.raises(ValueError, match="A budget needs a run that can be held"):
        watch(iter([]), budget_tokens=10)


# Servers of chat completions


def chatting(loopback: LoopbackServer, settings: ModelSettings | None = None) -> Agent[Any]:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=0)
    model = OpenAIChatCompletionsModel("test-model", client)
    return Agent(name="Looker", model=model, tools=[look], model_settings=settings or ModelSettings())


@function_tool
def look() -> str:
    """Look."""
    return "looked"


SPENT = {"prompt_tokens": 900, "completion_tokens": 200, "total_tokens": 1100}


def _part(request: Request) -> answers.Part:
    is_first = all(message["role"] != "tool" for message in request.body["messages"])
    return answers.call("look") if is_first else answers.text("Done.")


def told(*where: str) -> Callable[[Request], Answer]:
    """A server that tells the usage in these places, if it is asked."""

    def answer(request: Request) -> Answer:
        answer = answers.chat(_part(request), usage=SPENT if "last chunk" in where else None)
        if (request.body.get("stream_options") or {}).get("include_usage"):
            chunks = [chunk for chunk in answer.events if isinstance(chunk, dict)]
            for n, chunk in enumerate(chunks if "every chunk" in where else ()):
                so_far = {"prompt_tokens": 900, "completion_tokens": 200 * (n + 1) // len(chunks)}
                chunk["usage"] = so_far
            for chunk in chunks if "and null" in where else ():
                chunk.setdefault("usage", None)
            if "choice" in where:
                chunks[-1]["choices"][0]["usage"] = SPENT
            if "in parts" in where:
                chunks[0]["usage"] = {"prompt_tokens": 900, "completion_tokens": 0}
                chunks[-1]["usage"] = {"prompt_tokens": 0, "completion_tokens": 200}
        return answer

    return answer


@pytest.mark.parametrize(
    "where",
    [
        ("last chunk",),
        ("last chunk", "and null"),
        ("every chunk",),
        ("choice",),
        ("choice", "and null"),
        ("in parts",),
    ],
)
async def test_the_usage_of_a_chat_server_is_asked_for_and_counted(
    loopback: LoopbackServer, where: tuple[str, ...]
) -> None:
    loopback.always = told(*where)
    widget = watch(chatting(loopback), "Look.", budget_tokens=1000)
    await widget.wait_for("waiting")
    assert widget.transcript.detail == "The budget of 1,000 tokens is spent."
    assert (widget.usage["input_tokens"], widget.usage["output_tokens"]) == (900, 200)
    assert loopback.requests[0].body["stream_options"] == {"include_usage": True}
    widget.allow(tokens=5000)
    assert (await widget).final_output == "Done."
    assert widget.usage["output_tokens"] == 400


REFUSALS = [
    (400, {"error": {"message": "Validation error at #/stream_options: Extra inputs are not permitted"}}),
    (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options", "include_usage"]}]}),
    (400, {"error": {"message": "Unrecognized request argument supplied: stream_options"}}),
]


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_server_that_refuses_to_be_asked_is_asked_once(
    loopback: LoopbackServer, refusal: tuple[int, dict[str, Any]]
) -> None:
    def answer(request: Request) -> Answer:
        return answers.status(*refusal) if "stream_options" in request.body else told()(request)

    loopback.always = answer
    result = await Runner.run(chatting(loopback), "Look.")
    assert result.final_output == "Done."
    assert ["stream_options" in request.body for request in loopback.requests] == [True, False, False]


async def test_another_refusal_and_one_of_what_the_user_asked_for_are_errors(
    loopback: LoopbackServer,
) -> None:
    loopback.always = answers.status(400, {"error": {"message": "The context is too long."}})
    with pytest.raises(BadRequestError, match="too long"):
        await Runner.run(chatting(loopback), "Look.")
    loopback.always = answers.status(*REFUSALS[0])
    with pytest.raises(BadRequestError, match="stream_options"):
        await Runner.run(chatting(loopback, ModelSettings(include_usage=True)), "Look.")
    assert len(loopback.requests) == 2


async def test_who_asks_by_extra_args_asks_alone(loopback: LoopbackServer) -> None:
    loopback.always = answers.chat(answers.text("Done."))
    own = {"stream_options": {"include_usage": True, "continuous_usage_stats": True}}
    await Runner.run(chatting(loopback, ModelSettings(extra_args=own)), "Look.")
    assert loopback.requests[0].body["stream_options"] == own["stream_options"]


@pytest.mark.parametrize(
    "usage",
    [None, {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}, {"total_tokens": 30}],
)
@pytest.mark.parametrize("limits", [{"budget_tokens": 1000}, {"budget_usd": 1, "prices": PRICES}])
async def test_a_server_that_does_not_tell_both_counts_holds_the_run_at_once(
    loopback: LoopbackServer, limits: dict[str, Any], usage: dict[str, int] | None
) -> None:
    loopback.always = lambda request: answers.chat(_part(request), usage=usage)
    widget = watch(chatting(loopback), "Look.", **limits)
    await widget.wait_for("waiting")
    assert "does not tell how many tokens it reads and writes" in widget.transcript.detail
    assert widget.transcript.budget["uncounted"] == 1
    assert len(loopback.requests) == 1
    with pytest.raises(RuntimeError, match="does not tell"):
        widget.resume()
    widget.allow(uncounted=True)
    assert (await widget).final_output == "Done."
    assert "uncounted" not in widget.transcript.budget
    assert widget.usage["uncounted_requests"] == 2


async def test_what_a_lost_connection_had_used_is_spent(loopback: LoopbackServer) -> None:
    cut = answers.chat(answers.text("Once upon"), usage=None)
    chunks = [{**chunk, "usage": SPENT} for chunk in cut.events if isinstance(chunk, dict)]
    loopback.answer(dataclasses.replace(cut, events=chunks, drop_after=len(chunks) - 1))
    widget = watch(chatting(loopback), "Look.", prices=PRICES)
    with pytest.raises(Exception):  # noqa: B017 - which one is another test's
        await widget
    assert (widget.usage["input_tokens"], widget.usage["output_tokens"]) == (900, 200)
    assert widget.transcript.cost == pytest.approx(0.0013)


# What counts, and stays counted


@pytest.mark.parametrize("kind", ["incomplete", "failed"])
async def test_a_response_that_does_not_end_well_is_spent(kind: str) -> None:
    spent = usage(900, 200)
    response = {"model": "test-model", "output": [], "usage": spent, "error": {"message": "Broken."}}
    created = {"type": "response.created", "response": {"model": "test-model"}}
    widget = watch([created, {"type": f"response.{kind}", "response": response}], prices=PRICES)
    await widget
    assert widget.usage["input_tokens"] == 900
    assert widget.transcript.cost == pytest.approx(0.0013)


async def test_retry_and_edit_refund_nothing(loopback: LoopbackServer) -> None:
    loopback.always = lambda _: answers.respond(answers.text("Done."), usage=usage(400, 100))
    widget = watch(looker(loopback), "Look.", budget_tokens=1900, prices=PRICES)
    await widget
    widget.retry()
    await widget
    widget.edit(widget.transcript.entries[0].id, "Look again.")
    await widget
    assert len(widget.transcript.calls) == 1
    assert widget.usage["input_tokens"] == 1200
    assert widget.usage["earlier_requests"] == 2
    assert widget.transcript.cost == pytest.approx(0.0018)
    await widget.ask("And more?")
    assert len(widget.transcript.calls) == 2
    assert widget.usage["requests"] == 4
    widget.retry()
    await widget.wait_for("waiting")
    assert widget.transcript.detail == "The budget of 1,900 tokens is spent."
    assert widget.usage["earlier_requests"] == 3
    assert widget.transcript.cost == pytest.approx(0.0024)
    assert len(loopback.requests) == 4
    widget.allow(tokens=5000)
    await widget
    assert widget.usage["requests"] == 5


async def test_an_agent_used_as_a_tool_is_paid_for_too(loopback: LoopbackServer) -> None:
    inner = looker(loopback)
    outer = inner.clone(name="Boss", tools=[inner.as_tool("ask_looker", "Ask.")])
    loopback.answer(
        answers.respond(answers.call("ask_looker", {"input": "Look."}), usage=usage(100, 10)),
        answers.respond(answers.call("look"), usage=usage(900, 100)),
        answers.respond(answers.text("Seen."), usage=usage(100, 10)),
        answers.respond(answers.text("Done."), usage=usage(100, 10)),
    )
    widget = watch(outer, "Look.", budget_tokens=1000, prices=PRICES)
    await widget.wait_for("waiting")
    assert len(loopback.requests) == 2
    assert widget.transcript.cost == pytest.approx(0.00122)
    widget.allow(tokens=5000)
    assert (await widget).final_output == "Done."
    assert widget.transcript.cost == pytest.approx(0.00146)


async def test_the_past_of_a_run_is_paid_for(loopback: LoopbackServer) -> None:
    loopback.answer(answers.respond(answers.text("Done."), usage=usage(1_000_000, 0)))
    result = Runner.run_streamed(looker(loopback), "Hi")
    async for _ in result.stream_events():
        pass
    widget = watch(result, prices=PRICES)
    assert widget.transcript.cost == pytest.approx(1.0)


async def test_a_model_without_a_price_may_be_let_pass(loopback: LoopbackServer) -> None:
    loopback.answer(answers.call("look"), answers.text("Done."))
    widget = watch(looker(loopback), "Look.", budget_usd=1, prices={"other": {"input": 1, "output": 1}})
    await widget.wait_for("waiting")
    assert widget.transcript.budget == {"usd": 1, "uncounted": 1}
    widget.allow(usd=1)
    assert (await widget).final_output == "Done."
    assert widget.transcript.budget == {"usd": 2}


@pytest.mark.parametrize("more", [{}, {"tokens": -1}, {"usd": float("nan")}, {"tokens": 5, "usd": -1}])
async def test_more_is_more(loopback: LoopbackServer, more: dict[str, float]) -> None:
    loopback.answer(answers.text("Done."))
    widget = watch(looker(loopback), "Look.", budget_tokens=1000)
    await widget
    with pytest.raises(ValueError, match=r"allow\(tokens="):
        widget.allow(**more)
    assert widget.transcript.budget == {"tokens": 1000}


async def test_a_pause_outlasts_a_raised_budget(loopback: LoopbackServer) -> None:
    loopback.always = told("last chunk")
    widget = watch(chatting(loopback), "Look.", budget_tokens=1000)
    await widget.wait_for("waiting")
    widget.pause()
    widget.allow(tokens=5000)
    await widget._until(lambda: widget.transcript.detail == "Paused before the next step.")
    widget.resume()
    assert (await widget).final_output == "Done."


async def test_the_cost_of_an_sdk_run(loopback: LoopbackServer) -> None:
    loopback.answer(answers.respond(answers.text("Done."), usage=usage(1_000_000, 0)))
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    agent = sdk.Agent(name="Ada", model=sdk.OpenAIResponsesModel("test-model", client))
    widget = watch(agent, "Hi", prices=PRICES)
    await widget
    loopback.answer(answers.respond(answers.text("Again."), usage=usage(1_000_000, 0)))
    widget.retry()
    await widget
    assert widget.transcript.cost == pytest.approx(2.0)


async def test_the_cost_of_the_agents_used_as_tools_in_an_sdk_run(loopback: LoopbackServer) -> None:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    model = sdk.OpenAIResponsesModel("test-model", client)

    @sdk.function_tool(needs_approval=True)
    def pay() -> str:
        return "paid"

    inner = sdk.Agent(name="Ada", model=model)
    boss = sdk.Agent(name="Boss", model=model, tools=[inner.as_tool("ask", "Ask."), pay])
    loopback.answer(
        answers.respond(answers.call("ask", {"input": "Look."}, "c1"), usage=usage(100, 10)),
        answers.respond(answers.text("Seen."), usage=usage(900, 100)),
        answers.respond(answers.call("pay", {}, "c2"), usage=usage(100, 10)),
        answers.respond(answers.call("ask", {"input": "Again."}, "c3"), usage=usage(100, 10)),
        answers.respond(answers.text("Seen again."), usage=usage(900, 100)),
        answers.respond(answers.text("Done."), usage=usage(100, 10)),
    )
    widget = watch(boss, "Look.", prices=PRICES)
    await widget.wait_for_approval()
    assert (widget.usage["requests"], widget.usage["input_tokens"]) == (3, 1100)
    widget.approve()
    result = await widget
    assert (widget.usage["requests"], widget.usage["input_tokens"]) == (6, 2200)
    assert widget.usage["input_tokens"] == result.context_wrapper.usage.input_tokens
    assert widget.transcript.cost == pytest.approx((2200 * 1 + 240 * 2) / 1_000_000)
    assert [call.agent for call in widget.transcript.calls].count("Ada") == 2


async def test_a_response_whose_tool_failed_is_counted_once_in_an_sdk_run(loopback: LoopbackServer) -> None:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")

    @sdk.function_tool(failure_error_function=None)
    def break_down() -> str:
        raise ValueError("broken")

    model = sdk.OpenAIResponsesModel("test-model", client)
    agent = sdk.Agent(name="Ada", model=model, tools=[break_down])
    loopback.answer(answers.respond(answers.call("break_down", {}), usage=usage(900, 100)))
    widget = watch(agent, "Go.", prices=PRICES)
    with pytest.raises(Exception, match="broken"):
        await widget
    assert (widget.usage["requests"], widget.usage["input_tokens"]) == (1, 900)
