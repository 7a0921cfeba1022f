"""Pages of a table: sorted and filtered as the page itself does, for tables of any library."""

from __future__ import annotations

import json
import queue
from pathlib import Path
from typing import Any

import hang
import numpy as np
import pandas as pd
import pytest

from agents_widget import register_tool_view
from agents_widget.transcript.schema import Entry
from agents_widget.widget.result_forms import table_of
from agents_widget.widget.table_cells import cells_of
from agents_widget.widget.table_data import Column, Table
from agents_widget.widget.table_form import table_form
from agents_widget.widget.table_pages import Question, TablePages, order_of, question_of
from agents_widget.widget.tool_views import _views

CASES = json.loads(
    (Path(__file__).parents[1] / "vectors" / "twins" / "table_orders.json").read_text(encoding="utf-8")
)
FRAME = pd.DataFrame({"n": range(1000), "word": [f"word {n % 7}" for n in range(1000)]})


def cells(column: dict[str, Any], values: list[Any]) -> Column:
    """A column whose cells give the JSON that the case has."""
    if column["kind"] == "time":
        values = [None if value is None else pd.Timestamp(value) for value in values]
    if column["kind"] == "number":
        values = [_number(value) for value in values]
    return Column(column["name"], cells_of(values), order=column.get("order"))


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return float(value) if "inf" in value or "." in value else int(value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_rows_are_sorted_and_filtered_as_in_the_page(case: dict[str, Any]) -> None:
    columns = zip(case["columns"], zip(*case["rows"], strict=True), strict=True)
    table = Table([cells(column, list(values)) for column, values in columns], len(case["rows"]), [])
    assert list(order_of(table, case["sort"], case["descending"], case["filter"])) == case["places"]


def entry() -> Entry:
    return Entry("e1", "tool_call", tool="look")


def ask(value: Any, **asked: Any) -> dict[str, Any]:
    return TablePages(lambda message: None).page(
        entry(), value, Question(1, **{"start": 0, "length": 3, **asked})
    )


def test_a_page_has_rows_with_their_places() -> None:
    assert ask(FRAME, start=10) == {
        "rows": [[10, "word 3"], [11, "word 4"], [12, "word 5"]],
        "places": [10, 11, 12],
        "matching": 1000,
    }
    page = ask(FRAME, sort=0, descending=True, filter="WORD 6")
    assert (page["places"], page["matching"]) == ([993, 986, 979], 142)
    assert ask(FRAME, start=999)["places"] == [999]
    assert ask(FRAME, start=5000)["rows"] == []


def test_long_cells_are_cut_but_for_a_copy() -> None:
    value = [{"text": "x" * 600}, {"text": "y"}]
    assert len(ask(value)["rows"][0][0]) == 501
    assert len(ask(value, is_whole=True)["rows"][0][0]) == 600


@pytest.mark.parametrize(
    "value",
    [
        np.arange(3000).reshape(1000, 3),
        np.arange(1000.0),
        [{"a": n, "b": str(n)} for n in range(1000)],
        {"a": list(range(1000)), "b": list(map(str, range(1000)))},
        json.dumps([{"a": n} for n in range(1000)]),
        pd.Series(range(1000), name="a"),
        list(range(30_000)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_table_gives_its_last_row(value: Any) -> None:
    first, last = ask(value)["rows"][0], ask(value, sort=0, descending=True)["rows"][0]
    assert first[0] == 0
    assert last[0] > 900


def test_a_command_is_read_within_limits() -> None:
    question = question_of({"question": 1, "start": -5, "count": 10**9, "sort": None, "filter": "a"})
    assert question == Question(1, 0, 10_000, None, False, "a", False)


def test_the_same_question_is_sorted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = TablePages(lambda message: None)
    pages.page(entry(), FRAME, Question(1, 0, 3, sort=1))
    monkeypatch.setattr("agents_widget.widget.table_pages.order_of", lambda *_: pytest.fail("sorted again"))
    assert pages.page(entry(), FRAME, Question(2, 3, 3, sort=1))["places"] == [21, 28, 35]


def test_another_result_of_the_entry_is_another_table() -> None:
    pages = TablePages(lambda message: None)
    pages.page(entry(), FRAME, Question(1, 0, 3))
    assert pages.page(entry(), FRAME.tail(2), Question(2, 0, 3))["matching"] == 2


def test_what_a_view_of_the_users_shows_is_paged() -> None:
    register_tool_view("look", lambda frame: frame.tail(10))
    try:
        assert ask(FRAME)["matching"] == 10
    finally:
        _views.clear()


def answered(value: Any, question: Question) -> dict[str, Any]:
    """What a view is sent, from the thread that finds it out."""
    sent: queue.Queue[dict[str, Any]] = queue.Queue()
    TablePages(sent.put).ask(entry(), value, question)
    return sent.get(timeout=hang.SECONDS)


def test_a_view_is_sent_the_answer() -> None:
    answer = answered(FRAME, Question(7, 0, 1))
    assert answer == {
        "type": "table",
        "question": 7,
        "rows": [[0, "word 0"]],
        "places": [0],
        "matching": 1000,
    }


def test_a_view_is_told_what_failed() -> None:
    answer = answered("no table", Question(7, 0, 1))
    assert answer["problem"] == "LookupError: This result is no table any more."


def test_ordered_categories_are_sorted_in_their_order() -> None:
    size = pd.Categorical(["high", "low", None, "mid"], ["low", "mid", "high"], ordered=True)
    table = table_of(pd.DataFrame({"size": size}))
    assert table is not None
    assert order_of(table, 0, False, "") == [1, 3, 0, 2]
    assert json.loads(table_form(table))["columns"][0]["order"] == ["low", "mid", "high"]
