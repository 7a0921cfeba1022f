"""Tables of pandas, polars, pyarrow and numpy, read alike: columns, the labels of rows, cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..transcript.table_summary import label_text
from ..utf8 import sendable_text
from .loaded import loaded
from .table_cells import Cells, cells_of

UNNAMED_SERIES = "values"
UNNAMED_INDEX = "index"
"""The names that pandas' own ``to_json(orient="table")`` gives what has none."""


class Column(NamedTuple):
    """A column of a table, or a level of the labels of its rows."""

    label: Any
    """What stands above it: any Python value, a tuple for a column under several headings."""
    cells: Sequence[Any]
    is_index: bool = False
    """Whether it labels the rows."""
    fallback: str = ""
    """The name of one without a label."""
    order: Sequence[Any] | None = None
    """What its cells can be, in the order to sort by; None: by their text or number."""


class Table(NamedTuple):
    """The columns of a table, the labels of its rows first."""

    columns: list[Column]
    rows: int
    level_names: list[Any]
    """The names of the levels of the columns' labels; empty where none has a name."""

    def names(self) -> list[str]:
        """Give each column a name of its own, as text: the second of one name gets ``.1``, the third ``.2``.

        Columns come first, so that a row label never takes a column's name.
        """
        wanted = [sendable_text(column_name(column)) for column in self.columns]
        names = [""] * len(wanted)
        taken: set[str] = set()
        for at in sorted(range(len(wanted)), key=lambda at: self.columns[at].is_index):
            names[at] = _numbered(wanted[at], taken | set(wanted)) if wanted[at] in taken else wanted[at]
            taken.add(names[at])
        return names


def read_table(value: Any) -> Table | None:
    """Read a data frame, a series or a table of a library that is loaded; None for anything else."""
    for name, read in (("pandas", _read_pandas), ("polars", _read_polars), ("pyarrow", _read_pyarrow)):
        library = loaded(name)
        table = None if library is None else read(library, value)
        if table is not None:
            return table
    return None


def read_cells(value: Any) -> Sequence[Any] | None:
    """Read the values of an index or of an array of pandas or pyarrow; None for anything else."""
    pandas: Any = loaded("pandas")
    if pandas is not None and isinstance(value, (pandas.Index, pandas.api.extensions.ExtensionArray)):
        return list(value if isinstance(value, pandas.MultiIndex) else getattr(value, "array", value))
    pyarrow: Any = loaded("pyarrow")
    if pyarrow is not None and isinstance(value, (pyarrow.Array, pyarrow.ChunkedArray)):
        cells: list[Any] = value.to_pylist()
        return cells
    return None


def cell_count(value: Any) -> int:
    """Count the cells of a table or an array without reading it; 0 where that is not known."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and all(isinstance(size, int) for size in shape):
        return math.prod(shape)
    return 0


def _read_pandas(pandas: Any, value: Any) -> Table | None:
    if type(value).__name__ == "Styler":  # a frame with a look: a notebook shows it as a table
        value = value.data
    if isinstance(value, pandas.Series):
        column = _pandas_column(pandas, value.name, value.array)._replace(fallback=UNNAMED_SERIES)
        return Table([*_index_columns(pandas, value.index), column], len(value), [])
    if not isinstance(value, pandas.DataFrame):
        return None
    # By position: two columns may have one label.
    columns = [
        _pandas_column(pandas, label, value.iloc[:, at].array) for at, label in enumerate(value.columns)
    ]
    names = list(value.columns.names)
    level_names = [] if all(name is None for name in names) else names
    return Table([*_index_columns(pandas, value.index), *columns], len(value), level_names)


def _index_columns(pandas: Any, index: Any) -> Iterable[Column]:
    """The labels of the rows; none for those that pandas counts itself, from 0: they are the positions."""
    is_counted = isinstance(index, pandas.RangeIndex) and (index.start, index.step) == (0, 1)
    if is_counted and index.name is None:
        return
    for level, name in enumerate(index.names):
        fallback = UNNAMED_INDEX if index.nlevels == 1 else f"level_{level}"
        column = _pandas_column(pandas, name, index.get_level_values(level).array)
        yield column._replace(is_index=True, fallback=fallback)


def _pandas_column(pandas: Any, label: Any, array: Any) -> Column:
    is_ordered = getattr(array, "ordered", False) and hasattr(array, "categories")
    # Around an array of pyarrow, which gives its values fifty times as fast, and whole numbers beside a null.
    is_arrow = isinstance(array, pandas.arrays.ArrowExtensionArray)
    cells = _arrow_cells(array.__arrow_array__()) if is_arrow else cells_of(array)
    return Column(label, cells, order=list(array.categories) if is_ordered else None)


def _read_polars(polars: Any, value: Any) -> Table | None:
    if isinstance(value, polars.Series):
        column = _polars_column(polars, value)._replace(label=value.name or None, fallback=UNNAMED_SERIES)
        return Table([column], len(value), [])
    if not isinstance(value, polars.DataFrame):
        return None
    return Table([_polars_column(polars, each) for each in value.get_columns()], value.height, [])


def _polars_column(polars: Any, series: Any) -> Column:
    order = series.dtype.categories.to_list() if isinstance(series.dtype, polars.Enum) else None
    return Column(series.name, Cells(len(series), lambda part: series[part].to_list()), order=order)


def _read_pyarrow(pyarrow: Any, value: Any) -> Table | None:
    if not isinstance(value, (pyarrow.Table, pyarrow.RecordBatch)):
        return None
    columns = [Column(label, _arrow_cells(value.column(at))) for at, label in enumerate(value.schema.names)]
    return Table(columns, value.num_rows, [])


def _arrow_cells(array: Any) -> Cells:
    def read(part: slice) -> Sequence[Any]:
        cells = array.slice(part.start, part.stop - part.start)
        try:
            return cells.to_pylist()  # type: ignore[no-any-return]
        except ValueError:  # nanoseconds, which only times of pandas can hold, and it is not installed
            return cells.cast(_in_microseconds(cells.type), safe=False).to_pylist()  # type: ignore[no-any-return]

    return Cells(len(array), read)


def _in_microseconds(kind: Any) -> Any:
    pyarrow: Any = loaded("pyarrow")

    is_time = pyarrow.types.is_timestamp(kind)
    return pyarrow.timestamp("us", kind.tz) if is_time else pyarrow.duration("us")


def read_array(value: Any) -> Table | None:
    """Read an array as a table: of pyarrow, or of numpy with one or two dimensions, or records.

    None for others.
    """
    pyarrow: Any = loaded("pyarrow")
    if pyarrow is not None and isinstance(value, (pyarrow.Array, pyarrow.ChunkedArray)):
        return Table([Column(None, _arrow_cells(value), fallback=UNNAMED_SERIES)], len(value), [])
    numpy: Any = loaded("numpy")
    if numpy is None or not isinstance(value, numpy.ndarray):
        return None
    array = value.view(numpy.ndarray)  # the rows of a matrix are matrices again
    if array.ndim == 1 and array.dtype.names:
        return Table([Column(name, cells_of(array[name])) for name in array.dtype.names], len(array), [])
    if array.ndim == 1:
        return Table([Column(None, cells_of(array), fallback=UNNAMED_SERIES)], len(array), [])
    if array.ndim == 2 and not array.dtype.names:
        columns = [Column(at, cells_of(array[:, at])) for at in range(array.shape[1])]
        return Table(columns, len(array), [])
    return None


def column_name(column: Column) -> str:
    """Give the name of a column as text; two columns may have one name."""
    is_unnamed = column.label is None and column.fallback
    return column.fallback if is_unnamed else label_text(column.label)


def _numbered(name: str, taken: set[str]) -> str:
    number = 1
    while f"{name}.{number}" in taken:
        number += 1
    return f"{name}.{number}"
