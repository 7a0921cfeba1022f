"""A comparison as a cell shows it and a notebook keeps it: HTML without script, and plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from ..transcript.export.document import UNFINISHED
from ..transcript.export.format import duration, one_line
from ..transcript.export.html import to_html
from ..transcript.export.strings import ENGLISH
from ..transcript.export.visible_text import visible_text
from ..utf8 import sendable_text, wire_size
from .alignment import Row, align
from .compared_run import ComparedRun
from .figures import Figures, figures_of
from .marked_text import escaped
from .row_html import equal_line, row_cells
from .steps import steps_of

ROWS_LIMIT = 200_000
"""Bytes of the rows; those that do not fit are counted."""
RUN_LIMIT = 100_000
"""Bytes of each whole run."""
EQUAL_LINES = 100
"""Steps that a fold of equal ones lists."""

_STYLE = """<style>
.agw-comparison{container-type:inline-size;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;
p{margin:.4em 0}
>table{border-collapse:collapse;margin:.5em 0;table-layout:fixed;width:100%;font-size:inherit}
>table>*>tr,>table>*>tr:nth-child(n){background:none}
>table>*>tr>*{border:1px solid #8886;font-weight:inherit;padding:.3em .6em;text-align:start;
vertical-align:top;white-space:normal;max-width:none}
[data-equal]>td{border-style:none solid;font-size:.92em;padding-block:.1em}
[data-first]>td{border-top:3px solid #d39e00;font-weight:600}
[data-only]{background:#8881}
[data-missing]{opacity:.75}
b{border:1px solid #8886;border-radius:.3em;font-size:.85em;padding:0 .35em}
&&>table pre{background:#8881;font:inherit;margin:.3em 0;padding:.3em .5em;white-space:pre-wrap;
overflow-wrap:anywhere;text-align:start}
&&>table [data-call] pre{font-family:ui-monospace,monospace;font-size:.92em}
del{background:#e5534b33;text-decoration:underline dotted}
ins{background:#2da44e33;text-decoration:underline}
ol{margin:.2em 0;padding-inline-start:2em}
summary{cursor:pointer}
}
@container (max-width:620px){.agw-comparison>table{&,>*,>*>tr,>*>tr>*{display:block}
>*>tr>*+*{border-top:0}}}
</style>"""


def bundle(runs: Sequence[ComparedRun], baseline: int) -> dict[str, str]:
    """Give the page of a comparison, as it is at the moment, by MIME type."""
    page = _Page(runs, baseline)
    forms = {"text/html": page.html(), "text/plain": page.plain()}
    return {kind: sendable_text(form) for kind, form in forms.items()}


class _Page:
    """The runs at one moment, each read once."""

    def __init__(self, runs: Sequence[ComparedRun], baseline: int) -> None:
        self._baseline = baseline
        self._letters = [run.letter for run in runs]
        self._transcripts = [run.transcript for run in runs]
        self._figures = [
            figures_of(transcript, run.tape.duration)
            for run, transcript in zip(runs, self._transcripts, strict=True)
        ]
        self._names = [one_line(run.name) for run in runs]
        self._rows = align(list(map(steps_of, self._transcripts)), self._baseline)
        self._first = next((number for number, row in enumerate(self._rows) if not row.is_equal), None)

    def html(self) -> str:
        """Give the page as HTML."""
        first = "" if self._first is None else f' data-divergence="{self._first}"'
        head = "".join(
            f'<th style="text-align:left" data-run="{self._letters[number]}">{self._head(number)}'
            for number in range(len(self._letters))
        )
        parts = [
            _STYLE,
            f'<section class="agw-comparison mathjax_ignore"{first}>',
            f"<p><strong>{escaped(self._summary())}</strong></p>",
            f'<table width="100%"><thead><tr>{head}<tbody>',
            *self._fitting_rows(),
            "</table>",
            *map(self._whole_run, range(len(self._letters))),
            "</section>",
        ]
        return "\n".join(parts)

    def plain(self) -> str:
        """Give the page as text for a terminal: how the runs stand, and where they part."""
        lines = [self._summary()]
        for number, letter in enumerate(self._letters):
            lines.append(f"{letter} {self._names[number]}".rstrip() + ": " + " · ".join(self._facts(number)))
        return visible_text("\n".join(lines))

    def _summary(self) -> str:
        count = sum(not row.is_equal for row in self._rows)
        if not self._rows:
            return "No steps yet"
        if self._first is None:
            return f"{_steps(len(self._rows))}, and all are equal"
        equal = (
            f"{_steps(self._first)} equal, then they part" if self._first else "They part at the first step"
        )
        return f"{equal} · {count:,} of {_steps(len(self._rows))} differ{'s' if count == 1 else ''}"

    def _head(self, number: int) -> str:
        letter, name = self._letters[number], self._names[number]
        note = " (baseline)" if number == self._baseline else ""
        title = f" <strong>{escaped(name)}</strong>" if name else ""
        parts = [f"<b>{letter}</b>{title}{note}"]
        parts.append(" · ".join(map(escaped, self._facts(number))))
        if self._transcripts[number].status in UNFINISHED:
            parts.append("<small>At work when this was written: display the comparison again.</small>")
        return "<br>".join(parts)

    def _facts(self, number: int) -> Iterator[str]:
        """Say how a run stands and what it used, with how much more than the baseline."""
        transcript = self._transcripts[number]
        yield ENGLISH.run_status.get(transcript.status, transcript.status)
        figures = self._figures[number]
        delta = figures.minus(self._figures[self._baseline])
        is_other = number != self._baseline
        for text, difference in _in_words(figures, delta):
            yield f"{text} ({difference})" if is_other and difference else text

    def _fitting_rows(self) -> Iterator[str]:
        room = ROWS_LIMIT
        left_out = 0
        for write, count in self._pieces():
            html = write() if room > 0 else ""  # to write the others would take time for nothing
            room -= wire_size(html)
            if room > 0:
                yield html
            else:
                left_out += count
        if left_out:
            yield self._across(f"{_steps(left_out)} more: to_pandas() of the comparison has them.")

    def _pieces(self) -> Iterator[tuple[Callable[[], str], int]]:
        """Give what writes each row, or the fold of equal ones, and how many steps it is."""
        number = 0
        for is_equal, group in groupby(self._rows, key=lambda row: row.is_equal):
            rows = list(group)
            if is_equal:
                yield partial(self._fold, rows), len(rows)
            else:
                for offset, row in enumerate(rows):
                    yield partial(self._row, number + offset, row), 1
            number += len(rows)

    def _fold(self, rows: list[Row]) -> str:
        lines = [equal_line(step) for row in rows[:EQUAL_LINES] if (step := row.steps[self._baseline])]
        more = f"<p>{_steps(len(rows) - EQUAL_LINES)} more</p>" if len(rows) > EQUAL_LINES else ""
        title = f"{len(rows):,} equal step{'' if len(rows) == 1 else 's'}"
        fold = f"<details><summary>{title}</summary><ol>{''.join(lines)}</ol>{more}</details>"
        return self._across(fold, " data-equal")

    def _row(self, number: int, row: Row) -> str:
        mark = self._across("↓ The first difference", " data-first") if number == self._first else ""
        is_call = any(step and step.key.kind == "tool_call" for step in row.steps)
        cells = row_cells(row, self._letters, self._baseline)
        return f'{mark}<tr data-row="{number}"{" data-call" if is_call else ""}>{cells}'

    def _across(self, content: str, attributes: str = "") -> str:
        return f'<tr{attributes}><td colspan={len(self._letters)} style="text-align:left">{content}'

    def _whole_run(self, number: int) -> str:
        title = f"The whole run of {self._letters[number]}"
        run = to_html(self._transcripts[number], limit=RUN_LIMIT, image_limit=RUN_LIMIT)
        return f'<details data-whole-run="{self._letters[number]}"><summary>{title}</summary>{run}</details>'


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count:,} steps"


def _in_words(figures: Figures, delta: Figures) -> Iterator[tuple[str, str]]:
    """Give each figure that is known, and its difference with a sign."""
    if figures.seconds is not None:
        seconds = delta.seconds
        difference = "" if seconds is None else _signed(seconds, duration(round(abs(seconds) * 1000)))
        yield duration(round(figures.seconds * 1000)), difference
    if figures.tokens is not None:
        tokens = delta.tokens
        yield f"{figures.tokens:,} tokens", "" if tokens is None else _signed(tokens, f"{abs(tokens):,}")
    if figures.cost is not None:
        cost = delta.cost
        yield f"${figures.cost:.4f}", "" if cost is None else _signed(cost, f"${abs(cost):.4f}")
    for count, more, word in (
        (figures.model_calls, delta.model_calls, "model call"),
        (figures.tool_calls, delta.tool_calls, "tool call"),
    ):
        if count or more:
            yield f"{count:,} {word}{'' if count == 1 else 's'}", _signed(more, f"{abs(more):,}")


def _signed(difference: float, text: str) -> str:
    """Put an arrow and a sign before a difference: more and less are told without a colour."""
    if difference == 0:
        return "="
    return f"↑ +{text}" if difference > 0 else f"↓ \u2212{text}"
