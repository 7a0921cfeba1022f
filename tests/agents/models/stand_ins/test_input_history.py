"""The input items of a request: the last question, and what happened since."""

from __future__ import annotations

from typing import Any

from agents_widget.agents.models.stand_ins.input_history import (
    FinishedCall,
    InputHistory,
    item_text,
    shorten,
)

QUESTION = {"role": "user", "content": "How is Oslo?"}
ANSWER = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Cold."}]}


def call(name: str, output: str | None = None) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [{"type": "function_call", "name": name, "arguments": "", "call_id": name}]
    if output is not None:
        items.append({"type": "function_call_output", "call_id": name, "output": output})
    return items


def test_the_last_question_counts_and_the_calls_since_then() -> None:
    history = InputHistory(
        [
            QUESTION,
            *call("before", "1"),
            {"role": "user", "content": "And now?"},
            *call("look", "2"),
            *call("wait"),
        ]
    )
    assert history.question == "And now?"
    assert history.finished_calls == [FinishedCall("look", "{}", "2")]


def test_without_a_question_everything_counts() -> None:
    history = InputHistory(call("look", "2"))
    assert (history.question, len(history.finished_calls)) == ("", 1)
    assert InputHistory([]).ends_with_handoff is False


def test_neighbouring_items_of_a_model_are_one_turn() -> None:
    thought = {"type": "reasoning", "summary": []}
    history = InputHistory([QUESTION, thought, *call("look", "2"), ANSWER])
    assert history.turns_since_question == 2


def test_a_handoff_is_known_by_its_output() -> None:
    handoff = call("transfer_to_b", '{"assistant": "B"}')
    assert InputHistory([QUESTION, *handoff]).finished_calls[0].agent == "B"
    assert InputHistory([QUESTION, *handoff]).ends_with_handoff
    assert not InputHistory([QUESTION, *handoff, ANSWER]).ends_with_handoff
    assert not InputHistory([QUESTION, *call("look", '{"assistant": "B", "more": 1}')]).ends_with_handoff


def test_text_of_parts_and_in_one_line() -> None:
    assert (
        item_text([{"text": "a"}, {"refusal": "b"}, {"type": "input_image"}, "c"]) == "a\nb\n[input_image]\nc"
    )
    assert item_text(None) == ""
    assert shorten("a \n b", 3) == "a b"
    assert shorten("abcdef", 5) == "abc …"
