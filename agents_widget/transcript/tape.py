"""The tape of a run: its patches with their times, to replay, scrub and keep as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from typing_extensions import Self

from .export.visible_text import visible_text
from .kept_run import KeptRun, without_keys
from .schema import Patch, Transcript, apply_all

FORMAT = "agents_widget.tape"
VERSION = 1
DEPTH_LIMIT = 200
"""Levels of a line: a stranger's file may have so many that whoever walks through them fails."""
TIME_LIMIT = 2**53
"""What a page can count to, in milliseconds."""


TOO_DEEP = f"Its conversation has data nested deeper than {DEPTH_LIMIT} levels, and was not saved."


class TapeRow(NamedTuple):
    """What changed at one moment."""

    seq: int
    """Its number, from 1."""
    t: int
    """Milliseconds since the run began."""
    patches: list[Patch]

    def to_dict(self) -> dict[str, Any]:
        """Give the row as plain JSON data."""
        return {"seq": self.seq, "t": self.t, "patches": [patch.to_dict() for patch in self.patches]}

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Read a row from plain JSON data. Raises ``ValueError`` when it is not one."""
        match data:
            case {"seq": int(seq), "t": int(t), "patches": [*patches]} if _is_count(seq) and _is_count(t):
                return cls(seq, t, [Patch.from_dict(patch) for patch in patches])
        raise ValueError("expected an object with seq, t and patches")


def _is_count(number: int) -> bool:
    return not isinstance(number, bool) and 0 <= number < TIME_LIMIT


class Tape:
    """A run as it was: rows in order, whose patches make the transcript of any moment."""

    def __init__(self, rows: Iterable[TapeRow] = (), *, began: float | None = None) -> None:
        self.rows: list[TapeRow] = list(rows)
        self.began = began
        """When the run began, seconds since the epoch."""
        self.read_run: Callable[[], KeptRun | None] = _no_run
        """Gives what the recording keeps of the run to fork it: of one at work, as of now."""

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Tape of {len(self.rows)} rows, {self.duration / 1000:.1f} s>"

    @property
    def duration(self) -> int:
        """Milliseconds from the beginning to the last row."""
        return self.rows[-1].t if self.rows else 0

    def add(self, t: int, patches: list[Patch]) -> TapeRow:
        """Add what changed at a time, and give the numbered row."""
        row = TapeRow(self.rows[-1].seq + 1 if self.rows else 1, t, patches)
        self.rows.append(row)
        return row

    def transcript(self) -> Transcript:
        """Give the transcript at the end of the tape."""
        return self.transcript_at(self.duration)

    def transcript_at(self, t: int) -> Transcript:
        """Give the transcript as it was ``t`` milliseconds after the run began."""
        transcript = Transcript()
        for row in self.rows:
            if row.t > t:
                break
            apply_all(transcript, row.patches)
        return transcript

    def header(self) -> dict[str, Any]:
        """Give the first line of a recording, as plain JSON data."""
        return {"format": FORMAT, "version": VERSION, "began": self.began}

    def to_jsonl(self) -> str:
        """Give the tape as text: a header line, then a line for each row."""
        return "".join([self._first_line(), *(json.dumps(row.to_dict()) + "\n" for row in self.rows)])

    def _first_line(self) -> str:
        """Give the header, with what is kept of the run."""
        header, run = self.header(), self.read_run()
        if run is not None:
            header["run"] = run.to_dict()
            if not _is_readable(header):
                header["run"] = replace(run, items=[], refusal=TOO_DEEP).to_dict()
            # The view has the heads of what tools return, and this has all of it.
            header["run"] = without_keys(header["run"])
        return json.dumps(header) + "\n"

    def write(self, path: str | Path) -> None:
        """Write the tape to a file."""
        Path(path).write_text(self.to_jsonl(), encoding="utf-8")

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a tape from a file. Raises ``ValueError`` naming the line when it is not one."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise _refusal(f"{path} is not text in UTF-8, so it is no tape: {error}") from error
        return cls.from_jsonl(text, name=str(path))

    @classmethod
    def from_jsonl(cls, text: str, *, name: str = "this text") -> Self:
        """Read a tape from text. Raises ``ValueError`` naming the line when it is not one."""
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if not lines:
            raise _refusal(f"{name} is empty. Expected a tape: a header line, then a line for each row.")
        header = _json(*lines[0], name)
        tape, transcript = cls(began=_began(header, name)), Transcript()
        run = KeptRun.from_dict(header.get("run"))
        tape.read_run = lambda: run
        for number, line in lines[1:]:
            data = _json(number, line, name)
            try:
                row = TapeRow.from_dict(data)
                apply_all(transcript, row.patches)
            except (ValueError, TypeError) as error:
                raise _refusal(f"Line {number} of {name} is not a row of a tape: {error}") from None
            tape.rows.append(row)
        return tape


def _is_readable(header: dict[str, Any]) -> bool:
    try:
        _check_depth(header)
    except RecursionError:
        return False
    return True


def _no_run() -> None:
    """Give nothing: nobody has told of the run."""


def _refusal(message: str) -> ValueError:
    """Give the error for a file that is no tape: what it quotes must not steer a terminal that prints it."""
    return ValueError(visible_text(message))


def _json(number: int, line: str, name: str) -> Any:
    try:
        data = json.loads(line)
        _check_depth(data)
    except ValueError as error:
        raise _refusal(
            f"Line {number} of {name} is not JSON ({error}): {line[:80]!r}. "
            "Expected a JSON object on each line; the file may have been cut short."
        ) from error
    except RecursionError:
        raise _refusal(
            f"Line {number} of {name} is nested deeper than {DEPTH_LIMIT} levels: {line[:80]!r}. No row is."
        ) from None
    return data


def _check_depth(data: Any) -> None:
    """Raise ``RecursionError``, as Python's parser does, for JSON data that is nested too deep."""
    level = [data]
    for _ in range(DEPTH_LIMIT):
        level = [member for value in level for member in _members(value)]
        if not level:
            return
    raise RecursionError


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _began(header: Any, name: str) -> float | None:
    """Read the first line: when the run began."""
    data = header if isinstance(header, dict) else {}
    if data.get("format") != FORMAT:
        expected = f'Expected {{"format": "{FORMAT}"}}.'
        raise _refusal(f"Line 1 of {name} is not the header of a tape: {str(header)[:60]}. {expected}")
    if data.get("version") != VERSION:
        raise _refusal(
            f"{name} is a tape of version {str(data.get('version'))[:60]}; this program reads version "
            f"{VERSION}. Update agents_widget to open it."
        )
    began = data.get("began")
    if isinstance(began, bool) or not isinstance(began, (int, float)):
        return None
    return float(began) if abs(began) < TIME_LIMIT else None  # NaN is less than nothing
