"""Steering a run: the requests to pause and stop that its loop obeys between its steps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Steering:
    """The requests to pause and stop a run. All but ``cancelled`` are used on the run's own loop only."""

    def __init__(self) -> None:
        self.paused = False
        # Two flags, not one status: any thread sets the first at once, which the second must not overwrite.
        self.cancelled = False
        self.stop_after_turn = False
        self.aborted = False
        """Whether the error of a task beside the loop, such as a guardrail's, ends the run."""
        self.on_hold: Callable[[str], None] = lambda call_id: None
        """Called when a step begins to wait: with a tool call's id, or with "" for a model call."""
        self.outer: Steering | None = None
        """That of the run around this one, for an agent used as a tool: it is paused with that run."""
        self._released = asyncio.Event()

    @property
    def stopping(self) -> bool:
        """Whether no further turn is to begin."""
        return self.cancelled or self.stop_after_turn

    @property
    def over(self) -> bool:
        """Whether no step is to begin any more, because this run or the one around it is to end at once."""
        return self.cancelled or self.aborted or (self.outer is not None and self.outer.over)

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
        self._released.clear()

    def release(self) -> None:
        """Let a paused run go on."""
        self.paused = False
        self._released.set()

    async def wait_while_paused(self, call_id: str = "") -> None:
        """Wait while the run is paused, before a tool call or (without an id) a model call."""
        if self.outer is not None:
            await self.outer.wait_while_paused(call_id)
        while self.paused and not self.stopping:
            self.on_hold(call_id)
            await self._released.wait()
