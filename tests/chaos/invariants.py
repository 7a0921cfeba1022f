"""What holds after every run, however it went; ``problems`` says what does not.

- **Ends**: every log is closed, nothing in the transcript is still under way.
- **Readers** got the events of the log, from the first; who read to the end got its end or its error.
- **Order**: a run item of the model comes after its response is complete and before the next response begins;
  the output of a call after its call, once; progress of a tool after its call and before its output; a
  handoff is followed by its agent.
- **Tape**: the transcript, the tape and what a page has been sent are the same.
- **Nothing is lost**: a complete item of a complete response is in the results. That a run failed or was
  stopped explains a loss.
- **Sessions** have what a run that went well said, called and got.
- **Errors** are the openai client's, this package's, or the program's own.
- **Requests** were such as OpenAI's API accepts, and so is the next one, from the input list or the session.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import openai
from hostile_tools import ProgramError
from page_side import transcript_of_page
from pydantic import BaseModel

from agents_widget.agents import AgentsException

if TYPE_CHECKING:
    from storm_run import StormRun

_INNER_EVENTS = ("tool_progress_stream_event", "agent_tool_stream_event")
_MODEL_ITEMS = ("message_output_created", "reasoning_item_created", "tool_called", "handoff_requested")


def problems(run: StormRun) -> list[str]:
    """What is wrong with a run that has ended."""
    found: list[str] = []
    for check in (_ends, _readers, _order, _tape, _items, _session, _errors, _requests):
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


def _is_same(event: Any, in_log: Any) -> bool:
    """Whether two events are one; a delta of a while ago is made anew for whoever reads it."""
    return event is in_log or (in_log.type == "raw_response_event" and event == in_log)


def _readers(run: StormRun) -> Iterator[str]:
    for reading in run.readings:
        events = reading.log.events
        if len(reading.events) > len(events) or not all(map(_is_same, reading.events, events)):
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
    if _went_well(run) and run.results and not run.results[-1].interruptions:
        for call_id in called - answered:
            yield f"no output of {call_id} was told"


def _went_well(run: StormRun) -> bool:
    return not run.was_stopped and run.error is None and all(log.error is None for log in run.logs)


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
    # What a run that failed had done may be taken back, when somebody goes on from it.
    handed_over = any(getattr(event, "name", "") == "handoff_occured" for event in _events(run))
    may_be_handed_over = handed_over or run.mode == "unstreamed"  # which has no events to tell it by
    was_cut = may_be_handed_over and run.program.cuts_history
    if not run.results or not _went_well(run) or was_cut:
        return
    kept: list[Any] = run.results[-1].to_input_list()
    contents = [_content(item, run.edited) for item in kept]
    ids = {item.get("call_id") for item in kept}
    # No session keeps reasoning that led to nothing, so a next run in the widget does not have it.
    in_sessions = run.program.options.get("session") is not None and len(run.logs) > 1
    for raw in _complete_items(run):
        if in_sessions and raw.type == "reasoning":
            continue
        item = raw.model_dump(exclude_unset=True, warnings=False)
        content = _content(item, run.edited)
        if content not in contents and item.get("call_id") not in ids:
            content = _content({**item, "arguments": ""}, set())  # edited, under an id that it got instead
        if content not in contents:
            yield f"a complete item is not in the result: {raw!r:.200}"
        else:
            contents.remove(content)
    yield from _good_items(run, kept)


def _session(run: StormRun) -> Iterator[str]:
    """What a run that went well said, called and got is in its session, if that never failed."""
    session = run.program.options.get("session")
    if session is None or session.failed or not _went_well(run) or not run.results:
        return
    result = run.results[-1]
    if result.interruptions or run.program.cuts_history:
        return
    kept = [_content(item, set()) for item in session._items]
    for item in result.new_items:
        if item.type not in ("reasoning_item", "tool_approval_item"):
            row = _sendable(item.to_input_item())
            if _content(row, set()) not in kept:
                yield f"not in the session: {row!r:.200}"


def _content(item: dict[str, Any], edited: set[str]) -> tuple[Any, ...]:
    """What an item says: its kind, its text and what it calls. Odd ids of a server are made good."""
    parts = [*_list(item.get("content")), *_list(item.get("summary"))]
    said = [str(part.get("refusal", part.get("text")) or "") for part in parts if isinstance(part, dict)]
    arguments = "" if item.get("call_id") in edited else str(item.get("arguments") or "")
    return item.get("type"), "".join(said), item.get("name"), arguments, str(item.get("output"))


def _list(value: Any) -> list[Any]:
    return [{"text": value}] if isinstance(value, str) else value if isinstance(value, list) else []


def _complete_items(run: StormRun) -> Iterator[Any]:
    """The items that the server completed, of the responses that it completed."""
    waiting: list[Any] = []
    for event in (event for log in run.logs[run.first_kept_log :] for event in log.events):
        raw = getattr(event, "data", None)
        kind = getattr(raw, "type", None)
        if kind == "response.created":
            waiting = []
        elif kind == "response.output_item.done" and isinstance(raw.item, BaseModel):
            waiting += [] if raw.item in waiting else [raw.item]  # it may come twice
        elif kind == "response.completed":
            yield from waiting
            waiting = []


def _good_items(run: StormRun, kept: list[dict[str, Any]]) -> Iterator[str]:
    """Items of answers without faults, which the run read to the end."""
    if run.first_kept_log:
        return
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
