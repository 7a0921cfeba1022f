"""A run that is at work elsewhere, as a widget shows and steers it here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..agents.edited_arguments import parse_arguments
from ..transcript.schema import Patch
from ..transcript.tape import Tape, TapeRow
from ..widget.channel import Message, Send
from ..widget.run.approvals import PendingApprovals
from ..widget.run.controller import RunController
from ..widget.run.questions import OpenQuestions
from .rows import RowStatus

Ask = Callable[[Message], None]
"""Sends a command of a view to the run; raises ``RuntimeError`` if it cannot be carried out there."""


class RemoteApprovals(PendingApprovals):
    """Sends decisions to the run."""

    ask: Ask

    def approve(
        self,
        call_id: str | None = None,
        arguments: str | Mapping[str, Any] | None = None,
        *,
        always: bool = False,
    ) -> None:
        """Let a call run, perhaps with other arguments."""
        edited = parse_arguments(arguments)
        given = {} if edited is None else {"arguments": edited.text}
        self.ask({"type": "approve", "call_id": call_id, "always": always, **given})

    def deny(self, call_id: str | None = None, message: str | None = None) -> None:
        """Refuse a call."""
        self.ask({"type": "deny", "call_id": call_id, "message": message})


class RemoteQuestions(OpenQuestions):
    """Sends answers to the run."""

    ask: Ask

    def answer(self, answer: str | Mapping[str, Any] | None, call_id: str | None = None) -> None:
        """Answer a question of a tool."""
        self.ask({"type": "answer", "answer": answer, "call_id": call_id})


class RemoteRun(RunController):
    """Shows the rows of a tape as they come, and sends what is asked of the run to where it runs."""

    def __init__(self, tape: Tape, send: Send, ask: Ask) -> None:
        super().__init__(send=send, tape=tape, began=time.monotonic() - tape.duration / 1000)
        self._ask = ask
        self.approvals = RemoteApprovals(self.recorder, self.loop.call, self.show_abilities, self.settled)
        self.approvals.ask = ask
        self.recorder.questions = questions = RemoteQuestions()
        questions.ask = ask

    def add(self, rows: Sequence[TapeRow]) -> None:
        """Show what came."""
        if rows:
            self.channel.put(patch for row in rows for patch in row.patches)
            self.channel.flush()

    def stop(self, *, after_turn: bool = False) -> None:
        """End the run."""
        self._ask({"type": "stop", "after_turn": after_turn})

    def pause(self) -> None:
        """Hold the run before its next step."""
        self._ask({"type": "pause"})

    def step(self) -> None:
        """Let the run take one step and hold again."""
        self._ask({"type": "step"})

    def resume(self) -> None:
        """Let a held run go on."""
        self._ask({"type": "resume"})

    def say(self, text: str) -> None:
        """Tell the agents something before the next model call."""
        self._ask({"type": "say", "text": text})


class RemoteRow:
    """A row that runs elsewhere, for those who look at it here: a ``LiveRow``. For any thread.

    ``fetch`` gives the tape so far, after which ``add`` is told what comes, until ``hide``.
    """

    def __init__(
        self,
        status: Callable[[], RowStatus],
        fetch: Callable[[], list[TapeRow]],
        hide: Callable[[], None],
        ask: Ask,
    ) -> None:
        self.status = status
        self._fetch, self._hide, self._ask = fetch, hide, ask
        self._rows: list[TapeRow] = []
        self._early: dict[int, TapeRow] = {}
        """Rows whose predecessors are on their way, by their numbers."""
        self._views: dict[Send, tuple[RemoteRun, Callable[[], None]]] = {}
        self._lock = threading.RLock()

    @property
    def is_open(self) -> bool:
        """Whether a view shows it."""
        return bool(self._views)

    def tape(self) -> Tape:
        """Give the recording so far. Raises ``LookupError`` when the row is at work no longer."""
        rows = self._fetch()
        with self._lock:
            self._take(rows)
            if not self._views:
                self._hide()
            return Tape(self._rows)

    def open(self, send: Send, on_settled: Callable[[], None]) -> RunController:
        """Give a controller that shows and steers the run."""
        rows = self._fetch()
        with self._lock:
            self._take(rows)
            run = RemoteRun(Tape(self._rows), send, self._ask)
            self._views[send] = (run, on_settled)
            return run

    def close(self, send: Send) -> None:
        """Send no more to a view."""
        with self._lock:
            self._views.pop(send, None)
            if not self._views:
                self._hide()

    def stop(self) -> None:
        """Stop the run."""
        self._ask({"type": "stop"})

    def add(self, rows: Sequence[TapeRow]) -> None:
        """Show what came of the tape."""
        with self._lock:
            self._take(rows)

    def end(self, rows: Sequence[TapeRow], lost: str = "") -> None:
        """The run has ended, with this tape; or its worker is ``lost``, which a sentence says."""
        with self._lock:
            self._take(rows)
            views, self._views = list(self._views.values()), {}
        for run, on_settled in views:
            if lost:
                gone = {"status": "cancelled", "detail": lost, "abilities": []}
                run.add([TapeRow(0, 0, [Patch("set", (name,), value) for name, value in gone.items()])])
            run.channel.hold_clock()
            on_settled()

    def _take(self, rows: Sequence[TapeRow]) -> None:
        """Take rows in order, whichever come first: those that were asked for, or those that are new."""
        self._early.update({row.seq: row for row in rows})
        new: list[TapeRow] = []
        while (row := self._early.pop(len(self._rows) + len(new) + 1, None)) is not None:
            new.append(row)
        self._rows += new
        for run, _ in self._views.values():
            run.add(new)
