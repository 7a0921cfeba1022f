"""The table of a grid's rows."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget import Score
from agents_widget.grids.rows import Attempt, RowPlan, RowResult
from agents_widget.grids.to_table import table_columns, to_pandas


def results() -> list[RowResult]:
    def plan(number: int, agent: str, **columns: object) -> RowPlan:
        return RowPlan(number, f"key {number}", agent, 0, number % 2, {"city": "Oslo"}, "snow", columns)

    done = RowResult(
        plan(0, "small", topic="weather", error="mine"),
        "done",
        output="snow",
        attempt=2,
        attempts=[Attempt("slow", "RateLimitError", 1.0)],
        seconds=1.5,
        waited=0.25,
        usage={"input_tokens": 10, "output_tokens": 5},
        cost=0.01,
        turns=2,
        scores={"exact": Score(1.0), "tone": Score(None, label="polite"), "judge": Score(0.5, "Short.")},
    )
    failed = RowResult(plan(1, "small"), "failed", error="gone", error_type="ConnectionError")
    odd = RowResult(
        plan(2, "big"), "done", output={"a": 1}, scores={"exact": Score(None, error="KeyError: 'x'")}
    )
    return [odd, done, failed, RowResult(plan(3, "big"), "running")]


def plans() -> list[RowPlan]:
    return [result.plan for result in results()]


def table_rows() -> list[dict[str, Any]]:
    columns = table_columns(results(), plans(), ["exact"])
    lines = zip(*(values for values, _ in columns.values()), strict=True)
    return [dict(zip(columns, line, strict=True)) for line in lines]


def test_a_line_for_each_agent_input_and_epoch() -> None:  # E7
    rows = table_rows()
    assert [(row["agent"], row["case"], row["epoch"], row["status"]) for row in rows] == [
        ("small", 0, 0, "done"),
        ("small", 0, 1, "failed"),
        ("big", 0, 0, "done"),
        ("big", 0, 1, "running"),
    ]
    first = rows[0]
    assert {
        name: first[name] for name in ("input", "expected", "output", "attempt", "seconds", "waited")
    } == {
        "input": {"city": "Oslo"},
        "expected": "snow",
        "output": "snow",
        "attempt": 2,
        "seconds": 1.5,
        "waited": 0.25,
    }
    assert (first["tokens"], first["cost"], first["error"], first["topic"]) == (15, 0.01, "", "weather")
    assert [row["score_exact"] for row in rows] == [1.0, 0.0, None, None]
    assert [row["score_tone"] for row in rows] == ["polite", None, None, None]
    assert [row["reason_judge"] for row in rows] == ["Short.", "", "", ""]
    assert [row["reason_exact"] for row in rows] == ["", "", "KeyError: 'x'", ""]
    assert "reason_tone" not in first
    assert [row["column_error"] for row in rows] == ["mine", None, None, None]


def test_it_is_a_frame() -> None:
    pandas = pytest.importorskip("pandas")
    frame = to_pandas(iter(results()), plans(), [])
    assert frame.shape[0] == 4
    assert frame["score_judge"].tolist()[:2] == [0.5, 0.0]
    assert pandas.isna(frame["score_judge"][3])


def test_the_columns_are_there_before_a_row_has_ended() -> None:
    pytest.importorskip("pandas")
    first, *others = results()
    scorers = ["exact"]
    none = to_pandas([], plans(), scorers)
    some = to_pandas([first, *others], plans(), scorers)
    assert none.empty
    late = ["score_tone", "score_judge", "reason_exact", "reason_judge"]  # of scores, and of their reasons
    assert list(none.columns) == [name for name in some.columns if name not in late]
    assert (none["score_exact"].mean(), none["tokens"].sum()) != (0, 0)
    for name in none.columns.drop("output"):
        assert none[name].dtype == some[name].dtype, name


def test_a_column_without_a_number_is_one_of_numbers() -> None:
    pytest.importorskip("pandas")
    frame = to_pandas(results()[2:3], plans(), ["exact", "late"])
    assert [frame[name].dtype for name in ("cost", "score_late")] == [float, float]


def test_half_a_character_is_replaced() -> None:
    pytest.importorskip("pandas")
    plan = RowPlan(0, "key", "small", 0, 0, "caf\udce9", None, {"city": "\ud83d"})
    frame = to_pandas([RowResult(plan, "failed", error="\ud83d")], [plan], [])
    assert (frame["input"][0], frame["city"][0], frame["error"][0]) == ("caf\ufffd", "\ufffd", "\ufffd")
