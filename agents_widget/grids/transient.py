"""Which failures of a model call are worth another try, and after how long."""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime
from typing import Any

from ..transcript.fields import class_name, field

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
"""Seconds between tries, where the server does not say how long; each wait is twice the one before."""
LONGEST_ASKED = 120.0
"""Seconds that a server may ask for."""
_TRANSIENT = frozenset(
    {
        "RateLimitError",
        "APITimeoutError",
        "APIConnectionError",
        "InternalServerError",
        "ServiceUnavailableError",
        "OverloadedError",
        "ModelTimeoutError",
        "ConnectError",
        "ReadError",
        "RemoteProtocolError",
        "TimeoutException",
    }
)
"""Classes of openai, of httpx, and of clients that call theirs alike; their subclasses too."""
_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


def is_rate_limit(error: BaseException) -> bool:
    """Whether a server says that it was asked too often."""
    return _status(error) == 429 or "RateLimitError" in _names(error)


def is_transient(error: BaseException) -> bool:
    """Whether the same call may work a little later: rate limits, timeouts, connections, 5xx."""
    if field(error, "code") in _NO_MONEY:
        return False
    status = _status(error)
    if status is not None:
        return status in (408, 429) or status >= 500
    return isinstance(error, (TimeoutError, ConnectionError)) or not _TRANSIENT.isdisjoint(_names(error))


def seconds_asked(error: BaseException) -> float | None:
    """Give the seconds that a server asks to wait, if it does."""
    headers: Any = field(field(error, "response"), "headers") or {}
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            given = headers.get(name)
            seconds = _seconds_until(given) if unit == 1 and "GMT" in given else float(given) * unit
        except (TypeError, ValueError, AttributeError):  # none, nonsense, or no headers
            continue
        if 0 <= seconds <= LONGEST_ASKED:
            return seconds
    return None


def _seconds_until(date: str) -> float:
    """Give the seconds from now to a date of HTTP. Raises ``TypeError`` or ``ValueError`` for none."""
    return parsedate_to_datetime(date).timestamp() - time.time()


def seconds_to_wait(error: BaseException, tries: int) -> float:
    """Give the seconds before the next try: with chance in it, so that not all come at once."""
    asked = seconds_asked(error)
    if asked is not None:
        return asked + random.uniform(0, 0.25 + 0.1 * asked)  # noqa: S311 - not for secrets
    longest = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    return random.uniform(longest / 2, longest)  # noqa: S311


def _status(error: BaseException) -> int | None:
    for source in (error, field(error, "response")):
        status = field(source, "status_code")
        if isinstance(status, int):
            return status
    return None


def _names(error: BaseException) -> set[str]:
    return set(map(class_name, type(error).__mro__))
