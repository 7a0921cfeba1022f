"""Fewer deltas to the same end: what a model wrote bit by bit, read as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .fields import field

_ADDRESS = ("type", "item_id", "output_index", "content_index", "summary_index")
"""What tells which text a delta lengthens."""


def joined(timed: Iterable[tuple[Any, int]]) -> Iterator[tuple[Any, int]]:
    """Give raw delta events with their times; those of one text that follow each other become one.

    A joined event is a plain dict, of the time of its first. What has no fields to look at stays as it is.
    """
    address: tuple[Any, ...] | None = None
    pieces: list[str] = []
    time = 0
    for event, t in timed:
        raw = field(event, "data") if field(event, "type") == "raw_response_event" else event
        data = raw if isinstance(raw, dict) else getattr(raw, "__dict__", {})
        here = tuple(map(data.get, _ADDRESS))
        delta = data.get("delta")
        if here == address and isinstance(delta, str):
            pieces.append(delta)
            continue
        if address is not None:
            yield {**dict(zip(_ADDRESS, address, strict=True)), "delta": "".join(pieces)}, time
        if isinstance(delta, str):
            address, pieces, time = here, [delta], t
        else:
            address = None
            yield event, t
    if address is not None:
        yield {**dict(zip(_ADDRESS, address, strict=True)), "delta": "".join(pieces)}, time
