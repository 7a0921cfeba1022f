"""Times and texts as people read them.

``js/src/views/format.ts`` is the twin of this file: ``tests/vectors/twins`` holds both alike.
"""

from __future__ import annotations

from .visible_text import visible_text


def duration(milliseconds: int) -> str:
    """Give a span of time: ``40 ms``, ``1.4 s``, ``12 s``, ``1:07 min``."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    if milliseconds < 9_950:
        tenths = (milliseconds + 50) // 100
        return f"{tenths // 10}.{tenths % 10} s"
    if milliseconds < 59_500:
        return f"{(milliseconds + 500) // 1000} s"
    return f"{clock(milliseconds)} min"


def clock(milliseconds: int) -> str:
    """Give a time as a running clock shows it: ``0:07``, ``12:34``, ``1:02:03``."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes}:{seconds:02}"


def one_line(text: str, limit: int = 200) -> str:
    """Give a text as one visible line, cut when it is long."""
    line = " ".join(visible_text(text).split())
    return line if len(line) <= limit else line[:limit] + "..."
