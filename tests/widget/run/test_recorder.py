"""The recorder: what is recorded is shown, each event is kept once, and steps can be gone back to."""

from __future__ import annotations

import gc
import json
import threading
import time
import weakref
from typing import Any

from openai.types.responses import ResponseTextDeltaEvent

from agents_widget.agents.approvals import Decision
from agents_widget.agents.stream_events import RawResponsesStreamEvent
from agents_widget.sources import events
from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.widget.run.recorder import Recorder


class Page:
    """A recorder, and the transcript as a view has it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.recorder = Recorder(self.messages.append)

    def run(self, ask: str, *run: Any) -> None:
        self.recorder.open_log()
        self.recorder.begin(ask, time.time())
        for event in run:
            self.recorder.add_event(event)
        self.recorder.finish()
        self.recorder.channel.flush()
        self.recorder.log.close()

    def received(self) -> Transcript:
        transcript = Transcript()
        for message in self.messages:
            if message.get("type") == "snapshot":
                transcript = Transcript.from_dict(message["transcript"])
            elif "patches" in message:
                apply_all(transcript, [Patch.from_dict(patch) for patch in message["patches"]])
        return transcript


def texts(transcript: Transcript) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in transcript.entries]


ANSWER = [events.model_call_started(), *[events.message_delta(word) for word in ("Hel", "lo", ".")]]


def test_views_get_what_the_transcript_has() -> None:
    page = Page()
    page.run("Hi", *ANSWER, events.model_call_done(output_tokens=3))
    assert texts(page.received()) == [("user", "Hi"), ("message", "Hello.")]
    assert page.received() == page.recorder.channel.transcript == page.recorder.channel.tape.transcript()


def test_it_says_when_a_model_call_has_ended() -> None:
    page = Page()
    page.recorder.open_log()
    assert [page.recorder.add_event(event) for event in (*ANSWER, events.model_call_done())] == [
        False,
        False,
        False,
        False,
        True,
    ]


def test_going_back_makes_the_transcript_of_that_step_again() -> None:
    page = Page()
    page.run("1?", *ANSWER)
    before = page.recorder.channel.transcript.to_dict()
    position = page.recorder.position
    page.run("2?", *ANSWER)
    page.recorder.rewind(position)
    assert page.recorder.channel.transcript.to_dict() == before
    assert page.received() == page.recorder.channel.transcript
    page.run("3?", *ANSWER)
    assert [text for _, text in texts(page.received())] == ["1?", "Hello.", "3?", "Hello."]


def test_no_other_thread_sends_a_half_of_what_is_written_anew() -> None:
    page = Page()
    page.run("1?", *ANSWER)
    threads: list[threading.Thread] = []

    class FlushesWhenRead(dict[str, Any]):
        """An event beside whose reading another thread sends what there is."""

        def get(self, key: str, default: Any = None) -> Any:
            if goes_back:
                threads.append(threading.Thread(target=page.recorder.flush))
                threads[-1].start()
                threads[-1].join(0.05)  # it ends at once where nothing holds it
            return super().get(key, default)

    goes_back = False
    page.recorder.translate_with(lambda event: [FlushesWhenRead(event)])
    page.run("3?", *ANSWER)
    sent = len(page.messages)
    goes_back = True
    page.recorder.rewind(page.recorder.position)
    for thread in threads:
        thread.join()
    assert threads
    assert [message.get("type") for message in page.messages[sent:]] == ["snapshot"]


def test_going_back_does_not_translate_again() -> None:
    """An adapter may remember what it has read: what it says of an event twice may differ."""
    page = Page()
    translated: list[Any] = []

    def once(event: Any) -> list[Any]:
        translated.append(event)
        return [event] if translated.count(event) == 1 else []

    page.recorder.translate_with(once)
    page.run("1?", events.message_delta("Hello."))
    position = page.recorder.position
    page.run("2?", events.message_delta("Bye."))
    page.recorder.rewind(position)
    assert [text for _, text in texts(page.received())] == ["1?", "Hello."]


def test_decisions_are_shown_again_too() -> None:
    page = Page()
    page.recorder.open_log()
    page.recorder.begin("Refund", time.time())
    page.recorder.add_event(events.tool_call_started("c1", "refund"))
    page.recorder.interrupt([events.approval_request("c1", "refund", {"order": "A"})])
    page.recorder.decide("c1", Decision(False, message="No."))
    before = page.recorder.channel.snapshot()["transcript"]
    page.recorder.rewind(page.recorder.position)
    assert page.recorder.channel.transcript.to_dict() == before
    assert page.recorder.channel.transcript.entries[-1].state == "denied"


def test_a_translation_is_made_again_when_a_step_is() -> None:
    page = Page()
    page.recorder.translate_with(lambda word: [events.message_delta(word)])
    page.run("Hi", "Hel", "lo")
    page.recorder.rewind(page.recorder.position)
    assert texts(page.received()) == [("user", "Hi"), ("message", "Hello")]
    assert list(page.recorder.log.events) == ["Hel", "lo"]


def test_events_of_the_past_have_their_own_times() -> None:
    recorder = Recorder(lambda _: None, began=time.monotonic() - 10)
    recorder.open_log()
    recorder.begin_past()
    recorder.begin("Hi", time.time() - 10)
    zero = recorder.channel.zero
    recorder.add_event(events.tool_called("c1", "look", {}), zero + 2)
    recorder.add_event(events.tool_output("c1", "looked"), zero + 5)
    recorder.end_past()
    call = recorder.channel.transcript.entries[-1]
    assert (call.started, call.ended) == (2000, 5000)
    assert recorder.channel.tape.duration == 5000


def test_rows_of_the_events_tab_go_on_from_run_to_run() -> None:
    page = Page()
    page.recorder.event_rows.open(0)
    page.run("1?", *ANSWER)
    page.run("2?", *ANSWER)
    page.recorder.event_rows.send_new_rows()
    rows = [row for message in page.messages if message.get("type") == "events" for row in message["rows"]]
    assert {row["n"] for row in rows} == {0, 1, 4, 5}
    assert json.loads(page.recorder.event_rows.event(5)["json"]) == ANSWER[1]


def test_a_delta_is_kept_once_and_its_step_can_be_made_again() -> None:
    """The log packs it: a record that held the event too made 100,000 tokens take 75 MB more."""
    page = Page()
    deltas = [
        ResponseTextDeltaEvent(
            type="response.output_text.delta",
            item_id="m",
            output_index=0,
            content_index=0,
            delta=f"{n} ",
            logprobs=[],
            sequence_number=n,
        )
        for n in range(100)
    ]
    references = [weakref.ref(delta) for delta in deltas]
    page.run("Count", events.model_call_started(), *map(RawResponsesStreamEvent, deltas))
    before = page.recorder.channel.transcript.to_dict()
    del deltas
    gc.collect()
    assert [reference() for reference in references] == [None] * 100
    page.run("Again", *ANSWER)
    page.recorder.rewind(3)
    assert page.recorder.channel.transcript.to_dict() == before
