"""A transcript as static HTML: no script, nothing loaded, readable where styles are stripped."""

from __future__ import annotations

import re
from html import escape

from . import markup
from .transcript import Entry, Transcript
from .wording import (
    RESULT_LIMIT,
    STATES,
    TEXT_LIMIT,
    Family,
    blocks,
    clean,
    cut,
    entry_time,
    family,
    headline,
    one_line,
    sentence,
    speaker,
    state,
)

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript: a notebook carries it."""
IMAGE_LIMIT = 400_000
"""Characters of one image, in base64."""
SHORT = 80
"""Characters of arguments or a result that need no folding."""

_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]+")

# In a reopened notebook the widget's place says "model not found": the transcript stands in for it.
_HIDE = '.jp-OutputArea-child:has(+ .jp-OutputArea-child .agw-static[data-run="{run}"]){{display:none}}'
_STYLE = """
.agw-static{font:14px/1.5 system-ui,sans-serif;max-width:60em;overflow-wrap:anywhere}
.agw-static p{margin:.4em 0}
.agw-static>div,.agw-static>table{margin:.8em 0}
.agw-static :is(h1,h2,h3,h4,h5,h6){font-size:1.15em;margin:.6em 0 .3em}
.agw-static th{white-space:nowrap}
.agw-static td:first-child{min-width:6em}
.agw-static table{border-collapse:collapse;margin:.5em 0;width:100%}
.agw-static th,.agw-static td{border:1px solid rgba(128,128,128,.4);padding:.2em .5em;text-align:start;
vertical-align:top}
.agw-static pre{background:rgba(128,128,128,.12);margin:.4em 0;max-height:30em;overflow:auto;padding:.5em;
white-space:pre-wrap}
.agw-static [data-kind=user]{border-inline-start:3px solid rgba(128,128,128,.5);padding-inline-start:.7em}
.agw-static [data-kind=error],.agw-static [data-kind=guardrail]{border-inline-start:3px solid #c0392b;
padding-inline-start:.7em}
.agw-static [data-kind=handoff],.agw-static [data-kind=notice],.agw-static summary{opacity:.8}
.agw-static img{max-width:100%}
"""


def to_html(transcript: Transcript, run: str = "") -> str:
    """Render a transcript; ``run`` is the id by which a live view hides it."""
    run = re.sub(r"[^A-Za-z0-9_-]", "", run) or "run"
    parts = [
        f"<style>{_HIDE.format(run=run)}{_STYLE}</style>",
        f'<section class="agw-static" data-run="{run}" data-status="{transcript.status}">',
        f"<p><strong>{_text(headline(transcript))}</strong></p>",
    ]
    if transcript.detail and transcript.status == "waiting":
        parts.append(f"<p>{_text(transcript.detail)}</p>")
    entries, size, left_out = family(transcript), 0, 0
    for block in blocks(entries):
        part = _block(entries, block)
        if size + len(part) > SIZE_LIMIT:
            left_out += len(block)
            continue
        size += len(part)
        parts.append(part)
    if left_out:
        parts.append(f"<p>[{left_out} entries are left out: the transcript is too long to keep whole.]</p>")
    # Markdown may make any character out of an entity, so what can't be seen is caught at the very end.
    return clean("\n".join([*parts, "</section>"]))


def _block(entries: Family, block: list[Entry]) -> str:
    first = block[0]
    if first.kind == "tool_call":
        return "\n".join([_table(block), *(_inside(entries, entry) for entry in block)])
    if first.kind in ("user", "message"):
        return _message(first)
    if first.kind == "reasoning":
        title = f"Reasoning {entry_time(first)}".strip()
        return _entry(first, _folded(title, markup.html(cut(first.text, TEXT_LIMIT)))) if first.text else ""
    arrow = "&rarr; " if first.kind == "handoff" else ""
    parts = [f"<p>{arrow}<strong>{_text(sentence(first))}</strong></p>"]
    if first.hint:
        parts.append(f"<p>{_text(first.hint)}</p>")
    if first.traceback:
        parts.append(_folded("Traceback", _pre(first.traceback)))
    return _entry(first, "".join(parts))


def _message(entry: Entry) -> str:
    text = cut(entry.text, TEXT_LIMIT)
    body = _pre(text) if entry.format == "json" else markup.html(text)
    if entry.state == "retracted":
        body = f"<del>{body}</del>"
    note = f" ({state(entry)})" if state(entry) else ""
    return _entry(entry, f"<p><strong><bdi>{_text(speaker(entry))}</bdi></strong>{note}</p>\n{body}")


def _table(calls: list[Entry]) -> str:
    rows = "".join(_row(entry) for entry in calls)
    head = "".join(f"<th>{title}</th>" for title in ("Tool", "Arguments", "Result", "State", "Time"))
    agent = f"<p><strong><bdi>{_text(speaker(calls[0]))}</bdi></strong></p>"
    return f"{agent}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(entry: Entry) -> str:
    cells = [
        f"<strong><bdi>{_text(one_line(entry.tool))}</bdi></strong>",
        _short(entry.arguments),
        _short(entry.output, entry.output_size) + _picture(entry) + _trouble(entry),
        STATES[entry.state],
        entry_time(entry),
    ]
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-kind="tool_call" data-state="{entry.state}">{row}</tr>'


def _trouble(entry: Entry) -> str:
    return _folded("Traceback", _pre(entry.traceback)) if entry.traceback else ""


def _picture(entry: Entry) -> str:
    for kind in _IMAGES:
        data = (entry.display or {}).get(kind, "")
        if 0 < len(data) <= IMAGE_LIMIT and _BASE64.fullmatch(data):
            return f'<br><img alt="Result of {_text(one_line(entry.tool))}" src="data:{kind};base64,{data}">'
    return ""


def _inside(entries: Family, call: Entry) -> str:
    inner = list(blocks(entries, call.id))
    if not inner:
        return ""
    title = f"Inside <bdi>{_text(one_line(call.tool))}</bdi>: {sum(map(len, inner))} steps"
    return _folded(title, f"<blockquote>{''.join(_block(entries, block) for block in inner)}</blockquote>")


def _entry(entry: Entry, content: str) -> str:
    return f'<div data-kind="{entry.kind}" data-state="{entry.state}" dir="auto">{content}</div>'


def _short(text: str, size: int | None = None) -> str:
    """A short text as it is, a long one folded under its first line."""
    if len(text) <= SHORT and "\n" not in text:
        return f"<code>{_text(text)}</code>" if text else ""
    return _folded(f"<code>{_text(one_line(text, SHORT))}</code>", _pre(text, size))


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>{content}</details>"


def _pre(text: str, size: int | None = None) -> str:
    return f"<pre>{_text(cut(text, RESULT_LIMIT, size))}</pre>"


def _text(text: str) -> str:
    return escape(clean(text))
