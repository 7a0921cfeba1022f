"""Budgets: what was spent, and holding the run when that is enough."""

from __future__ import annotations

from typing import Any

import answers
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIResponsesModel, Runner, function_tool, watch
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
        watch([], budget_tokens=10)
