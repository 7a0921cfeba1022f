"""Tools' data as tables and trees: any library's, and anything odd."""

from __future__ import annotations

import base64
import datetime
import decimal
import enum
import io
import json
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pydantic import BaseModel

from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.agents.testing import call
from agents_widget.transcript.tool_outputs import TABLE_TYPE
from agents_widget.widget.result_forms import TREE_TYPE, result_forms
from agents_widget.widget.table_form import SIZE_LIMIT


@dataclass
class Line:
    sku: str
    amount: int


class Order(BaseModel):
    id: int
    lines: list[Line]


class Flat(BaseModel):
    sku: str
    amount: int


class Answer(BaseModel):
    lines: list[Flat]


class Colour(enum.Enum):
    RED = 1


Pair = namedtuple("Pair", ["sku", "amount"])
RECORDS = [["a", 1], ["b", 2]]


def table(value: Any) -> dict[str, Any]:
    """The table that a value is shown as."""
    forms = result_forms(value)
    assert forms is not None
    form: dict[str, Any] = json.loads(forms[TABLE_TYPE])
    return form


def tree(value: Any) -> Any:
    """The tree that a value is shown as."""
    forms = result_forms(value)
    assert forms is not None
    assert TABLE_TYPE not in forms
    return json.loads(forms[TREE_TYPE])


@pytest.mark.parametrize(
    "value",
    [
        [Line("a", 1), Line("b", 2)],
        [Flat(sku="a", amount=1), Flat(sku="b", amount=2)],
        [Pair("a", 1), Pair("b", 2)],
        (Line("a", 1), {"sku": "b", "amount": 2}),
        [{"sku": "a", "amount": 1}, OrderedDict(amount=2, sku="b")],
        [SimpleNamespace(sku="a", amount=1), SimpleNamespace(sku="b", amount=2)],
        {"sku": ["a", "b"], "amount": [1, 2]},
        {"response": [{"sku": "a", "amount": 1}, {"sku": "b", "amount": 2}]},
        '[{"sku": "a", "amount": 1}, {"sku": "b", "amount": 2}]',
        pd.DataFrame({"sku": ["a", "b"], "amount": [1, 2]}),
        np.array([("a", 1), ("b", 2)], dtype=[("sku", "U1"), ("amount", int)]),
    ],
    ids=lambda value: f"{type(value).__name__} {str(value)[:30]}",
)
def test_flat_records_are_a_table(value: Any) -> None:
    form = table(value)
    assert [(column["name"], column["kind"]) for column in form["columns"]] == [
        ("sku", "text"),
        ("amount", "number"),
    ]
    assert (form["rows"], form["total"]) == (RECORDS, 2)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Order(id=1, lines=[Line("a", 1)]), {"id": 1, "lines": [{"sku": "a", "amount": 1}]}),
        (Line("a", 1), {"sku": "a", "amount": 1}),
        (Pair("a", 1), {"sku": "a", "amount": 1}),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 2]}}),
        ([1, "two", None], [1, "two", None]),
        ((1, 2), [1, 2]),
        ({7}, [7]),
        ([], []),
        ({}, {}),
        ([{"a": 1}, {"b": 2}], [{"a": 1}, {"b": 2}]),
        ([{"a": [1]}], [{"a": [1]}]),
        ([{"a": 1}, None], [{"a": 1}, None]),
        ([{}, {}], [{}, {}]),
        ({"a": [1, 2], "b": [3]}, {"a": [1, 2], "b": [3]}),
        ({"tags": ["a", "b"]}, {"tags": ["a", "b"]}),
        ({"a": [], "b": []}, {"a": [], "b": []}),
        ({"when": datetime.date(2026, 1, 2)}, {"when": "2026-01-02"}),
        ({1: {2: 3}}, {"1": {"2": 3}}),
    ],
    ids=str,
)
def test_other_data_are_a_tree(value: Any, data: Any) -> None:
    assert tree(value) == data


def circle() -> list[Any]:
    value: list[Any] = [{"a": 1}]
    value.append(value)
    return value


class Raises(BaseModel):
    @property
    def model_extra(self) -> Any:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "value",
    [None, True, 1, 2.5, "text", "[not json", b"bytes", object(), range(3), circle(), Line, Colour.RED],
    ids=lambda value: str(value)[:20],
)
def test_the_rest_is_its_text(value: Any) -> None:
    assert result_forms(value) is None


def test_a_model_that_raises_is_no_error() -> None:
    result_forms(Raises())
    result_forms([Raises(), Raises()])


# Cells


def test_cells_are_what_a_notebook_shows() -> None:
    values = {
        "n": [1, 2**60, None],
        "x": [0.1, float("nan"), float("inf")],
        "dec": [decimal.Decimal("1.50"), None, decimal.Decimal("2")],
        "when": [pd.Timestamp("2026-01-02"), pd.NaT, pd.Timestamp("2026-01-02 10:30")],
        "text": ["a", None, "x" * 600],
        "nested": [{"a": [1]}, [1, 2], None],
        "ok": [True, False, None],
        "size": pd.Categorical(["s", "m", None]),
    }
    form = table(pd.DataFrame({name: pd.Series(list(cells), dtype=object) for name, cells in values.items()}))
    kinds = {column["name"]: column["kind"] for column in form["columns"]}
    assert kinds == {
        "n": "number", "x": "number", "dec": "number", "when": "time",
        "text": "text", "nested": "text", "ok": "text", "size": "text",
    }  # fmt: skip
    columns = dict(zip(kinds, map(list, zip(*form["rows"], strict=True)), strict=True))
    assert columns["n"] == [1, str(2**60), None]
    assert columns["x"] == [0.1, None, "inf"]
    assert columns["dec"] == ["1.50", None, "2"]
    assert columns["when"] == ["2026-01-02T00:00:00", None, "2026-01-02T10:30:00"]
    assert columns["text"] == ["a", None, "x" * 500 + "…"]
    assert columns["nested"] == ['{"a": [1]}', "[1, 2]", None]
    assert columns["ok"] == [True, False, None]
    assert columns["size"] == ["s", "m", None]


def test_dtypes_of_pandas() -> None:
    frame = pd.DataFrame(
        {
            "f32": np.array([0.1], dtype="float32"),
            "Int64": pd.array([None], dtype="Int64"),
            "string": pd.array(["a"], dtype="string"),
            "zone": pd.to_datetime(["2026-01-02T10:00Z"]),
            "span": pd.to_timedelta([1], unit="h"),
            "period": pd.period_range("2026-01", periods=1, freq="M"),
            "u8": np.array([7], dtype="uint8"),
        }
    )
    assert table(frame)["rows"] == [[0.1, None, "a", "2026-01-02T10:00:00Z", "0 days 01:00:00", "2026-01", 7]]


@pytest.mark.parametrize(
    ("value", "names", "total"),
    [
        (pd.DataFrame(), [], 0),
        (pd.DataFrame({"a": []}), ["a"], 0),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ["a", "a"], 1),
        (pd.Series([1, 2]), ["values"], 2),
        (pd.Series([1, 2], index=["u", "v"], name="k"), ["index", "k"], 2),
        (pd.DataFrame({("k", "sum"): [1], ("k", "max"): [2]}), ["k,sum", "k,max"], 1),
        (np.zeros((2, 3)), ["0", "1", "2"], 2),
        (np.zeros(4), ["values"], 4),
        (list(range(30_000)), ["values"], 30_000),
        (pd.DataFrame(index=range(3)), [], 3),
        ([{"ok": np.bool_(True), "n": pd.NA, "when": np.datetime64("2026-01-02")}], ["ok", "n", "when"], 1),
        ([{"month": pd.Period("2026-01"), "in": pd.Interval(0, 1)}], ["month", "in"], 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_columns_and_sizes(value: Any, names: list[str], total: int) -> None:
    form = table(value)
    assert [column["name"] for column in form["columns"]] == names
    assert form["total"] == total


def test_of_a_large_table_the_first_rows_are_kept() -> None:
    form = table(pd.DataFrame({"n": range(100_000)}))
    assert (len(form["rows"]), form["total"]) == (500, 100_000)
    wide = table(pd.DataFrame([["x" * 400] * 100] * 50))
    assert 1 <= len(wide["rows"]) < 50
    assert len(json.dumps(wide["rows"])) <= SIZE_LIMIT + 50_000


def test_a_frame_with_a_look_of_its_own_keeps_it() -> None:
    class Styler:
        data = pd.DataFrame({"a": [1]})

        def _repr_html_(self) -> str:
            return "<table><tr><td style='color:red'>1</table>"

    assert list(result_forms(Styler()) or {}) == ["text/html"]


# Pictures


@pytest.mark.parametrize("name", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_bytes_of_an_image_are_shown(name: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (640, 480)).save(written, name)
    data = written.getvalue()
    assert result_forms(data) == {f"image/{name.lower()}": base64.b64encode(data).decode()}


# In a run


def test_a_structured_answer_of_flat_records_is_a_table() -> None:
    text = '{"lines": [{"sku": "a", "amount": 1}, {"sku": "b", "amount": 2}]}'
    model = DemoModel([text], tokens_per_second=None)
    widget = watch(Agent(name="A", model=model, output_type=Answer), "Look.")
    widget.result()
    message = widget.transcript.entries[-1]
    assert json.loads((message.display or {})[TABLE_TYPE])["rows"] == RECORDS


def test_a_plain_answer_that_looks_like_records_is_text() -> None:
    model = DemoModel(['[{"sku": "a"}]'], tokens_per_second=None)
    widget = watch(Agent(name="A", model=model), "Look.")
    widget.result()
    assert widget.transcript.entries[-1].display is None


def test_rows_say_what_their_results_are() -> None:
    @function_tool
    def items() -> list[int]:
        """Give many."""
        return list(range(50))

    @function_tool
    def order() -> Order:
        """Give one."""
        return Order(id=1, lines=[Line("a number that is long", each) for each in range(4)])

    @function_tool
    def few() -> list[int]:
        """Give few."""
        return [1, 2]

    tools = [items, order, few]
    model = DemoModel([[call(tool.name) for tool in tools], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="A", tools=list(tools), model=model), "Look.")
    widget.result()
    summaries = {
        entry.tool: entry.summary for entry in widget.transcript.entries if entry.kind == "tool_call"
    }
    assert summaries == {"items": "50 items", "order": "Order, 2 fields", "few": ""}
