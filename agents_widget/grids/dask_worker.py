"""The side of a grid that is on a worker of a Dask cluster: its rows, and what it tells of them.

One host runs per worker process: a task that holds one of the worker's slots while rows are run beside it.
The rows run on the background loop of the process, so that none of them holds up the worker's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import pickle
import uuid
import zlib
from dataclasses import dataclass
from typing import Any

from distributed import get_worker

from ..transcript import failure
from ..transcript.tape import TapeRow
from .permit import Permit
from .remote_rows import RowNews, RowsHere
from .shipping import unpack

FLUSH = 0.2
"""Seconds between two messages of a worker process."""
_GONE = (None, "cancelled", "forgotten", "released")

_hosts: dict[str, RowsHere] = {}
"""The hosts of this process, by their names."""


@dataclass(frozen=True, slots=True)
class News:
    """What a host tells at once."""

    host: str
    task: str
    """The task that the host is."""
    worker: str
    rows: RowNews = dataclasses.field(default_factory=RowNews)
    calls: float | None = None
    """Model calls of this process in the last minute."""
    is_held: bool = False
    """Whether one waits for its rate."""
    began: bool = False
    leaves: bool = False
    """The worker is being closed."""
    error: str = ""
    """Why no row can run here."""


def pack_news(news: News) -> bytes:
    """Write a message: bytes, so that the scheduler neither reads it nor keeps much."""
    return zlib.compress(pickle.dumps(news), 1)


def read_news(message: bytes) -> News:
    """Read a message."""
    news: News = pickle.loads(zlib.decompress(message))  # noqa: S301 - of a worker that runs our code anyway
    return news


async def host_rows(topic: str, task: str, payload: bytes) -> None:
    """The task that a worker process runs for a grid, until the kernel lets go of it or is gone."""
    worker = get_worker()
    news = News(uuid.uuid4().hex, task, worker.address)
    tell = functools.partial(_tell, worker, topic, news)
    try:
        permit = Permit()
        shipment = await asyncio.to_thread(unpack, payload)
        rows = RowsHere(shipment.make_host(permit), permit)
    except Exception as error:  # noqa: BLE001 - of the agents' own modules
        tell(error=failure.named(error))
        return
    _hosts[news.host] = rows
    tell(began=True)
    told = rows.calls()
    try:
        while _is_wanted(worker, task):
            await asyncio.sleep(FLUSH)
            changed, calls = rows.take(), rows.calls()
            if changed or calls != told:
                tell(rows=changed, calls=calls[0], is_held=calls[1])
                told = calls
    except asyncio.CancelledError:  # only a worker that is closed cancels what runs
        tell(leaves=True)
        raise
    finally:
        _hosts.pop(news.host, None)
        rows.close()


def _tell(worker: Any, topic: str, news: News, **changes: Any) -> None:
    with contextlib.suppress(Exception):  # the worker is on its way out
        worker.log_event(topic, pack_news(dataclasses.replace(news, **changes)))


def _is_wanted(worker: Any, task: str) -> bool:
    """Whether somebody still waits for a task: Dask cancels no coroutine that runs, nor tells it so."""
    state = worker.state.tasks.get(task)
    return state is not None and state.state not in _GONE


def start_rows(host: str, jobs: list[tuple[int, bytes]], rate: float | None) -> dict[int, str] | None:
    """Begin rows of a host in this process, and give why some cannot; None if the host is not here.

    ``rate`` is this process's share of the model calls a minute.
    """
    rows = _hosts.get(host)
    if rows is None:
        return None
    if rate is not None:
        rows.set_rate(rate)
    problems = {token: rows.start(token, job) for token, job in jobs}
    return {token: problem for token, problem in problems.items() if problem}


def stop_rows(host: str, tokens: list[int]) -> None:
    """Stop rows of a host in this process."""
    if host in _hosts:
        _hosts[host].stop(tokens)


def hold_rows(host: str, why: str) -> None:
    """Let the rows of a host in this process begin no model call, for a reason; none: let them go on."""
    if host in _hosts:
        _hosts[host].hold(why)


def show_row(host: str, token: int) -> list[TapeRow]:
    """Give the tape of a row that runs in this process, and send what comes from now on."""
    return _hosts[host].show(token) if host in _hosts else []


def hide_row(host: str, token: int) -> None:
    """Send the tape of a row no longer."""
    if host in _hosts:
        _hosts[host].hide(token)


def ask_row(host: str, token: int, command: dict[str, Any]) -> str:
    """Carry out what somebody asks of a row in this process; gives why that could not be."""
    return _hosts[host].ask(token, command) if host in _hosts else "The worker of this row is gone."
