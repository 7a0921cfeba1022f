"""What a grid is to run: cases from tables, lists and functions; and a row for each case, agent and epoch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..sources.checks import describe_type
from ..transcript.fields import type_name
from .fingerprint import digest, row_key
from .row_output import output_data
from .rows import RowPlan

Column: TypeAlias = "str | Callable[[Any], Any]"
"""The name of a column, or a function that is given the case: a mapping of its columns, or the text."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input, and what a right answer to it is."""

    input: Any
    expected: Any = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    """What else its row of the table has."""


def read_cases(data: Any, input: Column | None = None, expected: Column | None = None) -> list[Case]:
    """Read the cases of a DataFrame, a list of dicts or texts, or anything that gives such one by one.

    Raises ``TypeError`` or ``ValueError`` for data that have no cases, or lack a column.
    """
    cases = [_case(record, number, input, expected) for number, record in enumerate(_records(data))]
    if not cases:
        raise ValueError("The grid has no inputs: the data are empty.")
    return cases


def plan_rows(cases: list[Case], agent_keys: Mapping[str, str], epochs: int) -> list[RowPlan]:
    """Give the rows of a grid, case by case: agents beside each other, then epochs.

    ``agent_keys`` are the fingerprints of the agents, by the names that the grid gives to them.
    """
    rows: list[RowPlan] = []
    times: Counter[str] = Counter()
    for number, case in enumerate(cases):
        asked = digest(output_data(case.input))
        nth, times[asked] = times[asked], times[asked] + 1
        for agent, agent_key in agent_keys.items():
            for epoch in range(epochs):
                key = row_key(agent_key, asked, epoch, nth)
                place = len(rows)
                rows.append(
                    RowPlan(place, key, agent, number, epoch, case.input, case.expected, case.columns)
                )
    return rows


def _records(data: Any) -> Iterable[Any]:
    """Give what a table or a list holds, one case after the other."""
    if hasattr(data, "iloc") and hasattr(data, "columns"):  # pandas
        return _pandas_records(data)
    if hasattr(data, "to_dicts"):  # polars
        return list(data.to_dicts())
    if hasattr(data, "to_pylist"):  # pyarrow
        return list(data.to_pylist())
    if isinstance(data, (str, bytes, Mapping)) or not isinstance(data, Iterable):
        raise TypeError(
            f"grid() takes a table or a list of inputs, not {describe_type(data)}: write "
            'grid(agent, ["How ...?", "What ...?"]), or a DataFrame with input="the column".'
        )
    return data


def _pandas_records(table: Any) -> Iterable[Any]:
    names = [str(name) for name in table.columns]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"The table has several columns of the name {twice!r}: give each its own.")
    columns = [table.iloc[:, place].tolist() for place in range(len(names))]
    return (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


def _case(record: Any, number: int, input: Column | None, expected: Column | None) -> Case:
    if isinstance(record, str):
        return _text_case(record, number, input, expected)
    if not isinstance(record, Mapping):
        raise TypeError(
            f"Input {number} is {describe_type(record)}: an input is a text, or a dict that has its columns."
        )
    if input is None:
        if "input" not in record:
            raise ValueError(
                f'grid() does not know which column is the input: write input="...". {_has(record)}'
            )
        input = "input"
    if expected is None and "expected" in record:
        expected = "expected"
    asked = _value(record, number, input, "input")
    if _is_missing(asked):
        raise ValueError(f"Input {number} is empty ({asked}): leave such rows out, as with df.dropna().")
    named = {each for each in (input, expected) if isinstance(each, str)}
    columns = {str(name): value for name, value in record.items() if name not in named}
    right = None if expected is None else _value(record, number, expected, "expected")
    return Case(asked, None if _is_missing(right) else right, columns)


def _is_missing(value: Any) -> bool:
    """Whether a cell of a table is empty: None, NaN, or the NaT and NA of pandas."""
    try:
        return value is None or bool(value != value)
    except (TypeError, ValueError):  # NA is neither like anything nor unlike it; nor are arrays
        return type_name(value) == "NAType"


def _text_case(text: str, number: int, input: Column | None, expected: Column | None) -> Case:
    for name, column in (("input", input), ("expected", expected)):
        if isinstance(column, str):
            raise TypeError(
                f"{name}={column!r} names a column, and input {number} is a text, which has none: give dicts "
                "or a table, or a function of the text."
            )
    asked = text if input is None else _call(input, text, number, "input")
    return Case(asked, None if expected is None else _call(expected, text, number, "expected"))


def _value(record: Mapping[str, Any], number: int, column: Column, name: str) -> Any:
    if not isinstance(column, str):
        return _call(column, record, number, name)
    if column not in record:
        raise ValueError(f"Input {number} has no column {column!r}, as {name}= names it. {_has(record)}")
    return record[column]


def _call(function: Any, record: Any, number: int, name: str) -> Any:
    if not callable(function):
        named = f": write {name}={str(function)!r}" if _has_column(record, str(function)) else ""
        raise TypeError(f"{name}= is a column's name or a function, not {describe_type(function)}{named}.")
    try:
        return function(record)
    except Exception as error:
        kind = type(error).__name__
        raise ValueError(f"The function {name}= failed for input {number}: {kind}: {error}") from error


def _has_column(record: Any, name: str) -> bool:
    return isinstance(record, Mapping) and name in record


def _has(record: Mapping[str, Any]) -> str:
    return f"It has the columns {', '.join(map(repr, record)) or 'of none'}."
