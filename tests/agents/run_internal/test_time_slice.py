"""Time slices: tasks with much at hand take turns with what else the loop has to do."""

from __future__ import annotations

import asyncio

import pytest

from agents_widget.agents.run_internal import time_slice


async def work(steps: int, done: list[str], name: str) -> None:
    for _ in range(steps):
        done.append(name)
        await time_slice.make_room()


async def test_within_its_slice_a_task_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_slice, "SECONDS", 1e9)
    done: list[str] = []
    await asyncio.gather(work(50, done, "a"), work(50, done, "b"))
    assert done == ["a"] * 50 + ["b"] * 50


async def test_when_the_slice_is_used_up_all_tasks_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_slice, "SECONDS", 0)
    done: list[str] = []
    await asyncio.gather(*(work(50, done, name) for name in "abc"))
    first = done[: len(done) // 2]
    assert max(map(first.count, "abc")) - min(map(first.count, "abc")) <= 25
    assert all(done.count(name) == 50 for name in "abc")


async def test_few_of_many_have_their_turn_in_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a round is as long as there are runs, and all else on the loop waits for two of them."""
    monkeypatch.setattr(time_slice, "SECONDS", 0)
    done: list[str] = []
    working = asyncio.gather(*(work(5, done, str(number)) for number in range(100)))
    await asyncio.sleep(0)  # all have begun
    rounds: list[int] = []
    while not working.done():
        before = len(done)
        await asyncio.sleep(0)
        rounds.append(len(done) - before)
    # The first one of a round finds its slice whole, and takes a second step.
    assert max(rounds) <= time_slice.ADMITTED + 1
    assert len(done) == 500


async def test_who_is_cancelled_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_slice, "SECONDS", 0)
    done: list[str] = []
    tasks = [asyncio.create_task(work(3, done, str(number))) for number in range(20)]
    await asyncio.sleep(0)
    for task in tasks[:-1]:
        task.cancel()
    await tasks[-1]
    assert done.count("19") == 3


async def test_the_next_round_has_a_slice_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_slice, "SECONDS", 0)
    assert not time_slice.is_over()
    assert time_slice.is_over()
    await asyncio.sleep(0)
    assert not time_slice.is_over()
