"""The readers of a storm: they come and go, on the run's loop and on loops of other threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from agents_widget.agents.run_internal.event_log import EventLog

Ending = Literal["reading", "whole", "left", "cancelled", "failed"]


@dataclass
class Reading:
    """What one reader got."""

    name: str
    log: EventLog[Any]
    events: list[Any] = field(default_factory=list)
    ending: Ending = "reading"
    error: BaseException | None = None

    async def read(self, stream: AsyncIterator[Any], leave_after: int | None, slow: bool) -> None:
        """Read to the end, or leave after some events."""
        try:
            async for event in stream:
                self.events.append(event)
                if leave_after is not None and len(self.events) >= leave_after:
                    self.ending = "left"
                    return
                if slow:
                    await asyncio.sleep(0)
            self.ending = "whole"
        except asyncio.CancelledError:
            self.ending = "cancelled"
            raise
        except BaseException as error:
            self.ending, self.error = "failed", error


async def read_and_close(
    reading: Reading, stream: Callable[[], AsyncIterator[Any]], leave_after: int | None, slow: bool
) -> None:
    events: Any = stream()
    if Random(reading.name).random() < 0.5:
        await reading.read(events, leave_after, slow)  # and leave the rest to asyncio.run
    else:
        async with aclosing(events):
            await reading.read(events, leave_after, slow)
