"""Instants of a run, as a person gives them: seconds since its beginning."""

from __future__ import annotations

import math
import numbers
from typing import Any


def milliseconds(t: Any) -> int | None:
    """Give seconds since a run began as milliseconds; None is the present, and stays None.

    Raises ``TypeError`` for what is not a number, ``ValueError`` for a number that is no such time.
    """
    if t is None:
        return None
    is_number = isinstance(t, numbers.Real) and not isinstance(t, bool)
    if not is_number:
        raise TypeError(
            f"An instant is a number of seconds since the run began, or None for the present, not {t!r}."
        )
    seconds = float(t)
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(
            f"There is no instant {t!r}: the run began at 0 seconds. Write seek(None) for the present."
        )
    return round(seconds * 1000)
