"""What differs between two texts, word by word, and between the arguments of two calls, key by key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

MATCHED_WORDS = 200
"""Words of a text that are matched, between the equal ones at both ends: the time grows with the square."""
MATCHED_CHARACTERS = 20_000
"""Characters between the equal ends that are looked at word by word."""
LEAST_ALIKE = 0.3
"""Of texts that are less alike than this, 0 to 1, single words in common say nothing."""

Spans: TypeAlias = "list[tuple[int, int]]"
"""Where a text differs: from a character, to before another, in order and apart from each other."""

# A word with the space after it, one letter of a script that has no spaces, or another character.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]\s*|[^\W\u3040-\u30ff\u3400-\u9fff]+\s*|[\W_]\s*|\s+")


class Argument(NamedTuple):
    """One argument of a call, as its JSON text."""

    name: str
    value: str


@lru_cache(maxsize=8)  # each of the two sides asks
def differing_words(left: str, right: str) -> tuple[Spans, Spans]:
    """Give where two texts differ, in each of them."""
    head, tail = _equal_ends(left, right)
    first, last = left[head : len(left) - tail], right[head : len(right) - tail]
    is_short = len(first) <= MATCHED_CHARACTERS and len(last) <= MATCHED_CHARACTERS
    lefts, rights = (_WORD.findall(first), _WORD.findall(last)) if is_short else ([first], [last])
    codes = [("replace", 0, len(lefts), 0, len(rights))]
    if len(lefts) <= MATCHED_WORDS and len(rights) <= MATCHED_WORDS:
        matcher = SequenceMatcher(None, lefts, rights, autojunk=False)
        if head + tail or matcher.ratio() >= LEAST_ALIKE:
            codes = matcher.get_opcodes()  # type: ignore[assignment]
    changed = [code for code in codes if code[0] != "equal"]
    return (
        _spans(head, lefts, [(i, i_end) for _, i, i_end, _, _ in changed]),
        _spans(head, rights, [(j, j_end) for _, _, _, j, j_end in changed]),
    )


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Put spans in order, those that touch made one."""
    result: Spans = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def arguments_of(text: str) -> list[Argument] | None:
    """Read the arguments of a call by name; None for text that is no JSON object."""
    try:
        data: Any = json.loads(text)
        if not isinstance(data, dict):
            return None
        return [Argument(name, json.dumps(value, ensure_ascii=False)) for name, value in data.items()]
    except (ValueError, RecursionError):
        return None


def _equal_ends(left: str, right: str) -> tuple[int, int]:
    """Count the characters that are equal at both ends, up to the words that differ."""
    shorter = min(len(left), len(right))
    head = _longest(shorter, lambda length: left[:length] == right[:length])
    while head and not left[head - 1].isspace():
        head -= 1
    rest = shorter - head
    tail = _longest(rest, lambda length: left[len(left) - length :] == right[len(right) - length :])
    while tail and not left[-tail].isspace():
        tail -= 1
    return head, tail


def _longest(limit: int, is_equal: Callable[[int], bool]) -> int:
    """Give the greatest length that is equal, by halves: texts of a million characters are usual."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_equal(middle) else (low, middle - 1)
    return low


def _spans(begin: int, words: list[str], ranges: Iterable[tuple[int, int]]) -> Spans:
    """Give the characters of ranges of words, without the space after the last word of each."""
    starts = [begin]
    for word in words:
        starts.append(starts[-1] + len(word))
    spans = []
    for i, i_end in ranges:
        if i < i_end:
            space = len(words[i_end - 1]) - len(words[i_end - 1].rstrip())
            is_space = not words[i_end - 1].strip()
            spans.append((starts[i], starts[i_end] - (0 if is_space else space)))
    return joined(spans)
