"""A transcript as static HTML: no script, nothing loaded, readable where styles are stripped.

It is kept in every notebook, so it is lean: no quotes and end tags that HTML does without.
"""

from __future__ import annotations

import re
from html import escape
from unicodedata import bidirectional

from ..schema import Entry, Transcript
from . import message_markup, tables
from .document import (
    CELL_LIMIT,
    TOOL_CALL_TITLES,
    Block,
    NoticeBlock,
    TextBlock,
    ToolCallRow,
    ToolCallTable,
    blocks_of,
    count_entries,
    fits_in_cell,
    headline,
    render_within,
)
from .format import one_line
from .visible_text import visible_text

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript: a notebook carries it."""
IMAGE_LIMIT = 400_000
"""Characters of one image, in base64."""
OPEN_ROWS = 12
"""Rows of a result's table that need no folding."""

_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]+")
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\n)")

_STYLE = """
.agw-static{font:14px/1.5 system-ui,sans-serif;max-width:60em;overflow-wrap:break-word;
>*{margin:.8em 0}
p{margin:.4em 0}
:is(h1,h2,h3,h4,h5,h6){font-size:1.15em;margin:.6em 0 .3em}
table{border-collapse:collapse;margin:.5em 0}
table table{table-layout:auto;width:auto}
th,td{border:1px solid #8886;padding:.2em .5em;text-align:start;vertical-align:top}
th{white-space:nowrap}
pre{background:#8882;margin:.4em 0;max-height:30em;overflow:auto;padding:.5em;white-space:pre-wrap}
code,pre{overflow-wrap:anywhere}
[data-kind=user],[data-kind=error],[data-kind=guardrail]{border-inline-start:3px solid #8888;
padding-inline-start:.7em}
[data-kind=error],[data-kind=guardrail]{border-color:#c0392b}
summary{opacity:.8}
.agw-notes{font-size:.92em;opacity:.8}
img{max-width:100%}
}
"""
# A notebook that is opened again strips styles, gives all columns one width and puts text at their right.
# So the columns that hold words say their place in each cell; state and time may stand at the right.
_WIDTHS = (20, 26, 28, 13, 13)
_LEFT = ' style="text-align:left"'
_ALIGNMENTS = (_LEFT, _LEFT, _LEFT, "", "")
# What does not fit scrolls: the calls where the page is narrow, and a result that is wider than the page.
_SCROLLS = '<div style="overflow-x:auto">'
_TABLE = f'{_SCROLLS}<table width="100%" style="min-width:36em">'


def to_html(transcript: Transcript, run: str = "") -> str:
    """Render a transcript; ``run`` is the id by which a live view knows the page as its own."""
    data_run = f' data-run="{escape(run)}"' if run else ""
    parts = [
        f"<style>{_STYLE}</style>",
        # MathJax leaves the page alone: under a view that has drawn the same formulas, it would hold the
        # browser up for seconds.
        f'<section class="agw-static mathjax_ignore"{data_run} data-status="{_word(transcript.status)}">',
        f"<p><strong>{_escaped(headline(transcript))}</strong></p>",
    ]
    if transcript.detail and transcript.status == "waiting":
        parts.append(f"<p>{_escaped(transcript.detail)}</p>")
    parts += render_within(blocks_of(transcript), _block, SIZE_LIMIT)
    parts.append("</section>")
    # Markdown may make any character out of an entity, so what can't be seen is caught at the very end.
    # A blank line would end the HTML for a Markdown file that it is put into.
    return _BLANK_LINE.sub("&#10;", visible_text("\n".join(parts)))


def _block(block: Block) -> str:
    match block:
        case TextBlock():
            return _text(block)
        case ToolCallTable():
            return _tool_calls(block)
        case NoticeBlock():
            return _notice(block)


def _text(block: TextBlock) -> str:
    entry = block.entry
    title = f"<strong>{_name(block.author)}</strong>"
    if block.note:
        title += f" ({_escaped(block.note)})"
    body = _pre(block.text) if entry.format == "json" else message_markup.html(block.text)
    if entry.state == "retracted":
        body = f"<del>{body}</del>"
    if entry.kind != "reasoning":
        return _entry(entry, block.text, f"<p>{title}</p>\n{body}")
    return _entry(entry, block.text, _folded(title, body)) if block.text else ""


def _notice(block: NoticeBlock) -> str:
    arrow = "&rarr; " if block.entry.kind == "handoff" else ""
    content = f"<p>{arrow}<strong>{_escaped(block.sentence)}</strong></p>"
    if block.hint:
        content += f"<p>{_escaped(block.hint)}</p>"
    return _entry(block.entry, block.sentence, content + _traceback(block.traceback))


def _tool_calls(table: ToolCallTable) -> str:
    columns = zip(_WIDTHS, _ALIGNMENTS, TOOL_CALL_TITLES, strict=True)
    head = "".join(f'<th width="{width}%"{alignment}>{title}' for width, alignment, title in columns)
    rows = "\n".join(f"<tr>{_row(row)}" for row in table.rows)
    title = f"<p><strong>{_name(table.agent)}</strong></p>"
    parts = [f"{title}{_TABLE}<thead><tr>{head}<tbody>\n{rows}</table></div>"]
    parts += [_nested(row) for row in table.rows if row.nested_blocks]
    return "\n".join(parts)


def _row(row: ToolCallRow) -> str:
    result_table = _result_table(row)
    result = _escaped(row.summary or "table") if result_table else _folded_if_long(row.result, row.summary)
    cells = [_name(row.tool), _folded_if_long(row.arguments), result, _escaped(row.state), row.time]
    columns = zip(_ALIGNMENTS, cells, strict=True)
    html = "".join(f"<td{alignment}>{cell}" for alignment, cell in columns)
    below = result_table + _picture(row) + _traceback(row.traceback)
    if below:
        html += f"<tr><td colspan=5{_LEFT}>{_SCROLLS}{below}</div>"
    return html


def _result_table(row: ToolCallRow) -> str:
    table = tables.html((row.entry.display or {}).get("text/html", ""))
    count = table.count("<tr>")
    # As wide as its words: a narrow page would set them one below the other.
    table = table.replace("<table>", f'<table style="min-width:{tables.width(table) // 2}em">')
    return table if count <= OPEN_ROWS else _folded(f"{count} rows", table)


def _picture(row: ToolCallRow) -> str:
    for kind in _IMAGES:
        data = (row.entry.display or {}).get(kind, "")
        if 0 < len(data) <= IMAGE_LIMIT and _BASE64.fullmatch(data):
            return f'<img alt="Result of {escape(row.tool)}" src="data:{kind};base64,{data}">'
    return ""


def _nested(row: ToolCallRow) -> str:
    steps = sum(map(count_entries, row.nested_blocks))
    title = f"Inside {_name(row.tool)}: {steps} {'step' if steps == 1 else 'steps'}"
    return _folded(title, f"<blockquote>{''.join(map(_block, row.nested_blocks))}</blockquote>")


def _entry(entry: Entry, text: str, content: str) -> str:
    state = "" if entry.state == "done" else f" data-state={_word(entry.state)}"
    return f"<div data-kind={_word(entry.kind)}{state} dir={_direction(text)}>{content}</div>"


def _direction(text: str) -> str:
    """The direction of the first letter that has one, as ``dir=auto`` finds it.

    A browser that finds it looks again at each element that it adds: that doubles the time for a long text.
    """
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


def _traceback(text: str) -> str:
    return _folded("Traceback", _pre(text)) if text else ""


def _folded_if_long(text: str, summary: str = "") -> str:
    """A short text as it is, a long one folded under its summary or its first line."""
    if not text:
        return ""
    if fits_in_cell(text):
        return f"<code>{_escaped(text)}</code>"
    return _folded(f"<code>{_escaped(summary or one_line(text, CELL_LIMIT))}</code>", _pre(text))


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>{content}</details>"


def _pre(text: str) -> str:
    return f"<pre>{_escaped(text)}</pre>"


def _name(text: str) -> str:
    """A name, which keeps its direction to itself."""
    return _escaped(text) if text.isascii() else f"<bdi>{_escaped(text)}</bdi>"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _word(name: str) -> str:
    """A value that needs no quotes."""
    return re.sub(r"[^a-z_]", "", name) or "none"
