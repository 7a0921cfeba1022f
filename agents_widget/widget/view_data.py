"""Any Python value as JSON data for a view that users write in JavaScript: whole, and hardly ever an error.

What JSON or JavaScript cannot hold becomes what a notebook's cell shows of it: a text.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
from array import array
from collections import deque
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from ..transcript.table_summary import label_text
from ..utf8 import sendable_text
from .interactive_figures import figure_data
from .loaded import loaded
from .table_data import Column, Table, read_cells, read_table

LARGEST_INTEGER = 2**53 - 1
"""JavaScript's numbers are exact up to here: ``Number.MAX_SAFE_INTEGER``."""


_CONTAINERS = (Mapping, list, tuple, set, frozenset, deque, KeysView, ValuesView, ItemsView)

RANGE_LIMIT = 100_000
"""Numbers of a range that are written out: it may have more than there is memory for."""


_asked_texts: ContextVar[dict[int, tuple[object, str]] | None] = ContextVar("asked_texts", default=None)
"""The texts of objects that were asked for, by their ids, while ``each_text_once`` holds."""


class CircularDataError(ValueError):
    """A container holds itself."""


@contextmanager
def each_text_once(value: object = None, text: str | None = None) -> Iterator[None]:
    """Ask no object twice for its text meanwhile: any library's, or a user's, may take seconds for it.

    ``text`` is that of ``value``, which was asked for before.
    """
    token = _asked_texts.set({} if text is None else {id(value): (value, text)})
    try:
        yield
    finally:
        _asked_texts.reset(token)


def view_data(value: Any) -> Any:
    """Give a value as JSON data. Raises ``CircularDataError`` for a container that holds itself.

    A figure that cannot be written raises its library's error: its text would be drawn as nothing. A table is
    a list of records, a record a row, with the labels of the rows as its first fields.
    """
    return _DataReader().read(value)


def tree_data(value: Any) -> Any:
    """Give a value as JSON data, but where something in it has no form but its text: then None.

    That text is in the value's own, which has been asked for. Raises as ``view_data``.
    """
    reader = _DataReader(asks_for_texts=False)
    data = reader.read(value)
    return None if reader.lacks_texts else data


def record_data(table: Table) -> list[dict[str, Any]]:
    """Give a table as records, a record a row, as JSON data."""
    return _DataReader().table(table)


def cell_data(value: Any) -> Any:
    """Give a cell of a table as JSON data."""
    return _DataReader().cell(value)


def is_given(value: Any) -> bool:
    """Whether a cell of a table holds something, as far as can be told without its text."""
    return _DataReader(asks_for_texts=False).cell(value) is not None


def column_data(table: Table) -> list[dict[str, Any]]:
    """Describe the fields of a table's records, in the table's order, as JSON data."""
    reader = _DataReader()
    names = table.names()
    return [
        _described(reader, name, column, table) for name, column in zip(names, table.columns, strict=True)
    ]


def _described(reader: _DataReader, name: str, column: Column, table: Table) -> dict[str, Any]:
    data = {"name": name, "label": reader.read(column.label), "is_index": column.is_index}
    if table.level_names and not column.is_index:
        data["level_names"] = reader.read(table.level_names)
    return data


class _DataReader:
    def __init__(self, *, asks_for_texts: bool = True) -> None:
        self.lacks_texts = False
        """Whether a text was not asked for."""
        self._asks_for_texts = asks_for_texts
        self._open: set[int] = set()
        """The containers that are being read, by their ids."""

    def read(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return sendable_text(value)
        if isinstance(value, int):
            return value if abs(value) <= LARGEST_INTEGER else str(value)
        if isinstance(value, float):
            return _float(value)
        if isinstance(value, complex):
            return str(value).strip("()")
        if isinstance(value, _CONTAINERS):
            with self._opened(value):
                return self._container(value)
        return self._of_standard_library(value)

    def _of_standard_library(self, value: Any) -> Any:
        if isinstance(value, range):
            return str(value) if value[RANGE_LIMIT:] else list(map(self.read, value))
        if isinstance(value, bytearray) or (isinstance(value, memoryview) and value.format in "Bbc"):
            return self.read(bytes(value))
        if isinstance(value, (memoryview, array)):
            return self.read(value.tolist())
        if isinstance(value, SimpleNamespace):
            return self._members(value, vars(value))
        return self._object(value)

    def cell(self, value: Any) -> Any:
        """Give what a table's cell shows."""
        if isinstance(value, bytearray):
            value = bytes(value)
        if isinstance(value, (bytes, datetime.timedelta)) and not _is_missing(value):
            return str(value)
        return self.read(value)

    def table(self, table: Table) -> list[dict[str, Any]]:
        names = table.names()
        if not names:
            return [{} for _ in range(table.rows)]
        columns = [[self.cell(cell) for cell in column.cells] for column in table.columns]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    @contextmanager
    def _opened(self, container: Any) -> Iterator[None]:
        if id(container) in self._open:
            raise CircularDataError(f"a {type(container).__name__} holds itself, which JSON cannot say")
        self._open.add(id(container))
        try:
            yield
        finally:
            self._open.discard(id(container))

    def _container(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {self._key(key): self.read(member) for key, member in value.items()}
        return [self.read(member) for member in value]

    def _key(self, key: Any) -> str:
        """Give a key as text, in the form that pydantic writes."""
        if isinstance(key, tuple):
            return ",".join(map(self._key, key))
        if isinstance(key, bool):
            return str(key).lower()
        data = self.read(key)
        return data if isinstance(data, str) else label_text(key)

    def _object(self, value: Any) -> Any:
        numpy: Any = loaded("numpy")
        if (figure := figure_data(value)) is not None:
            return figure
        try:
            if _is_missing(value):
                return None
            if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
                return self._numpy(numpy, value)
            if (table := read_table(value)) is not None:
                return self.table(table)
            if (cells := read_cells(value)) is not None:
                return [self.cell(cell) for cell in cells]
            if hasattr(value, "as_py"):  # a scalar of pyarrow
                return self.cell(value.as_py())
            if dataclasses.is_dataclass(value) and not isinstance(value, type):
                return self._members(value, (field.name for field in dataclasses.fields(value)))
            return self._other(value)
        except CircularDataError:
            raise
        except Exception:  # noqa: BLE001 - an object of any library may fail to give its data
            return self._text(value)

    def _numpy(self, numpy: Any, value: Any) -> Any:
        if value is numpy.ma.masked:
            return None
        if isinstance(value, numpy.matrix):  # its rows are matrices again, without end
            value = value.view(numpy.ndarray)
        if value.ndim > 0:
            return [self.read(member) for member in value]
        scalar = value[()]
        if names := scalar.dtype.names:
            return {name: self.read(scalar[name]) for name in names}
        if isinstance(scalar, numpy.floating):
            return _float(float(str(scalar)))  # 0.1 of 32 bits is 0.1, and not the nearest of 64 bits
        text = str(scalar)
        if isinstance(scalar, numpy.datetime64):
            return None if text == "NaT" else _without_trailing_zeros(text)
        if isinstance(scalar, numpy.timedelta64):  # one of numpy's integers
            return None if text == "NaT" else text
        return self.read(scalar.item() if scalar.dtype.kind in "biucU" else text)

    def _members(self, value: Any, names: Iterable[str]) -> dict[str, Any]:
        with self._opened(value):
            return {name: self.read(getattr(value, name)) for name in names}

    def _other(self, value: Any) -> Any:
        if hasattr(value, "total_seconds") and hasattr(value, "nanoseconds"):  # pandas' timedelta
            return str(value)
        if hasattr(value, "isoformat"):  # before pydantic, which knows neither nanoseconds nor odd zones
            text = str(value.isoformat())
            return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
        from pydantic_core import to_jsonable_python

        try:
            data = to_jsonable_python(value, fallback=self._unknown, inf_nan_mode="constants")
        except Exception:  # noqa: BLE001 - a model's members may be anything: they are read one by one
            fields = getattr(type(value), "__pydantic_fields__", None)
            return self._text(value) if fields is None else self._members(value, fields)
        return data if data is value else self.read(data)

    def _unknown(self, value: Any) -> Any:
        """Give what pydantic does not know, found inside of a model."""
        data = self._object(value) if read_table(value) is not None or hasattr(value, "dtype") else None
        return self._text(value) if data is None else data

    def _text(self, value: Any) -> str:
        if self._asks_for_texts:
            return _text(value)
        self.lacks_texts = True
        return ""


def _float(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def _without_trailing_zeros(time: str) -> str:
    return time.rstrip("0").rstrip(".") if "." in time else time


def _is_missing(value: Any) -> bool:
    pandas: Any = loaded("pandas")
    return pandas is not None and (value is pandas.NaT or value is pandas.NA)


def _text(value: Any) -> str:
    asked = _asked_texts.get()
    if asked is None:
        return _text_of(value)
    if id(value) not in asked:
        asked[id(value)] = value, _text_of(value)
    return asked[id(value)][1]


def _text_of(value: Any) -> str:
    try:
        return sendable_text(str(value))
    except Exception as error:  # noqa: BLE001 - as above
        return f"<{type(value).__name__}: {type(error).__name__}>"
