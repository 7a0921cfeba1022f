"""The list of events: what was appended comes out equal, and deltas of a while ago cost little."""

from __future__ import annotations

import copy
import gc
import json
from dataclasses import dataclass
from typing import Any

import agents
import pytest
from openai._streaming import ServerSentEvent

from agents_widget.agents.models.response_events import fast_event, lenient_event
from agents_widget.agents.run_internal.event_list import RECENT, EventList
from agents_widget.agents.run_internal.event_log import EventLog
from agents_widget.agents.stream_events import RawResponsesStreamEvent

DELTA = {
    "type": "response.output_text.delta",
    "item_id": "msg_1",
    "output_index": 0,
    "content_index": 0,
    "delta": "word ",
    "logprobs": [],
    "sequence_number": 7,
}
LOGPROB = {"token": "a", "logprob": -0.1, "top_logprobs": []}
ARGUMENTS = {**DELTA, "type": "response.function_call_arguments.delta"}


def delta(**changes: Any) -> Any:
    return fast_event(ServerSentEvent(data=json.dumps(DELTA | changes)))


@dataclass
class Other:
    data: Any
    type: str = "raw_response_event"


class Raising:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def with_note(event: Any) -> Any:
    event.note = "mine"
    return event


EVENTS: dict[str, Any] = {
    "a delta": RawResponsesStreamEvent(delta()),
    "one of the SDK": agents.RawResponsesStreamEvent(delta()),
    "one without a stream event": delta(),
    "fields of a later API": RawResponsesStreamEvent(delta(obfuscation="x1", more=None)),
    "a later field that is an object": RawResponsesStreamEvent(delta(more={"a": [1]})),
    "a later field that is an empty list": RawResponsesStreamEvent(delta(more=[])),
    "log probabilities": RawResponsesStreamEvent(delta(logprobs=[LOGPROB])),
    "arguments": RawResponsesStreamEvent(fast_event(ServerSentEvent(data=json.dumps(ARGUMENTS)))),
    "a server that leaves out fields": RawResponsesStreamEvent(
        lenient_event({"type": DELTA["type"], "delta": "a"})
    ),
    "a type of a later API": RawResponsesStreamEvent(
        lenient_event({"type": "response.new.delta", "delta": "a"})
    ),
    "a class of a program's own": Other(delta()),
    "an attribute set by a program": with_note(RawResponsesStreamEvent(delta())),
    "a plain dict": dict(DELTA),
    "a tuple": (0, "a"),
    "an empty tuple": (),
    "whatever raises": Raising(),
    "None": None,
}


WRAPPED = [name for name, event in EVENTS.items() if isinstance(event, RawResponsesStreamEvent)]


def packed(*events: Any) -> EventList[Any]:
    listed: EventList[Any] = EventList()
    for event in events:
        listed.append(event)
    listed.pack_all()
    return listed


@pytest.mark.parametrize("name", EVENTS)
def test_what_was_appended_comes_out_equal(name: str) -> None:
    event = EVENTS[name]
    before, after = event if isinstance(event, Raising) else copy.deepcopy(event), packed(event, event)[1]
    assert type(after) is type(before)
    assert after == before
    if not isinstance(event, Raising):
        assert repr(after) == repr(before)


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_delta_is_dumped_as_before(name: str) -> None:
    before, after = EVENTS[name].data, packed(EVENTS[name])[0].data
    assert after.model_dump_json() == before.model_dump_json()
    assert after.model_dump(exclude_unset=True) == before.model_dump(exclude_unset=True)
    assert after.model_fields_set == before.model_fields_set


def test_all_kinds_in_one_list_keep_their_order() -> None:
    events = [event for event in EVENTS.values() for _ in range(3)]
    assert list(packed(*events)) == events
    assert packed(*events)[1:5] == events[1:5]


def visited_deltas() -> int:
    gc.collect()
    return sum(type(each).__name__ == "ResponseTextDeltaEvent" for each in gc.get_objects())


def test_the_collector_visits_no_delta_of_a_while_ago() -> None:
    before = visited_deltas()
    listed: EventList[Any] = EventList()
    for n in range(RECENT + 500):
        listed.append(RawResponsesStreamEvent(delta(delta=f"word {n}", sequence_number=n)))
    assert visited_deltas() - before == RECENT
    assert not any(gc.is_tracked(item) for item in listed._items[:500])


def test_the_last_events_are_the_very_objects() -> None:
    events = [RawResponsesStreamEvent(delta(sequence_number=n)) for n in range(100)]
    listed: EventList[Any] = EventList()
    for event in events:
        listed.append(event)
    assert all(listed[n] is events[n] for n in range(100 - RECENT, 100))


def test_an_event_made_anew_has_lists_of_its_own() -> None:
    listed = packed(delta(), delta())
    listed[0].logprobs.append(LOGPROB)
    assert (listed[0].logprobs, listed[1].logprobs) == ([], [])


def test_the_id_of_an_item_is_kept_once() -> None:
    listed = packed(*(delta(item_id="a-long-id") for _ in range(3)))
    assert listed[0].item_id is listed[2].item_id


async def test_a_late_reader_sees_what_the_early_one_saw() -> None:
    log: EventLog[Any] = EventLog()
    events = [*EVENTS.values()] * 5
    early = []
    for event in events:
        log.append(event)
        early.append(log.events[-1])
    log.close()
    assert early == [event async for event in log.read()] == events
    assert len(log.times) == len(events)
