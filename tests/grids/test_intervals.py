"""The intervals of scores, beside independent computations and in their coverage."""

from __future__ import annotations

import itertools
import math
import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from agents_widget.grids.intervals import (
    Cases,
    interval_of,
    paired_interval,
    pass_at_k,
    t_interval,
    t_quantile,
    wilson,
)

# Student's t, 0.975 and 0.995, as printed tables have them.
TABLE = {
    1: (12.706, 63.657),
    2: (4.303, 9.925),
    3: (3.182, 5.841),
    4: (2.776, 4.604),
    9: (2.262, 3.250),
    10: (2.228, 3.169),
    29: (2.045, 2.756),
    30: (2.042, 2.750),
    49: (2.010, 2.680),
    120: (1.980, 2.617),
}


@pytest.mark.parametrize("df", TABLE)
def test_quantiles_are_those_of_the_tables(df: int) -> None:
    assert (round(t_quantile(0.975, df), 3), round(t_quantile(0.995, df), 3)) == TABLE[df]


@given(st.integers(1, 3000), st.floats(0.5001, 0.9995))
@settings(max_examples=60, deadline=None)
def test_a_quantile_has_its_probability_below_it(df: int, probability: float) -> None:
    found = t_quantile(probability, df)
    assert t_below(found, df) == pytest.approx(probability, abs=2e-8)
    assert t_quantile(1 - probability, df) == pytest.approx(-found, rel=1e-6, abs=1e-9)


def t_below(t: float, df: int, steps: int = 4000) -> float:
    """Integrate the density by Simpson's rule, over the angle, where it is smooth and bounded."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi)
    width = math.atan(t / math.sqrt(df)) / steps
    heights = [scale * math.cos(step * width) ** (df - 1) for step in range(steps + 1)]
    total = heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
    return 0.5 + total * width / 3


@pytest.mark.parametrize(("probability", "df"), [(0, 5), (1, 5), (0.9, 0)])
def test_quantiles_that_are_none_are_refused(probability: float, df: int) -> None:
    with pytest.raises(ValueError, match="A quantile needs"):
        t_quantile(probability, df)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
@settings(deadline=None)
def test_the_ends_of_wilsons_interval_are_where_the_score_test_turns(
    counts: tuple[int, int], level: float
) -> None:
    passed, n = counts
    z = statistics.NormalDist().inv_cdf(0.5 + level / 2)
    low, high = wilson(passed / n, n, level)
    assert 0 <= low <= passed / n <= high <= 1
    for end in (low, high):
        if 1e-9 < end < 1 - 1e-9:  # (share - p)^2 = z^2 p (1 - p) / n: the definition
            assert (passed / n - end) ** 2 == pytest.approx(z * z * end * (1 - end) / n, rel=1e-6, abs=1e-12)


def test_wilsons_interval_has_the_published_values() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0, 0.1611)}
    published |= {(1, 29): (0.0061, 0.1718)}
    for (passed, n), ends in published.items():
        assert tuple(round(end, 4) for end in wilson(passed / n, n)) == ends


def coverage_of_pass_or_fail(n: int, p: float) -> float:
    """Sum the probabilities of the outcomes whose interval has the true share in it: exact."""
    total = 0.0
    for passed in range(n + 1):
        values = [1.0] * passed + [0.0] * (n - passed)
        shown = interval_of(Cases(values, n, pass_fail=True))
        assert shown is not None
        if shown.low <= p <= shown.high:
            total += math.comb(n, passed) * p**passed * (1 - p) ** (n - passed)
    return total


@pytest.mark.parametrize("n", [10, 20, 50])
@pytest.mark.parametrize("p", [0.5, 0.9])
def test_an_interval_of_95_percent_covers_95_percent(n: int, p: float) -> None:
    assert 0.92 <= coverage_of_pass_or_fail(n, p) <= 0.98


@pytest.mark.parametrize("p", [0.5, 0.9])
@pytest.mark.parametrize("spread", [0.3, 2.0, None])
def test_epochs_of_an_input_are_not_taken_for_inputs(p: float, spread: float | None) -> None:
    dice, covered, naive = random.Random(5), 0, 0
    for _ in range(1000):
        means = [simulated_mean(dice, p, spread, epochs=5) for _ in range(50)]
        shown = interval_of(Cases(means, 250, pass_fail=True))
        assert shown is not None
        covered += shown.low <= p <= shown.high
        naive += wilson(statistics.fmean(means), 250).low <= p <= wilson(statistics.fmean(means), 250).high
    assert 920 <= covered <= 980
    if spread == 0.3:
        assert naive < 850  # the inputs differ, and an interval of 250 rows is too narrow


def simulated_mean(dice: random.Random, p: float, spread: float | None, epochs: int) -> float:
    own = p if spread is None else dice.betavariate(p * spread, (1 - p) * spread)
    return sum(dice.random() < own for _ in range(epochs)) / epochs


def test_one_epoch_is_wilson_and_many_alike_are_no_more_than_their_inputs() -> None:
    assert interval_of(Cases([1, 0, 1, 1, 1], 5, pass_fail=True)) == wilson(0.8, 5)
    alike = interval_of(Cases([1, 0, 1, 1, 1], 15, pass_fail=True))
    assert alike is not None
    assert alike.high - alike.low >= wilson(0.8, 5).high - wilson(0.8, 5).low


def test_all_right_is_not_certain() -> None:
    for rows in (20, 100):
        shown = interval_of(Cases([1.0] * 20, rows, pass_fail=True))
        assert shown is not None
        assert shown.high == 1
        assert shown.low < 0.85


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=50))
@settings(deadline=None)
def test_students_interval_is_that_of_the_textbook(values: list[float]) -> None:
    shown = t_interval(values)
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    variance = sum((each - mean) ** 2 for each in exact) / (len(exact) - 1)
    if shown is None:
        assert statistics.stdev(values) == 0
        return
    half = t_quantile(0.975, len(values) - 1) * math.sqrt(float(variance) / len(values))
    assert shown.low == pytest.approx(float(mean) - half, rel=1e-6, abs=1e-6)
    assert shown.high == pytest.approx(float(mean) + half, rel=1e-6, abs=1e-6)


def test_where_nothing_can_be_said_there_is_no_interval() -> None:
    assert interval_of(Cases([], 0, pass_fail=True)) is None
    assert interval_of(Cases([0.5], 2, pass_fail=True)) is None
    assert t_interval([0.7]) is None
    assert t_interval([0.7, 0.7, 0.7]) is None
    assert paired_interval([1.0], pass_fail=True) is None


def paired_coverage(n: int, both: float, first: float, second: float) -> float:
    """Sum over all outcomes of n pairs, of which ``first`` and ``second`` are the shares of either alone."""
    truth, total = second - first, 0.0
    same = both + (1 - both - first - second)
    for one in range(n + 1):
        for other in range(n + 1 - one):
            chance = math.comb(n, one) * math.comb(n - one, other)
            chance *= first**one * second**other * same ** (n - one - other)
            if chance < 1e-12:
                continue
            shown = paired_interval([-1.0] * one + [1.0] * other + [0.0] * (n - one - other), pass_fail=True)
            assert shown is not None
            total += chance * (shown.low <= truth <= shown.high)
    return total


@pytest.mark.parametrize("n", [10, 20, 40])
@pytest.mark.parametrize(
    ("both", "first", "second"), [(0.4, 0.2, 0.2), (0.4, 0.1, 0.3), (0.8, 0.05, 0.1), (0.9, 0.02, 0.02)]
)
def test_paired_differences_cover_what_they_say(n: int, both: float, first: float, second: float) -> None:
    assert paired_coverage(n, both, first, second) >= 0.92


def test_agents_that_answer_alike_are_not_known_to_be_the_same() -> None:
    shown = paired_interval([0.0] * 50, pass_fail=True)
    assert shown is not None
    assert -0.1 < shown.low < -0.02
    assert shown.high == -shown.low


def test_pairs_are_narrower_than_two_samples() -> None:  # E2
    dice, ratios = random.Random(7), []
    for _ in range(40):
        pairs = []
        for _ in range(50):
            hard = dice.betavariate(1.2, 0.6)
            own, other = ([dice.random() < hard for _ in range(3)] for _ in range(2))
            pairs.append((statistics.fmean(own), statistics.fmean(other)))
        shown = paired_interval([one - two for one, two in pairs], epochs=3, pass_fail=True)
        assert shown is not None
        errors = [statistics.variance(side) / 50 for side in zip(*pairs, strict=True)]
        unpaired = t_quantile(0.975, 98) * math.sqrt(sum(errors))
        ratios.append((shown.high - shown.low) / 2 / unpaired)
    assert statistics.fmean(ratios) <= 0.75


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.tuples(st.lists(st.booleans(), min_size=n, max_size=n), st.integers(1, n))
    )
)
def test_pass_at_k_is_the_share_of_all_choices_of_k(case: tuple[list[bool], int]) -> None:
    tries, k = case
    chosen = [any(each) for each in itertools.combinations(tries, k)]
    assert pass_at_k(len(tries), sum(tries), k) == pytest.approx(sum(chosen) / len(chosen))


def test_pass_at_k_needs_k_tries() -> None:
    with pytest.raises(ValueError, match="pass@4 needs 4 tries or more of an input; there are 3"):
        pass_at_k(3, 1, 4)
