"""Time slices: tasks with much at hand take turns with what else the loop has to do."""

from __future__ import annotations

import asyncio

import pytest

from agents_widget.agents.run_internal import time_slice


async def work(steps: int, done: list[str], name: str) -> None:
    for _ in range(steps):
        done.append(name)
        if time_slice.is_over():
            await asyncio.sleep(0)


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


async def test_the_next_round_has_a_slice_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_slice, "SECONDS", 0)
    assert not time_slice.is_over()
    assert time_slice.is_over()
    await asyncio.sleep(0)
    assert not time_slice.is_over()
