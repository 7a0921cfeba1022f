"""How far those who handle a run's events, one after another, have come."""

from __future__ import annotations

import asyncio

PATIENCE = 10
"""Rounds of the event loop in which no reader moves, until those that wait for something else are left be."""


class Reader:
    """One who takes events; what it took last is handled when it asks for the next."""

    def __init__(self) -> None:
        self.handled = 0


async def caught_up(readers: list[Reader], count: int) -> None:
    """Let readers handle ``count`` events, but wait for none that waits itself: perhaps for this run."""
    idle, before = 0, -1
    while idle < PATIENCE and any(reader.handled < count for reader in readers):
        await asyncio.sleep(0)
        handled = sum(reader.handled for reader in readers)
        idle, before = (0 if handled > before else idle + 1), handled
