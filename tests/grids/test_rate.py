"""The permits of one model server: their spacing, and what is learned from refusals."""

from __future__ import annotations

import asyncio
import time

import hang
import pytest

from agents_widget.grids import rate
from agents_widget.grids.rate import FEWEST, FIRST, MOST, Endpoint, Limiter


async def begin(endpoint: Endpoint, calls: int) -> list[float]:
    """Begin calls at once, and give when each got its permit."""
    began: list[float] = []

    async def one() -> None:
        await endpoint.acquire()
        began.append(time.monotonic())
        endpoint.release()

    await asyncio.gather(*(one() for _ in range(calls)))
    return began


async def test_calls_are_spaced_evenly_from_the_first() -> None:
    endpoint = Endpoint(60 * 50)
    before = time.monotonic()

    began = await begin(endpoint, 6)

    assert began[-1] - before >= 5 / 50
    assert endpoint.calls == 6


async def test_a_loop_that_was_held_up_does_not_begin_many_at_once() -> None:
    endpoint = Endpoint(60 * 20)
    calls = asyncio.ensure_future(begin(endpoint, 8))
    await asyncio.sleep(0)

    time.sleep(0.3)  # six permits long, and nobody could take them
    resumed = time.monotonic()
    began = await calls

    assert len([moment for moment in began if moment < resumed + 1 / 20]) <= 3


async def test_after_a_refusal_nobody_begins_before_the_server_says() -> None:
    endpoint = Endpoint(None)
    await begin(endpoint, 1)
    endpoint.refused(0.2)
    before = time.monotonic()

    assert min(await begin(endpoint, 3)) - before >= 0.19


async def test_a_pause_counts_for_those_who_wait_already() -> None:
    endpoint = Endpoint(60 * 10)
    await begin(endpoint, 1)
    calls = asyncio.ensure_future(begin(endpoint, 1))
    await asyncio.sleep(0)
    endpoint.refused(0.4)
    before = time.monotonic()

    assert min(await calls) - before >= 0.35


async def test_the_limit_doubles_after_clean_rounds_and_is_cut_once() -> None:
    endpoint = Endpoint(None, adapts=True)
    assert endpoint.limit == FIRST
    for _ in range(FIRST):
        await endpoint.acquire()
    for _ in range(FIRST):
        endpoint.answered()
    assert endpoint.limit == 2 * FIRST

    endpoint.refused(None)
    endpoint.refused(None)
    assert endpoint.limit == int(2 * FIRST * 0.8)

    for _ in range(200):
        endpoint.answered()
    assert endpoint.limit == int(2 * FIRST * 0.8)  # not before the cooldown is over


async def test_the_limit_grows_only_where_it_is_used_and_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Endpoint(None, adapts=True)
    for _ in range(1_000):
        endpoint.answered()
    assert endpoint.limit == FIRST

    monkeypatch.setattr(rate, "COOLDOWN", 0.0)
    for _ in range(50):
        endpoint.refused(0)
    assert endpoint.limit == FEWEST

    endpoint._under_way = MOST
    for _ in range(100_000):
        endpoint.answered()
    assert endpoint.limit == MOST


async def test_who_waits_for_a_place_and_gives_up_leaves_it_to_the_next() -> None:
    endpoint = Endpoint(None, adapts=True)
    for _ in range(FIRST):
        await endpoint.acquire()
    first, second = (asyncio.ensure_future(endpoint.acquire()) for _ in range(2))
    await asyncio.sleep(0)

    endpoint.release()
    first.cancel()
    await asyncio.wait({first})

    await asyncio.wait_for(second, 60)


async def test_each_server_and_key_has_permits_of_its_own() -> None:
    from openai import AsyncOpenAI

    from agents_widget import OpenAIResponsesModel

    def model(url: str, key: str, name: str = "m") -> OpenAIResponsesModel:
        return OpenAIResponsesModel(name, AsyncOpenAI(base_url=url, api_key=key))

    limiter = Limiter(60)
    endpoint = limiter.endpoint(model("http://a/v1", "sk-1"))

    assert limiter.endpoint(model("http://a/v1", "sk-1", "other")) is endpoint
    assert limiter.endpoint(model("http://a/v1", "sk-2")) is not endpoint
    assert limiter.endpoint(model("http://b/v1", "sk-1")) is not endpoint


async def test_a_rate_may_be_changed() -> None:
    limiter = Limiter(1)
    endpoint = limiter.endpoint(object())
    limiter.set_rate(60 * 1_000)

    await asyncio.wait_for(begin(endpoint, 5), 30)
    assert limiter.per_minute == 60_000


async def test_all_begin_that_a_grown_limit_has_room_for() -> None:
    endpoint = Endpoint(None, adapts=True)
    calls = [asyncio.ensure_future(endpoint.acquire()) for _ in range(3 * FIRST)]
    await asyncio.sleep(0.01)
    assert [call.done() for call in calls].count(True) == FIRST

    for _ in range(FIRST):
        endpoint.answered()
    assert endpoint.limit == 2 * FIRST
    await asyncio.wait_for(asyncio.gather(*calls[: 2 * FIRST]), hang.SECONDS)
    assert [call.done() for call in calls].count(True) == 2 * FIRST
    for call in calls:
        call.cancel()
