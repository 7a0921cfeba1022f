"""What a server says went wrong, in words: out of JSON of any shape, of a web page, or cut to a length."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

_TEXT_FIELDS = ("message", "detail", "msg", "error_msg", "status_msg", "reason", "title", "error", "errors")
"""Where servers write what went wrong, the most telling first."""
_SHOWN_CHARACTERS = 300
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def error_text(body: Any) -> str:
    """What the JSON of an error says in words; empty if it has none."""
    if isinstance(body, str):
        return body.strip()
    if isinstance(body, list):
        return "; ".join(text for each in body if (text := error_text(each)))
    if not isinstance(body, Mapping):
        return ""
    texts = (error_text(body.get(name)) for name in _TEXT_FIELDS)
    return next((text for text in texts if text), "")


def shown(value: Any) -> str:
    """A value as JSON, or a text as it is, cut to a length that fits into a message."""
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


def web_page_title(text: str) -> str | None:
    """The title of a web page, or how the page begins; None if the text is no web page."""
    if not re.match(r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", text, re.IGNORECASE | re.DOTALL):
        return None
    title = _TITLE.search(text)
    return shown(" ".join(html.unescape(title[1] if title else text).split()))
