"""Errors that a model's server reports inside of a response whose status is 200."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
from openai import APIError

from ..exceptions import ModelBehaviorError
from .server_words import error_text, shown

_UNNAMED = "An error occurred during streaming"  # as the openai client calls it


def server_error(data: Any, request: httpx2.Request) -> APIError | None:
    """The error that decoded JSON reports, in any of the shapes that servers use; None for anything else."""
    body = _error_body(data)
    return None if body is None else reported_error(body, request)


def reported_error(body: Any, request: httpx2.Request) -> APIError:
    """The openai client's error with the server's words, from the part of its JSON that tells the error."""
    return APIError(error_text(body) or f"{_UNNAMED}: {shown(body)}", request, body=body)


def unreadable(what: str, value: Any) -> ModelBehaviorError:
    """The error for something that the server sent and that cannot be what it should be."""
    return ModelBehaviorError(f"The model's server sent {what} that cannot be read: {shown(value)}")


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
