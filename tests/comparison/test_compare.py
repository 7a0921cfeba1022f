"""``compare``: what it takes as a run, what it says of each, and that each opens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from answers import Gate, respond, text
from loopback import LoopbackServer
from told_runs import called, calls, said, tape_of
from watched import joker, sdk_agent

from agents_widget import Agent, AgentWidget, Runner, compare, function_tool, grid, watch
from agents_widget.comparison.compare import Comparison
from agents_widget.testing import ScriptedModel, call

PRICES = {"scripted": {"input": 1.0, "output": 2.0}}


@function_tool
def look_up(number: int) -> str:
    """Look a number up."""
    return f"number {number}"


def agent(*answers: Any, name: str = "a") -> Agent[Any]:
    return Agent(name=name, model=ScriptedModel(list(answers)))


def texts(comparison: Comparison) -> list[tuple[str, ...]]:
    return [tuple(step.text if step else "" for step in row.steps) for row in comparison.rows]


async def test_every_kind_of_run(tmp_path: Path) -> None:
    widget = watch(agent("Hi"), "Hello")
    await widget
    widget.save(tmp_path / "kept.jsonl")
    rows = await grid(agent("Hi"), ["Hello"])
    runs = [widget, widget.tape, tmp_path / "kept.jsonl", str(tmp_path / "kept.jsonl"), rows[0]]
    runs += [await Runner.run(agent("Hi"), "Hello")]
    for run in runs:
        assert texts(compare(widget, run)) == [("Hello", "Hello"), ("Hi", "Hi")]
        assert texts(compare(run, widget)) == [("Hello", "Hello"), ("Hi", "Hi")]


async def test_a_result_that_streams_is_compared_as_far_as_it_has_come(loopback: LoopbackServer) -> None:
    gate = Gate()
    loopback.answer(respond(text("the end"), gates={"response.output_text.done": gate}))
    result = Runner.run_streamed(joker(loopback), "Hello")
    compared = compare(result, tape_of({"kind": "user", "text": "Hello"}, said("the end")))
    assert compared.runs[0].transcript.status == "running"
    assert "At work when this was written" in compared._repr_mimebundle_()["text/html"]
    gate.open()
    await result.widget
    assert texts(compared) == [("Hello", "Hello"), ("the end", "the end")]
    assert "At work when this was written" not in compared._repr_mimebundle_()["text/html"]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="pydantic-ai needs Python 3.11")
async def test_runs_of_three_frameworks(loopback: LoopbackServer) -> None:
    from pydantic_ai import Agent as PydanticAgent
    from pydantic_ai.models.test import TestModel

    loopback.answer(text("Hi"))
    ours = watch(agent("Hi"), "Hello")
    theirs = watch(sdk_agent(loopback), "Hello")
    others = watch(PydanticAgent(TestModel(custom_output_text="Hi"), name="other"), "Hello")
    for widget in (ours, theirs, others):
        await widget
    assert texts(compare(ours, theirs, others)) == [("Hello",) * 3, ("Hi",) * 3]
    assert compare(ours, theirs, others).divergence == [None, None, None]


async def test_deltas_are_the_runs_own_usage() -> None:  # C3
    def run(name: str, *steps: Any) -> AgentWidget:
        made = Agent(name=name, model=ScriptedModel(list(steps)), tools=[look_up])
        return watch(made, "Hello", prices=PRICES)

    first, second = run("small", "Hi"), run("big", call("look_up", {"number": 1}), "Hi")
    await first
    await second
    compared = compare(first, second)
    for widget, figures in zip((first, second), compared.figures, strict=True):
        assert figures.tokens == widget.usage["input_tokens"] + widget.usage["output_tokens"]
        assert figures.cost == widget.cost
        assert figures.model_calls == widget.usage["requests"]
    assert compared.deltas[0] == (0, 0, 0, 0, 0)
    assert compared.figures[0].tokens
    assert compared.deltas[1].tokens == sum(
        second.usage[name] - first.usage[name] for name in ("input_tokens", "output_tokens")
    )
    assert first.cost is not None
    assert second.cost is not None
    assert compared.deltas[1].cost == second.cost - first.cost
    assert (compared.deltas[1].model_calls, compared.deltas[1].tool_calls) == (1, 1)


def test_what_is_not_known_is_none() -> None:
    told = tape_of(said("x"), usage={"requests": 1, "input_tokens": 5, "output_tokens": 1}, cost=0.5)
    compared = compare(told, tape_of(said("x"), usage={"requests": 1, "uncounted_requests": 1}))
    assert compared.figures[1][:2] == (None, None)
    assert compared.deltas[1][:2] == (None, None)
    assert compared.deltas[0][:2] == (0, 0)


async def test_each_run_opens() -> None:  # C5
    widget = watch(agent("Hi"), "Hello")
    await widget
    rows = await grid(agent("Hi"), ["Hello"])
    compared = compare(widget, rows[0], widget.tape)
    assert compared.runs[0].watch() is widget
    for run in compared.runs[1:]:
        opened = run.watch()
        assert isinstance(opened, AgentWidget)
        assert [entry.text for entry in opened.transcript.entries] == ["Hello", "Hi"]


async def test_names(tmp_path: Path) -> None:
    tape_of(said("x")).write(tmp_path / "monday.jsonl")
    widget = watch(agent("Hi", name="big"), "Hello")
    await widget
    rows = await grid({"small": agent("Hi")}, ["Hello"])
    compared = compare(tmp_path / "monday.jsonl", widget, rows[0])
    assert [run.name for run in compared.runs] == ["monday", "big", "small, input 0"]
    assert [run.letter for run in compared.runs] == ["A", "B", "C"]
    assert repr(compared.runs[1]) == "<ComparedRun B: 'big', done>"
    assert repr(compared) == "<Comparison of 3 runs with A>"


def test_a_recording_that_was_cut_short_is_not_at_work(tmp_path: Path) -> None:
    tape_of(said("x"), status="running").write(tmp_path / "cut.jsonl")
    assert compare(tmp_path / "cut.jsonl", tape_of()).runs[0].transcript.status == "cancelled"


@pytest.mark.parametrize("count", [0, 1, 5])
def test_so_many_runs_are_not_compared(count: int) -> None:
    with pytest.raises(ValueError, match=f"takes 2 to 4 runs, and got {count}"):
        compare(*[tape_of()] * count)


@pytest.mark.parametrize("baseline", [-1, 2, True, None, "A"])
def test_a_baseline_that_is_not_there(baseline: Any) -> None:
    with pytest.raises(ValueError, match="There is no run"):
        compare(tape_of(), tape_of(), baseline=baseline)


@pytest.mark.parametrize("run", [None, 3, "kept.txt", object(), Agent(name="a")])
def test_what_is_no_run(run: Any) -> None:
    with pytest.raises(TypeError, match=r"^compare\(\) got .*Expected runs: widgets, rows of a grid"):
        compare(tape_of(), run)


async def test_a_grid_is_no_run() -> None:
    made = await grid(agent("Hi"), ["Hello"])
    with pytest.raises(TypeError, match=r"which has many runs: compare two of its rows"):
        compare(tape_of(), made)
    with pytest.raises(TypeError, match=r"which has many runs: compare two of its rows"):
        compare(made)
    for shown, words in [
        (made, r"a grid, which shows itself: .* g\[3\]\.watch\(\)"),
        (made[0], r"GridRow, which opens its run itself: write row\.watch\(\)"),
        ([made, made], r"several widgets, which show themselves"),
        (compare(tape_of(), tape_of()), r"a comparison, which shows itself: .* c\.runs\[0\]\.watch\(\)"),
    ]:
        with pytest.raises(TypeError, match=words):
            watch(shown)


def test_a_comparison_is_no_run() -> None:
    with pytest.raises(TypeError, match=r"which has many runs: compare one of them, .*c\.runs\[0\]"):
        compare(tape_of(), compare(tape_of(), tape_of()))


async def test_a_row_that_has_not_begun() -> None:
    async def answer(question: str) -> str:
        return question

    made = grid(answer, ["Hello"])  # on this loop, which is not free until the grid is awaited
    with pytest.raises(LookupError):
        compare(tape_of(), made[0])
    await made


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        compare(tape_of(), tmp_path / "nothing.jsonl")


def test_a_divergence_is_at_its_place_among_the_rows_of_all_runs() -> None:
    first, other = tape_of(said("x"), *calls(2)), tape_of(said("x"), *calls(1), called("f", "gone"))
    longer = tape_of(said("x"), *calls(3, first=7), *calls(2))
    for runs, baseline in (((first, longer, other), 0), ((longer, other, first), 2)):
        compared = compare(*runs, baseline=baseline)
        for number, divergence in enumerate(compared.divergence):
            if number == baseline:
                assert divergence is None
                continue
            assert divergence is not None
            row = compared.rows[divergence.row]
            assert divergence[1:] == (row.steps[baseline], row.steps[number])
            assert row.steps[baseline] != row.steps[number]


def test_half_a_character_is_replaced_in_a_table() -> None:
    half = tape_of(said("caf\udce9"), called("f\ud83d", "\ud83d", a="\ud83d"))
    table = compare(half, half).to_pandas()
    assert list(table["text_A"]) == ["caf\ufffd", "\ufffd"]
    assert list(table["name_B"]) == ["", "f\ufffd"]


def test_to_pandas() -> None:
    compared = compare(tape_of(said("x"), *calls(1)), tape_of(said("x"), called("f", "gone", n=1)))
    table = compared.to_pandas()
    assert list(table["equal"]) == [True, False]
    assert list(table["kind_A"]) == ["message", "tool_call"]
    assert list(table["name_B"]) == ["", "f"]
    assert list(table["text_B"]) == ["x", "gone"]


def test_a_table_without_steps_has_its_columns() -> None:
    steps = compare(tape_of(said("x")), tape_of()).to_pandas()
    none = compare(tape_of(), tape_of()).to_pandas()
    assert (len(none), list(none.columns)) == (0, list(steps.columns))
