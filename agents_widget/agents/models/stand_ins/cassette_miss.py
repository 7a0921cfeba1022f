"""The error for a call that a cassette does not have: which call it is, and what differs from the nearest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...exceptions import UserError
from .cassette_request import Difference, Request, redacted
from .cassette_takes import Takes

_HEAD = 120


class CassetteMissError(UserError):
    """A cassette has no take of a call: its message names the nearest take and what differs."""


def miss(
    path: Path, takes: Takes, request: Request, key: str, call: int, epoch: int | None, number: int
) -> CassetteMissError:
    """Make the error for the call with this number, counted from 1."""
    return CassetteMissError(f"{_what(path, takes, request, key, call, epoch, number)} {_remedy(path)}")


def _what(
    path: Path, takes: Takes, request: Request, key: str, call: int, epoch: int | None, number: int
) -> str:
    begin = f"{path.name} has no take of model call {call}"
    if known := takes.numbers_of(key):
        asked = f"epoch {epoch}" if epoch is not None else "it"
        again = f", time {number + 1}" if number else ""
        return f"{begin} for {asked}{again}: of this request it has {len(known)}."
    nearest = takes.nearest(redacted(request))
    if nearest is None:
        return f"{begin}: it is empty."
    place, take, difference = nearest
    if difference is None:
        return f"{begin}: take {place} is of another model, {take.model!r}."
    return f"{begin}. The nearest, take {place} of {len(takes.all)}, differs in {_differing(difference)}"


def _differing(difference: Difference) -> str:
    recorded, asked = _around(_shown(difference.recorded), _shown(difference.asked))
    return f"{difference.place}.\n  recorded: {recorded}\n  asked:    {asked}\n"


def _remedy(path: Path) -> str:
    return (
        f'Record it with a key: Cassette("{path.name}", model="gpt-5"). For tools that answer differently '
        'each time, match="order".'
    )


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _around(one: str, other: str) -> tuple[str, str]:
    """Cut two texts to what is around their first difference."""
    same = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    start = max(0, (min(len(one), len(other)) if same is None else same) - _HEAD // 3)
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    before = "\u2026" if start else ""
    after = "\u2026" if len(text) > start + _HEAD else ""
    return repr(f"{before}{text[start : start + _HEAD]}{after}")
