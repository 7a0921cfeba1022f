"""A transcript as static HTML: no script, nothing loaded, readable where styles are stripped.

It is kept in every notebook, so it is lean: no quotes and end tags that HTML does without.
"""

from __future__ import annotations

import re
from html import escape
from unicodedata import bidirectional
from urllib.parse import quote

from ...utf8 import sendable_text
from ..schema import Entry, Transcript
from . import message_markup, tables
from .document import (
    CELL_LIMIT,
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
from .strings import ENGLISH, Words
from .structured import indented
from .visible_text import visible_text

SIZE_LIMIT = 1_500_000
"""Bytes of a whole transcript, as JSON: a notebook carries it, and a message of at most 2 MB."""
IMAGE_LIMIT = 400_000
"""Characters of one image, in base64."""
OPEN_ROWS = 12
"""Rows of a result's table that need no folding."""

_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
_HEAD_ROW = re.compile(r"<tr>(?:<th[^<>]*>[^<]*)+(?=<tr>|</table>)")
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
.agw-annotation{border-inline-start:3px solid #c90;background:#c901;margin:.4em 0;padding:.3em .7em}
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


def to_html(
    transcript: Transcript,
    run: str = "",
    *,
    anchors: str | None = None,
    limit: int = SIZE_LIMIT,
    image_limit: int = IMAGE_LIMIT,
    words: Words = ENGLISH,
) -> str:
    """Render a transcript; ``run`` is the id by which a live view knows the page as its own.

    ``anchors`` begins the ids of the entries, which links lead to; None: they have none. The limits are those
    of the whole page, in bytes, and of one image, in characters.
    """
    data_run = f' data-run="{escape(run)}"' if run else ""
    parts = [
        f"<style>{_STYLE}</style>",
        # MathJax leaves the page alone: under a view that has drawn the same formulas, it would hold the
        # browser up for seconds.
        f'<section class="agw-static mathjax_ignore"{data_run} data-status="{_word(transcript.status)}">',
        f"<p><strong>{_escaped(headline(transcript, words))}</strong></p>",
    ]
    if transcript.detail and transcript.status == "waiting":
        parts.append(f"<p>{_escaped(transcript.detail)}</p>")
    blocks = blocks_of(transcript, words=words)
    renderer = _Renderer(anchors, image_limit, words)
    parts = [visible_text(part) for part in parts]
    # Markdown may make any character out of an entity, so what can't be seen is caught at the very end.
    parts += render_within(blocks, lambda block: visible_text(renderer.block(block)), limit, words)
    parts.append("</section>")
    # A blank line would end the HTML for a Markdown file that it is put into.
    return _BLANK_LINE.sub("&#10;", "\n".join(parts))


def anchor(prefix: str, entry_id: str) -> str:
    """Give the id of an entry's element: what stands after the ``#`` of its address."""
    return f"{prefix}{entry_id}"


class _Renderer:
    """Renders blocks; what differs between pages is its arguments, as ``to_html`` has them."""

    def __init__(self, anchors: str | None, image_limit: int, words: Words) -> None:
        self._words = words
        self._anchors = anchors
        self._image_limit = image_limit

    def block(self, block: Block) -> str:
        """Render one block."""
        match block:
            case TextBlock():
                return self._text(block)
            case ToolCallTable():
                return self._tool_calls(block)
            case NoticeBlock():
                return self._notice(block)

    def _text(self, block: TextBlock) -> str:
        entry = block.entry
        title = f"<strong>{_name(block.author)}</strong>"
        if block.note:
            title += f" ({_escaped(block.note)})"
        body = self._structured(block) if entry.format == "json" else message_markup.html(block.text)
        if entry.state == "retracted":
            body = f"<del>{body}</del>"
        if entry.kind != "reasoning":
            return self._entry(entry, block.text, f"<p>{title}{self._link(entry)}</p>\n{body}")
        if not block.text and not entry.annotation:
            return ""
        return self._entry(entry, block.text, _folded(title, body))

    def _notice(self, block: NoticeBlock) -> str:
        arrow = "&rarr; " if block.entry.kind == "handoff" else ""
        content = f"<p>{arrow}<strong>{_escaped(block.sentence)}</strong>{self._link(block.entry)}</p>"
        if block.hint:
            content += f"<p>{_escaped(block.hint)}</p>"
        return self._entry(block.entry, block.sentence, content + self._traceback(block.traceback))

    def _tool_calls(self, table: ToolCallTable) -> str:
        columns = zip(_WIDTHS, _ALIGNMENTS, self._words.titles, strict=True)
        head = "".join(f'<th width="{width}%"{alignment}>{title}' for width, alignment, title in columns)
        rows = "\n".join(map(self._row, table.rows))
        title = f"<p><strong>{_name(table.agent)}</strong></p>"
        parts = [f"{title}{_TABLE}<thead><tr>{head}<tbody>\n{rows}</table></div>"]
        parts += [self._nested(row) for row in table.rows if row.nested_blocks]
        return "\n".join(parts)

    def _row(self, row: ToolCallRow) -> str:
        result_table = self._folded_table(row.entry)
        picture = self._picture(row)
        is_below = bool(result_table or (picture and row.summary))
        title = _escaped(row.summary or self._words.table)
        result = title if is_below else _folded_if_long(row.result, row.summary)
        tool = _name(row.tool) + self._link(row.entry)
        cells = [tool, _folded_if_long(row.arguments), result, _escaped(row.state), row.time]
        columns = zip(_ALIGNMENTS, cells, strict=True)
        html = "".join(f"<td{alignment}>{cell}" for alignment, cell in columns)
        below = result_table + picture + self._traceback(row.traceback) + self._annotation(row.entry)
        if below:
            html += f"<tr><td colspan=5{_LEFT}>{_SCROLLS}{below}</div>"
        return f"<tr{self._id(row.entry)}>{html}"

    def _picture(self, row: ToolCallRow) -> str:
        found = picture_address(row.entry, self._image_limit)
        alt = self._words.of_tool.format(what=self._words.result, tool=row.tool)
        if found:
            return f'<img alt="{escape(alt)}" src="{found}">'
        is_too_large = any(
            len((row.entry.display or {}).get(kind, "")) > self._image_limit for kind in _IMAGES
        )
        return f"<p>{_escaped(self._words.picture_left_out)}</p>" if is_too_large else ""

    def _nested(self, row: ToolCallRow) -> str:
        steps = sum(map(count_entries, row.nested_blocks))
        count = self._words.one_step if steps == 1 else self._words.steps.format(count=steps)
        title = f"{self._words.inside.format(tool=_name(row.tool))}: {count}"
        return _folded(title, f"<blockquote>{''.join(map(self.block, row.nested_blocks))}</blockquote>")

    def _entry(self, entry: Entry, text: str, content: str) -> str:
        state = "" if entry.state == "done" else f" data-state={_word(entry.state)}"
        attributes = f"{self._id(entry)} data-kind={_word(entry.kind)}{state} dir={_direction(text)}"
        return f"<div{attributes}>{content}{self._annotation(entry)}</div>"

    def _id(self, entry: Entry) -> str:
        if self._anchors is None or not entry.id:
            return ""
        return f' id="{escape(anchor(self._anchors, entry.id))}"'

    def _link(self, entry: Entry) -> str:
        """The address of an entry, to copy."""
        if self._anchors is None or not entry.id:
            return ""
        address = quote(sendable_text(anchor(self._anchors, entry.id)))
        title = f'title="{escape(self._words.link_to_entry)}" aria-label="{escape(self._words.link)}"'
        return f' <a class=agw-anchor href="#{address}" {title}>#</a>'

    def _structured(self, block: TextBlock) -> str:
        """A structured answer: a table where it is one, and its JSON."""
        table = self._folded_table(block.entry)
        json = _pre(indented(block.text))
        return f"{_SCROLLS}{table}</div>{_folded('JSON', json)}" if table else json

    def _annotation(self, entry: Entry) -> str:
        """What a reader wrote, set apart where styles are stripped, too."""
        if not entry.annotation:
            return ""
        lines = "<br>".join(_escaped(visible_text(entry.annotation)).split("\n"))
        title = f"<strong>{self._words.note}</strong>"
        return f"<blockquote class=agw-annotation dir=auto>{title} {lines}</blockquote>"

    def _folded_table(self, entry: Entry) -> str:
        """The table that an entry is shown as; a long one folded under how many rows it has."""
        table = tables.of_display(entry.display, self._words)
        count = table.count("<tr>") - len(_HEAD_ROW.findall(table))
        # As wide as its words: a narrow page would set them one below the other.
        table = table.replace("<table>", f'<table style="min-width:{tables.width(table) // 2}em">')
        return table if count <= OPEN_ROWS else _folded(self._words.rows.format(count=count), table)

    def _traceback(self, text: str) -> str:
        return _folded(self._words.traceback, _pre(text)) if text else ""


def picture_address(entry: Entry, limit: int) -> str:
    """Give the image that a result is shown as, as an address that holds it; empty without one."""
    for kind in _IMAGES:
        data = "".join((entry.display or {}).get(kind, "")[: limit + 1].split())
        if 0 < len(data) <= limit and _BASE64.fullmatch(data):
            return f"data:{kind};base64,{data}"
    return ""


def _direction(text: str) -> str:
    """The direction of the first letter that has one, as ``dir=auto`` finds it.

    A browser that finds it looks again at each element that it adds: that doubles the time for a long text.
    """
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


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
