"""The request to end a run: after its turn, or now."""

from __future__ import annotations

import asyncio
from typing import Any, Literal, TypeAlias

from ...sources.base import Adapter

StopState: TypeAlias = Literal["none", "after_turn", "now"]


class RunStop:
    """What was asked of the end of a run. Everything here happens on the run's own loop."""

    def __init__(self) -> None:
        self.state: StopState = "none"

    def reset(self) -> None:
        """Forget what was asked of the run before."""
        self.state = "none"

    def request(
        self, adapter: Adapter, task: asyncio.Task[Any], *, after_turn: bool, waits_for_approval: bool
    ) -> bool:
        """Ask a run to end; ``task`` follows it. Gives whether it ends with its turn.

        A run that cannot be asked, or that waits for approval and so has nothing left to end, is followed no
        more. What its adapter's ``stop`` raises is raised, and it is followed no more either.
        """
        may_finish_turn = after_turn and self.state != "now"
        self.state = "after_turn" if may_finish_turn else "now"
        was_asked = False
        try:
            was_asked = adapter.stop(after_turn=after_turn) and not waits_for_approval
        finally:
            if not was_asked:
                self.state = "now"
                task.cancel()
        return was_asked and after_turn
