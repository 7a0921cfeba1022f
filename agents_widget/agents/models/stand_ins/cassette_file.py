"""The file of a cassette: a header, then a line for each model call that has ended. It only grows."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import platform
import threading
import warnings
import zlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from ....redaction import environment_keys
from ...exceptions import UserError
from .cassette_take import Take

FORMAT = "agents_widget.cassette"
VERSION = 1


class CassetteFile:
    """The lines of a cassette's file, in gzip when its name ends in ``.gz``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_zipped = path.suffix == ".gz"
        self._whole: int | None = None
        """The length of a zipped file up to where it was cut, if it was."""
        self._lock = threading.Lock()

    def read(self) -> list[Take]:
        """Give the takes of the file, none if there is no file. A line that was cut short is left out.

        Raises ``CassetteFormatError`` for a file that is no cassette.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        takes = (self._take(line, number) for number, line in enumerate(self._lines(data), 1))
        return [take for take in takes if take is not None]

    def append(self, take: Take) -> bool:
        """Write a take as the file's next line; whether it was written.

        A take with a key of the environment in it is not, and warns.
        """
        line = take.to_line()
        if any(key in line or key in take.joined_deltas for key in environment_keys()):
            self._warn("a model's answer has a key of this environment in it, and is not recorded")
            return False
        with self._lock:
            self._write(line)
        return True

    def _write(self, line: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # In one call, so that several processes may add lines.
        with self.path.open("ab", buffering=0) as file:
            if self._whole is not None:
                file.truncate(self._whole)
                self._whole = None
            size = os.fstat(file.fileno()).st_size
            text = line + "\n" if size else f"{json.dumps(_header())}\n{line}\n"
            if size and not self._is_zipped and not self._ends_line():
                text = "\n" + text
            file.write(gzip.compress(text.encode(), 6) if self._is_zipped else text.encode())

    def _ends_line(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"

    def _lines(self, data: bytes) -> list[str]:
        if self._is_zipped:
            data = b"".join(self._unzipped(data))
        return data.decode("utf-8", errors="replace").split("\n")

    def _unzipped(self, data: bytes) -> Iterator[bytes]:
        """Give what the whole members of a gzip file hold: each line was written as one."""
        at = 0
        while at < len(data):
            member = zlib.decompressobj(wbits=31)
            try:
                text = member.decompress(data[at:])
            except zlib.error as error:
                raise CassetteFormatError(f"{self.path} is no gzip file: {error}.") from error
            if not member.eof:
                self._whole = at
                self._warn("its end was cut off: the last call is left out")
                return
            at = len(data) - len(member.unused_data)
            yield text

    def _take(self, line: str, number: int) -> Take | None:
        if not line.strip():
            return None
        if number == 1 or line.startswith('{"format"'):  # two processes may have begun the file at once
            self._check_header(line)
            return None
        try:
            return Take.from_line(line)
        except (ValueError, KeyError, TypeError):
            self._warn(f"line {number} is no take, perhaps cut short: it is left out")
            return None

    def _check_header(self, line: str) -> None:
        try:
            header = json.loads(line)
        except ValueError:
            header = {}
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise CassetteFormatError(
                f'{self.path} is no cassette: its first line is not {{"format": "{FORMAT}"}}.'
            )
        if header.get("version") != VERSION:
            raise CassetteFormatError(
                f"{self.path} is a cassette of version {header.get('version')}; this program reads version "
                f"{VERSION}. Update agents_widget to play it."
            )

    def _warn(self, what: str) -> None:
        warnings.warn(f"{self.path}: {what}.", stacklevel=2)


class CassetteFormatError(UserError):
    """A file is no cassette, or one of another version."""


def _header() -> dict[str, Any]:
    versions = {"python": platform.python_version(), "openai": metadata.version("openai")}
    with contextlib.suppress(metadata.PackageNotFoundError):  # used from a folder, not installed
        versions["agents_widget"] = metadata.version("agents_widget")
    return {"format": FORMAT, "version": VERSION, "versions": versions}
