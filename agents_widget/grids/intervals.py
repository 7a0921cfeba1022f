"""Confidence intervals of scores; why these methods: docs/decisions.md ("Intervals of scores").

Everything here counts inputs, not rows: the epochs of one input are not independent of each other.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_MANY = 2_000
"""Degrees of freedom from which Student's t is the normal distribution's, with a correction below 1e-9."""


class Interval(NamedTuple):
    """Where the true value lies, at a level of confidence."""

    low: float
    high: float


class Cases(NamedTuple):
    """The scores of one agent by input: the mean of each input's epochs, and how many these were in all."""

    means: Sequence[float]
    rows: int
    pass_fail: bool
    """Whether each row's score is 0 or 1."""


def interval_of(cases: Cases, level: float = 0.95) -> Interval | None:
    """Give the interval of the mean over all inputs like these; None where nothing can be said.

    Pass or fail: Wilson's; scores of other kinds: Student's t of the inputs' means.
    """
    if not cases.pass_fail:
        return t_interval(cases.means, level)
    n = len(cases.means)
    if n == 0:
        return None
    share = statistics.fmean(cases.means)
    if cases.rows <= n:
        return wilson(share, n, level)
    if n == 1:
        return None  # nothing is known of how inputs differ
    # The spread between estimated inputs says how many independent answers they are worth; it is estimated
    # itself, hence Student's t.
    worth = _effective_number(share, cases)
    return wilson(share, worth * (_z(level) / t_quantile(0.5 + level / 2, n - 1)) ** 2, level)


def wilson(share: float, n: float, level: float = 0.95) -> Interval:
    """Give Wilson's score interval of a share of n independent answers. Raises ``ValueError`` without any."""
    if n <= 0 or not 0 <= share <= 1:
        raise ValueError(f"A share is from 0 to 1, of at least one answer; this is {share} of {n}.")
    z = _z(level)
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # Rounding must not leave the share itself out, which is an end where it is 0 or 1.
    return Interval(max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def t_interval(values: Sequence[float], level: float = 0.95) -> Interval | None:
    """Give Student's t interval of the mean; None for less than two values, or for values all alike."""
    if len(values) < 2:
        return None
    deviation = statistics.stdev(values)
    if deviation == 0:
        return None  # it would have no width, as if everything were known
    mean = statistics.fmean(values)
    half = t_quantile(0.5 + level / 2, len(values) - 1) * deviation / math.sqrt(len(values))
    return Interval(mean - half, mean + half)


def paired_interval(
    differences: Sequence[float], *, epochs: float = 1, pass_fail: bool = False, level: float = 0.95
) -> Interval | None:
    """Give the interval of the mean difference between two agents, from the difference at each input.

    Pass or fail: Agresti's and Min's, which adds half an input to each outcome of a pair; with ``epochs``
    (answers to an input, on average) as much less. Other scores: Student's t.
    """
    n = len(differences)
    if not pass_fail:
        return t_interval(differences, level)
    if n < 2:
        return None
    more = n + 2
    mean = sum(differences) / more
    square = (sum(each * each for each in differences) + 1 / max(1.0, epochs)) / more
    half = t_quantile(0.5 + level / 2, n - 1) * math.sqrt(max(0.0, square - mean * mean) / more)
    return Interval(max(-1.0, mean - half), min(1.0, mean + half))


def pass_at_k(tries: int, passed: int, k: int) -> float:
    """Give the unbiased estimate that one of ``k`` tries passes. Raises ``ValueError`` if k > tries."""
    if not 0 <= passed <= tries or not 1 <= k <= tries:
        raise ValueError(f"pass@{k} needs {k} tries or more of an input; there are {tries}, {passed} passed.")
    return 1.0 - math.comb(tries - passed, k) / math.comb(tries, k)


@lru_cache(maxsize=4096)
def t_quantile(probability: float, df: int) -> float:
    """Give the quantile of Student's t distribution with ``df`` degrees of freedom.

    Raises ``ValueError`` unless 0 < probability < 1 and df is 1 or more.
    """
    if not 0 < probability < 1 or df < 1:
        raise ValueError(f"A quantile needs 0 < probability < 1 and df >= 1, not {probability} and {df}.")
    if probability < 0.5:
        return -t_quantile(1 - probability, df)
    if df > _MANY:
        z = statistics.NormalDist().inv_cdf(probability)
        return z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df * df)
    low, high = 0.0, math.pi / 2  # of the angle whose tangent is t / sqrt(df)
    while high - low > 1e-15 * max(1.0, high):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _t_within(middle, df) < 2 * probability - 1 else (low, middle)
    return math.tan((low + high) / 2) * math.sqrt(df)


def _t_within(angle: float, df: int) -> float:
    """Give the probability of -t to t at atan(t / sqrt(df)): Abramowitz and Stegun 26.7.3, 26.7.4."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = df % 2
    term, total = (cosine if odd else 1.0), 0.0
    for step in range(2 + odd, df + 1, 2):
        total += term
        term *= cosine * cosine * (step - 1) / step
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def _effective_number(share: float, cases: Cases) -> float:
    """Give how many independent answers the rows are worth: from the number of inputs to that of rows."""
    n = len(cases.means)
    variance = statistics.pvariance(cases.means, share) / n
    if not 0 < share < 1:
        return float(n)
    return float(cases.rows) if variance == 0 else min(float(cases.rows), share * (1 - share) / variance)


@lru_cache(maxsize=64)
def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"A level of confidence is between 0 and 1, such as 0.95, not {level}.")
    return statistics.NormalDist().inv_cdf(0.5 + level / 2)
