"""Raw streams of the Responses API, as an ``openai`` client gives them."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator
from typing import Any

from .iterator import IteratorAdapter
from .model_requests import input_of_responses, request_body


class ResponsesAdapter(IteratorAdapter):
    """The stream of one model response: ``client.responses.create(..., stream=True)``.

    Nobody runs the tool calls. Closing it closes the HTTP response, so that the server stops writing.
    """

    begun_calls = frozenset()

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.input = input_of_responses(request_body(source))

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is iterable and has an HTTP response that can be closed."""
        is_stream = isinstance(source, (AsyncIterable, Iterator)) and hasattr(source, "response")
        return is_stream and callable(getattr(source, "close", None))
