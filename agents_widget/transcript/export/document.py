"""The document model of a static transcript: the same blocks and words in HTML, Markdown and plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from ...utf8 import wire_size
from ..schema import Entry, Transcript
from .format import duration, one_line
from .grouping import EntryGroup, group_entries
from .strings import ENGLISH, Words
from .visible_text import visible_text, without_invisible

TEXT_LIMIT = 100_000
"""Characters of one message that are kept."""
RESULT_LIMIT = 4_000
"""Characters of arguments, of a result, of a traceback that are kept."""
CELL_LIMIT = 80
"""Characters of arguments or a result that a table's cell shows."""
DEPTH_LIMIT = 20
"""Levels of calls inside of calls: nobody reads deeper ones, and a recording may have thousands."""
ROW_LIMIT = 25
"""Tool calls in one table."""

UNFINISHED = ("running", "waiting")
"""The statuses of a run that goes on: its page is not the last one."""


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


def headline(transcript: Transcript, words: Words = ENGLISH) -> str:
    """Say in one line how the run went."""
    used = transcript.usage
    tokens = used.get("input_tokens", 0) + used.get("output_tokens", 0)
    facts = [
        _status(transcript, words),
        ", ".join(dict.fromkeys(lane.name for lane in transcript.lanes)),
        transcript.model,
        words.tokens.format(count=f"{tokens:,}") if tokens else "",
        f"${transcript.cost:.4f}" if transcript.cost is not None else "",
        duration(transcript.ended) if transcript.ended else "",
    ]
    return " · ".join(one_line(fact) for fact in facts if fact)


def blocks_of(transcript: Transcript, text_limit: int = TEXT_LIMIT, words: Words = ENGLISH) -> list[Block]:
    """Give a transcript's blocks in order, no text in them longer than ``text_limit`` characters."""
    return _DocumentBuilder(transcript, text_limit, words).blocks()


def render_within(
    blocks: list[Block], render: Callable[[Block], str], limit: int, words: Words = ENGLISH
) -> Iterator[str]:
    """Render the blocks that there is room for, and say how many entries there is none for.

    ``limit`` is in bytes, as they are in a message or a notebook's file.
    """
    left_out = 0
    for block in blocks:
        if isinstance(block, TextBlock) and len(block.text) > limit:
            left_out += 1  # to render it would take time for nothing
            continue
        rendered = render(block)
        size = wire_size(rendered)
        if size > limit:
            left_out += count_entries(block)
        elif rendered:
            limit -= size
            yield rendered
    if left_out:
        note = words.left_out.format(count=left_out)
        yield render(NoticeBlock(Entry("", "notice"), note))


def count_entries(block: Block) -> int:
    """Count the entries that a block shows, without those inside its tool calls."""
    return len(block.rows) if isinstance(block, ToolCallTable) else 1


def fits_in_cell(text: str) -> bool:
    """Whether a table's cell has room for a text."""
    return len(text) <= CELL_LIMIT and "\n" not in text


class _DocumentBuilder:
    def __init__(self, transcript: Transcript, text_limit: int, words: Words) -> None:
        self._words = words
        self._groups = group_entries(transcript.entries)
        self._text_limit = text_limit
        self._depth = 0
        self._result_limit = min(text_limit, RESULT_LIMIT)

    def blocks(self, parent: str | None = None) -> list[Block]:
        groups = self._groups.get(parent, ())
        if groups and self._depth == DEPTH_LIMIT:
            return [NoticeBlock(Entry("", "notice"), self._words.nested_left_out)]
        self._depth += 1
        blocks = [block for group in groups for block in self._blocks(group)]
        self._depth -= 1
        return blocks

    def _blocks(self, group: EntryGroup) -> Iterator[Block]:
        if not group.is_table:
            yield self._block(group.entries[0])
            return
        for start in range(0, len(group.entries), ROW_LIMIT):
            rows = [self._row(entry) for entry in group.entries[start : start + ROW_LIMIT]]
            yield ToolCallTable(_author(group.entries[0], self._words), rows)

    def _block(self, entry: Entry) -> TextBlock | NoticeBlock:
        if entry.kind in ("user", "message", "reasoning"):
            text = without_invisible(self._head(entry.text, self._text_limit))
            return TextBlock(entry, _author(entry, self._words), self._note(entry), text)
        hint = one_line(entry.hint, self._text_limit)
        traceback = visible_text(self._head(entry.traceback, self._result_limit))
        return NoticeBlock(entry, self._sentence(entry), hint, traceback)

    def _row(self, entry: Entry) -> ToolCallRow:
        limit = self._result_limit
        return ToolCallRow(
            entry,
            tool=one_line(entry.tool),
            arguments=visible_text(self._head(entry.arguments, limit)),
            result=visible_text(self._head(entry.output, limit, entry.output_size)),
            summary=one_line(entry.summary),
            state=one_line(self._words.tool_state.get(entry.state, entry.state)),
            time=_time_taken(entry),
            traceback=visible_text(self._head(entry.traceback, limit)),
            nested_blocks=self.blocks(entry.id),
        )

    def _sentence(self, entry: Entry) -> str:
        if entry.kind == "handoff":
            return self._handoff_sentence(entry)
        text = visible_text(self._head(entry.text, self._text_limit))
        if entry.kind == "guardrail":
            return self._words.guardrail.format(name=one_line(entry.guardrail), text=text)
        return f"{one_line(entry.error)}: {text}" if entry.error else text

    def _note(self, entry: Entry) -> str:
        """Say what is special about a message: how it ended, when not well, how long reasoning took."""
        notes = [self._words.message_state.get(entry.state, "")]
        if entry.kind == "reasoning":
            notes.append(self._words.reasoning.format(time=_time_taken(entry)).strip())
        return ", ".join(filter(None, notes))

    def _handoff_sentence(self, entry: Entry) -> str:
        words = self._words
        sentence = words.handed_over if entry.arguments in ("", "{}") else words.handed_over_with
        return sentence.format(
            source=one_line(entry.source) or words.the_agent,
            target=one_line(entry.target) or words.another_agent,
            arguments=one_line(entry.arguments),
        )

    def _head(self, text: str, limit: int, size: int | None = None) -> str:
        """Give the head of a text, and how long it is when that is not all."""
        if len(text) <= limit and size is None:
            return text
        return f"{text[:limit]}\n{self._words.cut.format(size=f'{size or len(text):,}')}"


def _status(transcript: Transcript, words: Words) -> str:
    word = words.run_status.get(transcript.status, transcript.status)
    return words.unfinished.format(status=word) if transcript.status in UNFINISHED else word


def _author(entry: Entry, words: Words) -> str:
    return words.you if entry.kind == "user" else one_line(entry.agent) or words.assistant


def _time_taken(entry: Entry) -> str:
    # In a run that had ended before it was watched all stands at 0: nobody knows how long it took.
    if entry.ended is None or entry.started == entry.ended == 0:
        return ""
    return duration(entry.ended - entry.started)
