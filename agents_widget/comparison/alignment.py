"""Aligns the steps of runs: which step of one run stands beside which of another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import NamedTuple, TypeAlias

from .steps import Step

MATCHED_STEPS = 2_000
"""Steps of a run that are matched, between the equal ones at both ends: the time grows with the square.
Those beyond stand beside each other by their place."""

Pair: TypeAlias = tuple["Step | None", "Step | None"]
"""A step of the baseline, and the one of the other run beside it; None where there is none."""


class Row(NamedTuple):
    """Steps that stand beside each other: one for each run, or None where a run has none there."""

    steps: tuple[Step | None, ...]
    is_equal: bool
    """Whether every run did the same here, with the same outcome."""


def align(runs: Sequence[Sequence[Step]], baseline: int) -> list[Row]:
    """Give the rows of all runs, each of which is aligned with the baseline."""
    pairs = {number: align_pair(runs[baseline], run) for number, run in enumerate(runs) if number != baseline}
    return list(_rows(runs, baseline, pairs))


def align_pair(baseline: Sequence[Step], other: Sequence[Step]) -> list[Pair]:
    """Give the pairs of two runs, in order. Up to the first that differs, all steps are equal."""
    head, tail = _equal_ends(baseline, other)
    left, right = baseline[head : len(baseline) - tail], other[head : len(other) - tail]
    return [
        *zip(baseline[:head], other[:head], strict=True),
        *_matched(left[:MATCHED_STEPS], right[:MATCHED_STEPS], (_whole_key, _kind_and_name)),
        *zip_longest(left[MATCHED_STEPS:], right[MATCHED_STEPS:]),
        *zip(baseline[len(baseline) - tail :], other[len(other) - tail :], strict=True),
    ]


def _equal_ends(left: Sequence[Step], right: Sequence[Step]) -> tuple[int, int]:
    """Count the steps that are equal at the beginning, and of the rest at the end."""
    head = _equal_pairs(zip(left, right, strict=False))
    rest = min(len(left), len(right)) - head
    return head, min(rest, _equal_pairs(zip(reversed(left), reversed(right), strict=False)))


def _equal_pairs(pairs: Iterable[tuple[Step, Step]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0].is_like(pair[1]), pairs))


_Key: TypeAlias = Callable[[Step], Hashable]


def _whole_key(step: Step) -> Hashable:
    return step.key


def _kind_and_name(step: Step) -> Hashable:
    return step.key.kind, step.key.name


def _matched(left: Sequence[Step], right: Sequence[Step], keys: tuple[_Key, ...]) -> Iterator[Pair]:
    """Match steps by the first key, what is left between the matches by the next, and then by place."""
    if not (keys and left and right):
        yield from zip_longest(left, right)
        return
    key, *others = keys
    matcher = SequenceMatcher(None, list(map(key, left)), list(map(key, right)), autojunk=False)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(left[i:i_end], right[j:j_end], strict=True)
        else:
            yield from _matched(left[i:i_end], right[j:j_end], tuple(others))


def _rows(runs: Sequence[Sequence[Step]], baseline: int, pairs: dict[int, list[Pair]]) -> Iterator[Row]:
    """Join the pairs: those of one step of the baseline, and before it what only others did there."""
    places = {number: iter(each) for number, each in pairs.items()}
    for step in [*runs[baseline], None]:
        partners: dict[int, Step | None] = {baseline: step}
        extra: dict[int, list[Step]] = {}
        for number, place in places.items():
            extra[number], partners[number] = _up_to(step, place)
        for steps in zip_longest(*extra.values()):
            yield _row(dict(zip(extra, steps, strict=True)), len(runs))
        if step is not None:
            yield _row(partners, len(runs))


def _up_to(step: Step | None, pairs: Iterator[Pair]) -> tuple[list[Step], Step | None]:
    """Give what only the other run did before a step of the baseline, and what it did there."""
    only: list[Step] = []
    for left, right in pairs:
        if left is not None:
            return only, right
        if right is not None:
            only.append(right)
    return only, None


def _row(steps: dict[int, Step | None], count: int) -> Row:
    row = tuple(steps.get(number) for number in range(count))
    first = row[0]
    is_equal = first is not None and all(step is not None and step.is_like(first) for step in row)
    return Row(row, is_equal)
