"""A transcript as plain text, for terminals."""

from __future__ import annotations

from textwrap import indent

from ..schema import Transcript
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
from .visible_text import visible_text

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript."""


def to_plain(transcript: Transcript, limit: int = SIZE_LIMIT) -> str:
    """Render a transcript as plain text, of about ``limit`` characters at most."""
    blocks = blocks_of(transcript, text_limit=min(limit // 2, TEXT_LIMIT))
    return "\n\n".join([headline(transcript), *render_within(blocks, _block, limit)]) + "\n"


def _block(block: Block) -> str:
    match block:
        case TextBlock():
            return _text(block)
        case ToolCallTable():
            return "\n".join(_tool_call(block.agent, row) for row in block.rows)
        case NoticeBlock():
            arrow = "-> " if block.entry.kind == "handoff" else ""
            return "\n".join(filter(None, [arrow + block.sentence, block.hint, block.traceback]))


def _text(block: TextBlock) -> str:
    if not block.text:
        return ""
    title = f"{block.author} ({block.note}):" if block.note else f"{block.author}:"
    return f"{title}\n{_indented(visible_text(block.text))}"


def _tool_call(agent: str, row: ToolCallRow) -> str:
    facts = ", ".join(filter(None, [row.state, row.time]))
    lines = [f"{agent} called {row.tool}({one_line(row.arguments)}): {facts}"]
    lines += [_indented(text) for text in (row.result, row.traceback) if text]
    lines += [_indented(_block(block)) for block in row.nested_blocks]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return indent(text, "    ")
