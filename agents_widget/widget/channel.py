"""Sends patches to the views: batched into few messages, numbered, and kept on the tape."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ..transcript.coalesce import coalesce
from ..transcript.schema import Patch, Transcript, apply_all
from ..transcript.split import split
from ..transcript.tape import Tape, TapeRow
from .pace import PACE, Pace
from .whole_run import snapshot_messages, snapshot_state, tape_messages

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 0.045
"""The least time between two messages of one channel: 22 a second."""

Message = dict[str, Any]
"""What goes over the wire: plain JSON data with a ``type``, or a row of the tape."""
Send = Callable[[Message], None]


def discard(message: Message) -> None:
    """Send a message to nobody."""


def nothing() -> None:
    """Do nothing: the default of callbacks that nobody needs."""


class Channel:
    """Carries the patches of one transcript to its views, and is the only one to change it.

    The first patch after a quiet spell goes out at once; those that follow wait for each other. May
    be used from any thread.

    ``send`` takes each message. ``late`` gives patches that are made only when they are sent, or when others
    follow them. ``clock`` gives seconds, and ``began`` is when the run began by it, if that is past. A
    ``tape`` with rows is gone on with. ``pace`` is shared with other channels. One that is ``unseen`` sends
    nothing, at a pace of its own, until ``show``.
    """

    def __init__(
        self,
        send: Send = discard,
        tape: Tape | None = None,
        *,
        late: Callable[[], Iterable[Patch]] = tuple,
        clock: Callable[[], float] = time.monotonic,
        began: float | None = None,
        pace: Pace = PACE,
        unseen: bool = False,
    ) -> None:
        self._send = send
        self._pace = pace = Pace() if unseen else pace
        self.seen = not unseen
        """Whether anything is sent."""
        self._late = late
        self.tape = tape or Tape()
        self.transcript = self.tape.transcript()
        self._clock = clock
        self.zero = clock() if began is None else began
        """When the run began by the clock, later by the time between the runs of a conversation."""
        self._held: int | None = None
        self._due = pace.reserve(clock())
        self._pending: list[Patch] = []
        """What is not in the transcript yet."""
        self._unsent: list[Patch] = []
        """What is in the transcript, and neither sent nor on the tape yet."""
        self._answers: list[Callable[[], Message]] = []
        """What is to be sent beside the rows, once there is room for it."""
        self._past_from = self._past_to = 0
        """Of when the first and the last of the patches are that ``record`` took, and that wait."""
        self._lock = threading.RLock()

    def elapsed(self, at: float | None = None) -> int:
        """Give the milliseconds from the run's beginning to now, or to the moment ``at`` of the clock."""
        if at is None and self._held is not None:
            return self._held
        moment = self._clock() if at is None else at
        return round((moment - self.zero) * 1000)

    @property
    def seq(self) -> int:
        """The number of the last row."""
        return self.tape.rows[-1].seq if self.tape.rows else 0

    def may_send(self) -> bool:
        """Whether a message may be sent now; one that finds no room has it before those who ask later."""
        now = self._clock()
        return now >= self._due and self._pace.has_room(now, id(self))

    def gather(self) -> None:
        """Have the late patches made."""
        with self._lock:
            self._pending.extend(self._late())

    def put(self, patches: Iterable[Patch]) -> None:
        """Take patches; they are sent now or with the next flush."""
        with self._lock:
            self.gather()
            self._pending.extend(patches)
            if self.may_send():
                self.flush()

    def record(self, patches: Iterable[Patch], t: int) -> None:
        """Take patches of a moment in the past: the tape keeps their time, in steps of a flush."""
        with self._lock:
            if not (self._pending or self._unsent):
                self._past_from = t
            elif t >= self._past_from + FLUSH_SECONDS * 1000:
                # Of when they were made, not of now: long may lie between.
                self._write(max(self._past_to, self.tape.duration))
                self._past_from = t
            self._past_to = t
            self._pending.extend(patches)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let no other thread change or send anything meanwhile: what it would see is half of a change."""
        with self._lock:
            yield

    def restart(self) -> Transcript:
        """Forget the transcript, to write it anew; gives what it was. Row numbers go on, as views need."""
        with self._lock:
            self.update()
            before = self.transcript
            seq = self.seq + 1
            self.tape = Tape()
            self.transcript = Transcript()
            self._unsent = []
            self.tape.rows.append(TapeRow(seq, 0, []))
            return before

    def write(self, t: int) -> None:
        """Take what waits into the transcript as of the moment ``t``; the views are sent all of it next."""
        with self._lock:
            self.update()
            if self._unsent:
                self._write(t)

    def copy_transcript(self) -> Transcript:
        """Give the transcript as it is, which nothing changes any more."""
        with self._lock:
            return self.transcript.copy()

    def hold_clock(self) -> None:
        """Stop the time at what was recorded last: what comes until it goes on is of that moment."""
        with self._lock:
            self.flush()
            self._held = self.tape.duration if self.tape.rows else self.elapsed()

    def release_clock(self) -> None:
        """Go on counting the time where it was."""
        if self._held is not None:
            self.zero = self._clock() - self._held / 1000
            self._held = None

    def answer(self, make_message: Callable[[], Message]) -> None:
        """Send a message beside the rows: now, or when there is room, as while many widgets are opened.

        Where the clock is held it is sent now: nothing is at work then that would pump.
        """
        with self._lock:
            now = self._clock()
            self._answers.append(make_message)
            if self._held is not None or self._pace.room_at(now) <= now:
                self._send_answers()

    def _send_answers(self) -> None:
        answers, self._answers = self._answers, []
        for make_message in answers:
            self._deliver(make_message())

    def flush(self, t: int | None = None) -> None:
        """Send what waits, as one message (more only if that were too large); it is of now, or of ``t``."""
        with self._lock:
            self._send_answers()
            self.update()
            if self._unsent:
                rows = self._write(self.elapsed() if t is None else t)
                now = self._clock()
                self._due = max(now + FLUSH_SECONDS, self._pace.count(now, len(rows)))
                for row in rows if self.seen else ():
                    self._deliver(row.to_dict())

    def show(self) -> None:
        """Send what comes from now on, at the pace of all that are seen; a snapshot has what came before."""
        with self._lock:
            self._pace = PACE
            self.seen = True

    def update(self) -> None:
        """Take what waits into the transcript. The views are sent it when that is due."""
        with self._lock:
            self.gather()
            if self._pending:
                patches = coalesce(self._pending)
                self._pending = []
                apply_all(self.transcript, patches)
                self._unsent += patches

    def _write(self, t: int) -> list[TapeRow]:
        self.update()
        patches = coalesce(self._unsent)
        self._unsent = []
        return [self.tape.add(t, group) for group in split(patches)]

    def snapshot(self) -> dict[str, Any]:
        """Give the transcript as it is now, with the number of the last row in it, for the widget's state."""
        with self._lock:
            self.flush()
            return snapshot_state(self.seq, self.elapsed(), self.transcript)

    def send_snapshot(self) -> None:
        """Send the whole transcript, for views that cannot go on from what they have."""
        with self._lock:  # no row may come between its parts
            self.flush()
            for message in snapshot_messages(self.seq, self.elapsed(), self.transcript):
                self._deliver(message)

    def send_tape(self) -> None:
        """Send the recording so far."""
        with self._lock:
            self.flush()
            for message in tape_messages(self.tape):
                self._deliver(message)

    def _deliver(self, message: Message) -> None:
        """Send a message. A page that cannot be reached asks for what it missed; the run goes on."""
        try:
            self._send(message)
        except Exception:
            logger.warning("A message could not be sent to the views.", exc_info=True)

    async def pump(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Flush whenever it is due, until cancelled.

        Its timer also wakes a loop that waits for a silent model, so that an interrupt lands there.
        """
        while True:
            if self.may_send():
                self.flush()
            await sleep(self._seconds_to_wait())

    def _seconds_to_wait(self) -> float:
        """Give the time until the pump has to look again: ``put`` sends by itself what becomes due before."""
        now = self._clock()
        if self._due > now:
            return self._due - now
        return max(FLUSH_SECONDS, self._pace.room_at(now) - now)
