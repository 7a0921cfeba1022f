"""The complete response of a stream, from its events."""

from __future__ import annotations

from typing import Any

from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseErrorEvent,
    ResponseFunctionToolCall,
    ResponseOutputItemDoneEvent,
)

from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.fake_id import FAKE_RESPONSES_ID
from agents_widget.agents.models.response_collector import ResponseCollector, model_response

CALL = ResponseFunctionToolCall(type="function_call", call_id="c1", name="f", arguments="{}")


def response(**fields: Any) -> Response:
    base = {"id": "r1", "created_at": 0, "model": "m", "object": "response", "output": []}
    return Response.model_validate(
        {**base, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], **fields}
    )


def collected(*events: Any) -> ResponseCollector:
    collector = ResponseCollector(ModelSettings())
    for event in events:
        collector.add(event)
    return collector


def test_finished_items_fill_in_for_the_output_that_a_server_leaves_out() -> None:
    done = ResponseOutputItemDoneEvent(
        type="response.output_item.done", output_index=0, sequence_number=0, item=CALL
    )
    assert collected(done).items == [CALL]
    assert collected(done).response is None
    final = ResponseCompletedEvent(type="response.completed", sequence_number=1, response=response())
    complete = collected(done, final).response
    assert complete is not None
    assert complete.output == [CALL]


def test_an_item_that_is_sent_twice_is_one() -> None:
    """A tool would run twice for it; two calls that have no ids of their own may be equal."""
    named = CALL.model_copy(update={"id": "fc_1"})
    again = [
        ResponseOutputItemDoneEvent(
            type="response.output_item.done", output_index=0, sequence_number=number, item=item
        )
        for number, item in enumerate([named, named, CALL, CALL])
    ]
    assert collected(*again).items == [named, CALL, CALL]


def test_a_failure_is_kept_beside_what_came_before_it() -> None:
    done = ResponseOutputItemDoneEvent(
        type="response.output_item.done", output_index=0, sequence_number=0, item=CALL
    )
    error = ResponseErrorEvent(type="error", sequence_number=1, message="no room", code="full", param=None)
    collector = collected(done, error)
    assert (collector.items, collector.response) == ([CALL], None)
    assert str(collector.failure) == "The model's stream failed: no room (code full)."


def test_an_id_that_no_server_gave_is_none() -> None:
    assert model_response(response(id=FAKE_RESPONSES_ID)).response_id is None
    assert model_response(response(id="r7")).response_id == "r7"


def test_raw_usage_is_kept_only_when_asked_for() -> None:
    spent = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3, "cost": 0.5}
    details = {"input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0}}
    full = response(usage={**spent, **details, "output_tokens_details": {"reasoning_tokens": 0}})
    assert model_response(full).raw_usage is None
    kept = model_response(full, ModelSettings(preserve_raw_usage=True)).raw_usage
    assert kept is not None
    assert kept["cost"] == 0.5
