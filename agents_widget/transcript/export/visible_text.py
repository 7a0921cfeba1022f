"""Text as it is safe to show: nothing invisible, nothing that reorders its surroundings.

``js/src/dom/visible-text.ts`` is the twin of this file: ``tests/vectors/twins`` holds both alike.
"""

from __future__ import annotations

import re

from ...utf8 import sendable_text

# Controls but tab and newline, byte order marks, annotation marks, and the invisible "tag" letters.
_INVISIBLE = "\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
# Embeddings, overrides and isolates: they can make "exe.txt" out of "txt.exe". The marks U+200E and U+200F
# stay: right-to-left text needs them and they move nothing else.
_REORDERING = "\u202a-\u202e\u2066-\u2069"
# Line and paragraph separators end a line for some programs and not for others.
_SEPARATORS = "\u2028\u2029"

REORDERING = re.compile(f"[{_REORDERING}]")
_NOT_SHOWN = re.compile(f"[{_INVISIBLE}{_SEPARATORS}]")


def visible_text(text: str) -> str:
    """Give a text without invisible characters; those that reorder text are shown by their code point."""
    return REORDERING.sub(_code_point, without_invisible(text))


def without_invisible(text: str) -> str:
    """Give a text without invisible characters; those that reorder text are left in it."""
    return _NOT_SHOWN.sub(_replacement, sendable_text(text))


def _code_point(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _replacement(found: re.Match[str]) -> str:
    return "\n" if found[0] in _SEPARATORS else ""
