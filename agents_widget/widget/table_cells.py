"""The cells of a table's column, read in slices as they are asked for: a table may have millions of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from .loaded import loaded

BLOCK = 10_000
"""Cells that are read together when all are."""


class Cells(Sequence[Any]):
    """The cells of one column; ``read`` gives those of a slice of its rows."""

    def __init__(self, length: int, read: Callable[[slice], Sequence[Any]]) -> None:
        self._length = length
        self._read = read

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return self._read(slice(*at.indices(self._length)))
        return self._read(slice(at, at + 1))[0]

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, self._length, BLOCK):
            yield from self._read(slice(start, min(start + BLOCK, self._length)))


def cells_of(values: Any) -> Cells:
    """Give the members of an array, a list or whatever else has a length and slices, one by one."""
    numbers = _numbers_of(values)
    if numbers is not None:  # ten times as fast as one by one
        return Cells(len(numbers), lambda part: numbers[part].tolist())
    return Cells(len(values), lambda part: list(values[part]))


def _numbers_of(values: Any) -> Any:
    """Give the numpy array behind numbers that are the same as numbers of Python; None for what has none."""
    numpy: Any = loaded("numpy")
    dtype: Any = getattr(values, "dtype", None)
    dtype = getattr(dtype, "numpy_dtype", dtype)  # pandas, around an array of numpy
    if numpy is None or not isinstance(dtype, numpy.dtype) or dtype.char not in "bBhHiIlLqQ?d":
        return None
    if numpy.ma.isMaskedArray(values) or hasattr(values, "_mask"):
        return None
    return numpy.asarray(values)
