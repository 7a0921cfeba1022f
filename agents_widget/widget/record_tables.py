"""Flat records as tables: dicts or objects that have the same fields in a list, lists of one length."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import numbers
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

from .loaded import loaded
from .table_cells import Cells, cells_of
from .table_data import Column, Table

FIELD_LIMIT = 1_000
"""Fields that flat records have at most."""

_FLAT = (
    *(type(None), str, numbers.Number, bytes, enum.Enum, uuid.UUID, PurePath),
    *(datetime.date, datetime.time, datetime.timedelta),
)
"""Classes of values that fit in a cell."""


def read_records(value: Any) -> Table | None:
    """Read flat records as a table; None for what is none, which is a tree.

    A dict with one member is as that member: so agents wrap a structured answer that is a list.
    """
    if isinstance(value, Mapping) and len(value) == 1:
        value = next(iter(value.values()))
    if isinstance(value, (list, tuple)) and value and fields_of(value) is None:
        return _read_rows(value)
    return _read_columns(value) if isinstance(value, Mapping) else None


def fields_of(value: Any) -> Mapping[str, Any] | None:
    """Give the fields of an object that is all data: a dataclass, a pydantic model, a named tuple ..."""
    names = _field_names(value)
    return None if names is None else {name: getattr(value, name) for name in names}


def is_flat(value: Any) -> bool:
    """Whether a value fits in a cell: a text, a number, a time ..."""
    return isinstance(value, _FLAT) or _is_scalar(value)


def _is_scalar(value: Any) -> bool:
    """Whether a value is a scalar of numpy or pandas: ``numpy.bool_``, ``pandas.NA``, a period ..."""
    numpy: Any = loaded("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        return not isinstance(value, numpy.void)  # a record
    pandas: Any = loaded("pandas")
    return pandas is not None and bool(pandas.api.types.is_scalar(value))


def _field_names(value: Any) -> Iterable[str] | None:
    kind = type(value)
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind)]
    if isinstance(fields := getattr(kind, "__pydantic_fields__", None), dict):
        return [*fields, *(getattr(value, "model_extra", None) or {})]
    if isinstance(value, tuple) and isinstance(names := getattr(kind, "_fields", None), tuple):
        return names
    if isinstance(fields := getattr(kind, "__attrs_attrs__", None), tuple):
        return [field.name for field in fields]
    return list(vars(value)) if isinstance(value, SimpleNamespace) else None


def _read_rows(records: Sequence[Any]) -> Table | None:
    first = _record(records[0])
    if not first or len(first) > FIELD_LIMIT or not all(isinstance(name, str) for name in first):
        return None
    names = first.keys()
    for each in records:
        record = _record(each)
        if record is None or record.keys() != names or not all(map(is_flat, record.values())):
            return None
    return Table([Column(name, _field_cells(records, name)) for name in names], len(records), [])


def _record(value: Any) -> Mapping[Any, Any] | None:
    return value if isinstance(value, Mapping) else fields_of(value)


def _field_cells(records: Sequence[Any], name: str) -> Cells:
    # One at a time: a list may hold dicts and objects with the same fields.
    def read(part: slice) -> list[Any]:
        return [each[name] if isinstance(each, Mapping) else getattr(each, name) for each in records[part]]

    return Cells(len(records), read)


def _read_columns(columns: Mapping[Any, Any]) -> Table | None:
    lengths = {len(column) if isinstance(column, (list, tuple)) else 0 for column in columns.values()}
    if not 2 <= len(columns) <= FIELD_LIMIT or len(lengths) != 1 or lengths == {0}:
        return None
    if not all(is_flat(cell) for column in columns.values() for cell in column):
        return None
    read = [Column(name, cells_of(column)) for name, column in columns.items()]
    return Table(read, lengths.pop(), [])
