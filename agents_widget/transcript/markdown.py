"""A transcript as Markdown, for places that show Markdown and for people who paste."""

from __future__ import annotations

from . import markup
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

SHORT = 80
"""Characters of arguments or a result that a table's cell shows."""


def to_markdown(transcript: Transcript) -> str:
    """Render a transcript."""
    entries = family(transcript)
    parts = [f"**{markup.literal(headline(transcript))}**"]
    parts += [part for block in blocks(entries) for part in _block(entries, block)]
    return clean("\n\n".join(parts) + "\n")


def _block(entries: Family, block: list[Entry]) -> list[str]:
    first = block[0]
    if first.kind == "tool_call":
        inner = [part for entry in block for part in _inside(entries, entry)]
        title = f"**{markup.literal(speaker(first))}** called:"
        return [title, _table(block), *(part for entry in block for part in _long(entry)), *inner]
    if first.kind in ("user", "message", "reasoning"):
        return _message(first) if first.text else []
    arrow = "→ " if first.kind == "handoff" else ""
    said = [f"{arrow}**{markup.literal(one_line(sentence(first), RESULT_LIMIT))}**"]
    if first.hint:
        said.append(markup.literal(one_line(first.hint, RESULT_LIMIT)))
    return [*said, markup.fenced(clean(cut(first.traceback, RESULT_LIMIT)))] if first.traceback else said


def _message(entry: Entry) -> list[str]:
    notes = [state(entry), "reasoning" if entry.kind == "reasoning" else ""]
    note = ", ".join(note for note in notes if note)
    title = f"**{markup.literal(speaker(entry))}**" + (f" ({note})" if note else "")
    text = clean(cut(entry.text, TEXT_LIMIT))
    return [title, markup.fenced(text) if entry.format == "json" else markup.markdown(text)]


def _table(calls: list[Entry]) -> str:
    rows = [["Tool", "Arguments", "Result", "State", "Time"], ["---"] * 5]
    rows += [
        [
            markup.literal(one_line(entry.tool)),
            markup.code(one_line(entry.arguments, SHORT)),
            markup.code(one_line(entry.output, SHORT)),
            STATES[entry.state],
            entry_time(entry),
        ]
        for entry in calls
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _long(entry: Entry) -> list[str]:
    """What a cell is too small for."""
    result = []
    for title, text, size in (
        ("Arguments", entry.arguments, None),
        ("Result", entry.output, entry.output_size),
        ("Traceback", entry.traceback, None),
    ):
        if len(text) > SHORT or "\n" in text:
            result.append(f"{title} of **{markup.literal(one_line(entry.tool))}**:")
            result.append(markup.fenced(clean(cut(text, RESULT_LIMIT, size))))
    return result


def _inside(entries: Family, call: Entry) -> list[str]:
    inner = [part for block in blocks(entries, call.id) for part in _block(entries, block)]
    if not inner:
        return []
    quoted = "\n\n".join([f"Inside **{markup.literal(one_line(call.tool))}**:", *inner])
    return ["\n".join(f"> {line}" for line in quoted.split("\n"))]
