"""The static page of a grid in a saved notebook: its head, all failures and the first rows, below 100 kB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from ..transcript.export.format import clock, duration
from ..transcript.export.visible_text import visible_text
from ..utf8 import sendable_text
from ..widget.saved_page import IN_PLACE
from . import messages
from .rows import RowPlan
from .source import GridSource
from .strings import Words, words_of

FIRST_ROWS = 50
"""Rows that the page has beside the failures."""
SIZE_LIMIT = 80_000
"""Characters of the HTML form; what is not in it is counted."""
PLAIN_LIMIT = 2_000
"""Characters of the plain form, which terminals show."""
_TEXT = 120
"""Characters of an input or an answer."""

_STYLE = """<style>
.agw-static{font:14px/1.5 system-ui,sans-serif;max-width:70em;overflow-wrap:break-word}
.agw-static table{border-collapse:collapse;margin:.5em 0}
.agw-static :is(th,td){border:1px solid #8886;padding:.2em .5em;text-align:start;vertical-align:top}
.agw-static h4{margin:.8em 0 .2em}
</style>"""
_STATUS_OF_A_RUN = {"running": "running", "waiting": "waiting", "done": "done", "stopped": "cancelled"}

Cells = list[str]


class GridPage:
    """What the page shows of a grid, at one moment."""

    def __init__(self, source: GridSource) -> None:
        self.source = source
        self.facts = source.facts()

    @property
    def status(self) -> str:
        """How the grid stands, in the words of a run."""
        return _STATUS_OF_A_RUN[self.facts.status]


def bundle(page: GridPage | GridSource, key: str = "", language: str = "") -> dict[str, str]:
    """Give the page as HTML without script and as plain text, by MIME type."""
    page = page if isinstance(page, GridPage) else GridPage(page)
    words = words_of(language)
    forms = {"text/html": IN_PLACE + _html(page, key, words), "text/plain": _plain(page, words)}
    return {kind: sendable_text(form) for kind, form in forms.items()}


def _html(page: GridPage, key: str, words: Words) -> str:
    source = page.source
    run = f' data-run="{escape(key)}"' if key else ""
    parts = [
        _STYLE,
        f'<section class="agw-static mathjax_ignore"{run} data-status="{page.status}">',
        f"<p><strong>{_escaped(_summary(page, words))}</strong></p>",
    ]
    if page.facts.detail:
        parts.append(f"<p>{_escaped(page.facts.detail)}</p>")
    parts.append(_table(*_agents_table(source, words)))
    failed = [plan for plan in source.plans if source.status(plan.number).state == "failed"]
    shown = source.plans[:FIRST_ROWS]
    # The failures come first, and leave the first rows what these need at most.
    room = SIZE_LIMIT - sum(map(len, parts))
    rows = _fitting(map(_row_html, _rows(source, shown, words)), room // 2)
    failures = _fitting(map(_row_html, _rows(source, failed, words)), room - sum(map(len, rows)))
    head = _row_html(_titles(source, words), "th")
    if failed:
        parts.append(f"<h4>{_escaped(words.failures)}</h4><table>{head}{''.join(failures)}</table>")
        parts.append(_more(len(failed) - len(failures), words))
    title = words.rows
    if len(source.plans) > len(rows):
        title = words.first_rows.format(shown=len(rows), total=f"{len(source.plans):,}")
    parts.append(f"<h4>{_escaped(title)}</h4><table>{head}{''.join(rows)}</table></section>")
    return "\n".join(filter(None, parts))


def _summary(page: GridPage, words: Words) -> str:
    facts, source = page.facts, page.source
    counts = messages.facts(source, facts)["counts"]
    ended = sum(counts[messages.STATES.index(state)] for state in ("done", "failed", "cancelled"))
    status = words.status[facts.status]
    failed = counts[messages.STATES.index("failed")]
    parts = [
        f"{status} {words.unfinished}" if page.status in ("running", "waiting") else status,
        words.ended.format(ended=f"{ended:,}", total=f"{len(source.plans):,}"),
        f"{failed:,} {words.state['failed']}" if failed else "",
        clock(round(facts.seconds * 1000)),
        "" if facts.cost is None else words.cost.format(cost=f"${facts.cost:.4g}"),
    ]
    return " · ".join(filter(None, parts))


def _agents_table(source: GridSource, words: Words) -> tuple[Cells, list[Cells]]:
    first = source.agents[0] if source.agents else ""
    titles = [words.agent]
    for scorer in source.scorers:
        titles.append(scorer)
        if len(source.agents) > 1:
            titles.append(words.difference.format(agent=first))
    titles += [words.failed, words.time, words.tokens]
    rows = []
    for agent in messages.agents(source):
        cells = [agent["name"]]
        for scorer in source.scorers:
            score = agent["scores"][scorer]
            value = _with_interval(score["value"], score["low"], score["high"], score["share"])
            cells.append(value or ", ".join(f"{label} {count}" for label, count in score["labels"].items()))
            if len(source.agents) > 1:
                low, high = score["delta_low"], score["delta_high"]
                cells.append(_with_interval(score["delta"], low, high, score["share"], sign="+"))
        cells += [str(agent["failed"]), duration(agent["ms"]), f"{agent['tokens']:,}"]
        rows.append(cells)
    return titles, rows


def _with_interval(
    value: float | None, low: float | None, high: float | None, is_share: bool, sign: str = ""
) -> str:
    if value is None:
        return ""

    def of(number: float) -> str:
        return format(100 * number, f"{sign}.1f").removesuffix(".0") if is_share else f"{number:{sign}.3g}"

    interval = "" if low is None or high is None else f" [{of(low)}, {of(high)}]"
    return f"{of(value)}{' %' if is_share and not sign else ''}{interval}"


def _titles(source: GridSource, words: Words) -> Cells:
    return [words.state_title, words.input, words.agent, words.answer, *source.scorers, words.time]


def _rows(source: GridSource, plans: Iterable[RowPlan], words: Words) -> Iterator[Cells]:
    for plan in plans:
        status, result = source.status(plan.number), source.result(plan.number)
        row = dict(
            zip(messages.COLUMNS, messages.row(plan.number, status, result, source.scorers), strict=False)
        )
        error = f"{row['error_type']}: " if row.get("error_type") else ""
        epoch = f" #{plan.epoch + 1}" if source.epochs > 1 else ""
        scores = [_score(value) for value in row.get("scores", [None] * len(source.scorers))]
        yield [
            words.state[status.state],
            messages.head_of(plan.input, _TEXT),
            plan.agent + epoch,
            messages.head_of(error + str(row.get("text", "")), _TEXT),
            *scores,
            duration(row["ms"]) if row.get("ms") else "",
        ]


def _score(value: Any) -> str:
    if isinstance(value, list):
        return "!"  # the scorer failed
    return "" if value is None else value if isinstance(value, str) else f"{value:.3g}"


def _fitting(rows: Iterable[str], room: int) -> list[str]:
    """Give the first rows that fit into so many characters."""
    fitting = []
    for row in rows:
        room -= len(row)
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _more(count: int, words: Words) -> str:
    return f"<p>{_escaped(words.more.format(count=f'{count:,}'))}</p>" if count > 0 else ""


def _table(titles: Cells, rows: Iterable[Cells]) -> str:
    return f"<table>{_row_html(titles, 'th')}{''.join(map(_row_html, rows))}</table>"


def _row_html(cells: Cells, kind: str = "td") -> str:
    return "<tr>" + "".join(f"<{kind} dir=auto>{_escaped(cell)}" for cell in cells)


def _escaped(text: str) -> str:
    return escape(visible_text(text))


def _plain(page: GridPage, words: Words) -> str:
    titles, rows = _agents_table(page.source, words)
    lines = [_summary(page, words), "", *(" | ".join(cells) for cells in [titles, *rows])]
    return visible_text("\n".join(lines))[:PLAIN_LIMIT]
