"""The static forms of a transcript: what a saved notebook shows when the widget is gone."""

from __future__ import annotations

from .html import to_html
from .markdown import to_markdown
from .plain import to_plain
from .transcript import Transcript

__all__ = ["bundle", "to_html", "to_markdown", "to_plain"]


def bundle(transcript: Transcript, run: str = "") -> dict[str, str]:
    """Give a MIME bundle of the transcript: HTML without script, Markdown, and plain text.

    ``run`` is the id by which a live view hides it.
    """
    return {
        "text/html": to_html(transcript, run),
        "text/markdown": to_markdown(transcript),
        "text/plain": to_plain(transcript),
    }
