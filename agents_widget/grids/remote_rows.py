"""The rows that run in a process for a grid whose kernel is elsewhere."""

from __future__ import annotations

import asyncio
import functools
import pickle
import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..agents.run_internal import background
from ..transcript.tape import TapeRow
from ..widget.channel import Message
from ..widget.commands import Commands
from ..widget.views import Views
from .executor import RowEnd, RowJob
from .permit import Permit
from .row_host import RowHost
from .row_run import RowRun, cancelled_end, failed_end
from .rows import RowStatus

MESSAGE_BYTES = 1_000_000
"""Ends of rows beyond it go in the next message; a longer one goes alone."""


@dataclass(frozen=True, slots=True)
class RowNews:
    """What changed of the rows of a process, each by its token."""

    statuses: tuple[tuple[int, RowStatus], ...] = ()
    ends: tuple[tuple[int, bytes], ...] = ()
    """Each a pickled ``RowEnd``."""
    tapes: tuple[tuple[int, list[TapeRow]], ...] = ()
    """What the tapes of rows that somebody looks at have more."""

    def __bool__(self) -> bool:
        return bool(self.statuses or self.ends or self.tapes)


class RowsHere:
    """The rows of a host: begun and stopped from the kernel, told of by ``take``. For any thread.

    They run on the background loop, so that one that blocks does not hold up the worker's heartbeat.
    """

    def __init__(self, host: RowHost, permit: Permit) -> None:
        self._host = host
        self._permit = permit
        self._loop = background.loop()
        self._lock = threading.Lock()
        self._tasks: dict[int, asyncio.Task[RowEnd]] = {}
        self._live: dict[int, RowRun] = {}
        self._ends: list[tuple[int, bytes]] = []
        self._told: dict[int, RowStatus] = {}
        self._shown: dict[int, int] = {}
        """Rows that somebody looks at: how many rows of their tapes were sent."""

    def start(self, token: int, packed: bytes) -> str:
        """Begin a row, or give why it cannot."""
        try:
            job = pickle.loads(packed)  # noqa: S301 - of the kernel
        except Exception as error:  # noqa: BLE001 - such as a module that is not here
            return f"Its input cannot be read on the worker: {type(error).__name__}: {error}"
        background.call_on(self._loop, self._start, token, job)
        return ""

    def _start(self, token: int, job: RowJob) -> None:
        run = self._host.run(job, functools.partial(self._begin, token))
        task = self._tasks[token] = self._loop.create_task(run)
        task.add_done_callback(functools.partial(self._end, token, job))

    def _begin(self, token: int, live: RowRun) -> None:
        with self._lock:
            self._live[token] = live

    def _end(self, token: int, job: RowJob, task: asyncio.Task[RowEnd]) -> None:
        error = None if task.cancelled() else task.exception()
        if task.cancelled():
            packed = pickle.dumps(cancelled_end(job))
        elif error is not None:
            packed = pickle.dumps(failed_end(job, error))
        else:
            packed = _pickled(task.result(), job)
        with self._lock:
            self._live.pop(token, None)
            self._shown.pop(token, None)
            self._tasks.pop(token, None)
            self._ends.append((token, packed))

    def stop(self, tokens: Collection[int] | None = None) -> None:
        """Stop rows, or all; each tells its end."""
        background.call_on(self._loop, self._stop, tokens)

    def _stop(self, tokens: Collection[int] | None) -> None:
        for token, task in list(self._tasks.items()):
            if tokens is None or token in tokens:
                task.cancel()

    def hold(self, why: str) -> None:
        """Let no model call begin, for a reason; let all go on for none."""
        background.call_on(self._loop, *((self._permit.close, why) if why else (self._permit.open,)))

    def set_rate(self, per_minute: float) -> None:
        """Allow the rows of this process so many model calls a minute."""
        background.call_on(self._loop, self._host.limiter.set_rate, per_minute)

    def calls(self) -> tuple[float, bool]:
        """How many model calls began in the last minute, and whether one waits for the rate."""
        return self._host.limiter.calls, self._host.limiter.waiting > 0

    def close(self) -> None:
        """Stop all rows, and let the threads end."""
        self.stop()
        self._host.close()

    def take(self) -> RowNews:
        """What changed since the last call, with as many ends as fit into a message."""
        with self._lock:
            live, shown = dict(self._live), dict(self._shown)
        statuses = [(token, row.status()) for token, row in live.items()]  # may take a while: no lock
        tapes = [(token, live[token].tape().rows[sent:]) for token, sent in shown.items() if token in live]
        with self._lock:
            changed = [each for each in statuses if each[0] in self._live and self._is_new(*each)]
            ends, self._ends = _first_fitting(self._ends)
            for token, rows in tapes:
                self._shown[token] += len(rows)
        self._told.update(changed)
        for token, _ in ends:
            self._told.pop(token, None)
        return RowNews(tuple(changed), tuple(ends), tuple(each for each in tapes if each[1]))

    def show(self, token: int) -> list[TapeRow]:
        """Give the tape of a row so far; ``take`` gives what comes."""
        with self._lock:
            live = self._live.get(token)
            if live is None:
                return []
            rows = list(live.tape().rows)
            self._shown[token] = len(rows)
            return rows

    def hide(self, token: int) -> None:
        """Nobody looks at a row any more."""
        with self._lock:
            self._shown.pop(token, None)

    def ask(self, token: int, command: Message) -> str:
        """Carry out what somebody asks of the run of a row; gives why that could not be."""
        live = self._live.get(token)
        if live is None:
            return "The row has ended, or begins anew."
        answers: list[Message] = []
        Commands(live.controller, Views(answers.append)).receive({**command, "command": 0})
        return next((str(each["message"]) for each in answers if each.get("type") == "reply"), "")

    def _is_new(self, token: int, status: RowStatus) -> bool:
        told = self._told.get(token)
        return told is None or _without_time(told) != _without_time(status)


def _without_time(status: RowStatus) -> tuple[Any, ...]:
    """What is worth a message: time passes by itself."""
    return (
        status.state, status.is_held, status.turn, status.doing, status.usage, status.cost, status.pace,
        status.error,
    )  # fmt: skip


def _pickled(end: RowEnd, job: RowJob) -> bytes:
    try:
        return pickle.dumps(end)
    except Exception as error:  # noqa: BLE001 - of any object that an agent answered with
        return pickle.dumps(failed_end(job, error))


def _first_fitting(
    ends: list[tuple[int, bytes]],
) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
    """The ends that fit into one message, at least one, and those that are left."""
    size = 0
    for count, (_, end) in enumerate(ends):
        size += len(end)
        if count and size > MESSAGE_BYTES:
            return ends[:count], ends[count:]
    return ends, []
