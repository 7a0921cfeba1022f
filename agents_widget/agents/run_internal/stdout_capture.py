"""Standard output of tools, captured and reported a line at a time while their run is watched.

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
MIN_LINE = 10
"""Characters that a line counts for at least, which limits the number of lines, too."""
TRUNCATED = "[more was printed than is shown here]"

Report = Callable[[str], None]


class _Lines:
    """Splits what one call prints into lines; a line that is overwritten counts in its last form."""

    def __init__(self, report: Report) -> None:
        self._report: Report | None = report
        self._rest = ""
        self._remaining = LIMIT
        self._lock = threading.RLock()

    def write(self, text: str) -> None:
        with self._lock:
            *lines, rest = (self._rest + text).split("\n")
            # A bar that is drawn over and over in one line is never longer than the line.
            self._rest = rest[rest.rstrip("\r").rfind("\r") + 1 :][: LIMIT + 1]
            for line in lines:
                self._report_line(line)

    def end(self) -> None:
        with self._lock:
            self._report_line(self._rest)
            self._report = None

    def _report_line(self, line: str) -> None:
        line = line.rstrip("\r")
        line = line[line.rfind("\r") + 1 :]
        if self._report is None or not line.strip():
            return
        if len(line) > self._remaining:
            report = self._report
            self._report = None
            report(f"{line[: max(self._remaining, 0)]}\n{TRUNCATED}".strip())
            return
        self._remaining -= max(len(line), MIN_LINE)
        self._report(line)


_lines: ContextVar[_Lines | None] = ContextVar("agents_widget_stdout_lines", default=None)
_lock = threading.Lock()
_captures = 0


class _CapturedStream:
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
_wrappers: deque[_CapturedStream] = deque(maxlen=16)


def _wrapped(stream: TextIO) -> TextIO:
    for wrapper in _wrappers:
        if wrapper.stream is stream:
            return cast("TextIO", wrapper)
    _wrappers.append(_CapturedStream(stream))
    return cast("TextIO", _wrappers[-1])


def start() -> None:
    """Begin to capture standard output; every call of this needs a call of ``stop``."""
    global _captures
    with _lock:
        _captures += 1
        if sys.stdout is not None and not isinstance(sys.stdout, _CapturedStream):
            sys.stdout = _wrapped(sys.stdout)


def stop() -> None:
    """End the capture; the last call of this restores standard output."""
    global _captures
    with _lock:
        _captures -= 1
        # Where somebody else has replaced it since then, it is theirs to put back.
        if _captures == 0 and isinstance(sys.stdout, _CapturedStream):
            sys.stdout = sys.stdout.stream


@contextmanager
def reporting(report: Report, *, captured: bool) -> Iterator[None]:
    """Report what is printed inside, and in what is called from there, if it is captured.

    An agent used as a tool runs inside its call, so the output of its tools is reported with it.
    """
    if not captured and _lines.get() is None:
        yield
        return
    lines = _Lines(report)
    token = _lines.set(lines)
    try:
        yield
    finally:
        _lines.reset(token)
        lines.end()
