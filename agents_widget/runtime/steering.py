"""How a run is held, told to stop, and let go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Steering:
    """The wishes of those who watch a run; its loop looks at them between its steps.

    Everything but ``cancelled`` is touched on the run's own loop only.
    """

    def __init__(self) -> None:
        self.paused = False
        self.cancelled = False
        self.stop_after_turn = False
        self.on_hold: Callable[[], None] = lambda: None
        """Called when the run begins to wait at the gate."""
        self.outer: Steering | None = None
        """That of the run around this one, when this is an agent used as a tool: it is held with it."""
        self._released = asyncio.Event()

    @property
    def stopping(self) -> bool:
        """Whether no further turn is to begin."""
        return self.cancelled or self.stop_after_turn

    def pause(self) -> None:
        """Hold the run at the next gate."""
        self.paused = True
        self._released.clear()

    def release(self) -> None:
        """Open the gate."""
        self.paused = False
        self._released.set()

    async def gate(self) -> None:
        """Wait while the run is paused."""
        if self.outer is not None:
            await self.outer.gate()
        while self.paused and not self.stopping:
            self.on_hold()
            await self._released.wait()
