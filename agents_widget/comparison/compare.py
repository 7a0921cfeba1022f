"""``compare``: runs beside each other, step by step."""

from __future__ import annotations

from typing import Any, NamedTuple

from .alignment import Row, align
from .compared_run import ComparedRun, Run, check_is_one
from .figures import Figures, figures_of
from .steps import Step, steps_of

LETTERS = "ABCD"
"""More runs than these stand in no window beside each other: a grid has a table of them."""


def compare(*runs: Run, baseline: int = 0) -> Comparison:
    """Compare two to four runs, of any framework, with one of them; shown as the last line of a cell.

    A run is a widget, a row of a grid, a result, a tape, or the path of a recording; one that is at work is
    compared as far as it has come. ``baseline`` is the place of the run that the others are compared with.
    Raises ``TypeError`` for what is no run, ``ValueError`` for too few, too many, or a place that has none.
    """
    for run in runs:
        check_is_one(run)
    if not 2 <= len(runs) <= len(LETTERS):
        raise ValueError(
            f"compare() takes 2 to {len(LETTERS)} runs, and got {len(runs)}: compare(a, b). For more, "
            "grid(...) has a row for each."
        )
    place: object = baseline  # what a user wrote may be anything
    if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(runs):
        raise ValueError(f"There is no run {baseline!r} to compare with: there are {len(runs)}, from 0.")
    compared = [ComparedRun(run, letter) for run, letter in zip(runs, LETTERS, strict=False)]
    return Comparison(compared, baseline)


class Divergence(NamedTuple):
    """Where a run first does something else than the baseline: the steps on both sides.

    One of them is None where that run has no step there.
    """

    row: int
    """The place among ``Comparison.rows``: up to there both runs did the same."""
    baseline: Step | None
    other: Step | None


class Comparison:
    """Runs beside each other. ``compare`` makes one; what it gives is of the moment when it is asked."""

    def __init__(self, runs: list[ComparedRun], baseline: int) -> None:
        self.runs = runs
        """The runs in their order: ``c.runs[0].watch()`` opens one."""
        self.baseline = baseline
        """The place of the run that the others are compared with."""

    @property
    def rows(self) -> list[Row]:
        """The steps of all runs, those that belong together beside each other."""
        return align([steps_of(run.transcript) for run in self.runs], self.baseline)

    @property
    def divergence(self) -> list[Divergence | None]:
        """Where each run first differs from the baseline, by its place; None where it never does."""
        rows = self.rows
        return [_divergence(rows, self.baseline, number) for number in range(len(self.runs))]

    @property
    def figures(self) -> list[Figures]:
        """What each run used: tokens, cost, seconds, calls."""
        return [figures_of(run.transcript, run.tape.duration) for run in self.runs]

    @property
    def deltas(self) -> list[Figures]:
        """How much more than the baseline each run used; None for what is not known of both."""
        figures = self.figures
        return [each.minus(figures[self.baseline]) for each in figures]

    def to_pandas(self) -> Any:
        """Give a DataFrame with a line for each aligned step. Raises ``ImportError`` without pandas."""
        from .to_table import to_pandas

        return to_pandas(self.rows, [run.letter for run in self.runs])

    def __repr__(self) -> str:
        return f"<Comparison of {len(self.runs)} runs with {self.runs[self.baseline].letter}>"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        from .page import bundle

        return bundle(self.runs, self.baseline)


def _divergence(rows: list[Row], baseline: int, number: int) -> Divergence | None:
    """Give the first row where a run and the baseline, or one of them alone, did something else."""
    for place, row in enumerate(rows):
        left, right = row.steps[baseline], row.steps[number]
        if left is None or right is None:
            if left is not right:
                return Divergence(place, left, right)
        elif not left.is_like(right):
            return Divergence(place, left, right)
    return None
