"""How runs begin, go on and end in a transcript."""

from __future__ import annotations

from typing import Any

import pytest
from shapes import (
    answer,
    call,
    called,
    message,
    raw,
)

from agents_widget.transcript.failure import traceback_text
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Transcript, apply_all


def ended(error: BaseException, *events: Any) -> Transcript:
    projector = Projector()
    patches = [
        *projector.begin("Hello"),
        *(patch for event in events for patch in projector.project(event, 5)),
    ]
    return apply_all(Transcript(), [*patches, *projector.fail(error, 10)])


def test_an_error_says_what_happened_where_and_what_to_do() -> None:
    class RateLimitError(Exception):
        pass

    class BusyError(RateLimitError):
        pass

    try:
        raise BusyError("Slow down.\nPlease.")
    except BusyError as error:
        transcript = ended(error, *answer(call("wait"))[:4])
    *_, tool, last = transcript.entries

    assert (transcript.status, transcript.detail, transcript.ended) == ("failed", "Slow down.", 10)
    assert (tool.state, tool.ended) == ("not_run", None)
    assert (last.kind, last.error, last.text) == ("error", "BusyError", "Slow down.\nPlease.")
    assert "slow down or the quota" in last.hint
    assert last.traceback.endswith("BusyError: Slow down.\nPlease.\n")


def test_a_server_s_report_is_kept_beside_the_error() -> None:
    failed = raw("response.failed", response={"error": {"message": "Out of memory."}})
    transcript = ended(ValueError("Response failed"), *answer(message("Hi"))[:4], failed)

    assert transcript.entries[-1].text == "Response failed\nOut of memory."


def test_an_error_without_words_is_named() -> None:
    assert ended(KeyError()).entries[-1].text == "KeyError()"


def test_a_cancellation_is_no_error() -> None:
    from asyncio import CancelledError

    transcript = ended(CancelledError(), *answer(message("Hi"))[:4])

    assert (transcript.status, [entry.state for entry in transcript.entries]) == (
        "cancelled",
        ["done", "cancelled"],
    )


def test_a_transcript_goes_on_after_an_error() -> None:
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, [*projector.begin("One", 0, began=5.0), *projector.fail(ValueError("no"), 10)])
    apply_all(transcript, [*projector.begin("Two", 20, began=6.0), *projector.finish(30)])

    assert [entry.kind for entry in transcript.entries] == ["user", "error", "user"]
    assert (transcript.status, transcript.detail, transcript.ended, transcript.began) == ("done", "", 30, 5.0)


def test_a_history_is_shown_once() -> None:
    history = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "input_text", "text": "Look"}, {"type": "input_image"}]},
        call("look"),
        {"type": "function_call_output", "call_id": "call_1", "output": "a cat"},
        {"role": "assistant", "content": "A cat."},
        {"role": "user", "content": "Thanks"},
    ]
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, projector.begin(history))
    assert [(entry.kind, entry.text or entry.output) for entry in transcript.entries] == [
        ("user", "Look\n\n[image]"),
        ("tool_call", "a cat"),
        ("message", "A cat."),
        ("user", "Thanks"),
    ]
    apply_all(transcript, projector.begin([*history, {"role": "user", "content": "More"}]))
    assert [entry.text for entry in transcript.entries[-2:]] == ["Thanks", "More"]


def test_a_traceback_begins_with_the_users_code() -> None:
    """What leads to a tool is our own machinery, and asyncio's; its author looks for their line."""
    machinery = {"__name__": "agents_widget.agents.function_invoker"}
    exec("def call(tool):\n    return tool()", machinery)

    def tool() -> None:
        raise ValueError("no such month")

    with pytest.raises(ValueError, match="no such month") as caught:
        machinery["call"](tool)  # type: ignore[operator]
    error = caught.value
    error.__traceback__ = error.__traceback__.tb_next  # type: ignore[union-attr]  # this test's own frame
    shown = traceback_text(error)
    assert "in tool" in shown
    assert "in call" not in shown
    assert shown.endswith("ValueError: no such month\n")


def test_a_held_call_waits_until_the_run_goes_on() -> None:
    """That it is held may be known before the event that would have it run."""
    first, second = call("look", call_id="c1"), call("look", call_id="c2")
    projector, transcript = Projector(), Transcript()

    def states_after(patches: list[Any]) -> list[str]:
        apply_all(transcript, patches)
        return [entry.state for entry in transcript.entries[1:]]

    states_after(projector.begin("Look."))
    assert states_after(projector.hold("c2", 1)) == []
    for event in [*answer(first, second), called(first), called(second)]:
        states_after(projector.project(event, 5))
    assert states_after([]) == ["running", "waiting"]
    assert states_after(projector.hold("c1", 6)) == ["waiting", "waiting"]
    assert states_after(projector.status("waiting", "Paused.", 8)) == ["waiting", "waiting"]
    assert states_after(projector.status("running", "", 90)) == ["running", "running"]
    assert [entry.started for entry in transcript.entries[1:]] == [90, 90]
    states_after(projector.hold("c1", 95))
    assert states_after(projector.cancel(99)) == ["not_run", "cancelled"]


def test_a_client_of_another_loop_is_explained() -> None:
    """What asyncio says of it names neither the client nor a way out."""
    error = RuntimeError("<asyncio.locks.Event object at 0x7f [unset]> is bound to a different event loop")
    assert "a client of its own" in ended(error).entries[-1].hint


def test_a_key_that_is_missing_is_told_apart_from_one_that_was_refused() -> None:
    class AuthenticationError(Exception):
        pass

    missing = ended(ValueError("The ANTHROPIC_API_KEY environment variable is not set")).entries[-1].hint
    assert missing.startswith("No key is set. Set ANTHROPIC_API_KEY")
    refused = ended(AuthenticationError("Incorrect key. OPENAI_API_KEY is wrong.")).entries[-1].hint
    assert refused.startswith("The key was not accepted.")
    assert ended(ValueError("no such city")).entries[-1].hint == ""


def test_a_call_that_never_began_is_not_run() -> None:
    class ModelBehaviorError(Exception):
        pass

    unknown = ModelBehaviorError("Tool fly not found in agent Ada")
    whole = answer(call("wait"))
    assert ended(unknown, *whole).entries[1].state == "not_run"
    assert ended(unknown, *whole, called(call("wait"))).entries[1].state == "not_run"
    assert ended(ValueError("no"), *whole, called(call("wait"))).entries[1].state == "failed"


class _Nameless(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise ValueError("no name")


class _NamelessError(Exception, metaclass=_Nameless):
    pass


class _ClosedError(Exception):
    def __getattribute__(self, name: str) -> Any:
        raise ValueError(name)


@pytest.mark.parametrize("kind", [_NamelessError, _ClosedError], ids=["nameless", "closed"])
def test_an_error_that_tells_nothing_of_itself_is_an_entry(kind: type[Exception]) -> None:
    try:
        raise kind("odd")
    except kind as error:
        last = ended(error).entries[-1]
    assert (last.kind, last.error, last.text) == ("error", type.__dict__["__name__"].__get__(kind), "odd")
    assert "test_projector_ends.py" in last.traceback


def test_the_text_of_an_error_is_asked_once() -> None:
    asked: list[str] = []

    class ModelBehaviorError(Exception):
        def __str__(self) -> str:
            asked.append("str")
            return "slow"

    assert ended(ModelBehaviorError()).entries[-1].text == "slow"
    assert len(asked) == 1
    with pytest.raises(ModelBehaviorError) as caught:
        raise ModelBehaviorError
    assert (ended(caught.value).entries[-1].traceback or "").endswith("ModelBehaviorError: slow\n")
    assert len(asked) == 2


@pytest.mark.parametrize("usage", [(10**30, 1), (1, -(10**30))])
def test_usage_that_no_server_can_mean_is_not_counted(usage: tuple[int, int]) -> None:
    told = {"usage": {"input_tokens": usage[0], "output_tokens": usage[1]}, "output": []}
    projector = Projector()
    patches = [
        *projector.begin("Hello"),
        *projector.project(raw("response.created", response={}), 1),
        *projector.project(raw("response.completed", response=told), 2),
        *projector.finish(3),
    ]
    used = apply_all(Transcript(), patches).usage
    assert (used["uncounted_requests"], used["input_tokens"], used["output_tokens"]) == (1, 0, 0)
