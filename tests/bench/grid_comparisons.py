"""What it takes to compare two runs: a check for ``bench_grid``."""

from __future__ import annotations

import time

from grid_runs import Check, Figures

from agents_widget import Tape, compare
from agents_widget.transcript.schema import Patch


def comparisons() -> Figures:
    """Compare a run with the same run that took 100 more steps at its middle, and other ends."""
    figures = Figures()
    for count in (1_000, 4_000):
        numbers = list(range(count))
        more = range(10_000, 10_100)
        first, second = _run(numbers), _run([-1, *numbers[: count // 2], *more, *numbers[count // 2 :], -2])
        compared = compare(first, second)
        milliseconds = []
        for _ in range(5):
            began = time.process_time()
            rows = compared.rows
            milliseconds.append(1000 * (time.process_time() - began))
        figures[f"{count:,} steps: aligned (ms)"] = sorted(milliseconds)[2]
        began = time.process_time()
        page = compared._repr_mimebundle_()["text/html"]
        figures[f"{count:,} steps: shown (ms)"] = 1000 * (time.process_time() - began)
        figures[f"{count:,} steps: the page (kB)"] = len(page) / 1000
        figures[f"{count:,} steps: rows that are equal"] = sum(row.is_equal for row in rows)
    return figures


def _run(numbers: list[int]) -> Tape:
    tape = Tape()
    for place, number in enumerate(numbers):
        call = {"id": f"e{place}", "kind": "tool_call", "tool": "f", "arguments": f'{{"n": {number}}}'}
        tape.add(place, [Patch("put", ("entries",), call)])
    return tape


CHECKS = [
    Check(
        "C1 two runs, 100 steps put in",
        comparisons,
        {"1,000 steps: aligned (ms)": "CPU, reading included: at most 20 on an idle machine"},
    ),
]
