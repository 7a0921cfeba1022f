"""What a tool prints, reported a line at a time while somebody watches its run.

Standard output is wrapped only as long as a run is watched, and what is printed still goes where it went.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TextIO, cast

LIMIT = 10_000
"""Characters of one call's output that are reported."""
LEAST = 10
"""Characters that a line counts for at least: so many lines are reported at most, too."""
TOO_MUCH = "[more was printed than is shown here]"

Report = Callable[[str], None]


class _Lines:
    """Makes lines of what one call prints; a line that is written over counts as it ends."""

    def __init__(self, report: Report) -> None:
        self._report: Report | None = report
        self._rest = ""
        self._room = LIMIT
        self._lock = threading.RLock()

    def write(self, text: str) -> None:
        with self._lock:
            *lines, rest = (self._rest + text).split("\n")
            # A bar that is drawn over and over in one line is never longer than the line.
            self._rest = rest[rest.rstrip("\r").rfind("\r") + 1 :][: LIMIT + 1]
            for line in lines:
                self._tell(line)

    def end(self) -> None:
        with self._lock:
            self._tell(self._rest)
            self._report = None

    def _tell(self, line: str) -> None:
        line = line.rstrip("\r")
        line = line[line.rfind("\r") + 1 :]
        if self._report is None or not line.strip():
            return
        if len(line) > self._room:
            report, self._report = self._report, None
            report(f"{line[: max(self._room, 0)]}\n{TOO_MUCH}".strip())
            return
        self._room -= max(len(line), LEAST)
        self._report(line)


_lines: ContextVar[_Lines | None] = ContextVar("agents_widget_printing", default=None)
_lock = threading.Lock()
_watched = 0


class _Reporting:
    """Standard output that also reports what a tool prints; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        written = self.stream.write(text)
        if (lines := _lines.get()) is not None:
            lines.write(text)
        return written

    def writelines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


# Until Python 3.13, ``print`` does not hold the stream that it writes to: one that is freed in the middle of
# another thread's print ends the process. So the wrappers outlive their use.
_wrappers: deque[_Reporting] = deque(maxlen=16)


def _wrapped(stream: TextIO) -> TextIO:
    for wrapper in _wrappers:
        if wrapper.stream is stream:
            return cast("TextIO", wrapper)
    _wrappers.append(_Reporting(stream))
    return cast("TextIO", _wrappers[-1])


def watch() -> None:
    """Begin to look at what is printed; ``leave`` ends it, once for each call of this."""
    global _watched
    with _lock:
        _watched += 1
        if sys.stdout is not None and not isinstance(sys.stdout, _Reporting):
            sys.stdout = _wrapped(sys.stdout)


def leave() -> None:
    """Look no more; standard output is what it was when nobody else looks."""
    global _watched
    with _lock:
        _watched -= 1
        # Where somebody else has replaced it since then, it is theirs to put back.
        if _watched == 0 and isinstance(sys.stdout, _Reporting):
            sys.stdout = sys.stdout.stream


@contextmanager
def reported(report: Report, *, watched: bool) -> Iterator[None]:
    """Report what is printed inside, and in what is called from there, if the run is watched.

    An agent used as a tool is inside its own call: its tools are watched with it.
    """
    if not watched and _lines.get() is None:
        yield
        return
    lines = _Lines(report)
    token = _lines.set(lines)
    try:
        yield
    finally:
        _lines.reset(token)
        lines.end()
