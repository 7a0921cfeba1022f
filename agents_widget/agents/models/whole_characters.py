"""Characters that a model's stream brings in halves, made whole before anybody reads its events."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from pydantic import BaseModel

from ...utf8 import REPLACEMENT, ends_in_half, is_sendable, sendable, sendable_text

_ADDRESS_FIELDS = ("type", "item_id", "output_index", "content_index", "summary_index")
"""What tells which text a delta lengthens."""


class _HeldHalf(NamedTuple):
    half: str
    event: BaseModel
    """The delta that it was cut off."""

    def left_alone(self) -> BaseModel:
        """The delta that says a half stayed alone."""
        return self.event.model_copy(update={"delta": REPLACEMENT})


class WholeCharacters:
    """Joins the halves of a surrogate pair that come in two deltas; one that stays alone becomes U+FFFD."""

    def __init__(self) -> None:
        self._held: dict[tuple[Any, ...], _HeldHalf] = {}
        """The first halves at the ends of deltas, by the texts that these lengthen."""

    def read(self, event: Any) -> Iterable[Any]:
        """Give an event with its texts whole, and before it what earlier ones left open.

        Nearly all events are deltas in which nothing is to be done, so these are told apart first.
        """
        delta = getattr(event, "delta", None)
        if isinstance(delta, str):
            if self._held or not is_sendable(delta):
                self._join(event, delta)
            return (event,)
        left_alone = [held.left_alone() for held in self._held.values()]
        self._held.clear()
        response = getattr(event, "response", None)
        _repair(event if response is None else getattr(response, "output", None))
        return (*left_alone, event)

    def _join(self, event: Any, delta: str) -> None:
        if not isinstance(event, BaseModel):
            return  # of a user's own class, which may not be changed
        address = tuple(getattr(event, name, None) for name in _ADDRESS_FIELDS)
        held = self._held.pop(address, None)
        text = delta if held is None else held.half + delta
        half = text[-1] if ends_in_half(text) else ""
        event.__dict__["delta"] = sendable_text(text.removesuffix(half))
        if half:
            self._held[address] = _HeldHalf(half, event)


def _repair(value: Any) -> Any:
    """Make openai objects and lists of them sendable, in place; gives the value.

    Halves in texts are mended. A number that JSON cannot hold (Python reads ``NaN`` and ``1e999``)
    becomes null: what is in an item goes back to the server, and the client sends no such number.
    """
    if isinstance(value, BaseModel):
        for fields in (value.__dict__, value.__pydantic_extra__ or {}):
            for name, member in fields.items():
                fields[name] = _repair(member)
    elif isinstance(value, list):
        value[:] = map(_repair, value)
    elif isinstance(value, dict):
        return {sendable(name): _repair(member) for name, member in value.items()}
    elif isinstance(value, float):
        return value if math.isfinite(value) else None
    else:
        return sendable(value)
    return value
