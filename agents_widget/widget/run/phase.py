"""The phase that a run is in, and waiting for it on other threads."""

from __future__ import annotations

import threading
from typing import Literal, TypeAlias

Phase: TypeAlias = Literal["idle", "opening", "running"]
"""``idle``: no run, or one that has ended. ``opening``: it is not known yet what the run can do."""


class RunPhase:
    """The phase of a controller's run. It is changed on one thread at a time, and waited for on any."""

    def __init__(self) -> None:
        self.current: Phase = "idle"
        # Events, not a condition: who waits for an end must not miss one that the next run follows at once.
        self._idle = threading.Event()
        self._idle.set()
        self._known = threading.Event()
        self._known.set()

    def open(self) -> None:
        """Begin a run."""
        self.current = "opening"
        self._idle.clear()
        self._known.clear()

    def run(self) -> None:
        """Note that it is known what the run can do."""
        self.current = "running"
        self._known.set()

    def end(self) -> None:
        """End the run, and wake all who wait."""
        self.current = "idle"
        self._known.set()
        self._idle.set()

    def wait_until_known(self) -> None:
        """Block until it is known what the run can do, or the run has ended."""
        self._known.wait()

    def wait_until_idle(self, seconds: float | None = None) -> bool:
        """Block until the run has ended, or for some seconds. Gives whether it has ended."""
        return self._idle.wait(seconds)
