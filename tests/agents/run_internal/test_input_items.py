from __future__ import annotations

from typing import Any

import pytest

from agents_widget.agents.run_internal.items import deduplicate, drop_open_thoughts, drop_orphans


def row(kind: str, name: str, **fields: Any) -> Any:
    key = "id" if kind == "reasoning" else "call_id"
    return {"type": kind, key: name, **fields}


USER: Any = {"role": "user", "content": "go"}
SAID: Any = {"role": "assistant", "content": "well"}
THOUGHT = row("reasoning", "rs_1")
LATER_THOUGHT = row("reasoning", "rs_2")
CALL = row("function_call", "c1")
OUTPUT = row("function_call_output", "c1")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([CALL, OUTPUT], [CALL, OUTPUT]),
        ([OUTPUT, CALL], [OUTPUT, CALL]),
        ([USER, OUTPUT], [USER]),
        ([USER, CALL, USER], [USER, USER]),
        ([THOUGHT, CALL, SAID], [SAID]),
        ([THOUGHT, LATER_THOUGHT, CALL, USER], [USER]),
        ([THOUGHT, LATER_THOUGHT, SAID, CALL], [THOUGHT, LATER_THOUGHT, SAID]),
        ([THOUGHT, USER], [USER]),
        ([THOUGHT], []),
        ([THOUGHT, CALL, OUTPUT], [THOUGHT, CALL, OUTPUT]),
        ([THOUGHT, row("web_search_call", "w")], [THOUGHT, row("web_search_call", "w")]),
    ],
)
def test_what_a_server_would_refuse_is_left_out(given: list[Any], kept: list[Any]) -> None:
    assert drop_orphans(given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([THOUGHT, CALL, LATER_THOUGHT, OUTPUT], [THOUGHT, CALL, OUTPUT]),
        ([THOUGHT, LATER_THOUGHT, SAID], [THOUGHT, LATER_THOUGHT, SAID]),
        ([THOUGHT, LATER_THOUGHT, USER, SAID], [USER, SAID]),
        ([SAID, THOUGHT], [SAID]),
        ([THOUGHT, OUTPUT, CALL], [OUTPUT, CALL]),
    ],
)
def test_reasoning_that_leads_nowhere_is_left_out(given: list[Any], kept: list[Any]) -> None:
    assert drop_open_thoughts(given) == kept


def test_of_repeated_items_the_last_form_counts_and_an_output_follows_its_call() -> None:
    again, late = {**CALL, "arguments": "{}"}, {**OUTPUT, "output": "late"}
    assert deduplicate([USER, CALL, OUTPUT, USER, again, late]) == [USER, again, USER, late]
    assert deduplicate([OUTPUT, CALL, late]) == [CALL, late]
    assert deduplicate([USER, USER, SAID, SAID]) == [USER, USER, SAID, SAID]


def test_placeholders_tell_no_items_apart() -> None:
    thought = row("reasoning", "__fake_id__")
    assert deduplicate([thought, thought]) == [thought, thought]
