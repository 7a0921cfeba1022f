"""How long a grid has been at work, and how long it will be."""

from __future__ import annotations

import time


class WorkClock:
    """Counts the time while a grid is at work."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = None
        self._first: int | None = None
        """How many rows had ended when it was started last."""

    def start(self) -> None:
        """Go on counting."""
        self._since = time.monotonic()
        self._first = None

    def stop(self) -> None:
        """Stop counting."""
        self._before = self.seconds
        self._since = None

    @property
    def seconds(self) -> float:
        """How long the grid has been at work."""
        return self._before + (0.0 if self._since is None else time.monotonic() - self._since)

    def eta(self, ended: int, total: int) -> float | None:
        """Give the seconds until all rows have ended, by those that ended since the start."""
        if self._since is None:
            return None
        if self._first is None:
            self._first = ended
        done = ended - self._first
        return (time.monotonic() - self._since) / done * (total - ended) if done > 0 else None
