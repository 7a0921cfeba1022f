"""What a stdio server writes beside its messages: kept in a file, for errors to quote."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from typing_extensions import Self

from ...utf8 import sendable_text

TAIL = 1_500
"""Characters of it that an error quotes."""


class StderrFile:
    """A file that a server process writes to, kept until the server has ended.

    A real file: a notebook's ``sys.stderr`` has no ``fileno`` on Windows, and elsewhere that of the terminal.
    """

    def __init__(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix="mcp-", suffix=".log")
        os.close(descriptor)
        self._path = Path(name)
        self.stream = self._path.open("a", encoding="utf-8")  # its end is shared with the process
        self._kept = ""

    def add(self, text: str) -> None:
        """Add something else that belongs to what the server wrote."""
        with contextlib.suppress(ValueError, OSError):  # it may be closed
            self.stream.write(sendable_text(text))
            self.stream.flush()

    def tail(self) -> str:
        """The end of what was written."""
        try:
            with self._path.open("rb") as written:
                written.seek(max(self._path.stat().st_size - 4 * TAIL, 0))
                return sendable_text(written.read().decode("utf-8", "replace").strip()[-TAIL:])
        except OSError:
            return self._kept

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept = self.tail()
        self.stream.close()
        with contextlib.suppress(OSError):  # on Windows, while a server lives on
            self._path.unlink()
