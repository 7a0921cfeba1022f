"""Errors that a model's server reports inside of a response whose status is 200."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx2
from openai import APIError

from ..exceptions import ModelBehaviorError

_UNNAMED = "An error occurred during streaming"  # as the openai client calls it
_TEXT_FIELDS = ("message", "detail", "msg", "error_msg", "status_msg", "reason", "title", "error", "errors")
"""Where servers write what went wrong, the most telling first."""
_SHOWN_CHARACTERS = 300
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def server_error(data: Any, request: httpx2.Request) -> APIError | None:
    """The error that decoded JSON reports, in any of the shapes that servers use; None for anything else."""
    body = _error_body(data)
    return None if body is None else reported_error(body, request)


def reported_error(body: Any, request: httpx2.Request) -> APIError:
    """The openai client's error with the server's words, from the part of its JSON that tells the error."""
    return APIError(error_text(body) or f"{_UNNAMED}: {shown(body)}", request, body=body)


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


def unreadable(what: str, value: Any) -> ModelBehaviorError:
    """The error for something that the server sent and that cannot be what it should be."""
    return ModelBehaviorError(f"The model's server sent {what} that cannot be read: {shown(value)}")


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


def _error_body(data: Any) -> Any:
    if isinstance(data, list):
        bodies = (_error_body(each) for each in data)
        return next((body for body in bodies if body is not None), None)
    if not isinstance(data, Mapping):
        return None
    if error := data.get("error"):
        return _with_detail(error, data)
    choices = data.get("choices")
    if isinstance(choices, list) and choices:
        return next((body for choice in choices if (body := _choice_error(choice)) is not None), None)
    is_error = "error" in (data.get("object"), data.get("type")) or data.get("type") == "response.error"
    return data if is_error or data.get("errors") or data.get("success") is False else None


def _with_detail(error: Any, data: Mapping[str, Any]) -> Any:
    """The error, or the whole object where that says more, as in ``{"error": true, "message": ...}``."""
    detail = error_text({name: data.get(name) for name in ("message", "detail", "msg")})
    if isinstance(error, (Mapping, list)) or not detail or (isinstance(error, str) and detail in error):
        return error
    return data


def _choice_error(choice: Any) -> Any:
    if not isinstance(choice, Mapping):
        return None
    if error := choice.get("error"):
        return error
    return choice if choice.get("finish_reason") == "error" else None
