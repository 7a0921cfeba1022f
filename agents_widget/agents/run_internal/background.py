"""The background event loop, on a thread of its own, and calls from one loop to another."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

T = TypeVar("T")

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None


def loop() -> asyncio.AbstractEventLoop:
    """The background loop, started on first use; one per process, a fork starts its own."""
    global _loop, _thread
    with _lock:
        if _loop is None or _thread is None or not _thread.is_alive():
            _loop = asyncio.new_event_loop()
            _thread = threading.Thread(target=_run, args=(_loop,), name="agents_widget", daemon=True)
            _thread.start()
        return _loop


def is_at_work(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether a loop runs, or is the background loop, which goes on after what ends a loop."""
    return loop.is_running() or (loop is _loop and _thread is not None and _thread.is_alive())


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run the loop until it is stopped.

    A task that ends by one of these errors has it as its own, but ``asyncio`` lets it end the loop, too, and
    with it every other run. An interrupt of the user goes to the main thread: here it is a tool's own.
    """
    while not _runs_to_stop(loop):
        logger.warning("A task of the background loop tried to end the program.")


def _runs_to_stop(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        loop.run_forever()
    except (KeyboardInterrupt, SystemExit):
        return False
    return True


def submit(coroutine: Coroutine[Any, Any, T]) -> Future[T]:
    """Run a coroutine on the background loop with the caller's context variables.

    Cancelling the future cancels the coroutine.
    """
    # The callback behind this copies the calling thread's context, and the task copies it from there.
    return asyncio.run_coroutine_threadsafe(coroutine, loop())


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop that runs on this thread, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def call_on(target: asyncio.AbstractEventLoop, action: Callable[..., None], *args: Any) -> None:
    """Call a function on an event loop: now if it runs on this thread, else soon; never on a closed loop."""
    if running_loop() is target:
        action(*args)
    else:
        with contextlib.suppress(RuntimeError):  # it is closed, or is being closed on its own thread
            target.call_soon_threadsafe(action, *args)


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=1)


@atexit.register
def _stop() -> None:
    """End what still runs, and the thread, before the interpreter takes its modules away."""
    if _loop is not None and _thread is not None and _thread.is_alive():
        with contextlib.suppress(FutureTimeoutError):  # before Python 3.11 not the builtin one
            asyncio.run_coroutine_threadsafe(_cancel_all(), _loop).result(2)
        _loop.call_soon_threadsafe(_loop.stop)
        _thread.join(1)
        if not _thread.is_alive():
            _loop.close()
