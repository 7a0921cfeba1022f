"""What a table is, in a line: of pandas, polars, pyarrow, numpy, or of whatever has their shape."""

from __future__ import annotations

import enum
import sys
from itertools import islice
from typing import Any

_LIBRARIES = frozenset({"numpy", "pandas", "polars", "pyarrow"})
"""Packages whose objects give their text at once."""
NAMES_LIMIT = 100
"""Characters of the columns' names."""


def table_summary(value: Any) -> str:
    """Give a line such as ``DataFrame, 12 x 4: month, kettles, ...``; empty for what is no table.

    ``str()`` of a table, set on one line, is rows of numbers without their heads.
    """
    try:
        return _summary(value)
    except Exception:  # noqa: BLE001 - an object of any library, in the middle of a run
        return ""


def _summary(value: Any) -> str:
    shape = getattr(value, "shape", None)
    if shape is None and hasattr(value, "to_pylist") and hasattr(value, "null_count"):  # an array of pyarrow
        return f"{type(value).__name__}, {_values(len(value))}: {value.type}"
    if not isinstance(shape, tuple) or not all(isinstance(size, int) for size in shape):
        return ""  # a table that is still to be computed knows its columns only
    if len(shape) == 1 and hasattr(value, "name"):
        size, names = _values(shape[0]), _named(value.name)
    elif len(shape) >= 2:
        size, names = " x ".join(f"{size:,}" for size in shape), _names(value)
    else:
        return ""
    return f"{type(value).__name__}, {size}" + (f": {names}" if names else "")


def _values(count: int) -> str:
    return f"{count:,} {'value' if count == 1 else 'values'}"


def _names(value: Any) -> str:
    """Give the names of a table's columns, or the kind of an array's numbers."""
    labels = getattr(value, "column_names", None)  # pyarrow: its columns are the data
    if labels is None:
        labels = getattr(value, "columns", None)
    if labels is None:
        return str(getattr(value, "dtype", ""))
    head = ""
    for label in islice(labels, NAMES_LIMIT):
        longer = f"{head}, {_named(label)}" if head else _named(label)
        if len(longer) > NAMES_LIMIT:
            return f"{head}, ..." if head else f"{longer[:NAMES_LIMIT]}..."
        head = longer
    return head if len(labels) <= NAMES_LIMIT else f"{head}, ..."


def _named(label: Any) -> str:
    """Give a label as text; an object whose text may take seconds by the name of its class."""
    if label is None:
        return ""
    return label_text(label) if _is_quick(label) else f"<{type(label).__name__}>"


def _is_quick(label: Any) -> bool:
    if isinstance(label, tuple):
        return all(map(_is_quick, label))
    root = type(label).__module__.partition(".")[0]
    return root in sys.stdlib_module_names or root in _LIBRARIES or isinstance(label, enum.Enum)


def label_text(label: Any) -> str:
    """Give a column's label as text: of several headings, those after each other; a time in ISO form."""
    if isinstance(label, tuple):
        return ",".join(map(label_text, label))
    return str(label.isoformat() if hasattr(label, "isoformat") else label)
