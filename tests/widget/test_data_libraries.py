"""Results of polars, pyarrow, Plotly and Altair, by the libraries themselves."""

from __future__ import annotations

import datetime
import decimal
import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import polars as pl
import pyarrow as pa
import pytest

from agents_widget import Agent, DemoModel, function_tool, register_tool_view, watch
from agents_widget.agents.testing import call
from agents_widget.transcript.tool_outputs import TABLE_TYPE
from agents_widget.widget.result_forms import result_forms, table_of
from agents_widget.widget.table_pages import Question, TablePages, order_of
from agents_widget.widget.tool_views import VIEW_DATA_TYPE, _views
from agents_widget.widget.view_data import view_data

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.timezone.utc)
VALUES: dict[str, tuple[Any, str, Any]] = {
    "int": (1, "number", 1),
    "long": (2**53 + 1, "number", "9007199254740993"),
    "float": (1.5, "number", 1.5),
    "infinite": (float("inf"), "number", "inf"),
    "decimal": (decimal.Decimal("1.20"), "number", "1.20"),
    "text": ("a", "text", "a"),
    "flag": (True, "text", True),
    "bytes": (b"xy", "text", "b'xy'"),
    "moment": (NOW, "time", "2026-01-02T03:04:05.678901Z"),
    "date": (NOW.date(), "time", "2026-01-02"),
    "time": (NOW.time(), "time", "03:04:05.678901"),
    "list": ([1, None], "text", "[1, null]"),
    "struct": ({"a": 1, "b": {"c": None}}, "text", '{"a": 1, "b": {"c": null}}'),
}
"""By the name of a column: a value, the kind of its column, and how its cell is sent."""


def polars_frame() -> pl.DataFrame:
    """Every value in a column of its own, and a row of nulls."""
    frame = pl.DataFrame({name: [value, None] for name, (value, *_) in VALUES.items()})
    return frame.with_columns(
        nan=pl.Series([float("nan"), None]),
        category=pl.Series(["x", None], dtype=pl.Categorical),
        long=pl.Series([2**53 + 1, None]),
    )


def arrow_table() -> pa.Table:
    return polars_frame().to_arrow()


def pandas_frame() -> pd.DataFrame:
    return arrow_table().to_pandas(types_mapper=pd.ArrowDtype)


FRAMES = [polars_frame, arrow_table, lambda: arrow_table().to_batches()[0], pandas_frame]
NAMES = ["polars", "pyarrow", "record batch", "pandas on pyarrow"]


def table(value: Any) -> dict[str, Any]:
    """The table that a value is shown as."""
    form: dict[str, Any] = json.loads((result_forms(value) or {})[TABLE_TYPE])
    return form


@pytest.mark.parametrize("make", FRAMES, ids=NAMES)
def test_a_frame_of_every_type_is_one_table(make: Any) -> None:
    form = table(make())
    kinds = {column["name"]: column["kind"] for column in form["columns"]}
    first, second = form["rows"]
    cells = dict(zip(kinds, first, strict=True))
    assert {name: (kinds[name], cells[name]) for name in VALUES} == {
        name: (kind, cell) for name, (_, kind, cell) in VALUES.items()
    }
    assert (cells["nan"], cells["category"]) == (None, "x")
    assert second == [None] * len(kinds)
    json.dumps(first, allow_nan=False)


@pytest.mark.parametrize("make", FRAMES, ids=NAMES)
def test_a_view_of_ones_own_gets_records_under_their_labels(make: Any) -> None:
    first, second = view_data(make())
    assert first["decimal"] == "1.20"
    assert first["moment"] == "2026-01-02T03:04:05.678901Z"
    assert first["list"] == [1, None]
    assert first["struct"] == {"a": 1, "b": {"c": None}}
    assert set(second.values()) == {None}


@pytest.mark.parametrize(
    ("value", "names", "rows"),
    [
        (pl.Series("n", [1, None]), ["n"], [[1], [None]]),
        (pl.Series([1.5, float("nan")]), ["values"], [[1.5], [None]]),
        (pl.DataFrame(), [], []),
        (pl.DataFrame({"a": []}), ["a"], []),
        (
            pl.DataFrame({"a": pl.Series([[1.0, 2.0]], dtype=pl.Array(pl.Float64, 2))}),
            ["a"],
            [["[1.0, 2.0]"]],
        ),
        (pa.array([1, None]), ["values"], [[1], [None]]),
        (pa.chunked_array([["a"], ["b"]]), ["values"], [["a"], ["b"]]),
        (pa.array([{"a": 1}, None]), ["values"], [['{"a": 1}'], [None]]),
        (pa.table([[1], [2]], names=["a", "a"]), ["a", "a"], [[1, 2]]),
        (pa.table({}), [], []),
        (pa.table({"c": pa.array(["x", "y"]).dictionary_encode()}), ["c"], [["x"], ["y"]]),
        (pa.table({"m": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64()))}), ["m"], [['[["k", 1]]']]),
        (pa.table({"n": pa.nulls(2)}), ["n"], [[None], [None]]),
        (pa.table({"t": pa.array([1], pa.timestamp("ns"))}), ["t"], [["1970-01-01T00:00:00.000000001"]]),
        (pd.DataFrame({"n": pd.array([1, None], "int64[pyarrow]")}), ["n"], [[1], [None]]),
        (pd.DataFrame({"s": ["a", None]}), ["s"], [["a"], [None]]),
        (pd.DataFrame({"n": [1]}, index=pd.Index(["a"], name="k")), ["k", "n"], [["a", 1]]),
    ],
    ids=str,
)
def test_other_tables(value: Any, names: list[str], rows: list[Any]) -> None:
    form = table(value)
    assert [column["name"] for column in form["columns"]] == names
    assert (form["rows"], form["total"]) == (rows, len(rows))


def test_scalars_of_pyarrow_are_their_values() -> None:
    assert view_data([pa.scalar(1), pa.scalar(decimal.Decimal("1.5")), pa.scalar(None)]) == [1, "1.5", None]


def test_an_enumeration_sorts_by_its_order() -> None:
    sizes = pl.DataFrame({"size": pl.Series(["s", "l", None, "m"], dtype=pl.Enum(["s", "m", "l"]))})
    assert table(sizes)["columns"][0]["order"] == ["s", "m", "l"]
    read = table_of(sizes)
    assert read is not None
    assert list(order_of(read, 0, False, "")) == [0, 3, 1, 2]


NANOSECONDS_ALONE = """
import sys

class NoPandas:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pandas":
            raise ImportError(name)

sys.meta_path.insert(0, NoPandas())
import pyarrow as pa
from agents_widget.widget.result_forms import result_forms
times = pa.array([1_000_000_001], pa.timestamp("ns", "UTC")), pa.array([1_000_000_001], pa.duration("ns"))
print(result_forms(pa.table(dict(zip("ab", times))))["application/vnd.agents-widget.table+json"])
"""


def test_nanoseconds_without_pandas_are_microseconds() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", NANOSECONDS_ALONE], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout)["rows"] == [["1970-01-01T00:00:01Z", "0:00:01"]]


BIG = pl.DataFrame({"n": range(1_000_000), "text": [f"row {n % 1000}" for n in range(1_000_000)]})


@pytest.mark.parametrize(
    "make", [lambda: BIG, BIG.to_arrow, BIG.to_pandas], ids=["polars", "pyarrow", "pandas"]
)
def test_a_big_frame_sends_its_first_rows_and_is_read_in_pages(make: Any) -> None:
    value = make()
    form = table(value)
    assert (len(form["rows"]), form["total"]) == (500, 1_000_000)

    @function_tool
    def load() -> Any:
        """Load it."""
        return value

    model = DemoModel([[call("load")], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="A", tools=[load], model=model), "Look.")
    widget.result()
    (entry,) = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert entry.summary == f"{type(value).__name__}, 1,000,000 x 2: n, text"
    assert entry.output_size is None  # what the model is told is short, too
    pages = TablePages(lambda message: None)
    page = pages.page(entry, value, Question(1, 0, 2, sort=0, descending=True, filter="row 7"))
    assert (page["places"], page["matching"]) == ([999_799, 999_798], 111_000)
    assert page["rows"][0] == [999_799, "row 799"]


# Figures


def plotly_figure() -> go.Figure:
    return go.Figure(go.Bar(x=["a", "b"], y=np.array([1.0, np.nan])))


def altair_chart(rows: int = 2) -> Any:
    frame = pl.DataFrame({"x": range(rows), "y": range(rows)})
    return alt.Chart(frame).mark_bar().encode(x="x", y="y")


@pytest.mark.parametrize(
    ("figure", "module", "package", "kind"),
    [
        (plotly_figure(), "kaleido", "kaleido", "image/png"),
        (altair_chart(), "vl_convert", "vl-convert-python", "image/svg+xml"),
        (altair_chart() + altair_chart(), "vl_convert", "vl-convert-python", "image/svg+xml"),
    ],
    ids=["plotly", "altair", "layers"],
)
def test_a_figure_is_a_picture_or_a_sentence(figure: Any, module: str, package: str, kind: str) -> None:
    ((form, shown),) = (result_forms(figure) or {}).items()
    if find_spec(module) is None:
        assert form == "text/markdown"
        assert f" has no picture here: `pip install {package}` gives it one. " in shown
    elif form == "text/markdown":  # what draws is installed, and the browser that it needs is not
        assert "pip install" not in shown
    else:
        assert form == kind


@pytest.fixture
def drawn_by_module() -> Any:
    """Registers a JavaScript view of the tool ``draw``, until the test ends."""
    register_tool_view("draw", esm="export default ({ value, show }) => show('a/type', value)")
    yield
    _views.clear()


def shown_of(value: Any) -> dict[str, str]:
    """What the row of a tool shows that gives a value."""

    @function_tool
    def draw() -> Any:
        """Draw it."""
        return value

    model = DemoModel([[call("draw")], "Done."], tokens_per_second=None)
    widget = watch(Agent(name="A", tools=[draw], model=model), "Look.")
    widget.result()
    (entry,) = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    return entry.display or {}


@pytest.mark.usefixtures("drawn_by_module")
def test_a_module_gets_what_the_librarys_renderer_draws() -> None:
    data = json.loads(shown_of(plotly_figure())[VIEW_DATA_TYPE])["value"]
    assert data["data"][0]["type"] == "bar"
    assert "layout" in data
    chart = json.loads(shown_of(altair_chart())[VIEW_DATA_TYPE])["value"]
    assert chart["$schema"].startswith("https://vega.github.io/schema/vega-lite/v")
    assert list(chart["datasets"].values()) == [[{"x": 0, "y": 0}, {"x": 1, "y": 1}]]


@pytest.mark.usefixtures("drawn_by_module")
def test_a_chart_that_altair_refuses_says_why() -> None:
    shown = shown_of(altair_chart(6_000))
    assert list(shown) == ["text/plain"]
    assert shown["text/plain"].startswith(
        "The view of draw failed: MaxRowsError: The number of rows in your dataset (6000) is greater than the"
    )


def test_figures_in_a_list_are_data() -> None:
    forms = result_forms([plotly_figure(), altair_chart(6_000)])
    assert TABLE_TYPE not in (forms or {})
