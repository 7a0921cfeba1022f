"""Collects the complete response from a stream of events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection
from typing import Any

from openai.types.responses import Response, ResponseCompletedEvent, ResponseUsage

from ..exceptions import ModelBehaviorError
from ..items import ModelResponse, TResponseOutputItem, TResponseStreamEvent
from ..model_settings import ModelSettings
from ..usage import Usage
from .fake_id import FAKE_RESPONSES_ID
from .response_output import make_counts_whole, readable_output
from .server_words import shown
from .whole_response import WholeResponseEvent

_NO_IDS = (None, "", FAKE_RESPONSES_ID)
"""Items without an id of their own may be equal, and yet two."""


class ResponseCollector:
    """The finished output items of a stream, and its complete response or its failure at the end.

    ``earlier_calls`` are the ids of the calls in the model's input: a call of the response gets another.
    """

    def __init__(self, settings: ModelSettings, earlier_calls: Collection[str] = ()) -> None:
        self.items: list[TResponseOutputItem] = []
        self.response: ModelResponse | None = None
        self.failure: ModelBehaviorError | None = None
        self._settings = settings
        self._earlier_calls = earlier_calls
        self._last_event: Any = None

    def add(self, event: Any) -> None:
        """Collect one event. Raises ``ModelBehaviorError`` for a complete response that cannot be read."""
        self._last_event = event
        kind = getattr(event, "type", None)
        if kind == "response.output_item.done":
            # Some servers send an item for the second time, and a tool must not run twice for that.
            if getattr(event.item, "id", None) in _NO_IDS or event.item not in self.items:
                self.items.append(event.item)
        elif kind == "response.completed" and getattr(event.response, "status", None) in (
            "failed",
            "cancelled",
        ):
            self.failure = ModelBehaviorError(failure_text(event))
        elif kind == "response.completed":
            self.response = self._complete_response(event)
        elif kind in ("response.failed", "response.incomplete", "error"):
            self.failure = ModelBehaviorError(failure_text(event))

    def early_end(self) -> ModelBehaviorError:
        """The error for a stream that ended before its response was complete."""
        text = "The model's stream ended without a final response"
        if self._last_event is None:
            return ModelBehaviorError(f"{text}: nothing came.")
        kind = getattr(self._last_event, "type", None) or shown(repr(self._last_event))
        return ModelBehaviorError(f"{text}, in the middle of it: the last event was {kind}. Try again.")

    def _complete_response(self, event: ResponseCompletedEvent) -> ModelResponse:
        if isinstance(event, WholeResponseEvent):
            whole: ModelResponse = event.whole
            return whole
        # Some servers leave the output of the final event empty.
        response: Any = event.response  # its fields may hold anything that a server sends
        response.output = readable_output(response.output or list(self.items), self._earlier_calls)
        if not isinstance(response.usage, ResponseUsage | None):
            response.usage = None
        make_counts_whole(response.usage)
        return model_response(response, self._settings)


async def collect_response(
    stream: AsyncIterator[TResponseStreamEvent], settings: ModelSettings
) -> ModelResponse:
    """Read a stream until its response is complete, and close it.

    Raises ``ModelBehaviorError`` if the response failed or the stream ends without one.
    """
    collector = ResponseCollector(settings)
    try:
        async for event in stream:
            collector.add(event)
            if collector.failure is not None:
                raise collector.failure
            if collector.response is not None:
                return collector.response
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
    raise collector.early_end()


def model_response(response: Response, settings: ModelSettings | None = None) -> ModelResponse:
    """A complete response of the Responses API as a ``ModelResponse``."""
    raw_usage = None
    if settings is not None and settings.preserve_raw_usage and response.usage is not None:
        raw_usage = response.usage.model_dump(mode="json", exclude_unset=True)
    return ModelResponse(
        output=response.output,
        usage=Usage.of_response(response.usage),
        response_id=None if response.id == FAKE_RESPONSES_ID else response.id,
        request_id=getattr(response, "_request_id", None),
        raw_usage=raw_usage,
    )


def failure_text(event: Any) -> str:
    """The reason of an event ``response.failed``, ``response.incomplete`` or ``error``, as a sentence."""
    if event.type == "error":
        return f"The model's stream failed: {_reason(event)}."
    if event.type == "response.incomplete":
        return f"The model's response is incomplete: {_reason(event.response.incomplete_details)}."
    return f"The model's response failed: {_reason(event.response.error)}."


def _reason(details: Any) -> str:
    """The server's words, and its code for them."""
    if isinstance(details, str):
        return details.rstrip(".")
    said = getattr(details, "reason", None) or getattr(details, "message", None)
    code = getattr(details, "code", None)
    if not said:
        return f"code {code}" if code else "no reason given"
    text = str(said).rstrip(".")
    return f"{text} (code {code})" if code else text
