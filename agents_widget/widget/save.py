"""Saves runs to a file, in the format of the file's suffix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from ..sources.checks import describe_type
from ..transcript.export.languages import words_of
from ..transcript.export.strings import Words
from ..transcript.tape import Tape
from ..utf8 import sendable_text
from .offline_page import page
from .pdf import print_to_pdf
from .report import html_report, markdown_report, title_of

SUFFIXES = (".html", ".pdf", ".md", ".jsonl")


class HasTape(Protocol):
    """A widget."""

    @property
    def tape(self) -> Tape:
        """The run so far as a recording."""
        ...


Run: TypeAlias = "HasTape | Tape | str | Path"
"""A path is that of a recording."""
Runs: TypeAlias = "Run | Iterable[Run] | Mapping[str, Run]"


def save(runs: Runs, path: str | Path, *, report: bool | None = None, language: str = "") -> Path:
    """Write a run, or several into one report, to a file in the format of its suffix; gives its path.

    ``runs`` is a widget, a tape or the path of a recording, or a list of them, or a dict of them by title.
    ``.html`` is the whole view of one run; it is a report, a page to read and to print, where ``report`` is
    true, where the file's name has "report" in it, and of several runs. ``.pdf`` is a report that a browser
    of this machine prints, ``.md`` a report in Markdown, ``.jsonl`` the tape of one run.

    Raises ``ValueError`` for a suffix that is not known or has no room for several runs, ``RuntimeError`` for
    a PDF without a browser.

    ``language`` is that of the words around the runs: ``"en"``, ``"de"`` or ``"ja"``; by default English.
    """
    target = Path(path)
    if isinstance(runs, (str, Path)) and not target.suffix:
        raise ValueError(f"save() takes the runs first, then the path of the file; got {str(runs)!r} first.")
    words = words_of(language)
    tapes = _by_title(runs, words)
    if report is None:
        report = "report" in target.stem.lower() or len(tapes) != 1
    content = sendable_text(_content(tapes, target, words, is_report=report))
    if target.suffix.lower() == ".pdf":
        print_to_pdf(content, target)
    else:
        target.write_text(content, encoding="utf-8")
    return target


def content_of(tape: Tape, name: str, language: str = "") -> str:
    """Give what ``save`` writes into a file of that name, and of a PDF the page that is printed."""
    words = words_of(language)
    return sendable_text(_content(_by_title(tape, words), Path(name), words, is_report="report" in name))


def _content(tapes: Mapping[str, Tape], path: Path, words: Words, *, is_report: bool) -> str:
    """Give what goes into the file, or is printed."""
    match path.suffix.lower():
        case ".html" if not is_report:
            return page(_only(tapes, path), words)
        case ".html" | ".pdf":
            return html_report(tapes, words)
        case ".md":
            return markdown_report(tapes, words)
        case ".jsonl":
            return _only(tapes, path).to_jsonl()
        case _:
            known = ", ".join(SUFFIXES)
            raise ValueError(f"A run is saved as {known}; the name {path.name!r} ends in none of them.")


def _only(tapes: Mapping[str, Tape], path: Path) -> Tape:
    if len(tapes) == 1:
        return next(iter(tapes.values()))
    raise ValueError(
        f"{path.name} holds one run, and these are {len(tapes)}: save each to a file of its own, or all of "
        "them to a report (.html, .pdf, .md)."
    )


def _by_title(runs: Any, words: Words) -> dict[str, Tape]:
    """Give the tapes by their titles: those that were given, or what was asked, numbered if the same."""
    if isinstance(runs, Mapping):
        return {str(title): _tape(run) for title, run in runs.items()} or _no_runs()
    tapes: dict[str, Tape] = {}
    for run in [runs] if _is_one(runs) else runs:
        tape = _tape(run)
        tapes[_unused(title_of(tape.transcript(), words), tapes)] = tape
    return tapes or _no_runs()


def _is_one(runs: Any) -> bool:
    is_run = isinstance(runs, (str, Path, Tape)) or hasattr(runs, "tape")
    return is_run or not isinstance(runs, Iterable)


def _no_runs() -> dict[str, Tape]:
    raise ValueError("save() got no runs. Expected a widget, or several of them in a list.")


def _tape(run: Any) -> Tape:
    if isinstance(run, (str, Path)):
        return Tape.read(run)
    tape = run if isinstance(run, Tape) else getattr(run, "tape", None)
    if not isinstance(tape, Tape):
        raise TypeError(
            f"save() got {describe_type(run)}. Expected a widget (`watch` makes one of a run), a tape or the "
            "path of a recording (.jsonl), or a list of them; then the path of the file."
        )
    return tape


def _unused(title: str, tapes: Mapping[str, Tape]) -> str:
    number = 2
    numbered = title
    while numbered in tapes:
        numbered, number = f"{title} ({number})", number + 1
    return numbered
