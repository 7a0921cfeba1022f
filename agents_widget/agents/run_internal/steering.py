"""Steering a run: the requests to pause, step and stop that its loop obeys, and which calls have begun."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple


class _HeldStep(NamedTuple):
    """A step that waits while the run is paused."""

    call_id: str
    go_on: asyncio.Future[bool]
    """Gives whether this step alone may go on, or all that are held."""


class Steering:
    """The requests to pause, step and stop a run.

    A step is a model call, a tool call or a handoff. All but ``cancelled`` are used on the run's own loop
    only.
    """

    def __init__(self) -> None:
        self.paused = False
        # Two flags, not one status: any thread sets the first at once, which the second must not overwrite.
        self.cancelled = False
        self.stop_after_turn = False
        self.aborted = False
        """Whether the error of a task beside the loop, such as a guardrail's, ends the run."""
        self.on_hold: Callable[[str], None] = lambda call_id: None
        """Called with the id of each call that waits, or with "" for a model call; and again when one of
        several that waited has taken its step."""
        self.outer: Steering | None = None
        """That of the run around this one, for an agent used as a tool: it is paused with that run."""
        self.begun_calls: set[str] = set()
        """The ids of the tool calls that have begun, those inside agents used as tools too."""
        self.call_errors: dict[str, BaseException] = {}
        """What tool calls raised that have no output for it, by call id, those inside of agents too."""
        self.watched = False
        """Whether a widget shows the run, where a person can answer what a tool asks."""
        self._steps_left = 0
        """How many steps may go on though the run is paused."""
        self._under_way: set[str] = set()
        """The call ids of the steps that have begun; "" for a model call."""
        self._held: list[_HeldStep] = []

    @property
    def stopping(self) -> bool:
        """Whether no further turn is to begin."""
        return self.cancelled or self.stop_after_turn

    @property
    def over(self) -> bool:
        """Whether no step is to begin any more, because this run or the one around it is to end at once."""
        return self.cancelled or self.aborted or (self.outer is not None and self.outer.over)

    @property
    def is_watched(self) -> bool:
        """Whether a widget shows this run or the one around it."""
        return self.watched or (self.outer is not None and self.outer.is_watched)

    def raise_if_over(self) -> None:
        """Raise ``CancelledError`` if no step is to begin any more.

        A cancelled task alone does not see to that: what it awaits may catch the cancellation and go on,
        and its children run a step before they are cancelled in turn.
        """
        if self.over:
            raise asyncio.CancelledError

    def pause(self) -> None:
        """Hold the run before its next step."""
        self.paused = True
        self._steps_left = 0

    @property
    def next_held(self) -> str:
        """The id of the call that ``step`` lets go on; "" for a model call, or while nothing is held."""
        return self._held[0].call_id if self._held else ""

    def step(self) -> None:
        """Let one step go on, and hold the run before the one after it.

        In a run that is not paused the steps under way count as that one step.
        """
        was_running = bool(self._under_way) and not self.paused
        self.paused = True
        if self._held:
            self._held.pop(0).go_on.set_result(True)
        elif not was_running:
            self._steps_left += 1

    def release(self) -> None:
        """Let a paused run go on."""
        self.paused = False
        self._steps_left = 0
        for step in self._held:
            step.go_on.set_result(False)
        self._held = []

    async def begin_step(self, call_id: str = "") -> None:
        """Begin a tool call, a handoff or (without an id) a model call, after a wait while the run is paused.

        ``end_step`` has to follow. Raises ``CancelledError`` if no step is to begin any more.
        """
        if self.outer is not None:
            await self.outer.begin_step(call_id)
        while self.paused and not self.stopping and not self._take_step():
            if await self._hold(call_id):
                break
        self.raise_if_over()
        self._under_way.add(call_id)
        if call_id:
            self.begun_calls.add(call_id)

    def forget_call(self, call_id: str) -> None:
        """Begin anew with a call id: some servers repeat theirs."""
        self.begun_calls.discard(call_id)
        self.call_errors.pop(call_id, None)

    def keep_error(self, call_id: str, error: BaseException) -> None:
        """Keep what a tool call raised; of an error and the one that wraps it, the first that comes."""
        self.call_errors.setdefault(call_id, error)
        if self.outer is not None:
            self.outer.keep_error(call_id, error)

    def end_step(self, call_id: str = "", *, failed: bool = False) -> None:
        """End a step; one that never began may be ended, too. After a failure no other step is waited for."""
        self._under_way.discard(call_id)
        if self._held and self.paused and not failed:
            self.on_hold(self.next_held)
        if self.outer is not None:
            self.outer.end_step(call_id, failed=failed)

    def _take_step(self) -> bool:
        may_go_on = self._steps_left > 0
        self._steps_left -= may_go_on
        return may_go_on

    async def _hold(self, call_id: str) -> bool:
        """Wait until the run goes on; gives whether only this step may."""
        held = _HeldStep(call_id, asyncio.get_running_loop().create_future())
        self._held.append(held)
        try:
            self.on_hold(call_id)
            return await held.go_on
        finally:
            if held in self._held:  # the run is stopped
                self._held.remove(held)
