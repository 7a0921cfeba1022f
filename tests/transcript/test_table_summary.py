"""What a table is, in the line of its call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from agents_widget.transcript.event_rows import EventRows
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.export.markdown import to_markdown
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Transcript, apply_all
from agents_widget.transcript.table_summary import table_summary

SALES = pd.DataFrame({"month": range(12), "kettles": 1, "cups": 2, "pots": 3})


class Lazy:
    """A table that is still to be computed, as Dask's."""

    shape, columns = (object(), 2), ["a", "b"]


class Broken:
    shape = property(lambda self: 1 / 0)


@pytest.mark.parametrize(
    ("value", "summary"),
    [
        (SALES, "DataFrame, 12 x 4: month, kettles, cups, pots"),
        (SALES.groupby("month").agg({"cups": ["sum", "max"]}), "DataFrame, 12 x 2: cups,sum, cups,max"),
        (pd.DataFrame(index=range(2000)), "DataFrame, 2,000 x 0"),
        (pd.DataFrame(np.zeros((1, 3))), "DataFrame, 1 x 3: 0, 1, 2"),
        (SALES["cups"], "Series, 12 values: cups"),
        (pd.Series([1]), "Series, 1 value"),
        (np.zeros((3, 4), dtype="float32"), "ndarray, 3 x 4: float32"),
        (pa.table({"a": [1, 2], "b": [3, 4]}), "Table, 2 x 2: a, b"),
        (pa.array([1, None, 3]), "Int64Array, 3 values: int64"),
        (pa.chunked_array([["a"]]), "ChunkedArray, 1 value: string"),
        (pa.scalar(1), ""),
        (pl.DataFrame({"a": [1, 2], "b": [3, 4]}), "DataFrame, 2 x 2: a, b"),
        (pl.Series("a", [1, 2]), "Series, 2 values: a"),
        (pl.Series([1]), "Series, 1 value"),
        (pl.LazyFrame({"a": [1]}), ""),
        (np.zeros(3), ""),
        (np.float64(1), ""),
        (Lazy(), ""),
        (Broken(), ""),
        ([SALES], ""),
        ("text", ""),
        (None, ""),
    ],
)
def test_summaries(value: Any, summary: str) -> None:
    assert table_summary(value) == summary


def test_many_columns_are_cut() -> None:
    frame = pd.DataFrame(np.zeros((1, 500)), columns=[f"column_{at}" for at in range(500)])
    summary = table_summary(frame)
    assert summary.startswith("DataFrame, 1 x 500: column_0, column_1,")
    assert summary.endswith(", ...")
    assert len(summary) < 140
    assert table_summary(pd.DataFrame({"x" * 500: [1]})).endswith("xxx...")
    assert table_summary(pd.DataFrame([[0] * 101], columns=[""] * 101)).endswith(", ...")


def run_with(value: Any, html: str = "") -> tuple[Transcript, list[Any]]:
    """A run with one call that returned a value."""
    call = {"type": "function_call", "call_id": "c", "name": "sales", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c", "output": str(value)}
    events: list[Any] = [
        {"type": "run_item_stream_event", "item": {"type": "tool_call_item", "raw_item": call}},
        SimpleNamespace(
            type="run_item_stream_event",
            item=SimpleNamespace(type="tool_call_output_item", raw_item=output, output=value),
        ),
    ]
    projector = Projector(lambda shown: {"text/html": html} if html else None)
    patches = [patch for event in events for patch in projector.project(event, 0)]
    return apply_all(Transcript(), patches), events


def test_the_rows_of_a_table_say_what_it_is() -> None:
    transcript, events = run_with(SALES, "<table><tr><td>1</table>")
    summary = "DataFrame, 12 x 4: month, kettles, cups, pots"
    assert transcript.entries[0].summary == summary
    assert transcript.entries[0].output == str(SALES)  # as the model reads it
    rows = EventRows([(event, 0) for event in events]).rows()
    assert rows[-1]["summary"] == summary
    assert f"`{summary}`" in to_markdown(transcript)
    assert f"<td>{summary}" in to_html(transcript).replace(' style="text-align:left"', "")


def test_an_array_is_folded_under_what_it_is() -> None:
    transcript, _ = run_with(np.zeros((20, 30)))
    assert "<code>ndarray, 20 x 30: float64</code>" in to_html(transcript)
