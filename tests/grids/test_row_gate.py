"""What the model calls of rows wait for, and which are tried again: over real HTTP."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from typing import Any

import hang
import httpx2
import openai
import pytest
from answers import Answer, Gate, call, respond, status, text
from loopback import LoopbackServer
from many import outputs, run_grid, states

from agents_widget import Agent, AsyncOpenAI, ModelSettings, OpenAIResponsesModel, function_tool, grid
from agents_widget.grids import transient
from agents_widget.grids.transient import is_rate_limit, is_transient, seconds_asked, seconds_to_wait

REFUSED = status(429, headers={"retry-after-ms": "10"}, retry=True)


@pytest.fixture
def agent(loopback: LoopbackServer) -> Agent[Any]:
    """An agent of the loopback server, whose client would try again by itself."""
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=4)
    return Agent(name="a", model=OpenAIResponsesModel("small", client))


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transient, "FIRST_WAIT", 0.01)


@pytest.mark.parametrize("code", [429, 408, 500, 503])
async def test_a_call_that_fails_for_now_is_tried_again(
    loopback: LoopbackServer, agent: Agent[Any], code: int
) -> None:
    loopback.answer(status(code, retry=True), status(code, retry=True), text("fine"))

    made = await run_grid(agent, ["x"])

    assert outputs(made) == ["fine"]
    assert len(loopback.requests) == 3
    assert made[0].attempts == []
    assert made._controller.result(0).waited > 0


@pytest.mark.parametrize("code", [400, 401, 404, 422])
async def test_a_call_that_cannot_work_is_not(loopback: LoopbackServer, agent: Agent[Any], code: int) -> None:
    loopback.always = status(code)

    assert states(await run_grid(agent, ["x"])) == ["failed"]
    assert len(loopback.requests) == 1


async def test_the_client_does_not_try_beside_it(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    loopback.always = REFUSED

    made = await run_grid(agent, ["x"])

    assert (made[0].state, made[0].error_type) == ("failed", "RateLimitError")
    assert len(loopback.requests) == 6  # the first, and five more


async def test_retries_of_the_agents_own_settings_count(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    loopback.always = REFUSED
    agent.model_settings = ModelSettings(retry={"max_retries": 1})

    assert states(await run_grid(agent, ["x"])) == ["failed"]
    assert len(loopback.requests) == 2


async def test_nothing_is_tried_again_after_a_first_event(
    loopback: LoopbackServer, agent: Agent[Any]
) -> None:
    loopback.always = respond(text("some words of an answer"), drop_after=4)

    made = await run_grid(agent, ["x"])

    assert states(made) == ["failed"]
    assert len(loopback.requests) == 1


async def test_a_later_turn_is_tried_again_without_its_tools(
    loopback: LoopbackServer, agent: Agent[Any]
) -> None:
    calls = []

    @function_tool
    def look() -> str:
        """Look."""
        calls.append(1)
        return "seen"

    agent.tools = [look]
    loopback.answer(call("look"), status(503, retry=True), text("fine"))

    assert outputs(await run_grid(agent, ["x"])) == ["fine"]
    assert len(calls) == 1


async def test_a_silent_server_runs_into_the_timeout(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    loopback.answer(respond(text("x"), stall_after=0))
    loopback.always = text("fine")  # a busy machine may need more than one try

    made = await run_grid(agent, ["x"], timeout=1)

    assert outputs(made) == ["fine"]


async def test_a_stalled_answer_fails_by_the_timeout(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    loopback.always = respond(text("some words"), stall_after=4)

    made = await run_grid(agent, ["x"], timeout=0.5)

    assert (made[0].state, made[0].error_type) == ("failed", "ModelTimeoutError")
    assert loopback.requests[0].closed.wait(hang.SECONDS)


async def test_stopping_closes_every_stream(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    gate = Gate()
    loopback.always = respond(text("some words"), gates={4: gate})
    made = grid(agent, [str(n) for n in range(20)], max_concurrency=8)
    await asyncio.to_thread(loopback.wait_for_request, 8)

    made.stop()
    await made

    assert states(made) == ["cancelled"] * 20
    assert all(request.closed.wait(hang.SECONDS) for request in loopback.requests)
    assert len(loopback.requests) == 8


async def test_calls_are_spaced_by_their_rate(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    loopback.always = text("fine")
    began = time.monotonic()

    made = await run_grid(agent, [str(n) for n in range(11)], rate=60 * 50)

    assert states(made) == ["done"] * 11
    assert time.monotonic() - began >= 10 / 50
    waited = [made._controller.result(n).waited for n in range(11)]
    assert max(waited) >= 9 / 50
    assert all(made._controller.result(n).seconds >= 0 for n in range(11))


async def test_waiting_for_a_permit_is_no_time_of_the_run(
    loopback: LoopbackServer, agent: Agent[Any]
) -> None:
    loopback.always = text("fine")

    made = await run_grid(agent, ["a", "b", "c"], rate=60)  # one a second

    results = [made._controller.result(n) for n in range(3)]
    total = made._controller.facts().seconds
    assert total >= 1.9
    assert max(result.waited for result in results) > 0
    for result in results:  # counted twice, what the last waited for would be more than there was
        assert result.seconds + result.waited <= total + 0.001


class Bucket:
    """A server that takes so many requests in each window of a second, and refuses others."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._taken: list[float] = []
        self.refused = 0

    def __call__(self, request: Any) -> Answer:
        """Take a request, or refuse it."""
        now = time.monotonic()
        self._taken = [moment for moment in self._taken if moment > now - 1]
        if len(self._taken) >= self._per_second:
            self.refused += 1
            return status(429, headers={"retry-after": "1", "retry-after-ms": "1000"}, retry=True)
        self._taken.append(now)
        return respond(text("fine"))


async def test_auto_finds_what_a_server_takes(loopback: LoopbackServer, agent: Agent[Any]) -> None:
    loopback.always = bucket = Bucket(20)

    made = await run_grid(agent, [str(n) for n in range(80)], max_concurrency=64, rate="auto")

    assert states(made) == ["done"] * 80
    # All 64 at once, as the clients do that know no limit, are refused twice as often as they are answered.
    assert bucket.refused <= 60


async def test_other_agents_begin_at_the_rate_and_are_tried_again() -> None:
    tries = []

    async def answer(question: str) -> str:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise TimeoutError("slow")
        return question

    made = await run_grid(answer, ["a"], rate=60 * 20)

    assert outputs(made) == ["a"]
    assert [each.error_type for each in made[0].attempts] == ["TimeoutError"]
    assert len(tries) == 2


def error_of(code: int, headers: dict[str, str] | None = None, body: Any = None) -> openai.APIStatusError:
    response = httpx2.Response(code, headers=headers, request=httpx2.Request("POST", "http://x/v1"))
    return openai.APIStatusError("no", response=response, body=body)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (error_of(429), True),
        (error_of(503), True),
        (error_of(400), False),
        (error_of(429, body={"code": "insufficient_quota"}), False),
        (openai.APIConnectionError(request=httpx2.Request("POST", "http://x")), True),
        (openai.APITimeoutError(request=httpx2.Request("POST", "http://x")), True),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
        (ValueError("429"), False),
    ],
)
def test_what_passes_is_told_from_what_does_not(error: Exception, expected: bool) -> None:
    assert is_transient(error) is expected


def test_a_server_may_ask_for_a_moment_of_the_clock() -> None:
    error = error_of(429, {"retry-after": formatdate(time.time() + 60, usegmt=True)})

    assert 0 < (seconds_asked(error) or 0) <= 61


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        ({"retry-after": "Wed, 41 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "100000"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_what_a_server_asks_for_is_read(headers: dict[str, str], seconds: float | None) -> None:
    error = error_of(429, headers)

    assert seconds_asked(error) == seconds
    assert is_rate_limit(error)
    if seconds is not None:
        assert seconds <= seconds_to_wait(error, 1) <= seconds * 1.1 + 0.25
