"""A transcript as plain text, for terminals and for what shows nothing better."""

from __future__ import annotations

from textwrap import indent

from .transcript import Entry, Transcript
from .wording import (
    RESULT_LIMIT,
    STATES,
    TEXT_LIMIT,
    Family,
    blocks,
    clean,
    cut,
    entry_time,
    family,
    headline,
    one_line,
    sentence,
    speaker,
    state,
)


def to_plain(transcript: Transcript) -> str:
    """Render a transcript."""
    entries = family(transcript)
    parts = [headline(transcript), *(_block(entries, block) for block in blocks(entries))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(entries: Family, block: list[Entry]) -> str:
    first = block[0]
    if first.kind == "tool_call":
        return "\n".join(_call(entries, entry) for entry in block)
    if first.kind in ("user", "message", "reasoning"):
        notes = [state(first), "reasoning" if first.kind == "reasoning" else ""]
        note = ", ".join(note for note in notes if note)
        title = f"{speaker(first)} ({note}):" if note else f"{speaker(first)}:"
        return f"{title}\n{_indented(first.text, TEXT_LIMIT)}" if first.text else ""
    arrow = "-> " if first.kind == "handoff" else ""
    lines = [arrow + sentence(first), clean(first.hint), clean(cut(first.traceback, RESULT_LIMIT))]
    return "\n".join(line for line in lines if line)


def _call(entries: Family, entry: Entry) -> str:
    facts = ", ".join(fact for fact in (STATES[entry.state], entry_time(entry)) if fact)
    lines = [f"{speaker(entry)} called {one_line(entry.tool)}({one_line(entry.arguments)}): {facts}"]
    if entry.output:
        lines.append(_indented(entry.output, RESULT_LIMIT, entry.output_size))
    if entry.traceback:
        lines.append(_indented(entry.traceback, RESULT_LIMIT))
    lines += [indent(_block(entries, block), "    ") for block in blocks(entries, entry.id)]
    return "\n".join(lines)


def _indented(text: str, limit: int, size: int | None = None) -> str:
    return indent(clean(cut(text, limit, size)), "    ")
