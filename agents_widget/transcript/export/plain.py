"""A transcript as plain text, for terminals."""

from __future__ import annotations

from functools import partial
from textwrap import indent

from ..schema import Entry, Transcript
from .document import (
    TEXT_LIMIT,
    Block,
    NoticeBlock,
    TextBlock,
    ToolCallRow,
    ToolCallTable,
    blocks_of,
    headline,
    render_within,
)
from .format import one_line
from .strings import ENGLISH, Words
from .visible_text import visible_text

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript."""


def to_plain(transcript: Transcript, limit: int = SIZE_LIMIT, words: Words = ENGLISH) -> str:
    """Render a transcript as plain text, of about ``limit`` characters at most."""
    blocks = blocks_of(transcript, min(limit // 2, TEXT_LIMIT), words)
    rendered = render_within(blocks, partial(_block, words), limit, words)
    return "\n\n".join([headline(transcript, words), *rendered]) + "\n"


def _block(words: Words, block: Block) -> str:
    match block:
        case TextBlock():
            return _text(words, block)
        case ToolCallTable():
            return "\n".join(_tool_call(words, block.agent, row) for row in block.rows)
        case NoticeBlock():
            arrow = "-> " if block.entry.kind == "handoff" else ""
            lines = [arrow + block.sentence, block.hint, block.traceback, _annotation(words, block.entry)]
            return "\n".join(filter(None, lines))


def _text(words: Words, block: TextBlock) -> str:
    if not block.text and not block.entry.annotation:
        return ""
    title = f"{block.author} ({block.note}):" if block.note else f"{block.author}:"
    texts = filter(None, [visible_text(block.text), _annotation(words, block.entry)])
    return "\n".join([title, *map(_indented, texts)])


def _annotation(words: Words, entry: Entry) -> str:
    return f"{words.note} {visible_text(entry.annotation)}" if entry.annotation else ""


def _tool_call(words: Words, agent: str, row: ToolCallRow) -> str:
    facts = ", ".join(filter(None, [row.state, row.time]))
    arguments = one_line(row.arguments)
    lines = [words.called_tool.format(agent=agent, tool=row.tool, arguments=arguments, facts=facts)]
    lines += [_indented(text) for text in (row.result, row.traceback, _annotation(words, row.entry)) if text]
    lines += [_indented(_block(words, block)) for block in row.nested_blocks]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return indent(text, "    ")
