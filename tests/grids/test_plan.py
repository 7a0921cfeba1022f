"""The cases of a grid, read from what people have."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from agents_widget.grids.plan import plan_rows, read_cases

TABLE = {"prompt": ["How?", "What?"], "answer": [1, 2], "topic": ["a", "b"]}


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(TABLE),
        pl.DataFrame(TABLE),
        pa.table(TABLE),
        [dict(zip(TABLE, values, strict=True)) for values in zip(*TABLE.values(), strict=True)],
    ],
    ids=["pandas", "polars", "pyarrow", "dicts"],
)
def test_tables_give_a_case_for_each_row(table: object) -> None:
    cases = read_cases(table, "prompt", "answer")

    assert [(each.input, each.expected, each.columns) for each in cases] == [
        ("How?", 1, {"topic": "a"}),
        ("What?", 2, {"topic": "b"}),
    ]
    assert type(cases[0].expected) is int  # and none of numpy's, which JSON does not know


def test_texts_are_inputs() -> None:
    assert [each.input for each in read_cases(["a", "b"])] == ["a", "b"]


def test_a_generator_is_read_once() -> None:
    assert [each.input for each in read_cases(text for text in ("a", "b"))] == ["a", "b"]


def test_the_columns_input_and_expected_need_no_naming() -> None:
    (case,) = read_cases([{"input": "a", "expected": "b", "more": 1}])

    assert (case.input, case.expected, case.columns) == ("a", "b", {"more": 1})


def test_functions_make_input_and_expected() -> None:
    (case,) = read_cases([{"a": 1, "b": 2}], lambda row: f"{row['a']} + {row['b']}?", lambda row: 3)

    assert (case.input, case.expected, case.columns) == ("1 + 2?", 3, {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("data", "input", "expected", "said"),
    [
        ("one text", None, None, "a table or a list of inputs"),
        ([], None, None, "the data are empty"),
        (5, None, None, "a table or a list of inputs"),
        ({"input": "a"}, None, None, "a table or a list of inputs"),
        ([{"prompt": "a"}], None, None, r"which column is the input: write input=\"\.\.\.\"\. .*'prompt'"),
        ([{"prompt": "a"}], "promt", None, "Input 0 has no column 'promt', as input= names it.*'prompt'"),
        ([{"prompt": "a"}], "prompt", "right", "no column 'right', as expected= names it"),
        (["a"], "prompt", None, "input 0 is a text, which has none"),
        ([3], None, None, "Input 0 is .*: an input is a text, or a dict"),
        ([{"a": 1}], lambda row: row["b"], None, "The function input= failed for input 0: KeyError: 'b'"),
        ([{"a": 1}], 5, None, "input= is a column's name or a function"),
        (pd.DataFrame([["a"]]), 0, None, "not an object of type int: write input='0'"),
        ([{"q": "a"}, {"q": None}], "q", None, "Input 1 is empty"),
        (pd.DataFrame({"q": pd.array([1, None], dtype="Int64")}), "q", None, "Input 1 is empty"),
        (pd.DataFrame({"q": [pd.Timestamp(0), pd.NaT]}), "q", None, "Input 1 is empty"),
        (pd.DataFrame({"q": ["a", float("nan")]}), "q", None, "Input 1 is empty"),
        (pd.DataFrame({"q": ["a", None]}, dtype=object), "q", None, "Input 1 is empty"),
        (pd.DataFrame({"q": ["a", pd.NA]}, dtype="string"), "q", None, "Input 1 is empty"),
        (pd.DataFrame({"q": [pd.Timestamp("2026-01-02"), pd.NaT]}), "q", None, "Input 1 is empty"),
        ([{"q": None}], "q", None, "Input 0 is empty"),
        (pd.DataFrame([["a", "b"]], columns=["q", "q"]), "q", None, "several columns of the name 'q'"),
    ],
)
def test_what_gives_no_cases_is_refused_with_a_sentence(
    data: object, input: object, expected: object, said: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        read_cases(data, input, expected)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_an_empty_cell_says_that_nothing_is_expected(missing: object) -> None:
    read = read_cases([{"input": "a", "expected": missing}, {"input": "b", "expected": [1, None]}])

    assert [case.expected for case in read] == [None, [1, None]]


def test_rows_are_cases_by_agents_by_epochs() -> None:
    rows = plan_rows(read_cases(["x", "y"]), {"small": "1", "big": "2"}, 2)

    places = [(row.case, row.agent, row.epoch) for row in rows]
    assert places[:5] == [
        (0, "small", 0),
        (0, "small", 1),
        (0, "big", 0),
        (0, "big", 1),
        (1, "small", 0),
    ]
    assert [row.number for row in rows] == list(range(8))
    assert len({row.key for row in rows}) == 8


def test_equal_inputs_are_rows_of_their_own() -> None:
    rows = plan_rows(read_cases(["x", "x", "y"]), {"small": "1"}, 1)

    assert len({row.key for row in rows}) == 3


def test_a_key_is_of_content_and_not_of_place() -> None:
    one = plan_rows(read_cases(["x", "y"]), {"small": "1"}, 1)
    other = plan_rows(read_cases(["y", "z", "x"]), {"big": "2", "small": "1"}, 3)

    keys = {(row.agent, row.input, row.epoch): row.key for row in other}
    assert keys["small", "x", 0] == one[0].key
    assert keys["small", "y", 0] == one[1].key
