"""Model: get_response made from stream_response, and what passes between model and loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseErrorEvent,
    ResponseIncompleteEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseReasoningItem,
)

from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import Model, ModelTracing
from agents_widget.agents.usage import Usage

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


def message(text: str) -> ResponseOutputMessage:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    fields = {"id": "m1", "type": "message", "role": "assistant", "status": "completed", "content": content}
    return ResponseOutputMessage.model_validate(fields)


def response(**fields: Any) -> Response:
    base = {"id": "r1", "created_at": 0, "model": "m", "object": "response", "output": []}
    return Response.model_validate(
        {**base, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], **fields}
    )


class Streaming(Model):
    def __init__(self, *events: Any) -> None:
        self.events = events
        self.closed = False

    async def stream_response(self, *args: Any, **more: Any) -> AsyncIterator[Any]:
        try:
            for event in self.events:
                yield event
        finally:
            self.closed = True


async def test_a_model_with_only_stream_response_answers_whole() -> None:
    done = ResponseOutputItemDoneEvent(
        type="response.output_item.done", output_index=0, sequence_number=0, item=message("hello")
    )
    final = ResponseCompletedEvent(type="response.completed", sequence_number=1, response=response())
    model = Streaming(done, final)
    answer = await model.get_response(*ASK)
    assert answer.output == [message("hello")]
    assert (answer.response_id, answer.usage.requests) == ("r1", 1)
    assert model.closed


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "ended without a final response"),
        (
            [
                ResponseIncompleteEvent(
                    type="response.incomplete",
                    sequence_number=0,
                    response=response(incomplete_details={"reason": "max_output_tokens"}),
                )
            ],
            "response is incomplete: max_output_tokens",
        ),
        (
            [ResponseErrorEvent(type="error", sequence_number=0, message="no room", code="full", param=None)],
            r"stream failed: no room \(code full\)",
        ),
    ],
)
async def test_a_stream_without_a_complete_response_is_an_error(events: list[Any], said: str) -> None:
    model = Streaming(*events)
    with pytest.raises(ModelBehaviorError, match=said):
        await model.get_response(*ASK)
    assert model.closed


async def test_a_model_needs_one_of_the_two() -> None:
    class Neither(Model):
        pass

    with pytest.raises(NotImplementedError, match="Neither must define stream_response or get_response"):
        await Neither().get_response(*ASK)


def test_output_goes_back_as_the_fields_that_were_sent() -> None:
    item = ResponseReasoningItem.model_validate({"id": "rs1", "type": "reasoning", "summary": []})
    answer = ModelResponse([item], Usage(), None)
    assert answer.to_input_items() == [{"id": "rs1", "type": "reasoning", "summary": []}]


def test_tracing_says_what_may_be_traced() -> None:
    assert ModelTracing.DISABLED.is_disabled()
    assert ModelTracing.ENABLED.include_data()
    assert not ModelTracing.ENABLED_WITHOUT_DATA.include_data()
