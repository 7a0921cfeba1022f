"""Asking a run to end: what was asked first, and what counts."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget.sources.base import Adapter
from agents_widget.widget.run.stop import RunStop


class Asked(Adapter):
    """A run that notes how it is stopped."""

    def __init__(self, answer: bool) -> None:
        super().__init__(None)
        self.answer = answer
        self.stops: list[bool] = []

    def stop(self, *, after_turn: bool) -> bool:
        self.stops.append(after_turn)
        return self.answer


class FollowedTask:
    """Stands for the task that follows a run."""

    def __init__(self) -> None:
        self.cancelled = 0

    def cancel(self) -> None:
        self.cancelled += 1


def ask(stop: RunStop, run: Asked, task: FollowedTask, *, after_turn: bool, waits: bool = False) -> bool:
    followed: Any = task
    return stop.request(run, followed, after_turn=after_turn, waits_for_approval=waits)


@pytest.mark.parametrize("orders", [[False, True], [True, False], [True, False, True]])
def test_a_run_that_is_to_end_now_does_not_finish_its_turn(orders: list[bool]) -> None:
    stop, run, task = RunStop(), Asked(answer=True), FollowedTask()
    for after_turn in orders:
        ask(stop, run, task, after_turn=after_turn)
    assert stop.state == "now"
    assert run.stops == orders
    assert not task.cancelled


@pytest.mark.parametrize(("answer", "waits"), [(False, False), (True, True), (False, True)])
@pytest.mark.parametrize("after_turn", [False, True])
def test_a_run_that_cannot_be_asked_or_waits_is_followed_no_more(
    answer: bool, waits: bool, after_turn: bool
) -> None:
    stop, task = RunStop(), FollowedTask()
    assert not ask(stop, Asked(answer=answer), task, after_turn=after_turn, waits=waits)
    assert (stop.state, task.cancelled) == ("now", 1)


def test_a_next_run_is_asked_nothing_yet() -> None:
    stop = RunStop()
    assert ask(stop, Asked(answer=True), FollowedTask(), after_turn=True)
    assert stop.state == "after_turn"
    stop.reset()
    assert stop.state == "none"
