"""Which steps stand beside each other, and where runs part."""

from __future__ import annotations

from typing import Any

import pytest
from told_runs import asked, called, calls, said, tape_of

from agents_widget import compare
from agents_widget.comparison import alignment
from agents_widget.comparison.steps import Step


def shown(step: Step | None) -> str:
    """Say a step in short: its arguments, or its text."""
    return "-" if step is None else step.key.arguments or step.text


def rows(*runs: list[dict[str, Any]], baseline: int = 0) -> list[tuple[str, ...]]:
    compared = compare(*(tape_of(*entries) for entries in runs), baseline=baseline)
    return [tuple(map(shown, row.steps)) for row in compared.rows]


def test_a_hundred_steps_among_a_thousand() -> None:  # C1
    trunk, more = calls(1_000), calls(100, first=5_000)
    divergence = compare(tape_of(*trunk), tape_of(*trunk[:437], *more, *trunk[437:])).divergence
    assert divergence[0] is None
    assert divergence[1] is not None
    assert divergence[1].row == 437
    assert divergence[1].baseline is None
    assert divergence[1].other is not None
    assert divergence[1].other.key.arguments == '{"number": 5000}'


def test_what_stands_after_what_was_put_in_is_equal_again() -> None:
    trunk, more = calls(1_000), calls(100, first=5_000)
    # Neither end is equal, so that all of it is matched.
    other = [said("first"), *trunk[:437], *more, *trunk[437:], said("last")]
    compared = compare(tape_of(*trunk), tape_of(*other)).rows
    assert [row.is_equal for row in compared].count(True) == 1_000
    assert sum(row.steps[1] is not None for row in compared) == 1_102
    assert sum(row.steps[0] is not None for row in compared) == 1_000


def test_equal_runs_do_not_part() -> None:
    compared = compare(tape_of(*calls(3)), tape_of(*calls(3)))
    assert compared.divergence == [None, None]
    assert all(row.is_equal for row in compared.rows)


@pytest.mark.parametrize(
    ("baseline", "other", "expected"),
    [
        ([], [], []),
        ([], [said("x")], [("-", "x")]),
        ([said("x")], [], [("x", "-")]),
        ([said("x")], [said("y")], [("x", "y")]),
        ([said("x"), called("f", n=1)], [called("f", n=2)], [("x", "-"), ('{"n": 1}', '{"n": 2}')]),
        (
            [called("f", n=1)],
            [called("g", n=1), called("f", n=2)],
            [("-", '{"n": 1}'), ('{"n": 1}', '{"n": 2}')],
        ),
        ([called("f", n=1)], [said("x")], [('{"n": 1}', "x")]),
    ],
)
def test_small_runs(
    baseline: list[dict[str, Any]], other: list[dict[str, Any]], expected: list[tuple[str, ...]]
) -> None:
    assert rows(baseline, other) == expected


def test_several_runs_stand_beside_one_baseline() -> None:
    first = [said("a"), said("b"), said("end")]
    second = [said("a"), called("f", n=1), said("b"), said("end")]
    third = [said("a"), called("f", n=1), called("f", n=2), said("end")]
    assert rows(second, first, third) == [
        ("a", "a", "a"),
        ('{"n": 1}', "-", '{"n": 1}'),
        ("b", "b", '{"n": 2}'),
        ("end", "end", "end"),
    ]
    assert [each and each.row for each in compare(*map(tape_of_all, (second, first, third))).divergence] == [
        None,
        1,
        2,
    ]


def tape_of_all(entries: list[dict[str, Any]]) -> Any:
    return tape_of(*entries)


def test_the_baseline_is_chosen() -> None:
    assert rows([said("a")], [said("a"), said("b")], baseline=1) == [("a", "a"), ("-", "b")]
    divergence = compare(tape_of(said("a")), tape_of(said("a"), said("b")), baseline=1).divergence
    assert divergence[1] is None
    assert divergence[0] is not None
    assert (shown(divergence[0].baseline), divergence[0].other) == ("b", None)


def test_every_step_is_there_once_beyond_what_is_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "MATCHED_STEPS", 3)
    left, right = calls(10), [said("x"), *calls(8, first=1), said("y")]
    compared = compare(tape_of(*left), tape_of(*right)).rows
    for number, entries in enumerate((left, right)):
        steps = [row.steps[number] for row in compared]
        assert [step.entry.id for step in steps if step] == [f"e{n}" for n in range(1, len(entries) + 1)]


def test_neither_the_order_of_keys_nor_spaces_count() -> None:
    left = {"kind": "tool_call", "tool": "f", "arguments": '{"a": 1, "b": 2}'}
    right = {"kind": "tool_call", "tool": "f", "arguments": '{"b":2,"a":1}'}
    assert compare(tape_of(left), tape_of(right)).divergence[1] is None


@pytest.mark.parametrize(
    "change",
    [
        {"output": "other"},
        {"state": "failed"},
        {"output_size": 1_000_000},
        {"tool": "g"},
        {"arguments": "{"},
        {"arguments": "[" * 100_000},
    ],
)
def test_what_makes_a_call_differ(change: dict[str, Any]) -> None:
    call = called("f", "result", n=1)
    divergence = compare(tape_of(call), tape_of(call | change)).divergence[1]
    assert divergence is not None
    assert divergence.row == 0


def test_versions_of_an_agent_may_have_two_names() -> None:
    def run(first: str, second: str) -> list[dict[str, Any]]:
        handoff = {"kind": "handoff", "agent": first, "source": first, "target": second}
        return [asked("Hello"), said("Wait.", first), handoff, said("Done.", second)]

    same = compare(tape_of(*run("small", "Refunds")), tape_of(*run("big", "Refunds")))
    assert same.divergence[1] is None
    other = compare(tape_of(*run("small", "Refunds")), tape_of(*run("small", "Sales"))).divergence[1]
    assert other is not None
    assert other.row == 2


def test_what_was_asked_is_a_step() -> None:
    divergence = compare(tape_of(asked("a"), said("x")), tape_of(asked("b"), said("x"))).divergence[1]
    assert divergence is not None
    assert divergence.row == 0


def test_reasoning_is_none() -> None:
    thought = {"kind": "reasoning", "text": "Hm."}
    assert compare(tape_of(thought, said("x")), tape_of(said("x"))).divergence[1] is None
