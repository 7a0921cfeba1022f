"""One connection with an MCP server: a task on the background loop that opens it, holds it and closes it.

The client's cancel scopes have to be left by the task that entered them, and its streams belong to one loop.
So one task owns it, and calls from any loop or thread are carried to that loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from ..run_internal import background

if TYPE_CHECKING:
    from mcp import Client

T = TypeVar("T")
logger = logging.getLogger(__name__)

WAKE_SECONDS = 0.2
"""How often a loop that waits for a server wakes: a kernel takes an interrupt only when its loop does."""


async def on_background(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The result of work on the background loop, from whatever loop this is; cancelled with its caller."""
    if background.running_loop() is background.loop():
        return await work()
    future = background.submit(work())
    waiting = asyncio.wrap_future(future)
    try:
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=WAKE_SECONDS)
    finally:
        if not waiting.done():
            waiting.cancel()  # cancels the work, too
    return waiting.result()


class Connection:
    """A connection that is opened once and closed once, used on the background loop only.

    ``make_client`` gives a client that is not entered; it is told how to report that the server has gone.
    ``on_change`` is called when the server says that what it lists has changed.
    """

    def __init__(
        self,
        make_client: Callable[[Callable[[], None]], AbstractAsyncContextManager[Client]],
        on_change: Callable[[], None],
    ) -> None:
        self.failure: BaseException | None = None
        """What ended it, if an error did."""
        self._make_client = make_client
        self._on_change = on_change
        self._closing = asyncio.Event()
        self._opened: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._owner = asyncio.get_running_loop().create_task(self._own())
        self.ended = False
        """Whether nothing can be asked any more."""

    @property
    def client(self) -> Client:
        """The client, once it is open."""
        return self._opened.result()

    async def open(self, seconds: float | None) -> None:
        """Wait until it is open. Raises ``TimeoutError`` after so many seconds, or what went wrong."""
        try:
            done, _ = await asyncio.wait({self._opened}, timeout=seconds)
        except BaseException:
            self._give_up()
            raise
        if not done:
            self._give_up()
            raise TimeoutError
        self._opened.result()

    async def close(self) -> None:
        """Close it, and wait until the server has gone."""
        self._closing.set()
        await asyncio.wait({self._owner})

    async def after_end(self) -> None:
        """Wait until it has ended by itself, after a request has failed by that."""
        self._end()
        await asyncio.wait({self._owner}, timeout=WAKE_SECONDS * 5)

    def _give_up(self) -> None:
        self.ended = True
        self._owner.cancel()
        self._opened.cancel()

    def _end(self) -> None:
        self.ended = True
        self._closing.set()

    async def _own(self) -> None:
        try:
            async with self._make_client(self._end) as client:
                if not self._opened.done():
                    self._opened.set_result(client)
                async with _following(client, self._on_change):
                    await self._closing.wait()
        except BaseException as error:  # a group may have errors of any kind; told to whoever uses it
            self.failure = error
            if not self._opened.done():
                self._opened.set_exception(
                    ConnectionAbortedError("The connection was given up.")
                    if isinstance(error, asyncio.CancelledError)
                    else error
                )
            logger.debug("The connection with an MCP server ended", exc_info=error)
        finally:
            self.ended = True


@contextlib.asynccontextmanager
async def _following(client: Client, on_change: Callable[[], None]) -> AsyncIterator[None]:
    """Listen meanwhile for changes of what the server lists, if it tells them in this way."""
    task = asyncio.get_running_loop().create_task(_follow(client, on_change))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _follow(client: Client, on_change: Callable[[], None]) -> None:
    from mcp.client.subscriptions import ListenNotSupportedError

    offers = client.server_capabilities.tools
    if offers is None or not offers.list_changed:
        return
    try:
        async with client.listen(tools_list_changed=True) as changes:
            async for _ in changes:
                on_change()
    except ListenNotSupportedError:
        pass  # an older protocol, whose notifications come to the message handler
    except Exception as error:
        logger.debug("The changes of an MCP server could not be followed", exc_info=error)
