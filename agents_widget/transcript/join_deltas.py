"""Joining of delta events: what a model wrote bit by bit, read as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .fields import field, raw_event

_ADDRESS_FIELDS = ("type", "item_id", "output_index", "content_index", "summary_index")
"""What tells which text a delta lengthens."""
_PLAIN_TYPES = frozenset({str, int, type(None)})
"""Of what can be compared: anything else may raise, so that its event is read alone."""


def joined(timed: Iterable[tuple[Any, int]]) -> Iterator[tuple[Any, int]]:
    """Give raw delta events with their times; those of one text that follow each other become one.

    A joined event is a plain dict, of the time of its first. What has no fields to look at stays as it is.
    """
    address: tuple[Any, ...] | None = None
    deltas: list[str] = []
    begun = 0
    for event, t in timed:
        fields = _fields_of_raw_event(event)
        delta: Any = fields.get("delta")
        address_of_event = tuple(map(fields.get, _ADDRESS_FIELDS))
        is_plain = type(delta) is str and _PLAIN_TYPES.issuperset(map(type, address_of_event))
        if is_plain and address_of_event == address:
            deltas.append(delta)
            continue
        if address is not None:
            yield _delta_event(address, deltas), begun
        if is_plain:
            address, deltas, begun = address_of_event, [delta], t
        else:
            address = None
            yield event, t
    if address is not None:
        yield _delta_event(address, deltas), begun


def _fields_of_raw_event(event: Any) -> dict[str, Any]:
    raw = raw_event(event)
    fields = raw if type(raw) is dict else field(raw, "__dict__")
    return fields if type(fields) is dict else {}


def _delta_event(address: tuple[Any, ...], deltas: list[str]) -> dict[str, Any]:
    return {**dict(zip(_ADDRESS_FIELDS, address, strict=True)), "delta": "".join(deltas)}
