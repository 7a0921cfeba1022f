"""Raw streams of the Responses API, as an ``openai`` client gives them."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator
from typing import Any

from .iterator import IteratorAdapter


class ResponsesAdapter(IteratorAdapter):
    """The stream of one model response: ``client.responses.create(..., stream=True)``.

    Closing it closes the HTTP response, so that the server stops writing.
    """

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is iterable and has an HTTP response that can be closed."""
        is_stream = isinstance(source, (AsyncIterable, Iterator)) and hasattr(source, "response")
        return is_stream and callable(getattr(source, "close", None))
