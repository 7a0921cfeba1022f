"""The way to the browser: patches gathered, numbered, kept on the tape, and sent in few messages."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar

from ..transcript.coalesce import coalesce
from ..transcript.schema import Patch, Transcript, apply_all
from ..transcript.tape import Tape, TapeRow

FLUSH_SECONDS = 0.045
"""The least time between two messages of one channel: 22 a second."""
MESSAGES_PER_SECOND = 400
"""What all channels together may send; the Jupyter server drops messages above 1,000 a second."""

Send = Callable[[dict[str, Any]], None]


class Channel:
    """Carries the patches of one transcript to its views, and is the only one to change it.

    The first patch after a quiet spell goes out at once; those that follow wait for each other. May
    be used from any thread. ``clock`` gives seconds, and ``began`` is when the run began by it, if that
    is past; a ``tape`` with rows is gone on with.
    """

    _pumping: ClassVar[int] = 0

    def __init__(
        self,
        send: Send = lambda _: None,
        tape: Tape | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        began: float | None = None,
    ) -> None:
        self.send = send
        self.late: Callable[[], Iterable[Patch]] = tuple
        """Gives the patches that are made only when they are sent, or when others follow them."""
        self.tape = tape or Tape()
        self.transcript = self.tape.transcript()
        self._clock = clock
        self._zero = clock() if began is None else began
        self._held: int | None = None
        self._due = self._zero
        self._pending: list[Patch] = []
        self._lock = threading.RLock()

    def elapsed(self) -> int:
        """Give the milliseconds of the run so far."""
        return round((self._clock() - self._zero) * 1000) if self._held is None else self._held

    @property
    def seq(self) -> int:
        """The number of the last row."""
        return self.tape.rows[-1].seq if self.tape.rows else 0

    @property
    def ready(self) -> bool:
        """Whether a message may be sent now."""
        return self._clock() >= self._due

    def gather(self) -> None:
        """Have the late patches made."""
        with self._lock:
            self._pending.extend(self.late())

    def put(self, patches: Iterable[Patch]) -> None:
        """Take patches; they are sent now or with the next flush."""
        with self._lock:
            self.gather()
            self._pending.extend(patches)
            if self.ready:
                self.flush()

    def record(self, patches: Iterable[Patch], t: int) -> None:
        """Take patches of a moment in the past: the tape keeps their time, in steps of a flush."""
        with self._lock:
            if self._pending and t >= self.tape.duration + FLUSH_SECONDS * 1000:
                self._write(t)
            self._pending.extend(patches)

    def restart(self) -> None:
        """Forget the transcript, to tell it anew; numbers go on, so that views know what is newer."""
        with self._lock:
            seq = self.seq + 1
            self.tape, self.transcript, self._pending = Tape(), Transcript(), []
            self.tape.rows.append(TapeRow(seq, 0, []))

    def hold_clock(self) -> None:
        """Stop counting the time."""
        self._held = self.elapsed()

    def release_clock(self) -> None:
        """Go on counting the time where it was."""
        if self._held is not None:
            self._zero, self._held = self._clock() - self._held / 1000, None

    def flush(self, t: int | None = None) -> None:
        """Send what waits, as one message; it is of now, or of the moment ``t``."""
        with self._lock:
            self.gather()
            if self._pending:
                self._due = self._clock() + self._interval()
                self.send(self._write(self.elapsed() if t is None else t).to_dict())

    def _write(self, t: int) -> TapeRow:
        patches, self._pending = coalesce(self._pending), []
        apply_all(self.transcript, patches)
        return self.tape.add(t, patches)

    def snapshot(self) -> dict[str, Any]:
        """Give the whole transcript as it is now, with the number of the last row in it."""
        with self._lock:
            self.flush()
            return {"seq": self.seq, "t": self.elapsed(), "transcript": self.transcript.to_dict()}

    async def pump(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Flush whenever it is due, until cancelled.

        Its timer also wakes a loop that waits for a silent model, so that an interrupt lands there.
        """
        Channel._pumping += 1
        try:
            while True:
                now = self._clock()
                if now >= self._due:
                    self.flush()
                # Nothing can become due before _due; with that behind us, put() sends by itself.
                await sleep(self._due - now if self._due > now else FLUSH_SECONDS)
        finally:
            Channel._pumping -= 1

    @classmethod
    def _interval(cls) -> float:
        return max(FLUSH_SECONDS, cls._pumping / MESSAGES_PER_SECOND)
