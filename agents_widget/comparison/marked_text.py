"""Text as HTML with what differs marked, and long stretches without a mark shortened."""

from __future__ import annotations

from html import escape

from ..transcript.export.visible_text import visible_text
from .differences import Spans

CONTEXT = 200
"""Characters that are kept before and after a mark."""
MARK_LIMIT = 2_000
"""Characters of one marked stretch."""
TEXT_LIMIT = 6_000
"""Characters of one text in all."""


def escaped(text: str) -> str:
    """Give text that is safe in HTML and in which everything can be seen."""
    return escape(visible_text(text))


def marked(text: str, spans: Spans, tag: str) -> str:
    """Give a text with its spans within elements of a tag."""
    parts, at, room = [], 0, TEXT_LIMIT
    for start, end in spans:
        if room <= 0:
            break
        alike = _shortened(text[at:start], has_before=at > 0, has_after=True)
        piece = _cut(text[start:end])
        parts.append(f"{alike}<{tag}>{escaped(piece)}</{tag}>")
        room -= len(alike) + len(piece)
        at = end
    if room <= 0:
        return "".join(parts) + _left_out(len(text) - at)
    return "".join(parts) + _shortened(text[at:], has_before=at > 0, has_after=False)


def _shortened(text: str, *, has_before: bool, has_after: bool) -> str:
    head = CONTEXT if has_before or not has_after else CONTEXT // 2
    head = head if has_after or has_before else 2 * CONTEXT
    tail = CONTEXT if has_after else 0
    left_out = len(text) - head - tail
    if left_out < CONTEXT:
        return escaped(text)
    return escaped(text[:head]) + _left_out(left_out) + escaped(text[len(text) - tail :])


def _cut(text: str) -> str:
    return text if len(text) <= MARK_LIMIT else f"{text[:MARK_LIMIT]}…"


def _left_out(count: int) -> str:
    return f"<small> [… {count:,} characters …] </small>" if count > 0 else ""
