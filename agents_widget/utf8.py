"""Text that can be written as UTF-8, which cannot hold half of a surrogate pair.

Such halves come from file names (``os.listdir`` gives ``"caf\\udce9.txt"`` for a byte that is no UTF-8), from
models that split an emoji over two deltas, and from JSON with ``\\ud83d`` alone. The rule: two halves that
meet are joined, and one that stays alone becomes U+FFFD. It is applied where text enters a transcript, a
model's response, a request or a session, and to what is sent to a page or saved. Python values of a program
stay as they are.
"""

from __future__ import annotations

import json
import re
from typing import Any

REPLACEMENT = "\ufffd"
# An escaped backslash, a pair, and then what is left: half of one.
_JSON_ESCAPES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def sendable(data: Any) -> Any:
    """Give JSON data with surrogate pairs joined, and halves that are alone replaced by U+FFFD."""
    if isinstance(data, str):
        return data if data.isascii() else sendable_text(data)  # for every key and word of a message
    if isinstance(data, dict):
        return {sendable(key): sendable(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [sendable(value) for value in data]
    return data


def wire_size(data: Any) -> int:
    """Give the bytes that data takes in a message: as JSON, in UTF-8."""
    return len(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def wire_head(text: str, size: int) -> str:
    """Give the head of a text that takes at most so many bytes in a message, in steps of 1,000 characters."""
    if 6 * len(text) <= size:  # whatever the characters are
        return text
    for start in range(0, len(text), 1_000):
        size -= wire_size(text[start : start + 1_000])
        if size < 0:
            return text[:start]
    return text


def sendable_text(text: str) -> str:
    """Give a text with surrogate pairs joined, and halves that are alone replaced by U+FFFD."""
    return text if is_sendable(text) else _as_utf16(text).decode("utf-16-le", "replace")


def sendable_json(text: str) -> str:
    """Give JSON text in which escapes of halves that are alone are of U+FFFD; all else stays as written.

    Python's decoder makes half a character of such an escape, and pydantic's refuses it.
    """
    return _JSON_ESCAPES.sub(lambda found: r"\ufffd" if found[1] else found[0], sendable_text(text))


def is_sendable(text: str) -> bool:
    """Whether a text can be written as UTF-8."""
    if text.isascii():  # nearly all texts: CPython knows it without a look
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def join_halves(text: str) -> str:
    """Give a text with surrogate pairs joined, as JavaScript has them; halves that are alone stay."""
    return text if is_sendable(text) else _as_utf16(text).decode("utf-16-le", "surrogatepass")


def ends_in_half(text: str) -> bool:
    """Whether the last character is the first half of a surrogate pair, so that the next may complete it."""
    return "\ud800" <= text[-1:] <= "\udbff"


def _as_utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
