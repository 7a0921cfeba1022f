"""A transcript as Markdown, for people who paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from ..schema import Entry, Transcript
from . import message_markup
from .document import (
    CELL_LIMIT,
    RESULT_LIMIT,
    TEXT_LIMIT,
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
from .html import picture_address
from .message_markup import code, fenced, literal
from .strings import ENGLISH, Words
from .structured import indented, record_table
from .visible_text import visible_text

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript."""


class Form(NamedTuple):
    """Characters of what a result is shown as, and the words around it."""

    figure: int = 0
    """Of a figure, in base64; a larger one is left out."""
    table: int = RESULT_LIMIT
    """Of a table, which is cut."""
    words: Words = ENGLISH


NO_FIGURES = Form()


def to_markdown(transcript: Transcript, limit: int = SIZE_LIMIT, form: Form = NO_FIGURES) -> str:
    """Render a transcript as Markdown, of about ``limit`` characters at most."""
    blocks = blocks_of(transcript, min(limit // 2, TEXT_LIMIT), form.words)
    render = partial(_block, form)
    title = f"**{literal(headline(transcript, form.words))}**"
    parts = [title, *render_within(blocks, render, limit, form.words)]
    return "\n\n".join(parts) + "\n"


def _block(form: Form, block: Block) -> str:
    match block:
        case TextBlock():
            return _text(form, block)
        case ToolCallTable():
            return _table(form, block)
        case NoticeBlock():
            return _notice(form, block)


def _text(form: Form, block: TextBlock) -> str:
    if not block.text and not block.entry.annotation:
        return ""
    note = f" ({literal(block.note)})" if block.note else ""
    is_json = block.entry.format == "json"
    body = _structured(form, block) if is_json else message_markup.markdown(block.text)
    return _joined(f"**{literal(block.author)}**{note}", body, _annotation(form, block.entry))


def _structured(form: Form, block: TextBlock) -> str:
    """A structured answer: a table where it is one, and its JSON."""
    return _joined(_records(form, block.entry), fenced(indented(visible_text(block.text))))


def _records(form: Form, entry: Entry) -> str:
    table = record_table(entry.display)
    if table is None:
        return ""
    lines = [_line(map(literal, table.columns)), _line(["---"] * len(table.columns))]
    limit = form.table
    for row in table.rows:
        limit -= len(line := _line(map(literal, row)))
        if limit < 0:
            break
        lines.append(line)
    shown = len(lines) - 2
    note = f"{form.words.first_rows.format(shown=shown, total=f'{table.total:,}')}."
    return _joined("\n".join(lines), note if table.total > shown else "")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _annotation(form: Form, entry: Entry) -> str:
    """What a reader wrote: a quote, whose lines stay lines."""
    if not entry.annotation:
        return ""
    lines = [literal(line) for line in visible_text(entry.annotation).split("\n")]
    return f"> **{form.words.note}** " + "\\\n> ".join(lines)


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _notice(form: Form, block: NoticeBlock) -> str:
    arrow = "→ " if block.entry.kind == "handoff" else ""
    sentence = f"{arrow}**{literal(one_line(block.sentence, RESULT_LIMIT))}**"
    traceback = fenced(block.traceback) if block.traceback else ""
    return _joined(sentence, literal(block.hint), traceback, _annotation(form, block.entry))


def _table(form: Form, table: ToolCallTable) -> str:
    titles = form.words.titles
    rows = [list(titles), ["---"] * len(titles), *map(_cells, table.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    parts = [form.words.called.format(agent=f"**{literal(table.agent)}**"), "\n".join(lines)]
    parts += [text for row in table.rows for text in _below(form, row)]
    parts += [_nested(form, row) for row in table.rows if row.nested_blocks]
    return "\n\n".join(parts)


def _cells(row: ToolCallRow) -> list[str]:
    arguments, result = [
        code(one_line(text, CELL_LIMIT)) for text in (row.arguments, row.summary or row.result)
    ]
    return [literal(row.tool), arguments, result, literal(row.state), row.time]


def _below(form: Form, row: ToolCallRow) -> Iterator[str]:
    """What a cell is too small for: the figure, the table, long texts, the note."""
    entry, words, tool = row.entry, form.words, f"**{literal(row.tool)}**"
    table = _records(form, entry)
    if found := picture_address(entry, form.figure):
        yield f"![{words.of_tool.format(what=words.result, tool=literal(row.tool))}]({found})"
    if table:
        yield f"{words.of_tool.format(what=words.result, tool=tool)}:\n\n{table}"
    yield from _long_texts(words, row, with_result=not table)
    if entry.annotation:
        yield f"{words.at_tool.format(tool=tool)}:\n\n{_annotation(form, entry)}"


def _long_texts(words: Words, row: ToolCallRow, *, with_result: bool) -> Iterator[str]:
    result = row.result if with_result else ""
    texts = {words.arguments: row.arguments, words.result: result, words.traceback: row.traceback}
    for title, text in texts.items():
        if not fits_in_cell(text):
            of_tool = words.of_tool.format(what=title, tool=f"**{literal(row.tool)}**")
            yield f"{of_tool}:\n\n{fenced(text)}"


def _nested(form: Form, row: ToolCallRow) -> str:
    blocks = map(partial(_block, form), row.nested_blocks)
    nested = "\n\n".join([f"{form.words.inside.format(tool=f'**{literal(row.tool)}**')}:", *blocks])
    return "\n".join(f"> {line}" for line in nested.split("\n"))
