"""Recordings: a ``Tape``, or the path of one that was saved as ``.jsonl``."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from ..transcript.schema import Patch, Transcript
from ..transcript.tape import Tape
from .base import Adapter, Past


class RecordingAdapter(Adapter):
    """A run that was recorded: it has ended, and nothing can be asked of it.

    Raises ``ValueError`` for a file that is not a recording.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        recorded = source if isinstance(source, Tape) else Tape.read(source)
        # A tape of its own: the run that was recorded may still be adding to the other.
        self.tape = Tape(recorded.rows, began=recorded.began)
        self.tape.read_run = recorded.read_run
        if patches := _closing_patches(self.tape.transcript()):
            self.tape.add(self.tape.duration, patches)

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is a tape, or a path that ends in ``.jsonl``."""
        is_path = isinstance(source, (str, Path)) and Path(source).suffix == ".jsonl"
        return is_path or isinstance(source, Tape)

    def past(self) -> Past:
        """Say that it has ended; what happened is on the tape."""
        return Past(ended=True)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Yield nothing: a tape keeps what events meant, not the events."""
        no_events: tuple[Any, ...] = ()
        for event in no_events:
            yield event


def _closing_patches(recorded: Transcript) -> list[Patch]:
    """Give the patches that end a recording, where nobody can be asked and nothing goes on."""
    patches: list[Patch] = []
    if recorded.abilities:
        patches.append(Patch("set", ("abilities",), []))
    if recorded.status in ("running", "waiting"):
        patches.append(Patch("set", ("status",), "cancelled"))
        patches.append(Patch("set", ("detail",), "The recording ends here."))
    return patches
