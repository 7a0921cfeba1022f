"""The events of a log in order, of which the deltas of a while ago are kept packed.

A delta as the object that openai's client makes of it takes 0.7 kB, and four objects that Python's garbage
collector visits. Packed it takes a third, and the collector visits nothing: docs/decisions.md ("A delta of
a while ago is kept packed") has the figures.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, overload

T = TypeVar("T")

RECENT = 8
"""How many of the last events are kept as they are: readers who keep up find the very objects."""

_PACKABLE = frozenset({str, int, float, bool, type(None), list})
_STREAM_EVENT_FIELDS = {"data", "type"}
_WHOLE = -1
"""In place of a form's number: the one value is the event itself, which is a tuple."""
_Packed: TypeAlias = tuple[Any, ...]
"""The number of a form, and the values. A tuple of plain values is one that the collector leaves out."""


class EventList(Sequence[T], Generic[T]):
    """A list of events that only grows. A packed event is given as an equal object, made anew.

    One thread may append while others read.
    """

    def __init__(self) -> None:
        self._items: list[Any] = []
        """Events, or packed events: exact tuples."""
        self._packed = 0
        """How many of them, from the first, have been looked at for packing."""
        self._packer = _Packer()

    def append(self, event: T) -> None:
        """Add an event, and pack the one that is no longer recent."""
        self._items.append((_WHOLE, event) if type(event) is tuple else event)
        if len(self._items) - self._packed > RECENT:
            self._pack_next()

    def pack_all(self) -> None:
        """Pack also what is recent: no more is to come."""
        while self._packed < len(self._items):
            self._pack_next()

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, n: int, /) -> T: ...
    @overload
    def __getitem__(self, n: slice, /) -> list[T]: ...
    def __getitem__(self, n: int | slice, /) -> T | list[T]:
        if isinstance(n, slice):
            return [self._event(item) for item in self._items[n]]
        return self._event(self._items[n])

    def _event(self, item: Any) -> T:
        event: T = self._packer.unpack(item) if type(item) is tuple else item
        return event

    def _pack_next(self) -> None:
        packed = self._packer.pack(self._items[self._packed])
        if packed is not None:
            self._items[self._packed] = packed
        self._packed += 1


class _Form(NamedTuple):
    """What packed deltas have in common, so that it is kept once."""

    wrapper: type | None
    """The class of the stream event around the delta; None where there is none."""
    kind: type
    """The delta's own class."""
    names: tuple[str, ...]
    """Its fields, in their order."""
    extra_names: tuple[str, ...]
    """What the server sent that its class does not know."""
    types: tuple[type, ...]
    """The classes of the values; a list is an empty one, and each event made anew gets its own."""
    fields_set: frozenset[str] | None
    """The fields that the server sent; None for all."""


class _Packer:
    """Packs deltas by their forms, of which a log has few."""

    def __init__(self) -> None:
        self._forms: list[_Form] = []
        self._field_sets: list[set[str]] = []
        """For each form the set that its events made anew share: see ``response_events``."""
        self._numbers: dict[tuple[Any, ...], int] = {}
        """The number of each form."""
        self._last: _Packed = (_WHOLE, None)

    def pack(self, event: Any) -> _Packed | None:
        """Pack an event; None for one that is kept as it is."""
        wrapper = type(event) if _is_stream_event(event) else None
        delta = event if wrapper is None else event.data
        kind: Any = type(delta)
        if not _is_delta_class(kind) or delta.__pydantic_private__ is not None:
            return None
        fields, extra, names_set = vars(delta), delta.__pydantic_extra__ or {}, delta.__pydantic_fields_set__
        values = [*fields.values(), *extra.values()]
        types = tuple(map(type, values))
        given = None if len(names_set) == len(values) else frozenset(names_set)
        number = self._number(wrapper, kind, tuple(fields), tuple(extra), types, given)
        if number is None or any(map(values.__getitem__, _lists(types))):
            return None
        self._last = number, *self._shared(number, values)
        return self._last

    def unpack(self, packed: _Packed) -> Any:
        """Make the event that was packed anew."""
        number, *values = packed
        if number == _WHOLE:
            return values[0]
        form = self._forms[number]
        for position in _lists(form.types):
            values[position] = []
        extra = values[len(form.names) :]
        delta: Any = object.__new__(form.kind)
        _set_slot(delta, "__dict__", dict(zip(form.names, values, strict=False)))
        _set_slot(delta, "__pydantic_extra__", dict(zip(form.extra_names, extra, strict=True)))
        _set_slot(delta, "__pydantic_fields_set__", self._field_sets[number])
        _set_slot(delta, "__pydantic_private__", None)
        return delta if form.wrapper is None else form.wrapper(data=delta)

    def _number(self, *form_fields: Any) -> int | None:
        """The number of a form; None for one whose values cannot be packed."""
        number = self._numbers.get(form_fields)
        if number is not None:
            return number
        form = _Form(*form_fields)
        if not _PACKABLE.issuperset(form.types):
            return None
        self._forms.append(form)
        all_names = (*form.names, *form.extra_names)
        self._field_sets.append(set(all_names if form.fields_set is None else form.fields_set))
        number = self._numbers[form_fields] = len(self._forms) - 1
        return number

    def _shared(self, number: int, values: list[Any]) -> Iterable[Any]:
        """The values to keep: what the delta before had, too, such as the item's id, as the same objects."""
        for position in _lists(self._forms[number].types):
            values[position] = None  # a list, even an empty one, would have the collector visit the tuple
        last_number, *last = self._last
        if last_number != number:
            return values
        return [old if old == new else new for old, new in zip(last, values, strict=True)]


@lru_cache(maxsize=256)
def _lists(types: tuple[type, ...]) -> tuple[int, ...]:
    """The positions of lists."""
    return tuple([position for position, each in enumerate(types) if each is list])


_set_slot = object.__setattr__  # a model's own validates


def _is_stream_event(event: object) -> bool:
    kind: Any = type(event)
    return _is_stream_event_class(kind) and vars(event).keys() == _STREAM_EVENT_FIELDS


@lru_cache(maxsize=64)
def _is_stream_event_class(kind: type) -> bool:
    """Whether it is ``RawResponsesStreamEvent``, of this package or of the SDK."""
    return (
        kind.__name__ == "RawResponsesStreamEvent"
        and dataclasses.is_dataclass(kind)
        and {field.name for field in dataclasses.fields(kind)} == _STREAM_EVENT_FIELDS
    )


@lru_cache(maxsize=256)
def _is_delta_class(kind: type) -> bool:
    """Whether it is one of openai's classes of events with a delta."""
    is_openai = kind.__module__.startswith("openai.types.responses.")
    return is_openai and "delta" in getattr(kind, "__pydantic_fields__", ())
