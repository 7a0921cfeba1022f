"""Writes a run to a file, in the form that the file's name asks for."""

from __future__ import annotations

from pathlib import Path

from ..transcript.export import to_html, to_markdown
from ..transcript.tape import Tape


def save(tape: Tape, path: Path) -> None:
    """Write a run. Raises ``ValueError`` for a name that says no known form."""
    writers = {".html": _html, ".md": lambda tape: to_markdown(tape.transcript()), ".jsonl": Tape.to_jsonl}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ValueError(
            f"A run is saved as {', '.join(writers)}; the name {path.name!r} ends in none of them."
        )
    path.write_text(writer(tape), encoding="utf-8")


def _html(tape: Tape) -> str:
    return to_html(tape.transcript())
