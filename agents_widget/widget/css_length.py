"""Lengths for a widget's layout, as a person gives them."""

from __future__ import annotations

import math
import re
from typing import Any

_LENGTH = re.compile(
    r"""\+?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?(%|[a-z]+)  # a number and a unit; a page ignores one without
    | [a-z-]+\(.+\)                                    # calc(...), min(...), var(...)
    | auto | none | inherit | initial | unset | revert | revert-layer
    | ((min|max|fit)-content) | stretch""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""Of what CSS takes as a height: a page drops any other text without a word."""


def css_length(length: Any) -> str | None:
    """Give a length for CSS: a number is of pixels, a text stays as it is, None asks for nothing.

    Raises ``TypeError`` or ``ValueError`` for what is no length.
    """
    if length is None:
        return None
    problem = f"A height is a number of pixels or a length of CSS such as '30rem', not {length!r}."
    if isinstance(length, str) and length.strip():
        if not _LENGTH.fullmatch(length.strip()):
            raise ValueError(problem)
        return length
    if not isinstance(length, (int, float)) or isinstance(length, bool):
        raise TypeError(problem)
    if not (math.isfinite(length) and length > 0):
        raise ValueError(f"A height is above 0 pixels, not {length!r}.")
    return f"{length:g}px"
