"""The view of a run as a page of its own, which works from the file alone."""

from __future__ import annotations

import contextlib
import json
from html import escape

from ..transcript.export.strings import ENGLISH, Words
from ..transcript.schema import Transcript
from ..transcript.tape import Tape
from .assets import LANGUAGES, OFFLINE_LIBRARIES, TOOL_VIEW_PREFIX, WORDS_PREFIX, library, stylesheet, view
from .report import PRINT_STYLE, article, markdown_report, report_around, title_of
from .tool_views import VIEW_DATA_TYPE

PAGE = """\
<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' blob:;
  style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-src 'self'">
<title>{title}</title>
<style>body {{ color-scheme: light dark; margin: 1rem auto; max-width: 70rem; padding: 0 1rem }}
{style}</style>
<main id="run">{static}</main>
<script type="application/json" id="tape">{data}</script>
<script type="module">
const {{ view, ...run }} = JSON.parse(document.getElementById("tape").textContent);
const source = URL.createObjectURL(new Blob([view], {{ type: "text/javascript" }}));
const {{ mountOffline }} = await import(source);
mountOffline(document.getElementById("run"), run);
</script>
</html>
"""


def page(tape: Tape, words: Words = ENGLISH) -> str:
    """Give the view of a run as one page that needs no network.

    Without scripts, and on paper, it shows the static transcript.
    """
    transcript = tape.transcript()
    title = title_of(transcript, words)
    runs = {title: tape}
    data = {
        "view": view(),
        "header": tape.header(),
        "rows": [row.to_dict() for row in tape.rows],
        "libraries": {name: library(name) for name in _libraries(words)} | _modules(transcript),
        "exports": {"markdown": markdown_report(runs, words), "report": report_around(runs, words)},
    }
    return PAGE.format(
        language=words.code,
        title=escape(title),
        style=stylesheet() + PRINT_STYLE,
        static=article(transcript, words=words),
        # Nothing in it can end the element it stands in.
        data=json.dumps(data).replace("<", "\\u003c"),
    )


def _libraries(words: Words) -> tuple[str, ...]:
    """Give what the view may load: its parts, and its words in the page's language."""
    return (*OFFLINE_LIBRARIES, WORDS_PREFIX + words.code) if words.code in LANGUAGES else OFFLINE_LIBRARIES


def _modules(transcript: Transcript) -> dict[str, str]:
    """Give the user's modules that draw results of this run; without one, a result looks as any other."""
    drawn = {entry.tool for entry in transcript.entries if VIEW_DATA_TYPE in (entry.display or {})}
    modules = {}
    for name in sorted(drawn):
        with contextlib.suppress(LookupError, OSError):
            modules[TOOL_VIEW_PREFIX + name] = library(TOOL_VIEW_PREFIX + name)
    return modules
