"""How many model calls may begin in a minute, and be under way at a time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Hashable
from typing import Any

from ..transcript.fields import field
from .turns import Turns

FEWEST, FIRST, MOST = 10, 20, 100
"""Calls at a time with ``rate="auto"``: the bounds, and what it begins with. These and what follows are
inspect-ai's."""
GROWTH = 1.05
CUT = 0.8
COOLDOWN = 15.0
"""Seconds after a cut in which there is no other, and no growth."""
IN_USE = 0.8
"""The part of the limit that has to be in use for it to grow."""
MINUTE = 60.0
HEADROOM = 0.9
"""The part of the calls that a server took before it refused one that are made a second after it."""


class Endpoint:
    """The permits of one model server and key, on one event loop; first come, first served.

    Calls are spaced evenly. After a refusal none begins until the server lets them, then one after the other.
    """

    def __init__(self, per_minute: float | None, *, adapts: bool = False) -> None:
        self.limit = FIRST if adapts else None
        """Calls at a time."""
        self._adapts = adapts
        self.set_rate(per_minute)
        self._next = 0.0
        """When the next call may begin."""
        self._turn = asyncio.Lock()
        self._not_before = 0.0
        self._under_way = 0
        self._turns = Turns(self._is_free)
        self._began: deque[float] = deque()
        """When the calls of the last minute began."""
        self._clean = 0
        """Calls that were answered since the limit was changed or something went wrong."""
        self._is_slow_start = True
        self._growth_from = 0.0

    def set_rate(self, per_minute: float | None) -> None:
        """Space calls by another rate from now on."""
        self._interval = 0.0 if per_minute is None else MINUTE / per_minute

    @property
    def calls(self) -> int:
        """How many calls began in the last minute."""
        while self._began and self._began[0] < time.monotonic() - MINUTE:
            self._began.popleft()
        return len(self._began)

    async def acquire(self) -> None:
        """Wait for a permit; ``release`` gives it back."""
        await self._turns.wait()
        self._under_way += 1
        self._turns.wake_next()  # of several that became free at once
        try:
            await self._wait_for_moment()
        except BaseException:
            self.release()
            raise
        self._began.append(time.monotonic())

    async def _wait_for_moment(self) -> None:
        async with self._turn:  # one looks at the clock at a time: the others wait in their order
            now = time.monotonic()
            while (left := max(self._next, self._not_before) - now) > 0:
                await asyncio.sleep(left)
                now = time.monotonic()
            # Made up for is less than one call: a loop that was held up must not begin many at once.
            is_in_time = now - self._next < self._interval
            self._next = (self._next if is_in_time else now) + self._interval

    def release(self) -> None:
        """Give a permit back."""
        self._under_way -= 1
        self._turns.wake_next()

    def _is_free(self) -> bool:
        return self.limit is None or self._under_way < self.limit

    def answered(self) -> None:
        """Note that a call was answered; after a round of such the limit grows."""
        self._clean += 1
        if not self._adapts or self.limit is None or self._clean < self.limit:
            return
        self._clean = 0
        if time.monotonic() < self._growth_from:
            return
        self._interval /= GROWTH
        if self._under_way >= IN_USE * self.limit:
            grown = self.limit * 2 if self._is_slow_start else max(self.limit + 1, int(self.limit * GROWTH))
            self.limit = min(MOST, grown)
            self._turns.wake_next()

    def refused(self, seconds: float | None) -> None:
        """Note that a call was one too many, and the seconds that the server asks to wait."""
        now = time.monotonic()
        self._clean = 0
        if seconds is not None:
            self._not_before = max(self._not_before, now + seconds)
        if not self._adapts or self.limit is None or now < self._growth_from:
            return
        self._is_slow_start = False
        self.limit = max(FEWEST, int(self.limit * CUT))
        self._growth_from = now + max(COOLDOWN, seconds or 0)
        self._interval = max(self._interval, 1 / self._taken_a_second(now))

    def failed(self) -> None:
        """Note that a server failed otherwise: that is no reason to ask it less, nor more."""
        self._clean = 0

    def _taken_a_second(self, now: float) -> float:
        """Give how many calls a second the server has taken, of late, with some headroom."""
        recent = [began for began in self._began if began > now - 10]
        refused = self._under_way  # those beside this one will be, too
        over = max(1.0, now - recent[0]) if recent else 1.0
        return max(1.0, len(recent) - refused) / over * HEADROOM


class Limiter:
    """The permits of a grid in one process: an ``Endpoint`` for each model server and key."""

    def __init__(self, rate: float | str | None = None) -> None:
        self.rate = rate
        self._endpoints: dict[Hashable, Endpoint] = {}
        self.waiting = 0
        """How many model calls wait for a permit now."""

    def endpoint(self, model: Any) -> Endpoint:
        """Give the endpoint of a model."""
        key = _key(model)
        if key not in self._endpoints:
            self._endpoints[key] = Endpoint(self.per_minute, adapts=self.rate == "auto")
        return self._endpoints[key]

    def set_rate(self, rate: float | str | None) -> None:
        """Let model calls begin at another rate from now on; one that adapts goes on to."""
        self.rate = rate
        if rate != "auto":
            for endpoint in self._endpoints.values():
                endpoint.set_rate(self.per_minute)

    @property
    def per_minute(self) -> float | None:
        """How many model calls may begin in a minute, at each endpoint; None where that is not set."""
        return None if isinstance(self.rate, str) else self.rate

    @property
    def calls(self) -> int:
        """How many model calls began in the last minute."""
        return sum(endpoint.calls for endpoint in list(self._endpoints.values()))


def check_rate(rate: Any) -> None:
    """Raise ``ValueError`` for what is no rate."""
    if rate is None or rate == "auto":
        return
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not rate > 0:
        raise ValueError(f'rate= are model calls a minute, such as 300, or "auto": not {rate!r}.')


def _key(model: Any) -> Hashable:
    client = field(model, "openai_client")
    return (type(model), str(field(client, "base_url") or ""), hash(field(client, "api_key") or ""))
