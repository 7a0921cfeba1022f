"""Events as objects: the fast way takes all that is well formed, the lenient way the rest."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, get_args

from answers import call, reasoning, refusal, respond, text
from openai._streaming import ServerSentEvent
from openai.types.responses import ResponseStreamEvent, ResponseTextDeltaEvent

from agents_widget.agents.models.response_events import event_classes, fast_event, lenient_event

PARTS = (reasoning("Hm."), reasoning("Hm.", raw=True), text("Hello"), refusal("No."), call("f", {"a": 1}))
DELTA = {
    "type": "response.output_text.delta",
    "content_index": 0,
    "delta": "a",
    "item_id": "m1",
    "logprobs": [],
    "output_index": 0,
    "sequence_number": 1,
}


def fast(data: dict[str, Any], name: str = "") -> Any:
    return fast_event(ServerSentEvent(event=name, data=json.dumps(data)))


def test_every_type_has_its_class() -> None:
    classes = event_classes()
    assert len(classes) == len(get_args(get_args(ResponseStreamEvent)[0]))
    assert classes["response.output_text.delta"] is ResponseTextDeltaEvent


def test_what_many_events_hold_is_built_once() -> None:
    first = """
from openai.types.responses import Response, ResponseOutputMessage
from agents_widget.agents.models.response_events import event_classes
assert not (Response.__pydantic_complete__ or ResponseOutputMessage.__pydantic_complete__)
event_classes()
assert Response.__pydantic_complete__ and ResponseOutputMessage.__pydantic_complete__
"""
    subprocess.run([sys.executable, "-c", first], check=True)


def test_well_formed_events_take_the_fast_way_with_and_without_a_name() -> None:
    for event in respond(*PARTS).events:
        assert isinstance(event, dict)
        named, nameless = fast(event, event["type"]), fast(event)
        assert type(named) is event_classes()[event["type"]]
        assert named == nameless == lenient_event(event)


def test_what_holds_an_error_or_does_not_fit_goes_the_slow_way() -> None:
    event = respond(text("hi")).events[0]
    assert isinstance(event, dict)
    assert fast({**event, "error": {"message": "broke"}}) is None
    assert fast({**event, "error": None}) is not None
    assert fast({"type": "response.created"}) is None
    assert fast({"type": "response.new"}) is None
    assert fast(event, "response.completed") is None


def test_the_lenient_way_takes_what_lacks_fields() -> None:
    event = lenient_event({"type": "response.output_text.delta", "delta": "x"})
    assert type(event) is ResponseTextDeltaEvent
    assert (event.delta, event.output_index) == ("x", None)


def test_deltas_share_the_set_of_their_field_names_and_stay_models_of_their_own() -> None:
    data = {**DELTA, "obfuscation": "xyz"}
    first, second, plain = fast(data), fast({**data, "delta": "b"}), fast(DELTA)
    assert first.model_fields_set is second.model_fields_set
    assert (first.to_dict(), plain.to_dict()) == (data, DELTA)
    copied = first.model_copy(update={"agent": "Joker"})
    assert "agent" in copied.model_fields_set
    assert "agent" not in second.model_fields_set
