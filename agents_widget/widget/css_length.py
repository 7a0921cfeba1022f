"""Lengths for a widget's layout, as a person gives them."""

from __future__ import annotations

import math
from typing import Any


def css_length(length: Any) -> str | None:
    """Give a length for CSS: a number is of pixels, a text stays as it is, None asks for nothing.

    Raises ``TypeError`` or ``ValueError`` for what is no length.
    """
    if length is None or (isinstance(length, str) and length.strip()):
        return length
    if not isinstance(length, (int, float)) or isinstance(length, bool):
        raise TypeError(f"A height is a number of pixels or a length of CSS such as '30rem', not {length!r}.")
    if not (math.isfinite(length) and length > 0):
        raise ValueError(f"A height is above 0 pixels, not {length!r}.")
    return f"{length:g}px"
