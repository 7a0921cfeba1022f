"""Keeps what happens in the runs of a widget, and writes it into the transcript."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...agents.approvals import Decision
from ...agents.run_internal.event_log import EventLog
from ...sources.checks import Translate
from ...transcript.fields import raw_type
from ...transcript.join_deltas import joined
from ...transcript.projector import Projector
from ...transcript.schema import ModelRequest, Patch, RunStatus
from ...transcript.tape import Tape
from ..channel import Channel, Message, Send
from ..tool_views import ToolNames
from ..tools import ToolValues
from .event_history import EventHistory, RunEvents
from .event_subscription import EventRowSubscription

Project: TypeAlias = Callable[[Projector, int], list[Patch]]
"""Has a projector show something that happened at a time in milliseconds."""


@dataclass(slots=True)
class RecordedEvents:
    """Consecutive events of one run, by their numbers in its log."""

    run: RunEvents
    translate: Translate
    start: int
    stop: int


@dataclass(slots=True)
class RecordedAction:
    """Something that happened beside the events, such as a decision or the end."""

    project: Project
    t: int


class Recorder:
    """Records runs, shows each record in the channel, and can go back to an earlier one.

    ``send`` takes the messages for the views. A ``tape`` with rows is gone on with; ``began`` is when the
    run began by ``time.monotonic``, if that is past.
    """

    def __init__(self, send: Send, tape: Tape | None = None, began: float | None = None) -> None:
        self.channel = Channel(self._send_row, tape, began=began, late=self._project_deltas)
        self.tool_values = ToolValues()
        self.log: EventLog[Any] = EventLog()
        """Every event of the present run, for any number of readers."""
        self.log.close()
        self._history = EventHistory()
        self.event_rows = EventRowSubscription(self._history, send)
        self._send = send
        self._run = self._history.begin_run(self.log, self.channel.zero)
        self._translate: Translate = _as_it_is
        self._tool_names = ToolNames()
        self._projector = Projector(self._tool_names.describe)
        self._records: list[RecordedEvents | RecordedAction] = []
        self._open_record: RecordedEvents | None = None
        """The record that the next event belongs to, if it is of the same run."""
        self._deltas: deque[tuple[Any, int]] = deque()
        """What is not projected yet: what an event means, and its number in the log."""
        self._past: int | None = None
        """The time of what is recorded, while that is of the past."""
        self._earlier_calls: list[ModelRequest] = []

    # Runs and their times

    def open_log(self) -> None:
        """Begin the log of the next run."""
        self.log = EventLog()
        self._run = self._history.begin_run(self.log, self.channel.zero)
        self._open_record = None

    def translate_with(self, translate: Translate) -> None:
        """Translate the events that come from now on."""
        self._translate = translate
        self._open_record = None

    def begin_past(self) -> None:
        """Record what comes as of the past: first of the run's beginning, then of the events' times."""
        self._past = 0

    def end_past(self) -> None:
        """Send what was recorded of the past; what comes now happens now."""
        self.channel.flush(self._past)
        self._past = None

    @property
    def position(self) -> int:
        """How many records there are: where ``rewind`` can go back to."""
        return len(self._records)

    # Records

    async def prepare(self, event: Any) -> None:
        """Do what would hold up the event loop when the event is recorded."""
        await self._tool_names.describe_ahead(event)

    def add_event(self, event: Any, at: float | None = None) -> bool:
        """Record an event, of now or (while that is recorded) of the past. Gives whether the usage grew.

        Deltas are projected together, when they are sent: a thousand may come a second.
        """
        self.log.append(event, at)
        if at is not None:
            self._past = self.channel.elapsed(at)
        if self._open_record is None:
            start = len(self.log.events) - 1
            self._open_record = RecordedEvents(self._run, self._translate, start, start)
            self._records.append(self._open_record)
        self._open_record.stop += 1
        patches = [patch for each in self._translate(event) for patch in self._read(each)]
        return any(patch.at == ("usage",) for patch in patches)

    def begin(self, input: str | list[Any], began: float) -> list[Patch]:
        """Record that a run began, at a time in seconds since the epoch; gives what that changed."""
        return self._act(lambda projector, t: projector.begin(input, t, began=began))

    def say(self, text: str) -> None:
        """Record what the user said while the run goes on."""
        self._act(lambda projector, t: projector.say(text, t))

    def notice(self, text: str) -> None:
        """Record a sentence about the run itself."""
        self._act(lambda projector, t: projector.notice(text, t))

    def show_status(self, status: RunStatus, detail: str = "") -> None:
        """Record what the run does, and why."""
        self._act(lambda projector, t: projector.status(status, detail, t))

    def hold_call(self, call_id: str) -> None:
        """Record that a tool call waits until the run goes on."""
        self._act(lambda projector, t: projector.hold(call_id, t))

    def interrupt(self, interruptions: Iterable[Any]) -> None:
        """Record that tool calls wait for approval."""
        waiting = list(interruptions)
        self._act(lambda projector, t: projector.interrupt(waiting, t))

    def decide(self, call_id: str, decision: Decision) -> None:
        """Record what was decided about a tool call."""

        def project(projector: Projector, t: int) -> list[Patch]:
            message = decision.message or ""
            approved = decision.approved
            return projector.decide(call_id, approved, t, arguments=decision.arguments, message=message)

        self._act(project)

    def finish(self) -> None:
        """Record that the run is done."""
        self._act(lambda projector, t: projector.finish(t))

    def cancel(self) -> None:
        """Record that the run was stopped."""
        self._act(lambda projector, t: projector.cancel(t))

    def fail(self, error: BaseException) -> None:
        """Record that an error ended the run."""
        self._act(lambda projector, t: projector.fail(error, t))

    def set_field(self, name: str, value: Any) -> None:
        """Set a field of the transcript that no record writes: ``abilities``, ``cost`` or ``budget``."""
        self._put([Patch("set", (name,), value)])

    def rewind(self, position: int) -> None:
        """Go back to what the first ``position`` records made, and send the views the transcript anew.

        What was spent since stays spent.
        """
        before = self.channel.restart()
        del self._records[position:]
        self._open_record = None
        self._projector = Projector(self._tool_names.describe)
        self._past = 0
        for record in self._records:
            self._replay(record)
        self._put(self._projector.keep_usage(before.usage, self._past))
        self.channel.write(self._past)
        self._past = None
        kept = {call.id for call in self.channel.transcript.calls}
        self._earlier_calls += [call for call in before.calls if call.id not in kept]
        self.channel.send_snapshot()

    @property
    def model_calls(self) -> list[ModelRequest]:
        """Every model call so far, also those of answers that were taken back."""
        return [*self._earlier_calls, *self.channel.transcript.calls]

    def _act(self, project: Project) -> list[Patch]:
        self.channel.gather()
        t = self.channel.elapsed() if self._past is None else self._past
        self._records.append(RecordedAction(project, t))
        self._open_record = None
        return self._put(project(self._projector, t))

    def _read(self, event: Any) -> list[Patch]:
        """Read one event, in words of the projector; gives what it changes at once."""
        if self._past is None and raw_type(event).endswith(".delta"):
            self._deltas.append((event, len(self.log.events) - 1))
            if self.channel.ready:
                self.channel.flush()
            return []
        self.channel.gather()
        self.tool_values.note(event)
        _, t = self._run.timed(len(self.log.events) - 1)
        return self._put(self._project(event, t))

    def _project_deltas(self) -> list[Patch]:
        numbered = [self._deltas.popleft() for _ in range(len(self._deltas))]
        patches: list[Patch] = []
        for event, n in joined(numbered):
            _, t = self._run.timed(n)
            patches += self._project(event, t)
        return patches

    def _project(self, event: Any, t: int) -> list[Patch]:
        self._tool_names.note(event)
        return self._projector.project(event, t)

    def _replay(self, record: RecordedEvents | RecordedAction) -> None:
        if isinstance(record, RecordedAction):
            self._past = record.t
            self._put(record.project(self._projector, record.t))
            return
        for n in range(record.start, record.stop):
            event, self._past = record.run.timed(n)
            for each in record.translate(event):
                self._put(self._project(each, self._past))

    def _put(self, patches: list[Patch]) -> list[Patch]:
        if self._past is None:
            self.channel.put(patches)
        else:
            self.channel.record(patches, self._past)
        return patches

    def _send_row(self, row: Message) -> None:
        self._send(row)
        self.event_rows.send_new_rows()


def _as_it_is(event: Any) -> Iterable[Any]:
    return (event,)
