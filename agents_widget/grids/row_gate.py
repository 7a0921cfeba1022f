"""What the model calls of one row pass: the grid's budget, its rate, a time limit and further tries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

from ..agents.run_internal.model_call import with_timeout
from .permit import Permit
from .rate import Endpoint, Limiter
from .transient import is_rate_limit, is_transient, seconds_asked, seconds_to_wait


class RowGate:
    """Holds the model calls of one row until they may begin, and tries them again.

    ``permit`` is asked before each, such as whether the grid's budget allows it.
    """

    has_retries = True

    def __init__(
        self,
        limiter: Limiter | None = None,
        *,
        permit: Permit | None = None,
        timeout: float | None = None,
        retries: int = 5,
    ) -> None:
        self._limiter = limiter or Limiter()
        self._permit = permit or Permit()
        self._timeout = timeout
        self._retries = retries
        self._waited = 0.0
        self._waiting = 0
        self._waits_since = 0.0
        self.held = ""
        """Why its model call waits at the moment."""

    @property
    def waited(self) -> float:
        """Seconds that the row's model calls waited so far."""
        now = time.monotonic()
        return self._waited + (now - self._waits_since if self._waiting else 0.0)

    @property
    def needs_somebody(self) -> bool:
        """Whether it waits until somebody allows more."""
        return bool(self._waiting and self._permit.held)

    async def begin_row(self, agent: Any) -> None:
        """Wait until a row may begin whose model calls do not pass here."""
        await self._acquire(self._limiter.endpoint(agent))
        self._limiter.endpoint(agent).release()

    async def stream(
        self,
        model: Any,
        timeout: float | None,
        retries: int | None,
        events: Callable[[], AsyncGenerator[Any, None]],
    ) -> AsyncGenerator[Any, None]:
        """Give the events of a model call when it may begin; it is tried again until its first event."""
        endpoint = self._limiter.endpoint(model)
        seconds = self._timeout if timeout is None else timeout
        tries_left = self._retries if retries is None else retries
        tries = 0
        while True:
            tries += 1
            has_begun = False
            await self._acquire(endpoint)
            try:
                stream = events() if seconds is None else with_timeout(events(), seconds)
                async with aclosing(stream):
                    async for event in stream:
                        has_begun = True
                        yield event
            except Exception as error:
                if is_rate_limit(error):
                    endpoint.refused(seconds_asked(error))
                else:
                    endpoint.failed()
                if has_begun or tries > tries_left or not is_transient(error):
                    raise
                wait = seconds_to_wait(error, tries)
            else:
                endpoint.answered()
                return
            finally:
                endpoint.release()
            with self._counted("waits to try again"):
                await asyncio.sleep(wait)

    async def _acquire(self, endpoint: Endpoint) -> None:
        self._limiter.waiting += 1
        try:
            with self._counted("waits for the rate limit"):
                await endpoint.acquire()
        finally:
            self._limiter.waiting -= 1
        if not self._permit.is_open:
            try:
                with self._counted(self._permit.held):
                    await self._permit.wait()
            except BaseException:
                endpoint.release()
                raise

    @contextmanager
    def _counted(self, why: str) -> Iterator[None]:
        """Count the time of a wait; several calls of a row may wait at once."""
        if not self._waiting:
            self._waits_since = time.monotonic()
        self._waiting += 1
        self.held = why
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._waited += time.monotonic() - self._waits_since
                self.held = ""
