"""Calls functions of users in threads, so that a slow one holds up neither the loop nor a kernel's end."""

from __future__ import annotations

import _thread
import asyncio
import contextvars
import os
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")

MAX_THREADS = 32
"""Calls at once from one event loop; the others wait."""
_IDLE_SECONDS = 10.0


class LoopLimit:
    """A limit of how many do something at once, on each event loop that asks."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    @property
    def permit(self) -> asyncio.Semaphore:
        """The running loop's semaphore: ``async with limit.permit``."""
        loop = asyncio.get_running_loop()
        if loop not in self._by_loop:
            self._by_loop[loop] = asyncio.Semaphore(self.limit)
        return self._by_loop[loop]

    def __reduce__(self) -> tuple[type[LoopLimit], tuple[int]]:
        return LoopLimit, (self.limit,)


class DaemonThreads:
    """Threads that are used again, and that nobody waits for at the end of the program.

    Not an executor: Python waits for the threads of one when it ends, however long they take.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._idle = 0
        self._lock = threading.Lock()
        self._process = os.getpid()

    def submit(self, call: Callable[[], None]) -> None:
        """Have a function that raises nothing called, at once: there are as many threads as it takes."""
        if self._process != os.getpid():
            DaemonThreads.__init__(self)  # a fork has no threads but the one that forked
        with self._lock:
            is_free = self._idle > 0
            self._idle -= is_free
        self._calls.put(call)
        if not is_free:
            # Not threading.Thread, whose start() waits until it runs: on a busy machine the loop would stand.
            _thread.start_new_thread(self._work, ())

    def _work(self) -> None:
        while True:
            try:
                call = self._calls.get(timeout=_IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._idle > 0:  # else a call for this one is on its way
                        self._idle -= 1
                        return
                continue
            call()
            del call  # what it holds is not kept while there is nothing to do
            with self._lock:
                self._idle += 1


_permits = LoopLimit(MAX_THREADS)
_threads = DaemonThreads()


async def call_in_thread(function: Callable[..., T], *args: Any) -> T:
    """Call a function in a thread, with the caller's context variables, and give what it returns.

    When it is cancelled the thread goes on to its end, unheard. What would end the program is raised as a
    ``RuntimeError``.
    """
    async with _permits.permit:
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        work = contextvars.copy_context().run
        _threads.submit(partial(_call, answer, work, function, args))
        return await answer


def _call(answer: asyncio.Future[T], work: Callable[..., T], function: Any, args: tuple[Any, ...]) -> None:
    try:
        value = work(function, *args)
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to who waits
        wrong = RuntimeError(f"It raised {error!r}.") if isinstance(error, StopIteration) else error
        _tell(answer, answer.set_exception, wrong)
    except BaseException as error:  # noqa: BLE001
        _tell(answer, answer.set_exception, RuntimeError(f"It tried to end the program: {error!r}"))
    else:
        _tell(answer, answer.set_result, value)


def _tell(answer: asyncio.Future[Any], how: Callable[[Any], None], value: Any) -> None:
    def settle() -> None:
        if not answer.done():  # nobody waits any more
            how(value)

    try:
        answer.get_loop().call_soon_threadsafe(settle)
    except RuntimeError:  # the loop was closed meanwhile
        return
