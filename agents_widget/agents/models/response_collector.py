"""Collects the complete response from a stream of events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from openai.types.responses import Response, ResponseCompletedEvent

from ..exceptions import ModelBehaviorError
from ..items import ModelResponse, TResponseOutputItem, TResponseStreamEvent
from ..model_settings import ModelSettings
from ..usage import Usage
from .fake_id import FAKE_RESPONSES_ID
from .whole_response import WholeResponseEvent


class ResponseCollector:
    """The finished output items of a stream, and its complete response or its failure at the end."""

    def __init__(self, settings: ModelSettings) -> None:
        self.items: list[TResponseOutputItem] = []
        self.response: ModelResponse | None = None
        self.failure: ModelBehaviorError | None = None
        self._settings = settings

    def add(self, event: Any) -> None:
        """Collect one event of the Responses API."""
        kind = getattr(event, "type", None)
        if kind == "response.output_item.done":
            self.items.append(event.item)
        elif kind == "response.completed":
            self.response = self._complete_response(event)
        elif kind in ("response.failed", "response.incomplete", "error"):
            self.failure = ModelBehaviorError(failure_text(event))

    def _complete_response(self, event: ResponseCompletedEvent) -> ModelResponse:
        if isinstance(event, WholeResponseEvent):
            whole: ModelResponse = event.whole
            return whole
        # Some servers leave the output of the final event empty.
        event.response.output = event.response.output or list(self.items)
        return model_response(event.response, self._settings)


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
    raise ModelBehaviorError("The model's stream ended without a final response.")


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
        return f"The model's stream failed: {event.message} (code {event.code})."
    if event.type == "response.incomplete":
        outcome = "is incomplete"
        details = event.response.incomplete_details
    else:
        outcome = "failed"
        details = event.response.error
    reason = getattr(details, "reason", None) or getattr(details, "message", None) or "no reason given"
    return f"The model's response {outcome}: {reason}."
