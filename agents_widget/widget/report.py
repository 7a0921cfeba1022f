"""A report: one or several runs as a page to read, to print and to hand on. It has no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from itertools import starmap
from urllib.parse import quote

from ..transcript.export.document import headline
from ..transcript.export.format import one_line
from ..transcript.export.html import anchor, to_html
from ..transcript.export.markdown import Form, to_markdown
from ..transcript.export.message_markup import literal
from ..transcript.export.strings import ENGLISH, Words
from ..transcript.export.visible_text import visible_text
from ..transcript.schema import Entry, Transcript
from ..transcript.tape import Tape
from ..utf8 import sendable_text

SIZE_LIMIT = 50_000_000
"""Characters of one run in a report: it is a file of its own, which figures may fill."""
FIGURE_LIMIT = 8_000_000
"""Characters of one figure, in base64."""
TABLE_LIMIT = 100_000
"""Characters of a table in Markdown."""
TITLE_LIMIT = 80
PREVIEW_LIMIT = 70
"""Characters of an entry that the table of contents shows."""
CONTENTS_LIMIT = 60
"""Entries of one run in the table of contents."""
ENTRY_ANCHOR = "entry-"
"""Begins the id of an entry in a page with one run; an offline page follows such a link, too."""

CONTENT_MARK = "<!--article-->"

_LANDMARKS = {
    "user": "",
    "handoff": "\N{RIGHTWARDS ARROW} ",
    "guardrail": "\N{WARNING SIGN} ",
    "error": "\N{WARNING SIGN} ",
}
"""The kinds of entries that a reader looks for, and what marks them in the table of contents."""

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;font:15px/1.55 system-ui,sans-serif}
main{margin:0 auto;max-width:110rem;padding:1.5rem clamp(1rem,3vw,3rem) 3rem}
h1{font-size:1.7em;line-height:1.25;margin:0 0 .2em}
h2{font-size:1.3em;line-height:1.3;margin:0 0 .2em}
.made{margin:0 0 1.5em;opacity:.75}
nav{font-size:.92em}
nav h2{font-size:1em;margin:0 0 .5em}
nav ol{list-style:none;margin:0;padding:0}
nav ol ol{margin:.1em 0 .7em;padding-inline-start:.9em}
nav li{margin:.15em 0;overflow-wrap:anywhere}
nav a{color:inherit;text-decoration:none}
nav a:is(:hover,:focus-visible){text-decoration:underline}
nav .note{border-inline-start:3px solid #c90;padding-inline-start:.4em}
article{border-block-start:1px solid #8886;margin-block-start:2.5em;padding-block-start:1.5em}
nav+div>article:first-child,h1~article:first-of-type{border:0;margin-block-start:0;padding-block-start:0}
main .agw-static{font:inherit;max-width:none;
:is(p,ul,ol,h1,h2,h3,h4,h5,h6,blockquote){max-width:50em}
:is(td,th) :is(p,ul,ol){max-width:none}
pre{max-height:none;max-width:80em}
table table{font-size:.92em}
img{display:block;margin:.4em 0;max-width:min(100%,50em)}
>div,tr{scroll-margin-top:1rem}
:target{outline:2px solid #37f8;outline-offset:4px}
.agw-anchor{color:inherit;opacity:0;text-decoration:none}
:is(p,td):hover>.agw-anchor,.agw-anchor:focus-visible{opacity:.6}
}
@media (min-width:70rem){
.beside{display:grid;gap:0 2.5rem;grid-template-columns:17rem minmax(0,1fr)}
nav{align-self:start;max-height:100vh;overflow:auto;position:sticky;top:0;padding-block:.5rem}
}
@media (max-width:69.99rem){nav{border-block-end:1px solid #8886;margin-block-end:2em;padding-block-end:1em}}
"""

PRINT_STYLE = """
@media print{
@page{margin:16mm 14mm}
:root{color-scheme:light}
body{font-size:10.5pt;margin:0!important;max-width:none!important;padding:0!important}
main{max-width:none;padding:0}
nav{break-after:page;max-height:none;position:static}
article+article{border:0;break-before:page}
main .agw-static{font-size:10.5pt;max-width:none;
*{max-height:none!important;overflow:visible!important}
:is(p,ul,ol,pre,blockquote){max-width:none}
table{min-width:0!important;width:100%}
table table{width:auto}
th{white-space:normal}
td,th{overflow-wrap:anywhere}
details::details-content{content-visibility:visible;display:block;height:auto}
:is(img,tr){break-inside:avoid}
:is(summary,h1,h2,h3,h4,h5,h6){break-after:avoid}
img{max-height:24cm!important;max-width:100%}
.agw-anchor{display:none}
}
}
"""
"""Has a page print whole: nothing scrolls or stays folded on paper."""

_PAGE = """\
<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>{style}</style>
<main>
<h1>{title}</h1>
{made}
{content}
</main>
</html>
"""

_BESIDE = """\
<div class="beside"><nav aria-label="{title}"><h2>{title}</h2><ol>
{contents}
</ol></nav>
<div>{content}</div></div>"""


def title_of(transcript: Transcript, words: Words = ENGLISH) -> str:
    """Give the first line of what was asked."""
    first = next((entry.text for entry in transcript.entries if entry.kind == "user"), "")
    return visible_text(first.strip().split("\n")[0][:TITLE_LIMIT]) or words.a_run


def html_report(runs: Mapping[str, Tape], words: Words = ENGLISH) -> str:
    """Give a page of runs, by their titles, with a table of contents where there are several."""
    transcripts = {title: tape.transcript() for title, tape in runs.items()}
    only = len(transcripts) == 1
    prefixes = [ENTRY_ANCHOR if only else f"run-{number}-" for number in range(1, len(transcripts) + 1)]
    if only:
        (content,) = (article(transcript, words=words) for transcript in transcripts.values())
    else:
        parts = [(prefix, *run, words) for prefix, run in zip(prefixes, transcripts.items(), strict=True)]
        content = _BESIDE.format(
            title=words.contents,
            contents="\n".join(starmap(_contents, parts)),
            content="\n".join(starmap(_titled_article, parts)),
        )
    return _page(transcripts, content, words)


def report_around(runs: Mapping[str, Tape], words: Words = ENGLISH) -> str:
    """Give the report of one run with ``CONTENT_MARK`` in the place of its article."""
    return _page({title: tape.transcript() for title, tape in runs.items()}, CONTENT_MARK, words)


def _page(transcripts: Mapping[str, Transcript], content: str, words: Words) -> str:
    title = next(iter(transcripts)) if len(transcripts) == 1 else words.runs.format(count=len(transcripts))
    return _PAGE.format(
        language=words.code,
        title=escape(title),
        style=_STYLE + PRINT_STYLE,
        made=_made(transcripts.values(), words),
        content=content,
    )


def markdown_report(runs: Mapping[str, Tape], words: Words = ENGLISH) -> str:
    """Give runs, by their titles, as one Markdown file with figures; several follow a table of contents."""
    form = Form(figure=FIGURE_LIMIT, table=TABLE_LIMIT, words=words)
    texts = [to_markdown(tape.transcript(), SIZE_LIMIT, form) for tape in runs.values()]
    if len(texts) == 1:
        return texts[0]
    contents = [f"{number}. [{literal(title)}](#run-{number})" for number, title in enumerate(runs, 1)]
    sections = [
        f'<a id="run-{number}"></a>\n\n## {number}. {literal(title)}\n\n{text}'
        for number, (title, text) in enumerate(zip(runs, texts, strict=True), 1)
    ]
    return "\n\n".join([f"# {words.runs.format(count=len(runs))}", "\n".join(contents), *sections])


def article(transcript: Transcript, prefix: str = ENTRY_ANCHOR, words: Words = ENGLISH) -> str:
    """Give a run as part of a page; ``prefix`` begins the ids of its entries."""
    return to_html(transcript, anchors=prefix, limit=SIZE_LIMIT, image_limit=FIGURE_LIMIT, words=words)


def _titled_article(prefix: str, title: str, transcript: Transcript, words: Words) -> str:
    page = article(transcript, prefix, words)
    return f'<article id="{prefix.rstrip("-")}">\n<h2>{escape(title)}</h2>\n{page}\n</article>'


def _contents(prefix: str, title: str, transcript: Transcript, words: Words) -> str:
    """A run's line in the table of contents, with what a reader looks for in it."""
    question = title_of(transcript, words)
    lines = [line for entry in transcript.entries for line in _lines_of(prefix, question, entry, words)]
    if len(lines) > CONTENTS_LIMIT:
        lines[CONTENTS_LIMIT:] = [f"<li>{words.more.format(count=len(lines) - CONTENTS_LIMIT)}"]
    nested = "\n<ol>\n" + "\n".join(lines) + "\n</ol>" if lines else ""
    about = escape(headline(transcript, words))
    return f'<li><a href="#{prefix.rstrip("-")}" title="{about}"><strong>{escape(title)}</strong></a>{nested}'


def _lines_of(prefix: str, question: str, entry: Entry, words: Words) -> Iterator[str]:
    """Give the lines that lead to an entry: what it is, if somebody looks for that, and the note at it."""
    said = one_line(_said(entry, words), PREVIEW_LIMIT)
    if entry.kind in _LANDMARKS and said != one_line(question, PREVIEW_LIMIT):
        yield f"<li>{_link(prefix, entry, _LANDMARKS[entry.kind] + said)}"
    if entry.annotation:
        yield f"<li class=note>{_link(prefix, entry, one_line(entry.annotation, PREVIEW_LIMIT))}"


def _link(prefix: str, entry: Entry, words: str) -> str:
    return f'<a href="#{quote(sendable_text(anchor(prefix, entry.id)))}">{escape(words)}</a>'


def _said(entry: Entry, words: Words) -> str:
    if entry.kind == "handoff":
        return entry.target or words.another_agent
    text = entry.text.strip().split("\n")[0]
    return text or entry.error or entry.guardrail or entry.kind


def _made(transcripts: Iterable[Transcript], words: Words) -> str:
    """Say when the runs began."""
    moments = sorted(transcript.began for transcript in transcripts if transcript.began is not None)
    days = list(dict.fromkeys(filter(None, map(_day, moments))))
    if not days:
        return ""
    first, last = days[0], days[-1]
    span = first if first == last else words.span.format(first=first, last=last)
    return f'<p class="made">{span}</p>'


def _day(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return ""  # a stranger's recording may say anything
