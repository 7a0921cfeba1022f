"""Splitting of patches: what would be too large for one message becomes several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .schema import Patch

TEXT_LIMIT = 300_000
"""Characters of texts in one group of patches. As JSON a character takes up to six bytes: below 2 MB."""


_WHOLE_FIELDS = frozenset({"id", "kind"})
PATCH_LIMIT = 300
"""Patches in one group: the names of a row's fields, its figures and braces take some 500 bytes."""


def split(patches: Iterable[Patch], limit: int = TEXT_LIMIT) -> Iterator[list[Patch]]:
    """Give patches in groups with at most ``limit`` characters; together they change a transcript as before.

    A longer text is appended piece by piece. A field that is no text, such as a figure, stays whole: who
    makes such a one bounds it.
    """
    group: list[Patch] = []
    room = limit
    for patch in patches:
        for piece in _pieces(patch, limit) if _size(patch.value) > limit else (patch,):
            size = _size(piece.value)
            if group and (size > room or len(group) == PATCH_LIMIT):
                yield group
                group, room = [], limit
            group.append(piece)
            room -= size
    if group:
        yield group


def _pieces(patch: Patch, limit: int) -> Iterator[Patch]:
    if isinstance(patch.value, str):
        yield patch._replace(value=patch.value[:limit])
        yield from _appended(patch.at, patch.value[limit:], limit)
    elif patch.op == "put":
        yield from _pieces_of_row(patch, limit)
    else:
        yield patch


def _pieces_of_row(patch: Patch, limit: int) -> Iterator[Patch]:
    """A row whose long texts are empty at first, and that lacks what else is large."""
    row = patch.value
    long = [name for name in row.keys() - _WHOLE_FIELDS if _size(row[name]) > limit // 20]
    short: dict[str, Any] = {name: value for name, value in row.items() if name not in long}
    texts = [name for name in long if isinstance(row[name], str)]
    yield patch._replace(value={**short, **dict.fromkeys(texts, "")})
    for name in sorted(long):
        path = (*patch.at, row["id"], name)
        if name in texts:
            yield from _appended(path, row[name], limit)
        else:
            yield Patch("set", path, row[name])


def _appended(path: tuple[str, ...], text: str, limit: int) -> Iterator[Patch]:
    for begin in range(0, len(text), limit):
        yield Patch("append", path, text[begin : begin + limit])


def _size(value: Any) -> int:
    """The characters of all texts in a value; the rest of its JSON counts as much for every six bytes."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(name) + 1 + _size(member) for name, member in value.items())
    if isinstance(value, (list, tuple)):
        return sum(1 + _size(member) for member in value)
    return 1 + value.bit_length() // 16 if isinstance(value, int) else 4
