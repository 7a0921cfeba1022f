"""Saves a run to a file, in the format of the file's suffix."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from html import escape
from pathlib import Path

from ..transcript.export.html import to_html
from ..transcript.export.markdown import to_markdown
from ..transcript.schema import Transcript
from ..transcript.tape import Tape
from ..utf8 import sendable_text
from .assets import MATH, TOOL_VIEW_PREFIX, library, stylesheet, view
from .tool_views import VIEW_DATA_TYPE

PAGE = """\
<!doctype html>
<html lang="en">
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
const {{ view, rows, libraries }} = JSON.parse(document.getElementById("tape").textContent);
const source = URL.createObjectURL(new Blob([view], {{ type: "text/javascript" }}));
const {{ mountOffline }} = await import(source);
const place = document.getElementById("run");
place.replaceChildren();
mountOffline(place, {{ rows, libraries }});
</script>
</html>
"""


def save(tape: Tape, path: Path) -> None:
    """Write a run to a file. Raises ``ValueError`` for a suffix that is not known."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(_WRITERS)
        raise ValueError(f"A run is saved as {known}; the name {path.name!r} ends in none of them.")
    path.write_text(sendable_text(writer(tape)), encoding="utf-8")


def page(tape: Tape) -> str:
    """Give the view of a run as one page that needs no network; without scripts it shows the static one."""
    transcript = tape.transcript()
    first = next((entry.text for entry in transcript.entries if entry.kind == "user"), "")
    data = {
        "view": view(),
        "rows": [row.to_dict() for row in tape.rows],
        "libraries": {MATH: library(MATH), **_modules(transcript)},
    }
    return PAGE.format(
        title=escape(first.strip().split("\n")[0][:80] or "A run"),
        style=stylesheet(),
        static=to_html(transcript),
        # Nothing in it can end the element it stands in.
        data=json.dumps(data).replace("<", "\\u003c"),
    )


def _modules(transcript: Transcript) -> dict[str, str]:
    """Give the user's modules that draw results of this run; without one, a result looks as any other."""
    drawn = {entry.tool for entry in transcript.entries if VIEW_DATA_TYPE in (entry.display or {})}
    modules = {}
    for name in sorted(drawn):
        with contextlib.suppress(LookupError, OSError):
            modules[TOOL_VIEW_PREFIX + name] = library(TOOL_VIEW_PREFIX + name)
    return modules


_WRITERS: dict[str, Callable[[Tape], str]] = {
    ".html": page,
    ".md": lambda tape: to_markdown(tape.transcript()),
    ".jsonl": Tape.to_jsonl,
}
