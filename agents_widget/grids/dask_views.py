"""The rows of a cluster that somebody in the notebook looks at and steers."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any

from ..agents.run_internal import background
from ..transcript.tape import Tape, TapeRow
from ..widget.channel import Message
from . import dask_worker
from .dask_dispatch import Dispatcher, Row
from .executor import RowEnd
from .remote_run import RemoteRow

ANSWER_SECONDS = 20.0
"""How long somebody who asks something of a row waits for its worker."""

CallWorker = Callable[..., Coroutine[Any, Any, Any]]
"""``(worker, function, *args)``: calls a function in a worker's process; gives None if that is gone."""


class RowViews:
    """A ``RemoteRow`` for each row that runs, by its token. On the client's loop, but for what views ask."""

    def __init__(self, loop: asyncio.AbstractEventLoop, dispatcher: Dispatcher, call: CallWorker) -> None:
        self._loop = loop
        self._dispatcher = dispatcher
        self._call = call
        self._rows: dict[int, RemoteRow] = {}

    def begin(self, row: Row) -> RemoteRow:
        """Give what shows a row that has begun on a worker."""
        token = row.token
        remote = self._rows[token] = RemoteRow(
            status=lambda: row.status,
            fetch=functools.partial(self._fetch, row, token),
            hide=functools.partial(self._hide, row, token),
            ask=functools.partial(self._ask, row, token),
        )
        return remote

    def add(self, token: int, rows: Sequence[TapeRow]) -> None:
        """Show what came of the tape of a row."""
        if token in self._rows:
            self._rows[token].add(rows)

    def end(self, token: int, end: RowEnd) -> None:
        """A row has ended."""
        remote = self._rows.pop(token, None)
        if remote is not None and remote.is_open:
            remote.end(Tape.from_jsonl(end.run_file).rows if end.run_file else ())

    def lose(self, token: int, why: str) -> None:
        """The worker of a row is gone."""
        remote = self._rows.pop(token, None)
        if remote is not None:
            remote.end((), lost=why)

    def clear(self) -> None:
        """No row runs any more."""
        for token in list(self._rows):
            self.lose(token, "The grid has let go of the cluster.")

    # From any thread

    def _fetch(self, row: Row, token: int) -> list[TapeRow]:
        rows: list[TapeRow] = self._wait(self._at(row, token, dask_worker.show_row)) or []
        if not rows:
            raise LookupError(f"Row {row.number} has no recording now: it has ended, or begins anew.")
        return rows

    def _ask(self, row: Row, token: int, command: Message) -> None:
        problem = self._wait(self._at(row, token, dask_worker.ask_row, command))
        if problem:
            raise RuntimeError(problem)

    def _hide(self, row: Row, token: int) -> None:
        asyncio.run_coroutine_threadsafe(self._at(row, token, dask_worker.hide_row), self._loop)

    async def _at(self, row: Row, token: int, function: Any, *args: Any) -> Any:
        host = self._dispatcher.hosts.get(row.host)
        if host is None or row.token != token:
            raise LookupError(f"Row {row.number} has ended, or begins anew on another worker.")
        return await self._call(host.worker, function, host.name, token, *args)

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        if background.running_loop() is self._loop:
            work.close()
            raise RuntimeError(
                "The Dask client runs on this event loop, which cannot wait for its worker: make the client "
                "without asynchronous=True."
            )
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)
        except FutureTimeoutError as error:
            raise RuntimeError(
                f"The row's worker did not answer within {ANSWER_SECONDS:g} seconds."
            ) from error
