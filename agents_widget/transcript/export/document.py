"""What a static transcript says, block by block: the same words in HTML, Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeAlias

from ..schema import Entry, Transcript

TEXT_LIMIT = 100_000
"""Characters of one message that are kept."""
RESULT_LIMIT = 4_000
"""Characters of arguments, of a result, of a traceback that are kept."""
SHORT = 80
"""Characters of arguments or a result that a table's cell shows."""
TABLE_LIMIT = 25
"""Tool calls in one table."""
CALL_TITLES = ("Tool", "Arguments", "Result", "State", "Time")

_STATES = {
    "streaming": "writing",
    "awaiting_approval": "waiting for approval",
    "cancelled": "stopped",
    "retracted": "taken back",
}

_UNFINISHED = " when this was written: what came after it is not in here"

# Controls, the characters that reorder what stands around them, and invisible tags. The marks U+200E and
# U+200F stay: right-to-left text needs them and they move nothing else.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


class Said(NamedTuple):
    """What somebody said or thought: Markdown, or JSON."""

    entry: Entry
    who: str
    note: str
    """What is special about it; empty for most."""
    text: str


class Call(NamedTuple):
    """A tool call, and what happened inside it."""

    entry: Entry
    tool: str
    arguments: str
    result: str
    state: str
    time: str
    traceback: str
    inside: list[Block]


class Calls(NamedTuple):
    """Tool calls in a row."""

    who: str
    calls: list[Call]


class Happened(NamedTuple):
    """A handoff, a guardrail, an error or a notice: a sentence, and what to do."""

    entry: Entry
    sentence: str
    hint: str = ""
    traceback: str = ""


Block: TypeAlias = "Said | Calls | Happened"


def blocks(transcript: Transcript, text_limit: int = TEXT_LIMIT) -> list[Block]:
    """Give a transcript's blocks in order, no text in them longer than ``text_limit`` characters."""
    families: dict[str | None, list[Entry]] = {}
    for entry in transcript.entries:
        families.setdefault(entry.parent, []).append(entry)
    return list(_blocks(families, None, text_limit))


def kept(blocks: list[Block], write: Callable[[Block], str], limit: int) -> Iterator[str]:
    """Write the blocks that there is room for, and say how many entries there is none for."""
    missing = 0
    for block in blocks:
        too_long = isinstance(block, Said) and len(block.text) > limit  # to write it would take time
        part = "" if too_long else write(block)
        if too_long or len(part) > limit:
            missing += len(block.calls) if isinstance(block, Calls) else 1
        elif part:
            limit -= len(part)
            yield part
    if missing:
        note = f"[{missing} entries are left out: the transcript is too long to keep whole.]"
        yield write(Happened(Entry("", "notice"), note))


def headline(transcript: Transcript) -> str:
    """Say in one line how the run went."""
    used, status = transcript.usage, transcript.status
    tokens = used.get("input_tokens", 0) + used.get("output_tokens", 0)
    facts = [
        _STATES.get(status, status).capitalize() + (_UNFINISHED if status in ("running", "waiting") else ""),
        ", ".join(dict.fromkeys(lane.name for lane in transcript.lanes)),
        transcript.model,
        f"{tokens:,} tokens" if tokens else "",
        f"${transcript.cost:.4f}" if transcript.cost is not None else "",
        _time(transcript.ended or 0),
    ]
    return " · ".join(one_line(fact) for fact in facts if fact)


def one_line(text: str, limit: int = 200) -> str:
    """Give a text as one line, cut when it is long."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[:limit] + "..."


def is_short(text: str) -> bool:
    """Whether a table's cell has room for a text."""
    return len(text) <= SHORT and "\n" not in text


def clean(text: str) -> str:
    """Make what cannot be seen visible: control and reordering characters become U+FFFD."""
    return _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))


def _blocks(families: dict[str | None, list[Entry]], parent: str | None, limit: int) -> Iterator[Block]:
    results = min(limit, RESULT_LIMIT)
    for caller, group in groupby(families.get(parent, ()), key=_caller):
        entries = list(group)
        if caller is None:
            yield from (_block(entry, limit) for entry in entries)
            continue
        for start in range(0, len(entries), TABLE_LIMIT):
            some = entries[start : start + TABLE_LIMIT]
            yield Calls(
                caller, [_call(entry, results, list(_blocks(families, entry.id, limit))) for entry in some]
            )


def _caller(entry: Entry) -> str | None:
    return _who(entry) if entry.kind == "tool_call" else None


def _block(entry: Entry, limit: int) -> Said | Happened:
    if entry.kind in ("user", "message", "reasoning"):
        thought = f"reasoning {_spent(entry)}".strip() if entry.kind == "reasoning" else ""
        notes = ["" if entry.state == "done" else _state(entry), thought]
        return Said(entry, _who(entry), ", ".join(filter(None, notes)), _cut(entry.text, limit))
    trace = _cut(entry.traceback, min(limit, RESULT_LIMIT))
    return Happened(entry, _sentence(entry, limit), one_line(entry.hint, limit), trace)


def _call(entry: Entry, limit: int, inside: list[Block]) -> Call:
    return Call(
        entry,
        one_line(entry.tool),
        _cut(entry.arguments, limit),
        _cut(entry.output, limit, entry.output_size),
        _state(entry),
        _spent(entry),
        _cut(entry.traceback, limit),
        inside,
    )


def _sentence(entry: Entry, limit: int) -> str:
    text = _cut(entry.text, limit)
    if entry.kind == "handoff":
        target = one_line(entry.target) or "another agent"
        why = "" if entry.arguments in ("", "{}") else f" with {one_line(entry.arguments)}"
        return f"{one_line(entry.source) or 'The agent'} handed over to {target}{why}"
    if entry.kind == "guardrail":
        return f"Guardrail {one_line(entry.guardrail)}: {text}"
    return f"{one_line(entry.error)}: {text}" if entry.error else text


def _who(entry: Entry) -> str:
    return "You" if entry.kind == "user" else one_line(entry.agent) or "Assistant"


def _state(entry: Entry) -> str:
    return _STATES.get(entry.state, entry.state)


def _spent(entry: Entry) -> str:
    return _time(0 if entry.ended is None else entry.ended - entry.started)


def _time(milliseconds: int) -> str:
    if milliseconds < 60_000:
        precise = f"{milliseconds} ms" if milliseconds < 100 else f"{milliseconds / 1000:.1f} s"
        return precise if milliseconds > 0 else ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes} min {seconds} s"


def _cut(text: str, limit: int, size: int | None = None) -> str:
    """Give the head of a text, and how long it is when that is not all."""
    if len(text) <= limit and size is None:
        return clean(text)
    return clean(f"{text[:limit]}\n[... {size or len(text):,} characters in all]")
