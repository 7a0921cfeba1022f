"""Whole grids that are scored: from one cassette, again without a call, and beside scorers that block."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import hang
import pytest

from agents_widget import Agent, Cassette, Score, called, exact, function_tool, grid, judge
from agents_widget.agents.models.interface import ModelCall
from agents_widget.testing import ScriptedModel, call, text

CITIES = [{"input": f"city {number}", "expected": f"snow in city {number}"} for number in range(6)]


@function_tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"snow in {city}"


def answers(name: str) -> ScriptedModel:
    """A model that asks for the weather and then says it; each time with another word at the end."""
    said: dict[str, int] = {}

    def answer(asked: ModelCall) -> Any:
        city, last = asked.items[0]["content"], asked.items[-1]
        if last.get("type") != "function_call_output":
            return call("weather", {"city": city})
        said[city] = said.get(city, -1) + 1
        return text(f"{last['output']}, answer {said[city]} of {name}")

    return ScriptedModel([answer] * 1000, model=name)


def agent(model: Any) -> Agent[Any]:
    return Agent(name="Weather", tools=[weather], model=model)


def starts_right(output: str, expected: str) -> bool:
    return output.startswith(f"{expected}, ")


async def test_a_whole_grid_from_one_cassette(tmp_path: Path) -> None:  # E4
    path = tmp_path / "grid.jsonl"
    scorers = [starts_right, called("weather"), lambda output: output[-9:]]
    rows = []
    for make in (
        lambda name: Cassette(path, answers(name)),
        lambda name: Cassette(path, name, mode="replay", speed=0),
    ):
        agents = {name: agent(make(name)) for name in ("small", "big")}
        made = await asyncio.wait_for(
            grid(agents, CITIES, epochs=5, scorers=scorers, max_concurrency=8)._wait(), hang.SECONDS
        )
        assert {row.state for row in made} == {"done"}
        rows.append({(row.agent, row.case, row.epoch): (row.output, row.usage, row.scores) for row in made})
        heads = made.headline("starts_right")
        assert [(head.value, head.n, head.rows) for head in heads] == [(1.0, 6, 30)] * 2
    assert rows[0] == rows[1]
    for name in ("small", "big"):
        for case in range(6):
            outputs = {rows[1][name, case, epoch][0] for epoch in range(5)}
            assert len(outputs) == 5, "each epoch has an answer of its own"
            assert all(output.endswith(name) for output in outputs)


async def test_scoring_again_asks_no_model(tmp_path: Path) -> None:  # E5
    model = answers("small")
    made = await grid(agent(model), CITIES, store=tmp_path / "store", scorers=[starts_right])._wait()
    asked = len(model.calls)
    made.score(called("weather"), lambda output, expected, run: len(run.transcript.entries))
    await asyncio.wait_for(made._wait(), hang.SECONDS)
    assert len(model.calls) == asked
    assert [head.value for head in made.headline("called weather")] == [1.0]
    assert {row.scores["scorer"].value for row in made} == {3.0}  # the question, the tool, the answer


async def test_a_scorer_that_blocks_or_fails_holds_no_row(tmp_path: Path) -> None:  # E6
    release = threading.Event()

    def blocks(output: str) -> bool:
        return "city 0" not in output or release.wait(hang.SECONDS)

    def fails(output: str) -> None:
        raise KeyError(output)

    made = grid(agent(answers("small")), CITIES, scorers=[blocks, fails, starts_right], max_concurrency=2)
    ended = []
    async for row in made:
        ended.append(row.case)
        if len(ended) == len(CITIES) - 1:
            release.set()
    assert ended[-1] == 0
    assert {row.state for row in made} == {"done"}
    assert {row.scores["fails"].value for row in made} == {None}
    assert all(row.scores["fails"].error.startswith("KeyError") for row in made)
    (head,) = made.headline("fails")
    assert (head.value, head.scorer_errors) == (None, 6)
    assert made.headline("blocks")[0].value == 1


async def test_a_judges_run_is_in_the_store_and_opens(tmp_path: Path) -> None:
    from agents_widget import Tape

    verdict = '{"reason": "It says snow.", "passed": true}'
    scorer = judge(ScriptedModel([verdict] * 6), "It says snow.")
    made = await grid(agent(answers("small")), CITIES, store=tmp_path / "store", scorers=[scorer])._wait()
    files = {row.scores["judge"].run_file for row in made}
    assert len(files) == 6
    for name in files:
        transcript = Tape.read(tmp_path / "store" / name).transcript()
        assert transcript.status == "done"
        assert "It says snow." in transcript.entries[-1].text


async def test_a_score_may_be_expected_of_columns() -> None:
    def by_column(output: str, run: Any) -> Score:
        return Score(float(run.columns["season"] == "winter"), run.columns["season"])

    data = [{"input": "a", "season": "winter"}, {"input": "b", "season": "summer"}]
    made = await grid(agent(answers("small")), data, scorers=by_column)._wait()
    assert [row.scores["by_column"].value for row in made] == [1, 0]


def test_a_factory_that_was_not_called_is_told_at_once() -> None:
    with pytest.raises(TypeError, match="call it"):
        grid(agent(answers("small")), CITIES, scorers=[exact])
