"""How much of two sequences is equal at both ends: what is between is compared with more care."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import eq
from typing import TypeVar

T = TypeVar("T")


def equal_ends(
    left: Sequence[T], right: Sequence[T], is_equal: Callable[[T, T], bool] = eq
) -> tuple[int, int]:
    """Count what is equal at the beginning, and of the rest at the end."""
    head = _count(left, right, is_equal)
    rest = min(len(left), len(right)) - head
    return head, min(rest, _count(reversed(left), reversed(right), is_equal))


def _count(left: Iterable[T], right: Iterable[T], is_equal: Callable[[T, T], bool]) -> int:
    count = 0
    for first, second in zip(left, right, strict=False):
        if not is_equal(first, second):
            break
        count += 1
    return count
