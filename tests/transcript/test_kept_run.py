"""What a recording keeps of its run, in its header: written and read, of a stranger, too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents_widget.transcript.kept_run import KeptRun, Lineage
from agents_widget.transcript.tape import Tape

ITEM = {"role": "user", "content": "Hi"}


def kept(items: list[Any]) -> str:
    tape = Tape()
    tape.read_run = lambda: KeptRun("r1", items)
    return tape.to_jsonl()


def test_a_run_is_read_as_it_was_written() -> None:
    lineage = Lineage("r0", "e5", {"output": "x"}, Lineage("r", None, {"text": "y"}))
    run = KeptRun("r1", [ITEM], is_filtered=True, lineage=lineage)
    assert KeptRun.from_dict(json.loads(json.dumps(run.to_dict()))) == run
    assert Tape.from_jsonl(kept([ITEM])).read_run() == KeptRun("r1", [ITEM])
    assert Tape.from_jsonl(Tape().to_jsonl()).read_run() is None


def test_many_forks_of_forks_are_printed_and_compared() -> None:
    def forks(first: str) -> Lineage:
        lineage = Lineage(first, None)
        for _ in range(5_000):
            lineage = Lineage("r", "e1", {"text": "y"}, lineage)
        return lineage

    assert repr(forks("r0")) == ("Lineage(parent='r', entry='e1', change={'text': 'y'}, of=<5000 before>)")
    assert forks("r0") == forks("r0")
    assert forks("r0") != forks("r1")
    assert repr(Lineage("r0", None)) == "Lineage(parent='r0', entry=None, change={}, of=None)"


def test_the_page_gets_nothing_of_it() -> None:
    assert "run" not in Tape.from_jsonl(kept([ITEM])).header()


def test_a_key_of_the_environment_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEATHER_API_KEY", "rainbow-12345")
    assert "rainbow-12345" not in kept([{"type": "function_call_output", "output": "key rainbow-12345"}])


def test_what_the_rows_show_stays_as_it_was_said() -> None:
    secret = "password = 'open-sesame-1'"
    shown = [
        {"role": "user", "content": secret},
        {"role": "assistant", "type": "message", "content": [{"type": "output_text", "text": secret}]},
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": secret}]},
    ]
    run = Tape.from_jsonl(kept(shown)).read_run()
    assert run is not None
    assert run.items == shown
    others = [
        {"role": "system", "content": secret},
        {"type": "function_call_output", "call_id": "c1", "output": secret},
        {
            "role": "user",
            "content": [{"type": "input_image", "image_url": "https://a.example/?sig=12345678"}],
        },
    ]
    written = kept(others)
    assert "open-sesame" not in written
    assert "12345678" not in written


def test_what_is_too_deep_to_be_read_is_not_written() -> None:
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    run = Tape.from_jsonl(kept([{"content": deep}])).read_run()
    assert run is not None
    assert (run.items, run.refusal[:17]) == ([], "Its conversation ")


@pytest.mark.parametrize(
    "data",
    [
        None,
        1,
        [],
        {},
        {"version": "1", "id": "r"},
        {"version": 1, "id": 2},
        {"version": 1, "id": "r", "items": [1]},
    ],
)
def test_anything_else_is_no_run(data: Any) -> None:
    assert KeptRun.from_dict(data) is None


def test_a_later_version_says_what_to_do() -> None:
    run = KeptRun.from_dict({"version": 2, "id": "r", "items": [ITEM]})
    assert run is not None
    assert (run.items, "update" in run.refusal) == ([], True)
    assert Lineage.from_list([{"parent": 1}]) is Lineage.from_list("x") is None
