"""Keeps what happens in the runs of a widget, and writes it into the transcript."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...agents.approvals import Decision
from ...agents.run_internal.event_log import EventLog
from ...sources.checks import Translate
from ...transcript.fields import raw_type
from ...transcript.join_deltas import joined
from ...transcript.projector import Projector
from ...transcript.schema import Entry, Lane, ModelRequest, Patch, RunStatus, Transcript
from ...transcript.tape import Tape
from ..channel import Channel, Message, Send
from ..tool_views import ToolNames
from ..tools import ToolValues
from .event_history import EventHistory, RunEvents
from .event_subscription import EventRowSubscription
from .questions import OpenQuestions

Project: TypeAlias = Callable[[Projector, int], list[Patch]]
"""Has a projector show something that happened at a time in milliseconds."""


@dataclass(slots=True)
class RecordedEvents:
    """Consecutive events of one run, by their numbers in its log."""

    run: RunEvents
    start: int
    meanings: list[list[Any] | None]
    """What each meant in events of ``agents_widget.sources.events``, as it was translated when it came.

    None for one that meant itself: it is in the log, which packs it.
    """

    def meaning(self, n: int) -> list[Any]:
        """Give what the ``n``-th of them meant."""
        meaning = self.meanings[n]
        return [self.run.log.events[self.start + n]] if meaning is None else meaning


@dataclass(slots=True)
class RecordedAction:
    """Something that happened beside the events, such as a decision or the end."""

    project: Project
    t: int


@dataclass(slots=True)
class TakenBack:
    """What ``rewind`` took out of the transcript: the records, the model calls, and the readers' notes."""

    records: list[RecordedEvents | RecordedAction]
    calls: list[ModelRequest]
    annotations: list[Patch]


class Recorder:
    """Records runs, shows each record in the channel, and can go back to an earlier one.

    ``send`` takes the messages for the views. A ``tape`` with rows is gone on with; ``began`` is when the
    run began by ``time.monotonic``, if that is past. What is ``unseen`` sends nothing until ``show``.
    """

    def __init__(
        self, send: Send, tape: Tape | None = None, began: float | None = None, *, unseen: bool = False
    ) -> None:
        self.channel = Channel(self._send_row, tape, began=began, late=self._project_deltas, unseen=unseen)
        self.tool_values = ToolValues()
        self.questions = OpenQuestions()
        self.log: EventLog[Any] = EventLog()
        """Every event of the present run, for any number of readers."""
        self.log.close()
        self._history = EventHistory()
        self.event_rows = EventRowSubscription(self._history, self._send_message, self._history.entry_of)
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

    def show(self, send: Send) -> None:
        """Send what comes from now on, of a run that was unseen."""
        self._send = send
        self.channel.show()

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
        self.flush()
        self._past = None

    def flush(self) -> None:
        """Send what waits, as of now, or as of the past that is recorded."""
        self.channel.flush(self._past)

    @property
    def position(self) -> int:
        """How many records there are: where ``rewind`` can go back to."""
        return len(self._records)

    # Records

    async def prepare(self, event: Any) -> None:
        """Do what would hold up the event loop when the event is recorded."""
        await self._tool_names.describe_ahead(event)

    def prepare_past(self, events: Iterable[Any]) -> None:
        """Do the same for events of the past, which are recorded at once."""
        self._tool_names.describe_past(events)

    def add_event(self, event: Any, at: float | None = None, *, happened: float | None = None) -> bool:
        """Record an event, of now or (while that is recorded) of the past. Gives whether the usage grew.

        ``happened`` is when an event of now came about, if it was read later. Deltas are projected together,
        when they are sent: a thousand may come a second.
        """
        self.log.append(event, happened if at is None else at)
        if at is not None:
            self._past = self.channel.elapsed(at)
        meanings = self._meanings_of_next()
        meaning: list[Any] = []  # kept, for an adapter translates once: it may remember what it has read
        meanings.append(meaning)
        patches = []
        for each in self._translate(event):
            meaning.append(each)
            patches += self._read(each)
        if len(meaning) == 1 and meaning[0] is event:
            meanings[-1] = None
        return any(patch.at == ("usage",) for patch in patches)

    def _meanings_of_next(self) -> list[list[Any] | None]:
        """Give where the meaning of the event belongs that the log has just got."""
        if self._open_record is None:
            self._open_record = RecordedEvents(self._run, len(self.log.events) - 1, [])
            self._records.append(self._open_record)
        return self._open_record.meanings

    def add_late(self, event: Any) -> None:
        """Record what a run did and its events did not show; it is none of the events that are read."""
        self._act(lambda projector, t: projector.project(event, t))

    def begin(self, input: str | list[Any], began: float) -> list[Patch]:
        """Record that a run began, at a time in seconds since the epoch; gives what that changed."""
        return self._act(lambda projector, t: projector.begin(input, t, began=began))

    def show_earlier(self, items: list[Any]) -> None:
        """Record what was said before the first run."""
        self.begin(items, time.time())
        self.finish()

    def begin_fork(
        self, notice: Entry, entries: Iterable[Entry], lanes: Iterable[Lane], again: Iterable[Entry]
    ) -> None:
        """Record what another run has shown, of which this one is a fork: as ``Projector.begin_fork``."""
        shown, kept, anew, began = list(entries), list(lanes), list(again), time.time()
        self._act(lambda projector, t: projector.begin_fork(notice, shown, kept, anew, t, began=began))

    def say(self, text: str) -> None:
        """Record what the user said while the run goes on."""
        self._act(lambda projector, t: projector.say(text, t))

    def notice(self, text: str) -> None:
        """Record a sentence about the run itself."""
        self._act(lambda projector, t: projector.notice(text, t))

    def show_status(self, status: RunStatus, detail: str = "") -> None:
        """Record what the run does, and why."""
        self._act(lambda projector, t: projector.status(status, detail, t))

    def step(self, call_id: str, detail: str) -> None:
        """Record that the run takes one step, and which held call that is, if it is one."""
        self._act(lambda projector, t: projector.step(call_id, detail, t))

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

    def finish(self, begun_calls: Collection[str] | None = None) -> None:
        """Record that the run is done; ``begun_calls`` as for ``cancel``."""
        self._act(lambda projector, t: projector.finish(t, begun_calls))

    def cancel(self, begun_calls: Collection[str] | None = None) -> None:
        """Record that the run was stopped; ``begun_calls`` are the ids of the calls that it ran, if known."""
        self._act(lambda projector, t: projector.cancel(t, begun_calls))

    def fail(
        self,
        error: BaseException,
        begun_calls: Collection[str] | None = None,
        failed_calls: Collection[str] | None = None,
    ) -> None:
        """Record that an error ended the run; ``begun_calls`` as for ``cancel``.

        ``failed_calls`` are the ids of the calls that raised, if known: others were cut off.
        """
        self._act(lambda projector, t: projector.fail(error, t, begun_calls, failed_calls))

    def set_field(self, name: str, value: Any) -> None:
        """Set a field of the transcript that no record writes: ``abilities``, ``cost`` or ``budget``."""
        self._put([Patch("set", (name,), value)])

    def annotate(self, entry_id: str, text: str) -> None:
        """Set what a reader wrote at an entry. Raises ``LookupError`` for an entry that is not there.

        No record: a run that goes back keeps it where it keeps the entry.
        """
        self.channel.update()
        if all(entry.id != entry_id for entry in self.channel.transcript.entries):
            raise LookupError(
                f"This run has no entry {entry_id!r}: widget.transcript.entries has those that there are."
            )
        self.channel.put([_annotation(entry_id, text)])
        self.channel.flush()

    def rewind(self, position: int, instead: TakenBack | None = None) -> TakenBack:
        """Go back to what the first ``position`` records made, and send the views the transcript anew.

        Gives what was taken back; ``instead`` is put in its place. What was spent stays spent.
        """
        with self.channel.exclusive():
            return self._rewind(position, instead)

    def _rewind(self, position: int, instead: TakenBack | None) -> TakenBack:
        before = self.channel.restart()
        records = self._records[position:]
        self._show_runs(records, shown=False)
        del self._records[position:]
        self._open_record = None
        self._projector = Projector(self._tool_names.describe)
        self._past = 0
        for record in self._records:
            self._replay(record)
        self.channel.write(self._past)
        taken = _taken_back(records, before, self.channel.transcript)
        kept = {entry.id for entry in self.channel.transcript.entries}
        self._put([note for entry_id, note in _annotations(before) if entry_id in kept])
        self._earlier_calls += taken.calls
        if instead is not None:
            self._restore(instead)
        self._put(self._projector.keep_usage(before.usage, self._past))
        self.channel.write(self._past)
        self._past = None
        self.channel.send_snapshot()
        return taken

    def _restore(self, taken: TakenBack) -> None:
        """Write what was taken back into the transcript again."""
        for record in taken.records:
            self._replay(record)
        self._put(taken.annotations)
        self._records += taken.records
        self._show_runs(taken.records, shown=True)
        self._earlier_calls = [
            call for call in self._earlier_calls if not any(call is again for again in taken.calls)
        ]

    def _show_runs(self, records: Iterable[RecordedEvents | RecordedAction], *, shown: bool) -> None:
        """Note whether the runs of these records are in the transcript: they come and go as a whole."""
        for record in records:
            if isinstance(record, RecordedEvents):
                self._history.show_run(record.run, shown=shown)

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
            if self.channel.may_send():
                self.channel.flush()
            return []
        self.channel.gather()
        self.tool_values.note(event)
        self.questions.note(event)
        n = len(self.log.events) - 1
        _, t = self._run.timed(n)
        patches = self._project(event, t)
        self._history.link(n, patches, self._projector.completed)
        return self._put(patches)

    def _project_deltas(self) -> list[Patch]:
        numbered = [self._deltas.popleft() for _ in range(len(self._deltas))]
        patches: list[Patch] = []
        for event, n in joined(numbered):
            _, t = self._run.timed(n)
            made = self._project(event, t)
            self._history.link(n, made)
            patches += made
        return patches

    def _project(self, event: Any, t: int) -> list[Patch]:
        self._tool_names.note(event)
        return self._projector.project(event, t)

    def _replay(self, record: RecordedEvents | RecordedAction) -> None:
        if isinstance(record, RecordedAction):
            self._past = record.t
            self._put(record.project(self._projector, record.t))
            return
        for n in range(len(record.meanings)):
            _, self._past = record.run.timed(record.start + n)
            for each in record.meaning(n):
                self._put(self._project(each, self._past))

    def _put(self, patches: list[Patch]) -> list[Patch]:
        if self._past is None:
            self.channel.put(patches)
        else:
            self.channel.record(patches, self._past)
        return patches

    def _send_message(self, message: Message) -> None:
        self._send(message)

    def _send_row(self, row: Message) -> None:
        self._send(row)
        self.event_rows.send_new_rows()


def _annotation(entry_id: str, text: str) -> Patch:
    return Patch("set", ("entries", entry_id, "annotation"), text)


def _taken_back(
    records: list[RecordedEvents | RecordedAction], before: Transcript, after: Transcript
) -> TakenBack:
    calls, entries = ({each.id for each in kept} for kept in (after.calls, after.entries))
    return TakenBack(
        records,
        [call for call in before.calls if call.id not in calls],
        [note for entry_id, note in _annotations(before) if entry_id not in entries],
    )


def _annotations(transcript: Transcript) -> list[tuple[str, Patch]]:
    """Give the patches that write what readers wrote, each with its entry's id."""
    return [
        (each.id, _annotation(each.id, each.annotation)) for each in transcript.entries if each.annotation
    ]


def _as_it_is(event: Any) -> Iterable[Any]:
    return (event,)
