"""The words of a static transcript, the same in HTML, Markdown and plain text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import TypeAlias

from .transcript import Entry, Transcript

TEXT_LIMIT = 100_000
"""Characters of one message that an export keeps."""
RESULT_LIMIT = 4_000
"""Characters of arguments, of a result, of a traceback that an export keeps."""

TABLE_LIMIT = 25
"""Tool calls in one table."""

Family: TypeAlias = "dict[str | None, list[Entry]]"
"""Entries by the id of the tool call within which they happened."""

STATES = {
    "streaming": "writing",
    "running": "running",
    "awaiting_approval": "waiting for approval",
    "done": "done",
    "failed": "failed",
    "denied": "denied",
    "cancelled": "stopped",
    "retracted": "taken back",
}
STATUSES = {
    "running": "Running",
    "waiting": "Waiting",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Stopped",
}

# Controls, the characters that reorder what stands around them, and invisible tags. The marks U+200E and
# U+200F stay: right-to-left text needs them and they move nothing else.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Make what cannot be seen visible: control and reordering characters become U+FFFD."""
    return _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))


def cut(text: str, limit: int, size: int | None = None) -> str:
    """Give the head of a text, and how long it is when that is not all."""
    if len(text) <= limit and size is None:
        return text
    return f"{text[:limit]}\n[... {size or len(text):,} characters in all]"


def duration(milliseconds: int) -> str:
    """Tell a time as people do."""
    if milliseconds < 100:
        return f"{milliseconds} ms"
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s"
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes} min {seconds} s"


def entry_time(entry: Entry) -> str:
    """Tell how long an entry took; empty when it took no time or has not ended."""
    spent = 0 if entry.ended is None else entry.ended - entry.started
    return duration(spent) if spent > 0 else ""


def headline(transcript: Transcript) -> str:
    """Say in one line how the run went."""
    used = transcript.usage
    tokens = used.get("input_tokens", 0) + used.get("output_tokens", 0)
    facts = [
        STATUSES[transcript.status],
        ", ".join(dict.fromkeys(lane.name for lane in transcript.lanes)),
        transcript.model,
        f"{tokens:,} tokens" if tokens else "",
        f"${transcript.cost:.4f}" if transcript.cost is not None else "",
        duration(transcript.ended) if transcript.ended else "",
    ]
    return " · ".join(one_line(fact) for fact in facts if fact)


def one_line(text: str, limit: int = 200) -> str:
    """Give a text as one line, cut when it is long."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[:limit] + "..."


def speaker(entry: Entry) -> str:
    """Name who speaks."""
    return "You" if entry.kind == "user" else one_line(entry.agent) or "Assistant"


def state(entry: Entry) -> str:
    """Name an entry's state; empty when it is what one expects."""
    return "" if entry.state == "done" else STATES[entry.state]


def sentence(entry: Entry) -> str:
    """Say a handoff, a guardrail, an error or a notice in one sentence."""
    text = clean(entry.text)
    if entry.kind == "handoff":
        target = one_line(entry.target) or "another agent"
        why = "" if entry.arguments in ("", "{}") else f" with {one_line(entry.arguments)}"
        return f"{one_line(entry.source) or 'The agent'} handed over to {target}{why}"
    if entry.kind == "guardrail":
        return f"Guardrail {one_line(entry.guardrail)}: {text}"
    return f"{one_line(entry.error)}: {text}" if entry.error else text


def family(transcript: Transcript) -> Family:
    """Sort the entries by where they happened."""
    entries: Family = defaultdict(list)
    for entry in transcript.entries:
        entries[entry.parent].append(entry)
    return entries


def blocks(entries: Family, parent: str | None = None) -> Iterator[list[Entry]]:
    """Give the entries within a tool call (or the run), the tool calls in a row together."""
    for tools, group in groupby(entries.get(parent, ()), key=lambda entry: entry.kind == "tool_call"):
        row, size = list(group), TABLE_LIMIT if tools else 1
        yield from (row[start : start + size] for start in range(0, len(row), size))
