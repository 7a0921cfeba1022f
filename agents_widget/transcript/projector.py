"""The projector: reads the events of a run by their shape and turns them into patches of its transcript."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ..redaction import without_keys
from . import failure
from .fields import agent_name, call_arguments, call_name, field, list_field, real_id, text_field, type_name
from .form_schema import form_schema
from .run_events import read_event, read_input_item
from .run_reader import RunReader
from .schema import Entry, EntryState, Lane, Patch, RunStatus
from .tool_outputs import Describe, output_head
from .writer import OpenEntry, TranscriptWriter

logger = logging.getLogger(__name__)

FINAL: frozenset[RunStatus] = frozenset({"done", "failed", "cancelled"})


class Projector:
    """Turns the events of a run into patches, in one pass; one projector serves all runs of a transcript.

    It takes stream events of this package and of the OpenAI Agents SDK (any version's order), bare
    events of the Responses API, and plain dicts of either. It draws from the earliest event that tells
    of a thing and lets later ones fill in. An event it does not know changes nothing. Times ``t`` are
    milliseconds since the run began. ``describe`` gives a MIME bundle for a tool's Python result.
    """

    def __init__(self, describe: Describe | None = None) -> None:
        self._writer = TranscriptWriter(describe)
        self._run = RunReader(self._writer)
        self._has_begun = False

    def begin(self, input: str | Iterable[Any], t: int = 0, *, began: float | None = None) -> list[Patch]:
        """Begin a run, or the next one, with a user's text or a list of input items.

        ``began`` is the time in seconds since the epoch, and counts for the first run. Of a list, only
        the user's last messages are news when an earlier run of this transcript has shown the rest.
        """
        writer = self._writer_at(t)
        items = [{"role": "user", "content": input}] if isinstance(input, str) else list(input)
        if self._has_begun:
            items = _last_user_messages(items)
        else:
            writer.set_fact("began", began)
        self._has_begun = True
        self._set_status("running")
        for item in items:
            with _ignored("An input item"):
                read_input_item(self._run, item)
        if items:  # a fork may begin with nothing said, and with a call under way
            self._close()
        self._run.mark_idle()
        return writer.take_patches()

    def begin_fork(
        self,
        notice: Entry,
        entries: Iterable[Entry],
        lanes: Iterable[Lane],
        again: Iterable[Entry],
        t: int,
        *,
        began: float,
    ) -> list[Patch]:
        """Begin with what another run has shown, of which this one is a fork; ``notice`` says so.

        ``again`` are the calls that this run makes anew.
        """
        writer = self._writer_at(t)
        writer.set_fact("began", began)
        self._has_begun = True
        writer.put("entries", notice)
        self._run.take_over(entries, lanes)
        for call in again:
            self._run.take_over_call(call)
        return writer.take_patches()

    def project(self, event: Any, t: int) -> list[Patch]:
        """Read one event. One that cannot be read changes nothing more, and never raises."""
        self._writer.now = t
        self._writer.completed = ""
        with _ignored("An event"):
            read_event(self._run, event)
        return self._writer.take_patches()

    @property
    def completed(self) -> str:
        """The id of the entry whose whole item the last event had, even if that changed nothing; else ""."""
        return self._writer.completed

    def keep_usage(self, used: dict[str, int], t: int) -> list[Patch]:
        """Count what was used before this transcript was written anew: it stays spent."""
        writer = self._writer_at(t)
        writer.keep_usage(used)
        return writer.take_patches()

    def say(self, text: str, t: int) -> list[Patch]:
        """Add what the user said while the run goes on."""
        writer = self._writer_at(t)
        writer.add_user_message(text)
        return writer.take_patches()

    def notice(self, text: str, t: int) -> list[Patch]:
        """Add a sentence about the run itself."""
        writer = self._writer_at(t)
        writer.add_entry("notice", text=text)
        return writer.take_patches()

    def status(self, status: RunStatus, detail: str = "", t: int = 0) -> list[Patch]:
        """Set what the run does, and why."""
        writer = self._writer_at(t)
        self._set_status(status, detail)
        if status == "running":
            self._run.mark_idle()
            writer.release_held_calls()
            writer.approved_calls.clear()
            writer.show_questions()
        return writer.take_patches()

    def step(self, call_id: str, detail: str, t: int) -> list[Patch]:
        """Show that the run takes one step: the held call of this id, if it has one, goes on."""
        writer = self._writer_at(t)
        self._set_status("running", detail)
        self._run.mark_idle()
        writer.release_held_call(call_id)
        return writer.take_patches()

    def hold(self, call_id: str, t: int) -> list[Patch]:
        """Show that a tool call waits until the run goes on: its status is running again."""
        writer = self._writer_at(t)
        writer.held_calls.add(call_id)
        for open_entry in _calls_with_id(self._run, call_id):
            if open_entry.entry.state == "running":
                writer.update(open_entry.entry, state="waiting")
        return writer.take_patches()

    def finish(self, t: int, begun_calls: Collection[str] | None = None) -> list[Patch]:
        """End the run as done; as failed if the model's server reported an error that was never raised.

        ``begun_calls`` is as for ``cancel``.
        """
        writer = self._writer_at(t)
        if error := self._run.server_error:
            return self._fail(
                None,
                text=without_keys(error.message),
                error=error.event_type,
                hint=failure.SERVER_HINT,
            )
        self._close(begun_calls=begun_calls)
        self._set_status("done")
        return writer.take_patches()

    def cancel(self, t: int, begun_calls: Collection[str] | None = None) -> list[Patch]:
        """End the run because it was stopped: what is open stays as far as it came.

        ``begun_calls`` are the call ids of the tools that have begun, if the run tells: others were not run.
        """
        writer = self._writer_at(t)
        self._close("cancelled", begun_calls)
        self._set_status("cancelled")
        return writer.take_patches()

    def fail(
        self,
        error: BaseException,
        t: int,
        begun_calls: Collection[str] | None = None,
        failed_calls: Collection[str] | None = None,
    ) -> list[Patch]:
        """End the run by an error: what is open has failed, and an entry says what happened and what to do.

        ``begun_calls`` is as for ``cancel``. ``failed_calls`` are the call ids of the tools that raised, if
        the run tells: others that had begun were cut off.
        A guardrail's tripwire takes back what it guards: the agent's answer to the input, or the output.
        """
        if type_name(error) == "CancelledError":
            return self.cancel(t, begun_calls)
        self._writer.now = t
        self._writer.failed_calls = failed_calls
        if tripwire := failure.tripwire(error):
            return self._fail_by_guardrail(tripwire, begun_calls)
        text = failure.message(error)  # once: what an error does to give its text may take its time
        hint = failure.hint(error, text)
        self._run.refused_response = failure.names_unknown_tool(error, text)
        server_error = self._run.server_error
        if server_error and server_error.message not in text:
            text = f"{text}\n{server_error.message}"
        return self._fail(
            begun_calls,
            text=text,
            error=type_name(error),
            hint=hint,
            traceback=failure.traceback_text(error),
        )

    def interrupt(self, interruptions: Iterable[Any], t: int) -> list[Patch]:
        """Show the calls that wait for approval: the runner's interruptions."""
        writer = self._writer_at(t)
        tools = [self._show_interruption(interruption) for interruption in interruptions]
        self._set_status("waiting", f"Approval needed: {', '.join(dict.fromkeys(tools))}." if tools else "")
        return writer.take_patches()

    def decide(
        self, call_id: str, approved: bool, t: int, *, arguments: str | None = None, message: str = ""
    ) -> list[Patch]:
        """Show what the user decided of a call: to run it, perhaps with other arguments, or to deny it."""
        writer = self._writer_at(t)
        calls = _calls_with_id(self._run, call_id)
        open_entry = next((call for call in calls if call.entry.state == "awaiting_approval"), None)
        if open_entry is None:
            return []
        if arguments is not None:
            writer.replace_text(open_entry, arguments)
        writer.update(open_entry.entry, schema=None)
        if approved:
            writer.update(open_entry.entry, state="running", started=t)
            writer.approved_calls.add(open_entry.entry.id)
        else:
            writer.close_entry(open_entry, "denied", **output_head(message))
        return writer.take_patches()

    def _writer_at(self, t: int) -> TranscriptWriter:
        self._writer.now = t
        return self._writer

    def _set_status(self, status: RunStatus, detail: str = "") -> None:
        self._writer.set_fact("status", status)
        self._writer.set_fact("detail", detail)
        self._writer.set_fact("ended", self._writer.now if status in FINAL else None)

    def _close(self, state: EntryState = "done", begun_calls: Collection[str] | None = None) -> None:
        self._writer.begun_calls = begun_calls
        self._run.close(state)
        self._writer.begun_calls = self._writer.failed_calls = None  # a next run may follow
        self._writer.close_all(state)  # what came too late for the call that it belongs to

    def _fail(self, begun_calls: Collection[str] | None, **fields: Any) -> list[Patch]:
        self._close("failed", begun_calls)
        self._run.server_error = None
        self._run.refused_response = False
        self._writer.add_entry("error", state="failed", agent=self._run.agent, **fields)
        self._set_status("failed", fields["text"].split("\n", 1)[0][:200])
        return self._writer.take_patches()

    def _fail_by_guardrail(
        self, tripwire: failure.Tripwire, begun_calls: Collection[str] | None
    ) -> list[Patch]:
        writer = self._writer
        self._close("failed" if tripwire.guards == "tool" else "cancelled", begun_calls)
        answers = writer.messages_since_user
        if tripwire.guards == "output":
            answers = [entry for entry in answers if entry.kind == "message"][-1:]
        if tripwire.guards != "tool":
            for entry in answers:
                writer.update(entry, state="retracted")
        name, agent = tripwire.guardrail, self._run.agent
        writer.add_entry("guardrail", state="failed", agent=agent, guardrail=name, text=tripwire.reason)
        self._set_status("failed", f"Stopped by the guardrail {name}.")
        return writer.take_patches()

    def _show_interruption(self, interruption: Any) -> str:
        """Show one call that waits for approval, and name its tool."""
        raw_item, agent = field(interruption, "raw_item", interruption), field(interruption, "agent")
        open_entry = self._find_interrupted_call(raw_item, agent_name(agent))
        if open_entry is None:
            open_entry = self._run.begin_entry("tool_call", raw_item)
        tool = open_entry.entry.tool
        self._writer.replace_text(open_entry, call_arguments(raw_item))
        self._writer.update(
            open_entry.entry, state="awaiting_approval", schema=_arguments_schema(agent, tool)
        )
        self._writer.open_entries[open_entry.entry.id] = open_entry
        return tool

    def _find_interrupted_call(self, raw_item: Any, agent: str) -> OpenEntry | None:
        """Find the call an interruption is about; one inside a tool may have the tool's own call id."""
        name = call_name(raw_item)

        def matching_names(call: OpenEntry) -> int:
            return (call.entry.tool == name) + (call.entry.agent == agent)

        calls = _calls_with_id(self._run, real_id(field(raw_item, "call_id")))
        return max(calls, default=None, key=matching_names)


def _calls_with_id(run: RunReader, call_id: str) -> Iterator[OpenEntry]:
    """Give the calls of an id, in a run and in its nested runs, the outer ones first."""
    if call_id in run.calls:
        yield run.calls[call_id]
    for open_entry in run.calls.values():
        if nested_run := run.nested_runs.get(open_entry.entry.id):
            yield from _calls_with_id(nested_run, call_id)


@contextlib.contextmanager
def _ignored(what: str) -> Iterator[None]:
    """Log what could not be read instead of raising it: it came from any library, in any shape."""
    try:
        yield
    except Exception:
        logger.warning("%s could not be read; it is left out of the transcript.", what, exc_info=True)


def _last_user_messages(items: list[Any]) -> list[Any]:
    """Give the user's messages at the end of a list of input items."""
    start = len(items)
    while start and text_field(items[start - 1], "role") == "user":
        start -= 1
    return items[start:]


def _arguments_schema(agent: Any, tool: str) -> dict[str, Any] | None:
    """Find the JSON schema of a tool's arguments with the agent that has it."""
    for candidate in list_field(agent, "tools"):
        if text_field(candidate, "name") == tool:
            return form_schema(field(candidate, "params_json_schema"))
    return None
