"""Tables of pandas, polars and pyarrow, read alike: their columns, the labels of their rows, their cells."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..utf8 import sendable_text

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
        wanted = [sendable_text(_name(column)) for column in self.columns]
        names = [""] * len(wanted)
        taken: set[str] = set()
        for at in sorted(range(len(wanted)), key=lambda at: self.columns[at].is_index):
            names[at] = _numbered(wanted[at], taken | set(wanted)) if wanted[at] in taken else wanted[at]
            taken.add(names[at])
        return names


def read_table(value: Any) -> Table | None:
    """Read a data frame, a series or a table of a library that is loaded; None for anything else."""
    for name, read in (("pandas", _read_pandas), ("polars", _read_polars), ("pyarrow", _read_pyarrow)):
        library = sys.modules.get(name)
        table = None if library is None else read(library, value)
        if table is not None:
            return table
    return None


def read_cells(value: Any) -> Sequence[Any] | None:
    """Read the values of an index or of an array of pandas or pyarrow; None for anything else."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, (pandas.Index, pandas.api.extensions.ExtensionArray)):
        return list(value if isinstance(value, pandas.MultiIndex) else getattr(value, "array", value))
    pyarrow: Any = sys.modules.get("pyarrow")
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
        columns = [Column(value.name, list(value.array), fallback=UNNAMED_SERIES)]
        return Table([*_index_columns(pandas, value.index), *columns], len(value), [])
    if not isinstance(value, pandas.DataFrame):
        return None
    # By position: two columns may have one label.
    cells = (list(value.iloc[:, at].array) for at in range(len(value.columns)))
    columns = [Column(label, each) for label, each in zip(value.columns, cells, strict=True)]
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
        yield Column(name, list(index.get_level_values(level).array), is_index=True, fallback=fallback)


def _read_polars(polars: Any, value: Any) -> Table | None:
    if isinstance(value, polars.Series):
        return Table([Column(value.name or None, value.to_list(), fallback=UNNAMED_SERIES)], len(value), [])
    if not isinstance(value, polars.DataFrame):
        return None
    return Table([Column(each.name, each.to_list()) for each in value.get_columns()], value.height, [])


def _read_pyarrow(pyarrow: Any, value: Any) -> Table | None:
    if not isinstance(value, (pyarrow.Table, pyarrow.RecordBatch)):
        return None
    columns = [Column(label, value.column(at).to_pylist()) for at, label in enumerate(value.schema.names)]
    return Table(columns, value.num_rows, [])


def _name(column: Column) -> str:
    label = column.label
    if label is None and column.fallback:
        return column.fallback
    return ",".join(map(label_text, label)) if isinstance(label, tuple) else label_text(label)


def label_text(label: Any) -> str:
    """Give a label as text; a time in the form that JavaScript reads."""
    return str(label.isoformat() if hasattr(label, "isoformat") else label)


def _numbered(name: str, taken: set[str]) -> str:
    number = 1
    while f"{name}.{number}" in taken:
        number += 1
    return f"{name}.{number}"
