"""How right the intervals of a grid's headlines are: checks for ``bench_grid``."""

from __future__ import annotations

import random
import statistics

from grid_runs import Check, Figures

from agents_widget.grids.intervals import Cases, interval_of, paired_interval, t_quantile, wilson

SIMULATIONS = 2_000
COVERED = "92 to 98 %"


def coverage() -> Figures:
    """Simulate pass or fail: how often the shown 95 % interval has the true share in it."""
    dice, figures, times = random.Random(1), Figures(), 10 * SIMULATIONS
    for n in (10, 20, 50):
        for p in (0.5, 0.9):
            covered = 0
            for _ in range(times):
                shown = interval_of(Cases([float(dice.random() < p) for _ in range(n)], n, pass_fail=True))
                covered += shown is not None and shown.low <= p <= shown.high
            figures[f"{n} inputs, true share {p}: covered (%)"] = 100 * covered / times
    return figures


def coverage_with_epochs() -> Figures:
    """Simulate 50 inputs x 5 epochs, with inputs that differ little, or much, in how hard they are."""
    dice, figures = random.Random(2), Figures()
    for p in (0.5, 0.9):
        for words, alike in (("alike", None), ("differ", 2.0), ("differ much", 0.3)):
            covered = naive = 0
            for _ in range(SIMULATIONS):
                means = [_mean(dice, p, alike, epochs=5) for _ in range(50)]
                shown = interval_of(Cases(means, 250, pass_fail=True))
                covered += shown is not None and shown.low <= p <= shown.high
                rows = wilson(statistics.fmean(means), 250)
                naive += rows.low <= p <= rows.high
            title = f"50 inputs x 5 epochs, {p}, inputs {words}"
            figures[f"{title}: covered (%)"] = 100 * covered / SIMULATIONS
            figures[f"{title}: by rows (%)"] = 100 * naive / SIMULATIONS
    return figures


def pairs() -> Figures:
    """Compare the half width of the difference of two agents, paired by input and not."""
    dice, ratios, covered = random.Random(3), [], 0
    for _ in range(SIMULATIONS):
        sides = []
        for _ in range(50):
            hard = dice.betavariate(1.2, 0.6)
            sides.append([statistics.fmean(dice.random() < hard for _ in range(3)) for _ in range(2)])
        shown = paired_interval([one - two for one, two in sides], epochs=3, pass_fail=True)
        assert shown is not None
        spread = sum(statistics.variance(side) for side in zip(*sides, strict=True))
        ratios.append((shown.high - shown.low) / 2 / (t_quantile(0.975, 98) * (spread / 50) ** 0.5))
        covered += shown.low <= 0 <= shown.high
    return {
        "half width, paired by unpaired": statistics.fmean(ratios),
        "no difference: covered (%)": 100 * covered / SIMULATIONS,
    }


def _mean(dice: random.Random, p: float, alike: float | None, epochs: int) -> float:
    own = p if alike is None else dice.betavariate(p * alike, (1 - p) * alike)
    return sum(dice.random() < own for _ in range(epochs)) / epochs


class _Covered(dict[str, str]):
    """The limit of every figure of a coverage, but of what is there to compare."""

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return "of epochs as if they were inputs" if "by rows" in name else COVERED


CHECKS = [
    Check("E1 coverage of the shown interval, 20,000 simulations", coverage, _Covered()),
    Check("E1 coverage with epochs, 2,000 simulations", coverage_with_epochs, _Covered()),
    Check(
        "E2 two agents, paired by input",
        pairs,
        {"half width, paired by unpaired": "at most 0.75", "no difference: covered (%)": COVERED},
    ),
]
