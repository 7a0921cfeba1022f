"""A transcript as Markdown, for people who paste."""

from __future__ import annotations

from collections.abc import Iterator

from ..schema import Transcript
from . import message_markup
from .document import (
    CELL_LIMIT,
    RESULT_LIMIT,
    TEXT_LIMIT,
    TOOL_CALL_TITLES,
    Block,
    NoticeBlock,
    TextBlock,
    ToolCallRow,
    ToolCallTable,
    blocks_of,
    fits_in_cell,
    headline,
    render_within,
)
from .format import one_line
from .message_markup import code, fenced, literal
from .visible_text import visible_text

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript."""


def to_markdown(transcript: Transcript, limit: int = SIZE_LIMIT) -> str:
    """Render a transcript as Markdown, of about ``limit`` characters at most."""
    blocks = blocks_of(transcript, text_limit=min(limit // 2, TEXT_LIMIT))
    parts = [f"**{literal(headline(transcript))}**", *render_within(blocks, _block, limit)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case TextBlock():
            return _text(block)
        case ToolCallTable():
            return _table(block)
        case NoticeBlock():
            return _notice(block)


def _text(block: TextBlock) -> str:
    if not block.text:
        return ""
    note = f" ({literal(block.note)})" if block.note else ""
    is_json = block.entry.format == "json"
    body = fenced(visible_text(block.text)) if is_json else message_markup.markdown(block.text)
    return f"**{literal(block.author)}**{note}\n\n{body}"


def _notice(block: NoticeBlock) -> str:
    arrow = "→ " if block.entry.kind == "handoff" else ""
    sentence = f"{arrow}**{literal(one_line(block.sentence, RESULT_LIMIT))}**"
    traceback = fenced(block.traceback) if block.traceback else ""
    return "\n\n".join(filter(None, [sentence, literal(block.hint), traceback]))


def _table(table: ToolCallTable) -> str:
    rows = [list(TOOL_CALL_TITLES), ["---"] * len(TOOL_CALL_TITLES), *map(_cells, table.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    parts = [f"**{literal(table.agent)}** called:", "\n".join(lines)]
    parts += [text for row in table.rows for text in _long_texts(row)]
    parts += [_nested(row) for row in table.rows if row.nested_blocks]
    return "\n\n".join(parts)


def _cells(row: ToolCallRow) -> list[str]:
    arguments, result = [
        code(one_line(text, CELL_LIMIT)) for text in (row.arguments, row.summary or row.result)
    ]
    return [literal(row.tool), arguments, result, literal(row.state), row.time]


def _long_texts(row: ToolCallRow) -> Iterator[str]:
    """What a cell is too small for."""
    texts = {"Arguments": row.arguments, "Result": row.result, "Traceback": row.traceback}
    for title, text in texts.items():
        if not fits_in_cell(text):
            yield f"{title} of **{literal(row.tool)}**:\n\n{fenced(text)}"


def _nested(row: ToolCallRow) -> str:
    nested = "\n\n".join([f"Inside **{literal(row.tool)}**:", *map(_block, row.nested_blocks)])
    return "\n".join(f"> {line}" for line in nested.split("\n"))
