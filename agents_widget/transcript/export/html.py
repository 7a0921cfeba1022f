"""A transcript as static HTML: no script, nothing loaded, readable where styles are stripped.

It is kept in every notebook, so it is lean: no quotes and end tags that HTML does without.
"""

from __future__ import annotations

import re
from html import escape
from unicodedata import bidirectional

from ..schema import Entry, Transcript
from . import document as outline, message_markup as markup, tables
from .document import Block, Call, Calls, Happened, Said

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
img{max-width:100%}
}
"""
# A notebook that is opened again strips styles, gives all columns one width and puts text at their right.
# So the columns that hold words say their place in each cell; state and time may stand at the right.
_WIDTHS = (20, 26, 28, 13, 13)
_PLACES = (*(' style="text-align:left"',) * 3, "", "")
# What does not fit scrolls: the calls where the page is narrow, and a result that is wider than the page.
_SCROLLS = '<div style="overflow-x:auto">'
_CALLS = f'{_SCROLLS}<table width="100%" style="min-width:36em">'


def to_html(transcript: Transcript, run: str = "") -> str:
    """Render a transcript; ``run`` is the id by which a live view knows the page as its own."""
    name = f' data-run="{escape(run)}"' if run else ""
    parts = [
        f"<style>{_STYLE}</style>",
        # MathJax leaves the page alone: under a view that has drawn the same formulas, it would hold the
        # browser up for seconds.
        f'<section class="agw-static mathjax_ignore"{name} data-status="{_word(transcript.status)}">',
        f"<p><strong>{_text(outline.headline(transcript))}</strong></p>",
    ]
    if transcript.detail and transcript.status == "waiting":
        parts.append(f"<p>{_text(transcript.detail)}</p>")
    parts += [*outline.kept(outline.blocks(transcript), _block, SIZE_LIMIT), "</section>"]
    # Markdown may make any character out of an entity, so what can't be seen is caught at the very end.
    # A blank line would end the HTML for a Markdown file that it is put into.
    return _BLANK_LINE.sub("&#10;", outline.clean("\n".join(parts)))


def _block(block: Block) -> str:
    match block:
        case Said():
            return _said(block)
        case Calls(who, calls):
            titles = zip(_WIDTHS, _PLACES, outline.CALL_TITLES, strict=True)
            head = "".join(f'<th width="{width}%"{place}>{title}' for width, place, title in titles)
            rows = "\n".join(f"<tr>{_row(call)}" for call in calls)
            table = (
                f"<p><strong>{_name(who)}</strong></p>{_CALLS}<thead><tr>{head}<tbody>\n{rows}</table></div>"
            )
            return "\n".join([table, *(_inside(call) for call in calls if call.inside)])
        case Happened(entry, sentence, hint, traceback):
            arrow = "&rarr; " if entry.kind == "handoff" else ""
            content = f"<p>{arrow}<strong>{_text(sentence)}</strong></p>"
            content += (f"<p>{_text(hint)}</p>" if hint else "") + _trace(traceback)
            return _entry(entry, sentence, content)


def _said(said: Said) -> str:
    entry, title = said.entry, f"<strong>{_name(said.who)}</strong>"
    title += f" ({_text(said.note)})" if said.note else ""
    body = _pre(said.text) if entry.format == "json" else markup.html(said.text)
    if entry.state == "retracted":
        body = f"<del>{body}</del>"
    if entry.kind != "reasoning":
        return _entry(entry, said.text, f"<p>{title}</p>\n{body}")
    return _entry(entry, said.text, _folded(title, body)) if said.text else ""


def _row(call: Call) -> str:
    table = _table(call)
    result = "table" if table else _short(call.result)
    cells = [_name(call.tool), _short(call.arguments), result, _text(call.state), call.time]
    row = "".join(f"<td{place}>{cell}" for place, cell in zip(_PLACES, cells, strict=True))
    below = table + _picture(call) + _trace(call.traceback)
    return f"{row}<tr><td colspan=5{_PLACES[0]}>{_SCROLLS}{below}</div>" if below else row


def _table(call: Call) -> str:
    table = tables.html((call.entry.display or {}).get("text/html", ""))
    rows = table.count("<tr>")
    # As wide as its words: a narrow page would set them one below the other.
    table = table.replace("<table>", f'<table style="min-width:{tables.width(table) // 2}em">')
    return table if rows <= OPEN_ROWS else _folded(f"{rows} rows", table)


def _picture(call: Call) -> str:
    for kind in _IMAGES:
        data = (call.entry.display or {}).get(kind, "")
        if 0 < len(data) <= IMAGE_LIMIT and _BASE64.fullmatch(data):
            return f'<img alt="Result of {escape(call.tool)}" src="data:{kind};base64,{data}">'
    return ""


def _inside(call: Call) -> str:
    steps = sum(len(block.calls) if isinstance(block, Calls) else 1 for block in call.inside)
    title = f"Inside {_name(call.tool)}: {steps} {'step' if steps == 1 else 'steps'}"
    return _folded(title, f"<blockquote>{''.join(map(_block, call.inside))}</blockquote>")


def _entry(entry: Entry, text: str, content: str) -> str:
    state = "" if entry.state == "done" else f" data-state={_word(entry.state)}"
    return f"<div data-kind={_word(entry.kind)}{state} dir={_direction(text)}>{content}</div>"


def _direction(text: str) -> str:
    """The direction of the first letter that has one, as ``dir=auto`` finds it.

    A browser that finds it looks again at each element that it adds: that doubles the time for a long text.
    """
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


def _trace(traceback: str) -> str:
    return _folded("Traceback", _pre(traceback)) if traceback else ""


def _short(text: str) -> str:
    """A short text as it is, a long one folded under its first line."""
    if outline.is_short(text):
        return f"<code>{_text(text)}</code>" if text else ""
    return _folded(f"<code>{_text(outline.one_line(text, outline.SHORT))}</code>", _pre(text))


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>{content}</details>"


def _pre(text: str) -> str:
    return f"<pre>{_text(text)}</pre>"


def _name(text: str) -> str:
    """A name, which keeps its direction to itself."""
    return _text(text) if text.isascii() else f"<bdi>{_text(text)}</bdi>"


def _text(text: str) -> str:
    return escape(text, quote=False)


def _word(name: str) -> str:
    """A value that needs no quotes."""
    return re.sub(r"[^a-z_]", "", name) or "none"
