"""What holds after every run, however it went; ``problems`` says what does not.

- **Ends**: every log is closed, nothing in the transcript is still under way.
- **Readers** got the events of the log, from the first; who read to the end got its end or its error.
- **Order**: a run item of the model comes after its response is complete and before the next response begins;
  the output of a call after its call, once; progress of a tool after its call and before its output; a
  handoff is followed by its agent.
- **Tape**: the transcript, the tape and what a page has been sent are the same.
- **Nothing is lost**: a complete item of a complete response is in the results. That a run failed or was
  stopped explains a loss.
- **Errors** are the openai client's, this package's, or the program's own.
- **Requests** were such as OpenAI's API accepts, and so is the next one, from the input list or the session.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import openai
from hostile_program import ProgramError
from page_side import transcript_of_page

from agents_widget.agents import AgentsException

if TYPE_CHECKING:
    from storm import StormRun

_INNER_EVENTS = ("tool_progress_stream_event", "agent_tool_stream_event")
_MODEL_ITEMS = ("message_output_created", "reasoning_item_created", "tool_called", "handoff_requested")


def problems(run: StormRun) -> list[str]:
    """What is wrong with a run that has ended."""
    found: list[str] = []
    for check in (_ends, _readers, _order, _tape, _items, _errors, _requests):
        try:
            found += [f"{check.__name__[1:]}: {problem}" for problem in check(run)]
        except Exception as error:  # noqa: PERF203 - what an invariant cannot look at is wrong as well
            found.append(f"{check.__name__[1:]} raised {describe(error)}")
    return found


def describe(error: BaseException) -> str:
    """An error with the end of its traceback, whatever its text does."""
    try:
        text = str(error)[:200]
    except Exception:
        text = "(no text)"
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__}: {text} [{places}]"


def _events(run: StormRun) -> list[Any]:
    return [event for log in run.logs for event in log.events]


def _ends(run: StormRun) -> Iterator[str]:
    if not all(log.closed for log in run.logs):
        yield "a log is open"
    if run.widget is not None:
        transcript = run.widget.transcript
        if transcript.status not in ("done", "failed", "cancelled"):
            yield f"the transcript's status is {transcript.status}"
        for entry in transcript.entries:
            if entry.state in ("streaming", "running", "waiting", "awaiting_approval"):
                yield f"the entry {entry.id} ({entry.kind}) is still {entry.state}"


def _readers(run: StormRun) -> Iterator[str]:
    for reading in run.readings:
        events = reading.log.events
        if [id(event) for event in reading.events] != [id(event) for event in events[: len(reading.events)]]:
            yield f"reader {reading.name} got other events than the log has"
        if reading.ending == "reading":
            yield f"reader {reading.name} has not ended"
        was_cancelling = reading.ending == "whole" and run.was_stopped
        if (
            reading.ending in ("whole", "failed")
            and len(reading.events) != len(events)
            and not was_cancelling
        ):
            yield f"reader {reading.name} got {len(reading.events)} of {len(events)} events"
        if reading.ending == "whole" and reading.log.error is not None:
            yield f"reader {reading.name} was not told the error"
        if reading.ending == "failed" and reading.error is not reading.log.error:
            yield f"reader {reading.name} was told another error: {type(reading.error).__name__}"
    if not run.was_stopped and run.mode == "result":
        for result in run.results:
            if result.steering.cancelled:
                yield "the run was cancelled, and nobody asked for it"


def _order(run: StormRun) -> Iterator[str]:
    called: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    last_raw = before = ""
    for event in _events(run):
        name = getattr(event, "name", event.type)
        if event.type == "raw_response_event":
            last_raw = getattr(event.data, "type", "")
        elif name in _MODEL_ITEMS and last_raw != "response.completed":
            yield f"{name} after the raw event {last_raw}"
        call_id = _call_id(event)
        if name in ("tool_called", "handoff_requested"):
            called[call_id] += 1
        elif name in ("tool_output", "handoff_occured"):
            answered[call_id] += 1
            if answered[call_id] > called[call_id]:
                yield f"{name} of {call_id} without a call before it"
        elif name in _INNER_EVENTS and answered[call_id] >= called[call_id]:
            yield f"{name} of {call_id} after its output, or before its call"
        if before == "handoff_occured" and name != "agent_updated_stream_event":
            yield f"{name} comes between a handoff and its agent"
        before = name


def _call_id(event: Any) -> str:
    return str(getattr(event, "call_id", None) or getattr(getattr(event, "item", None), "call_id", None))


def _tape(run: StormRun) -> Iterator[str]:
    if run.widget is None:
        return
    yield from run.widget.comm.problems
    live = run.widget.transcript.to_dict()
    for name, other in (
        ("tape", run.widget.tape.transcript()),
        ("page", transcript_of_page(run.widget.comm)),
    ):
        for field, value in other.to_dict().items():
            if value != live.get(field) and _sendable(live.get(field)) != value:
                yield f"the {name}'s {field} is {value!r:.300}, the transcript's {live.get(field)!r:.300}"


def _sendable(value: Any) -> Any:
    """A value as the page gets it: half characters are replaced on the way."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_sendable(key): _sendable(inner) for key, inner in value.items()}
    return [_sendable(inner) for inner in value] if isinstance(value, list) else value


def _items(run: StormRun) -> Iterator[str]:
    if not run.results or run.was_stopped or run.error is not None:
        return
    kept: list[Any] = run.results[-1].to_input_list()
    without_ids = [_without_id(item) for item in kept]  # a run may be told to leave out those of reasoning
    for raw in _complete_items(run):
        if _without_id(raw.model_dump(exclude_unset=True)) not in without_ids:
            yield f"a complete item is not in the result: {raw!r:.200}"
    yield from _good_items(run, kept)


def _without_id(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "id"}


def _complete_items(run: StormRun) -> Iterator[Any]:
    """The items that the server completed, of the responses that it completed."""
    waiting: list[Any] = []
    for event in _events(run):
        raw = getattr(event, "data", None)
        kind = getattr(raw, "type", None)
        if kind == "response.created":
            waiting = []
        elif kind == "response.output_item.done":
            waiting.append(raw.item)
        elif kind == "response.completed":
            yield from waiting
            waiting = []


def _good_items(run: StormRun, kept: list[dict[str, Any]]) -> Iterator[str]:
    """Items of answers without faults, which the run read to the end."""
    plan = run.program.plan
    said = str([dump.get("content") for dump in kept])
    calls = {dump.get("call_id") for dump in kept}
    for answer in plan.answers[: plan.count]:
        if not (answer.is_good and answer.sent):
            continue
        for item in answer.items:
            if item["kind"] == "call" and item["call_id"] not in calls:
                yield f"the call {item['call_id']} of a good answer is lost"
            if item["kind"] == "text" and item["text"] not in said:
                yield f"the text {item['text']!r} of a good answer is lost"


def _errors(run: StormRun) -> Iterator[str]:
    error = run.error
    own = any(error is each for each in run.program.raised)
    if error is None or own or isinstance(error, (openai.OpenAIError, AgentsException, ProgramError)):
        return
    yield f"an error from inside: {describe(error)}"


def _requests(run: StormRun) -> Iterator[str]:
    for plan in run.program.plans.values():
        yield from plan.problems
