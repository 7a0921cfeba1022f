"""Python values as the data of a view in JavaScript: whole, and never an error."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
from array import array
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel, ConfigDict

from agents_widget.widget.table_data import read_table
from agents_widget.widget.view_data import CircularDataError, column_data, view_data

SALES = pd.DataFrame(
    {
        "city": ["Rome", "Oslo", "Rome"],
        "kettles": [1, 2, 3],
        "when": [pd.Timestamp("2026-01-02"), pd.NaT, pd.Timestamp("2026-01-03")],
    }
)
BIG = 1610521604143693812


def data_of(value: Any) -> Any:
    """What the page reads."""
    text = json.dumps(view_data(value), allow_nan=False)
    text.encode()
    return json.loads(text)


def fields(value: Any) -> list[dict[str, Any]]:
    """What the page is told of a table's fields."""
    table = read_table(value)
    assert table is not None
    return column_data(table)


# The labels of rows and columns


def test_a_frame_with_counted_rows_is_its_records() -> None:
    assert data_of(SALES) == [
        {"city": "Rome", "kettles": 1, "when": "2026-01-02T00:00:00"},
        {"city": "Oslo", "kettles": 2, "when": None},
        {"city": "Rome", "kettles": 3, "when": "2026-01-03T00:00:00"},
    ]


def test_groups_come_with_their_labels() -> None:
    assert data_of(SALES.groupby("city")[["kettles"]].sum()) == [
        {"city": "Oslo", "kettles": 2},
        {"city": "Rome", "kettles": 4},
    ]


def test_a_description_comes_with_its_row_names() -> None:
    rows = data_of(SALES[["kettles"]].describe())
    assert [row["index"] for row in rows] == ["count", "mean", "std", "min", "25%", "50%", "75%", "max"]
    assert rows[1] == {"index": "mean", "kettles": 2.0}


def test_labels_in_levels() -> None:
    grouped = SALES.groupby(["city", "kettles"]).agg(n=("kettles", "size"))
    assert data_of(grouped)[0] == {"city": "Oslo", "kettles": 2, "n": 1}
    grouped.index.names = [None, None]
    assert data_of(grouped)[0] == {"level_0": "Oslo", "level_1": 2, "n": 1}


def test_columns_in_levels() -> None:
    frame = SALES.groupby("city").agg({"kettles": ["sum", "max"]})
    assert data_of(frame)[0] == {"city": "Oslo", "kettles,sum": 2, "kettles,max": 2}
    assert [field["label"] for field in fields(frame)] == ["city", ["kettles", "sum"], ["kettles", "max"]]


def test_columns_of_one_name_stay_apart() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["a", "a", "a.1", "b"])
    assert data_of(frame) == [{"a": 1, "a.2": 2, "a.1": 3, "b": 4}]
    assert [field["label"] for field in fields(frame)] == ["a", "a", "a.1", "b"]


def test_the_second_of_a_name_is_numbered() -> None:
    assert data_of(pd.DataFrame([[1, 2, 3]], columns=list("aaa"))) == [{"a": 1, "a.1": 2, "a.2": 3}]


def test_a_row_label_never_takes_a_columns_name() -> None:
    assert data_of(pd.DataFrame({"index": [1]}, index=["x"])) == [{"index.1": "x", "index": 1}]
    counted = SALES.groupby("city")[["city"]].count()
    assert data_of(counted) == [{"city.1": "Oslo", "city": 1}, {"city.1": "Rome", "city": 2}]


def test_labels_of_every_kind() -> None:
    days = pd.date_range("2026-01-01", periods=2)
    assert data_of(pd.DataFrame({"n": [1, 2]}, index=days))[1] == {"index": "2026-01-02T00:00:00", "n": 2}
    assert data_of(pd.DataFrame([[1, 2]], columns=days)) == [
        {"2026-01-01T00:00:00": 1, "2026-01-02T00:00:00": 2}
    ]
    bins = pd.cut(pd.Series([1, 9]), [0, 5, 10]).value_counts(sort=False).rename("n")
    assert data_of(bins) == [{"index": "(0, 5]", "n": 1}, {"index": "(5, 10]", "n": 1}]
    twice = pd.Series([1, 2], index=pd.CategoricalIndex(["x", "x"], name="c"))
    assert data_of(twice) == [{"c": "x", "values": 1}, {"c": "x", "values": 2}]
    assert data_of(pd.DataFrame({2024: [1], 0.5: [2]})) == [{"2024.0": 1, "0.5": 2}]


def test_rows_that_were_taken_out_keep_their_numbers() -> None:
    assert [row["index"] for row in data_of(SALES[SALES.kettles > 1])] == [1, 2]


def test_a_series_is_a_table_of_one_column() -> None:
    assert data_of(SALES["kettles"]) == [{"kettles": 1}, {"kettles": 2}, {"kettles": 3}]
    assert data_of(pd.Series([1.5, None])) == [{"values": 1.5}, {"values": None}]


def test_a_table_without_rows_has_its_columns() -> None:
    assert data_of(SALES[:0]) == []
    assert [field["name"] for field in fields(SALES[:0])] == ["city", "kettles", "when"]
    assert data_of(pd.DataFrame(index=["a"])) == [{"index": "a"}]
    assert data_of(pd.DataFrame(index=range(2))) == [{}, {}]


def test_fields_are_told_in_the_tables_order() -> None:
    pivot = SALES.pivot_table(index="city", columns="kettles", values="kettles")
    assert fields(pivot)[:2] == [
        {"name": "city", "label": "city", "is_index": True},
        {"name": "1", "label": 1, "is_index": False, "level_names": ["kettles"]},
    ]


# The cells


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, None),
        (np.nan, None),
        (pd.NaT, None),
        (pd.NA, None),
        (np.inf, "inf"),
        (-np.inf, "-inf"),
        (BIG, str(BIG)),
        (-BIG, str(-BIG)),
        (2**53 - 1, 2**53 - 1),
        (True, True),
        (np.bool_(False), False),
        (np.float32(0.1), 0.1),
        (np.int64(BIG), str(BIG)),
        (np.uint8(7), 7),
        (1 + 2j, "1+2j"),
        (np.complex128(1 + 2j), "1+2j"),
        (Decimal("1.50"), "1.50"),
        (pd.Timedelta("1h"), "0 days 01:00:00"),
        (datetime.timedelta(hours=1), "1:00:00"),
        (np.timedelta64(3, "D"), "3 days"),
        (np.datetime64("2026-01-02T03:00:00.500000000"), "2026-01-02T03:00:00.5"),
        (np.datetime64("NaT", "s"), None),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (datetime.time(7, 30), "07:30:00"),
        (pd.Timestamp("2026-01-02", tz="UTC"), "2026-01-02T00:00:00Z"),
        (pd.Timestamp("2026-01-02 03:04:05.123456789"), "2026-01-02T03:04:05.123456789"),
        (pd.Timestamp("2026-01-02", tz="Europe/Berlin"), "2026-01-02T00:00:00+01:00"),
        (pd.Period("2026-01"), "2026-01"),
        (pd.Interval(0, 1), "(0, 1]"),
        (b"\xff", r"b'\xff'"),
        (b"abc", "b'abc'"),
        ("caf\udce9", "caf\ufffd"),
        ({"a": [1, {"b": pd.NaT}]}, {"a": [1, {"b": None}]}),
        (np.array([1, 2]), [1, 2]),
    ],
    ids=repr,
)
def test_a_cell_of_every_kind(cell: Any, shown: Any) -> None:
    column = pd.Series([None, None], name="x", dtype=object)
    column.iat[0] = cell
    assert data_of(column)[0] == {"x": shown}


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (pd.array([1, None], dtype="Int64"), [1, None]),
        (pd.array([True, None], dtype="boolean"), [True, None]),
        (pd.array(["a", None], dtype="string"), ["a", None]),
        (pd.Categorical(["a", None]), ["a", None]),
        (pd.arrays.SparseArray([0, 0, 5]), [0, 0, 5]),
        (pd.to_timedelta(["1h", None]), ["0 days 01:00:00", None]),
        (pd.period_range("2026-01", periods=2, freq="M"), ["2026-01", "2026-02"]),
        (np.array([0.1, np.inf], dtype="float32"), [0.1, "inf"]),
        (np.array(["2026-01-02", "NaT"], dtype="datetime64[ns]"), ["2026-01-02T00:00:00", None]),
        (np.array([1, 2], dtype="timedelta64[h]"), ["1 hours", "2 hours"]),
        (np.array([b"a\xff"]), [r"b'a\xff'"]),
        (np.ma.array([1, 2], mask=[False, True]), [1, None]),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array([[1, 2], [3, 4]]).view(np.matrix), [[1, 2], [3, 4]]),
        (np.array([(1, "a")], dtype=[("x", "i4"), ("y", "U3")]), [{"x": 1, "y": "a"}]),
        (np.array([pd.NaT, {}], dtype=object), [None, {}]),
        (pd.MultiIndex.from_tuples([("a", 1)]), [["a", 1]]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_arrays_and_indexes_are_lists(array: Any, shown: Any) -> None:
    assert data_of(array) == shown
    if getattr(array, "ndim", 1) == 1 and not isinstance(array, (pd.MultiIndex, np.ndarray)):
        assert [row["x"] for row in data_of(pd.DataFrame({"x": array}))] == shown


# Other values


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass
class Box:
    content: Any
    number: int = BIG


class Model(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    content: Any
    raw: bytes = b"ok"


def test_tables_inside_of_other_data() -> None:
    rows = [{"kettles": 1}]
    frame = pd.DataFrame({"kettles": [1]})
    assert data_of({"frame": frame, ("a", 1): [Box(frame)], 2.5: {Colour.RED}, True: None}) == {
        "frame": rows,
        "a,1": [{"content": rows, "number": str(BIG)}],
        "2.5": ["red"],
        "true": None,
    }
    assert data_of(Model(content=frame)) == {"content": rows, "raw": "ok"}
    assert data_of(Model(content=[pd.NaT, np.float32(0.1)])) == {"content": [None, 0.1], "raw": "ok"}
    assert data_of(Model(content=BIG, raw=b"\xff")) == {"content": str(BIG), "raw": r"b'\xff'"}


class Broken:
    shape = property(lambda self: 1 / 0)

    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_nothing_raises() -> None:
    assert data_of([Broken(), object, SALES.groupby("city")])[:2] == [
        "<Broken: RuntimeError>",
        "<class 'object'>",
    ]
    assert data_of(pd.Series([Broken()], name="x")) == [{"x": "<Broken: RuntimeError>"}]


def test_data_that_hold_themselves_are_refused() -> None:
    circular: list[Any] = []
    circular.append({"again": circular})
    with pytest.raises(CircularDataError, match="holds itself"):
        view_data(circular)
    shared = [1]
    assert data_of([shared, shared]) == [[1], [1]]


def test_a_frame_with_a_style_is_the_frame() -> None:
    assert data_of(SALES[["kettles"]].style) == [{"kettles": 1}, {"kettles": 2}, {"kettles": 3}]


# Python's own containers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (range(3), [0, 1, 2]),
        (range(10**30), "range(0, 1000000000000000000000000000000)"),
        ({"a": 1, "b": b"x"}.keys(), ["a", "b"]),
        ({"a": 1, "b": b"x"}.values(), [1, "x"]),
        ({"a": 1, "b": range(1)}.items(), [["a", 1], ["b", [0]]]),
        (SimpleNamespace(a=1, b=SimpleNamespace(c=[range(2)])), {"a": 1, "b": {"c": [[0, 1]]}}),
        (array("d", [1.5, float("nan")]), [1.5, None]),
        (memoryview(array("i", [1, 2])), [1, 2]),
    ],
)
def test_containers_come_with_what_they_hold(value: object, expected: object) -> None:
    assert data_of(value) == expected
    assert data_of({"x": [value]}) == {"x": [expected]}


@pytest.mark.parametrize("raw", [b"abc", b"\xff", b""])
@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_every_kind_of_bytes_is_the_same_text(kind: type, raw: bytes) -> None:
    assert data_of({"x": kind(raw)}) == data_of({"x": raw})


def test_a_cell_shows_both_kinds_of_bytes_alike() -> None:
    assert data_of(pd.DataFrame({"x": [bytearray(b"a")]})) == data_of(pd.DataFrame({"x": [b"a"]}))


def test_a_namespace_that_holds_itself_is_refused() -> None:
    value = SimpleNamespace()
    value.me = [value]
    with pytest.raises(CircularDataError):
        view_data(value)
