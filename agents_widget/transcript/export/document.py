"""The document model of a static transcript: the same blocks and words in HTML, Markdown and plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from ..schema import Entry, Transcript
from .format import duration, one_line
from .grouping import EntryGroup, group_entries
from .strings import MESSAGE_STATE, RUN_STATUS, TOOL_STATE
from .visible_text import visible_text, without_invisible

TEXT_LIMIT = 100_000
"""Characters of one message that are kept."""
RESULT_LIMIT = 4_000
"""Characters of arguments, of a result, of a traceback that are kept."""
CELL_LIMIT = 80
"""Characters of arguments or a result that a table's cell shows."""
ROW_LIMIT = 25
"""Tool calls in one table."""
TOOL_CALL_TITLES = ("Tool", "Arguments", "Result", "State", "Time")

UNFINISHED = ("running", "waiting")
"""The statuses of a run that goes on: its page is not the last one."""
_UNFINISHED_NOTE = " when this was written: what came after it is not in here"


class TextBlock(NamedTuple):
    """What somebody said or thought."""

    entry: Entry
    author: str
    note: str
    """What is special about it; empty for most."""
    text: str
    """Markdown or JSON, with bidirectional control characters still in it. Their visible form ``[U+202E]``
    would be read as a link in Markdown, so each export replaces them after parsing."""


class ToolCallRow(NamedTuple):
    """A tool call, and what happened in the run inside it."""

    entry: Entry
    tool: str
    arguments: str
    result: str
    summary: str
    """What the result is, in a line, if its text does not tell; else empty."""
    state: str
    time: str
    traceback: str
    nested_blocks: list[Block]


class ToolCallTable(NamedTuple):
    """Tool calls of an agent that follow each other."""

    agent: str
    rows: list[ToolCallRow]


class NoticeBlock(NamedTuple):
    """A handoff, a guardrail, an error or a notice: a sentence, and what to do."""

    entry: Entry
    sentence: str
    hint: str = ""
    traceback: str = ""


Block: TypeAlias = "TextBlock | ToolCallTable | NoticeBlock"


def headline(transcript: Transcript) -> str:
    """Say in one line how the run went."""
    used = transcript.usage
    tokens = used.get("input_tokens", 0) + used.get("output_tokens", 0)
    facts = [
        _status(transcript),
        ", ".join(dict.fromkeys(lane.name for lane in transcript.lanes)),
        transcript.model,
        f"{tokens:,} tokens" if tokens else "",
        f"${transcript.cost:.4f}" if transcript.cost is not None else "",
        duration(transcript.ended) if transcript.ended else "",
    ]
    return " · ".join(one_line(fact) for fact in facts if fact)


def blocks_of(transcript: Transcript, text_limit: int = TEXT_LIMIT) -> list[Block]:
    """Give a transcript's blocks in order, no text in them longer than ``text_limit`` characters."""
    return _DocumentBuilder(transcript, text_limit).blocks()


def render_within(blocks: list[Block], render: Callable[[Block], str], limit: int) -> Iterator[str]:
    """Render the blocks that there is room for, and say how many entries there is none for."""
    left_out = 0
    for block in blocks:
        if isinstance(block, TextBlock) and len(block.text) > limit:
            left_out += 1  # to render it would take time for nothing
            continue
        rendered = render(block)
        if len(rendered) > limit:
            left_out += count_entries(block)
        elif rendered:
            limit -= len(rendered)
            yield rendered
    if left_out:
        note = f"[{left_out} entries are left out: the transcript is too long to keep whole.]"
        yield render(NoticeBlock(Entry("", "notice"), note))


def count_entries(block: Block) -> int:
    """Count the entries that a block shows, without those inside its tool calls."""
    return len(block.rows) if isinstance(block, ToolCallTable) else 1


def fits_in_cell(text: str) -> bool:
    """Whether a table's cell has room for a text."""
    return len(text) <= CELL_LIMIT and "\n" not in text


class _DocumentBuilder:
    def __init__(self, transcript: Transcript, text_limit: int) -> None:
        self._groups = group_entries(transcript.entries)
        self._text_limit = text_limit
        self._result_limit = min(text_limit, RESULT_LIMIT)

    def blocks(self, parent: str | None = None) -> list[Block]:
        return [block for group in self._groups.get(parent, ()) for block in self._blocks(group)]

    def _blocks(self, group: EntryGroup) -> Iterator[Block]:
        if not group.is_table:
            yield self._block(group.entries[0])
            return
        for start in range(0, len(group.entries), ROW_LIMIT):
            rows = [self._row(entry) for entry in group.entries[start : start + ROW_LIMIT]]
            yield ToolCallTable(_author(group.entries[0]), rows)

    def _block(self, entry: Entry) -> TextBlock | NoticeBlock:
        if entry.kind in ("user", "message", "reasoning"):
            text = without_invisible(_head(entry.text, self._text_limit))
            return TextBlock(entry, _author(entry), _note(entry), text)
        hint = one_line(entry.hint, self._text_limit)
        traceback = visible_text(_head(entry.traceback, self._result_limit))
        return NoticeBlock(entry, self._sentence(entry), hint, traceback)

    def _row(self, entry: Entry) -> ToolCallRow:
        limit = self._result_limit
        return ToolCallRow(
            entry,
            tool=one_line(entry.tool),
            arguments=visible_text(_head(entry.arguments, limit)),
            result=visible_text(_head(entry.output, limit, entry.output_size)),
            summary=one_line(entry.summary),
            state=TOOL_STATE.get(entry.state, entry.state),
            time=_time_taken(entry),
            traceback=visible_text(_head(entry.traceback, limit)),
            nested_blocks=self.blocks(entry.id),
        )

    def _sentence(self, entry: Entry) -> str:
        if entry.kind == "handoff":
            return _handoff_sentence(entry)
        text = visible_text(_head(entry.text, self._text_limit))
        if entry.kind == "guardrail":
            return f"Guardrail {one_line(entry.guardrail)}: {text}"
        return f"{one_line(entry.error)}: {text}" if entry.error else text


def _status(transcript: Transcript) -> str:
    word = RUN_STATUS.get(transcript.status, transcript.status)
    return word + _UNFINISHED_NOTE if transcript.status in UNFINISHED else word


def _author(entry: Entry) -> str:
    return "You" if entry.kind == "user" else one_line(entry.agent) or "Assistant"


def _note(entry: Entry) -> str:
    """Say what is special about a message: how it ended, when not well, and how long reasoning took."""
    notes = [MESSAGE_STATE.get(entry.state, "").lower()]
    if entry.kind == "reasoning":
        notes.append(f"reasoning {_time_taken(entry)}".strip())
    return ", ".join(filter(None, notes))


def _handoff_sentence(entry: Entry) -> str:
    source, target = one_line(entry.source) or "The agent", one_line(entry.target) or "another agent"
    why = "" if entry.arguments in ("", "{}") else f" with {one_line(entry.arguments)}"
    return f"{source} handed over to {target}{why}"


def _time_taken(entry: Entry) -> str:
    return "" if entry.ended is None else duration(entry.ended - entry.started)


def _head(text: str, limit: int, size: int | None = None) -> str:
    """Give the head of a text, and how long it is when that is not all."""
    if len(text) <= limit and size is None:
        return text
    return f"{text[:limit]}\n[... {size or len(text):,} characters in all]"
