"""Whether a grid may go on: closed while its budget is spent."""

from __future__ import annotations

import asyncio


class Permit:
    """Open, or closed for a reason. Changed and waited for on the grid's loop."""

    def __init__(self) -> None:
        self.held = ""
        """Why it is closed; empty while it is open."""
        self._opened = asyncio.Event()
        self._opened.set()

    @property
    def is_open(self) -> bool:
        """Whether nothing holds the grid."""
        return not self.held

    def close(self, why: str) -> None:
        """Hold what begins from now on."""
        self.held = why
        self._opened.clear()

    def open(self) -> None:
        """Let everything go on."""
        self.held = ""
        self._opened.set()

    async def wait(self) -> None:
        """Wait until it is open."""
        await self._opened.wait()
