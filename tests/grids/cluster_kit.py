"""What tests of grids on a cluster share: agents that workers can hold, and a report that writes down."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import hang

from agents_widget.grids.executor import LiveRow, RowEnd, RowJob
from agents_widget.grids.plan import plan_rows, read_cases
from agents_widget.grids.rows import RowPlan, RowStatus


def plans(inputs: list[Any], agent: str = "a", epochs: int = 1) -> list[RowPlan]:
    return plan_rows(read_cases(inputs, None, None), {agent: "fingerprint"}, epochs)


def jobs(inputs: list[Any], agent: str = "a") -> list[RowJob]:
    return [RowJob(plan) for plan in plans(inputs, agent)]


class Notes:
    """A report that keeps what it is told, and lets a test wait for it. For any thread."""

    def __init__(self) -> None:
        self.ends: dict[int, RowEnd] = {}
        self.statuses: list[tuple[int, RowStatus]] = []
        self.told: Counter[int] = Counter()
        self.times: list[float] = []
        """When anything was told, by ``time.monotonic``."""
        self._changed = threading.Condition()

    def began(self, number: int, live: LiveRow | None = None) -> None:
        self._note(lambda: self.statuses.append((number, RowStatus("running"))))

    def changed(self, number: int, status: RowStatus) -> None:
        self._note(lambda: self.statuses.append((number, status)))

    def ended(self, end: RowEnd) -> None:
        number = end.result.plan.number
        self._note(lambda: (self.ends.update({number: end}), self.told.update([number])))

    def _note(self, write: Any) -> None:
        with self._changed:
            write()
            self.times.append(time.monotonic())
            self._changed.notify_all()

    async def until(self, holds: Any) -> None:
        """Wait until something holds of the notes."""
        deadline = time.monotonic() + hang.SECONDS
        while not holds(self):
            assert time.monotonic() < deadline, f"{len(self.ends)} rows ended: {self.states}"
            await asyncio.sleep(0.02)

    @property
    def states(self) -> Counter[str]:
        return Counter(end.result.state for end in self.ends.values())


async def wait_for_files(folder: Path, pattern: str, count: int) -> list[Path]:
    """Wait until there are so many files of a name, which other processes write."""
    deadline = time.monotonic() + hang.SECONDS
    while len(found := sorted(folder.glob(pattern))) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} files {pattern}"
        await asyncio.sleep(0.02)
    return found


def agent_that_waits(folder: Path) -> Any:
    """A function that says where it runs, waits for the file ``go``, and answers."""
    path = str(folder)

    async def waits(input: str) -> str:
        import asyncio
        import os
        import pathlib

        place = pathlib.Path(path)
        (place / f"began-{os.getpid()}-{input}-{os.urandom(4).hex()}").touch()
        while not (place / "go").exists():
            await asyncio.sleep(0.02)
        return f"{input} answered"

    return waits


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def tape_rows(end: RowEnd) -> list[Any]:
    """The rows of a run file, without its header."""
    return [json.loads(line) for line in end.run_file.splitlines()[1:]]
