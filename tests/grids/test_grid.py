"""``grid`` and its rows: from the plan to what came of each."""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from typing import Any

import hang
import pytest
from answers import respond, text as answer_text
from many import Asked, agent_that_says, outputs, run_grid, states
from pydantic import BaseModel

from agents_widget import (
    Agent,
    AsyncOpenAI,
    OpenAIResponsesModel,
    Score,
    called,
    exact,
    function_tool,
    grid,
)
from agents_widget.grids.limits import GridStoppedError
from agents_widget.grids.local_executor import LocalExecutor
from agents_widget.grids.widget import Grid
from agents_widget.testing import ScriptedModel, call, text
from agents_widget.widget.widget import AgentWidget


async def test_every_agent_is_asked_every_input(loopback: Any) -> None:
    made = await run_grid(
        {"x": agent_that_says("1", "2"), "y": Asked().answer}, [{"input": "a"}, {"input": "b"}]
    )

    assert [(row.agent, row.input) for row in made] == [("x", "a"), ("y", "a"), ("x", "b"), ("y", "b")]
    assert sorted(row.output for row in made if row.agent == "x") == ["1", "2"]
    assert made["y", 1].output == "B"
    assert made["y", 1, 0].number == made[3].number == made[-1].number == 3
    assert len(made) == 4


async def test_it_is_given_at_once_and_rows_come_as_they_end() -> None:
    asked = Asked(held=["slow"])
    made = grid(asked.answer, ["slow", "quick"])
    assert states(made) == ["queued", "queued"]

    seen = []
    async for row in made:
        seen.append(row.input)
        made.stop()

    assert seen == ["quick", "slow"]
    assert states(made) == ["cancelled", "done"]
    assert [row.input async for row in made] == seen


async def test_a_function_may_have_some_of_its_arguments_already() -> None:
    async def greets(greeting: str, question: str, end: str = ".") -> str:
        return f"{greeting} {question}{end}"

    made = await run_grid(functools.partial(greets, "Hello", end="!"), ["a"])

    assert (made[0].agent, made[0].output) == ("greets", "Hello a!")


async def test_no_more_run_at_a_time_than_it_was_told() -> None:
    most, now = 0, 0

    async def answer(question: str) -> str:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        now -= 1
        return question

    await run_grid(answer, [str(n) for n in range(20)], max_concurrency=3)

    assert most == 3


async def test_a_failed_row_is_a_result() -> None:
    model = ScriptedModel([ValueError("broken"), text("fine")])
    made = await run_grid(Agent(name="a", model=model), ["x", "y"], max_concurrency=1)

    assert states(made) == ["failed", "done"]
    assert (made[0].error, made[0].error_type, made[0].output) == ("broken", "ValueError", None)
    assert made[0].tape.transcript().status == "failed"


async def test_a_failed_row_is_tried_again_and_its_try_is_kept() -> None:
    model = ScriptedModel([ValueError("broken"), text("fine")])
    made = await run_grid(Agent(name="a", model=model), ["x"])

    assert made.retry() == 1
    await made

    assert (made[0].output, made[0].error) == ("fine", "")
    assert [(each.error, each.error_type) for each in made[0].attempts] == [("broken", "ValueError")]
    assert made.retry() == 0


async def test_a_row_that_is_done_may_be_run_again_by_itself() -> None:
    made = await run_grid(agent_that_says("1", "2"), ["x"])
    made[0].retry()
    await made

    assert made[0].output == "2"
    assert len(made[0].attempts) == 1


async def test_a_grid_that_is_stopped_keeps_what_has_ended() -> None:
    asked = Asked(held=["b", "c"])
    made = grid(asked.answer, ["a", "b", "c", "d"], max_concurrency=2)
    async for row in made:
        if row.input == "a":
            made.stop()

    assert states(made) == ["done", "cancelled", "cancelled", "cancelled"]
    assert sorted(asked.cancelled) == sorted(set(asked.inputs) - {"a"})
    assert made._controller.facts().status == "stopped"


async def test_one_row_may_be_stopped() -> None:
    asked = Asked(held=["a"])
    made = grid(asked.answer, ["a", "b"])
    made["answer", 0].stop()
    await made

    assert states(made) == ["cancelled", "done"]
    assert made._controller.facts().status == "done"


async def test_who_is_cancelled_while_waiting_stops_the_grid() -> None:
    asked = Asked(held=["a"])
    made = grid(asked.answer, ["a"])
    waiting = asyncio.ensure_future(made._wait())
    while not asked.inputs:
        await asyncio.sleep(0.01)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    await made
    assert states(made) == ["cancelled"]


@pytest.mark.parametrize(("on_error", "most"), [("stop", 1), (0.2, 3)])
async def test_a_grid_ends_when_too_many_rows_fail(on_error: Any, most: int) -> None:
    async def answer(question: str) -> str:
        raise ValueError(question)

    made = grid(answer, [str(n) for n in range(10)], on_error=on_error, max_concurrency=1)

    with pytest.raises(GridStoppedError, match="The grid was stopped"):
        await made
    assert states(made).count("failed") == most
    assert "The grid was stopped" in made._controller.facts().detail


async def test_rows_have_scores_by_the_time_they_are_told() -> None:
    def size(output: str) -> float:
        return len(output)

    made = grid(Asked().answer, [{"input": "a", "expected": "A"}], scorers=[exact(), size])
    async for row in made:
        assert {name: score.value for name, score in row.scores.items()} == {"exact": 1.0, "size": 1.0}


async def test_rows_are_scored_again_without_being_run() -> None:
    asked = Asked()
    made = await run_grid(asked.answer, ["a", "b"])

    await made.score(lambda output: output == "A", called("look"))

    assert len(asked.inputs) == 2
    assert [row.scores["scorer"].value for row in made] == [1.0, 0.0]
    assert [each.value for each in made.headline("scorer")] == [0.5]
    with pytest.raises(ValueError, match="'exact' needs what is expected"):
        made.score(exact())


async def test_a_scorer_that_changed_scores_a_stored_row_anew(tmp_path: Any) -> None:
    asked = Asked()

    def right(output: str) -> bool:
        return False

    await run_grid(asked.answer, ["a"], scorers=right, store=tmp_path / "s")

    def right(output: str) -> bool:  # type: ignore[no-redef]
        return True

    made = await run_grid(asked.answer, ["a"], scorers=right, store=tmp_path / "s")

    assert made[0].scores["right"] == Score(1.0)
    assert asked.inputs == ["a"]


async def test_a_row_is_scored_anew_when_something_else_is_expected(tmp_path: Any) -> None:
    asked = Asked()
    outcomes = []
    for right, topic in (("B", "x"), ("A", "x"), ("A", "y"), ("A", "y")):
        read: list[str] = []

        def of_topic(run: Any, read: list[str] = read) -> bool:
            read.append(run.columns["topic"])
            return True

        data = [{"input": "a", "expected": right, "topic": topic}]
        made = await run_grid(asked.answer, data, scorers=[exact(), of_topic], store=tmp_path / "s")
        outcomes.append((made[0].scores["exact"].value, read))

    assert outcomes == [(0.0, ["x"]), (1.0, ["x"]), (1.0, ["y"]), (1.0, [])]
    assert asked.inputs == ["a"]


async def test_stored_scores_are_not_made_again(tmp_path: Any) -> None:
    calls = []

    def right(output: str) -> bool:
        calls.append(output)
        return True

    for _ in range(2):
        made = await run_grid(Asked().answer, ["a"], scorers=right, store=tmp_path / "s")
    assert made[0].scores["right"].value == 1.0
    assert calls == ["A"]


async def test_sync_functions_and_tools_run_beside_each_other() -> None:
    together = threading.Barrier(40)  # more than asyncio has threads: none passes until all are there

    @function_tool
    def meet() -> str:
        """Wait for the others."""
        together.wait(hang.SECONDS)
        return "met"

    class Meeting(ScriptedModel):
        pass

    agents = [Agent(name="a", tools=[meet], model=Meeting([call("meet", {}), text("done")]))]
    made = await run_grid(
        {str(n): agents[0].clone(model=Meeting([call("meet", {}), text("done")])) for n in range(40)},
        ["x"],
        max_concurrency=40,
    )
    assert outputs(made) == ["done"] * 40

    def function(question: str) -> int:
        return together.wait(hang.SECONDS)

    assert sorted(outputs(await run_grid(function, list(map(str, range(40))), max_concurrency=40))) == list(
        range(40)
    )


async def test_outputs_are_data() -> None:
    class Answer(BaseModel):
        number: int

    agent = Agent(name="a", output_type=Answer, model=ScriptedModel([text('{"number": 5}')]))

    assert outputs(await run_grid(agent, ["x"])) == [{"number": 5}]


async def test_what_rows_used_and_cost_is_told() -> None:
    agent = agent_that_says("hello")
    prices = {"": {"input": 1_000_000.0, "output": 1_000_000.0}}
    made = await run_grid(agent, ["x"], prices=prices)

    usage = made[0].usage
    assert usage["output_tokens"] > 0
    assert made[0].cost == usage["input_tokens"] + usage["output_tokens"]
    assert made._controller.facts().cost == made[0].cost


async def test_a_row_opens_live_and_as_it_was() -> None:
    asked = Asked(held=["a"])
    made = grid(asked.answer, ["a"])
    while made[0].state != "running":
        await asyncio.sleep(0.01)

    live, second = made[0].watch(), made[0].watch()
    assert isinstance(live, AgentWidget)
    assert (live.status, live.transcript.entries[0].text) == ("running", "a")
    live.stop()
    await made

    assert made[0].state == "cancelled"
    assert second.status == "cancelled"
    kept = made[0].watch()
    assert kept.transcript.entries[0].text == "a"


async def test_a_view_of_a_row_that_is_closed_does_not_stop_it() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def answer(question: str) -> str:
        begun.set()
        await go_on.wait()
        return question

    made = grid(answer, ["a"])
    await begun.wait()

    made[0].watch().close()
    go_on.set()
    await made

    assert states(made) == ["done"]


async def test_a_store_that_cannot_be_written_ends_the_grid(tmp_path: Any) -> None:
    asked = Asked(held=["b"])

    async def answer(question: str) -> str:
        if question == "a":
            (tmp_path / "s" / "runs").rmdir()
        return await asked.answer(question)

    made = grid(answer, ["b", "a"], store=tmp_path / "s")

    with pytest.raises(OSError, match="No such file"):
        await made
    assert states(made) == ["cancelled", "done"]


async def test_rows_of_an_executor_that_fails_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: Any) -> None:
        raise RuntimeError("the cluster is lost")

    with monkeypatch.context() as patched:
        patched.setattr(LocalExecutor, "run", fails)
        made = grid(Asked().answer, ["a", "b"])
        with pytest.raises(RuntimeError, match="the cluster is lost"):
            await made

    assert states(made) == ["cancelled"] * 2
    assert made.retry() == 2
    await made
    assert states(made) == ["done"] * 2


async def test_one_that_is_stopped_while_it_waits_to_be_tried_again_is_not() -> None:
    tries = []

    async def answer(question: str) -> str:
        tries.append(question)
        raise ConnectionError("down")

    made = grid(answer, ["a"])
    while not tries:
        await asyncio.sleep(0.01)
    made.stop()
    await made

    assert states(made) == ["cancelled"]
    assert len(tries) == 1


async def test_a_row_waits_for_approval_and_is_steered() -> None:
    @function_tool(needs_approval=True)
    def pay() -> str:
        """Pay."""
        return "paid"

    model = ScriptedModel([call("pay", {}), text("done")])
    made = grid(Agent(name="a", tools=[pay], model=model), ["x"])
    while made._controller.facts().status != "waiting":
        await asyncio.sleep(0.01)
    assert made[0].state == "waiting"

    widget = made[0].watch()
    widget.approve()
    await made

    assert (made[0].state, made[0].output) == ("done", "done")
    with pytest.raises(RuntimeError, match="has ended"):
        widget.say("more")


async def test_rows_that_wait_for_a_decision_leave_their_places_to_others() -> None:
    @function_tool(needs_approval=True)
    def pay() -> str:
        """Pay."""
        return "paid"

    def step(asked: Any) -> Any:
        is_first = len(asked.items) == 1 and asked.items[0]["content"].startswith("pay")
        return call("pay", {}) if is_first else text("done")

    agent = Agent(name="a", tools=[pay], model=ScriptedModel([step] * 10))
    made = grid(agent, ["pay 1", "pay 2", "x", "y", "pay 3"], max_concurrency=1)
    await reached(lambda: states(made) == ["waiting", "waiting", "done", "done", "waiting"])
    assert made._controller.facts().status == "waiting"
    assert made._controller.facts().eta is None  # nobody knows when somebody decides

    made[1].watch().approve()
    made[0].watch().deny()
    made[4].stop()
    await made
    assert states(made) == ["done", "done", "done", "done", "cancelled"]


async def reached(holds: Any) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + hang.SECONDS
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_a_budget_that_is_spent_holds_until_more_is_allowed() -> None:
    prices = {"": {"input": 0.0, "output": 1_000_000.0}}
    model = ScriptedModel([text("one"), text("two"), text("three")])
    made = grid(
        Agent(name="a", model=model), ["x", "y", "z"], prices=prices, budget_usd=1.0, max_concurrency=1
    )
    while made._controller.facts().status != "waiting":
        await asyncio.sleep(0.01)

    facts = made._controller.facts()
    assert "The budget of $1 is spent." in facts.detail
    assert len(model.calls) == 1
    assert states(made) == ["done", "waiting", "queued"]
    (held,) = made._controller._executor._live.values()
    assert not held.waits_for_somebody  # else another row would begin, only to be held
    made.allow(usd=1_000)
    await made
    assert states(made) == ["done"] * 3


@pytest.mark.parametrize(
    ("prices", "usage", "why"),
    [
        ({"gpt": {"input": 1.0, "output": 1.0}}, {}, "prices has no price for the model"),
        (
            {"": {"input": 1.0, "output": 1.0}},
            {"usage": None},
            "does not tell how many tokens it reads and writes",
        ),
    ],
)
async def test_a_budget_that_cannot_be_kept_holds_until_somebody_lets_it_pass(
    loopback: Any, prices: Any, usage: Any, why: str
) -> None:
    loopback.always = respond(answer_text("fine"), **usage)
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="none")
    agent = Agent(name="a", model=OpenAIResponsesModel("m", client))
    made = grid(agent, list("wxyz"), prices=prices, budget_usd=1.0, max_concurrency=1)
    await reached(lambda: made._controller.facts().status == "waiting")

    assert why in made._controller.facts().detail
    assert len(loopback.requests) <= 2  # one may have begun before the first was looked at
    made.allow(usd=1)
    await made
    assert states(made) == ["done"] * 4


async def test_a_function_takes_longer_than_its_timeout() -> None:
    asked = Asked(held=["a"])
    made = await run_grid(asked.answer, ["a", "b"], timeout=0.5)

    assert states(made) == ["failed", "done"]
    assert (made[0].error_type, asked.cancelled) == ("RowTimeoutError", ["a"])
    assert "timeout=0.5" in made[0].error


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ((5, ["a"]), {}, "grid.. cannot run 5|cannot run .*int"),
        ((Agent, ["a"]), {}, "cannot run the class"),
        (({}, ["a"]), {}, "got no agents"),
        (({1: Asked().answer}, ["a"]), {}, "names of agents are texts"),
        ((Asked().answer, ["a"]), {"epochs": 0}, "epochs= is a whole number from 1"),
        ((Asked().answer, ["a"]), {"max_concurrency": "many"}, "max_concurrency= is a whole number"),
        ((Asked().answer, ["a"]), {"rate": 0}, "model calls a minute"),
        ((Asked().answer, ["a"]), {"rate": "fast"}, "model calls a minute"),
        ((Asked().answer, ["a"]), {"timeout": -1}, "timeout= are seconds"),
        ((Asked().answer, ["a"]), {"on_error": "ignore"}, "on_error= is"),
        ((Asked().answer, ["a"]), {"on_error": 3}, "on_error= is"),
        ((Asked().answer, ["a"]), {"budget_usd": 5}, "budget_usd needs prices"),
        (
            (Asked().answer, ["a"]),
            {"budget_usd": 5, "prices": {"": {"input": 1, "output": 1}}},
            "budget_usd=5 cannot be kept: what a function spends is not seen",
        ),
        ((Asked().answer, ["a"]), {"prices": {"m": 1}}, "price of 'm' needs 'input' and 'output'"),
        ((Asked().answer, ["a"]), {"store": 5}, "store= is the path of a folder, not an object of type int"),
        ((Asked().answer, ["a"]), {"scorers": "exact"}, "Scorers are functions"),
        ((Asked().answer, ["a"]), {"context": 5}, "None of the agents has a use for context="),
        ((Asked().answer, ["a"]), {"scorers": [5]}, "scorer"),
        (
            (Asked().answer, ["a"]),
            {"scorers": [exact()]},
            "'exact' needs what is expected, and no input says",
        ),
        ((lambda: "x", ["a"]), {}, "is called with the input alone"),
        ((lambda question, client: "x", ["a"]), {}, "called with the input alone: .*'client'"),
        ((agent_that_says("x"), ["a"]), {"max_turns": "3"}, "max_turns must be a number of model calls"),
        ((agent_that_says("x"), ["a"]), {"prices": "cheap"}, "prices= is a dict"),
        ((agent_that_says("x"), ["a"]), {"run_config": "fast"}, "run_config is a RunConfig or a dict"),
        ((agent_that_says("x"), ["a"]), {"run_config": {"temperature": 1}}, "run_config has no temperature"),
        ((agent_that_says("x"), [{"input": 5}]), {}, "Input 0: An agent is asked a text"),
    ],
)
def test_what_no_row_could_begin_with_is_refused_at_once(
    arguments: tuple[Any, ...], options: dict[str, Any], said: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        grid(*arguments, **options)


async def test_rows_that_are_not_there_are_told() -> None:
    made = await run_grid({"x": Asked().answer}, ["a"], epochs=2)

    for place, said in [
        (5, "no row 5: it has 2"),
        (("y", 0, 0), "no agent 'y' in this grid: x"),
        (("x", 3, 0), "no input 3 in this grid: there are 1"),
        (("x", 0, 2), "no epoch 2 in this grid: there are 2"),
        (("x", 0), "There are 2 epochs: write"),
        ("x", r"g\[number\], or g\[agent, input, epoch\]"),
    ]:
        with pytest.raises(LookupError, match=said):
            made[place]


async def test_to_pandas_has_a_line_for_each_row_that_has_ended() -> None:
    go_on = asyncio.Event()

    async def answer(question: str) -> str:
        await go_on.wait()
        return question.upper()

    made = grid(answer, [{"input": "a", "expected": "A", "topic": "t"}], epochs=2, scorers=exact())
    before = made.to_pandas()
    go_on.set()
    await made

    table = made.to_pandas()
    assert (len(before), list(before.columns)) == (0, list(table.columns))
    assert list(table["score_exact"]) == [1.0, 1.0]
    assert list(table["epoch"]) == [0, 1]
    assert list(table["topic"]) == ["t", "t"]


@pytest.mark.parametrize("scorers", [(), [len]])
def test_a_program_may_end_the_loop_of_a_grid_and_go_on_with_another(scorers: Any) -> None:
    asked = Asked(held=["stays", "queued"])
    problems: list[Any] = []

    async def first() -> Grid:
        asyncio.get_running_loop().set_exception_handler(lambda _, problem: problems.append(problem))
        made = grid(asked.answer, ["quick", "stays", "queued"], scorers=scorers, max_concurrency=1)
        async for _ in made:
            await reached(lambda: "stays" in asked.inputs)
            break
        return made

    async def second(made: Grid) -> None:
        await made
        assert states(made) == ["done", "cancelled", "cancelled"]
        assert made._controller.facts().status == "stopped"
        asked.held.clear()
        made.stop()  # there is nothing to stop
        assert made.retry() == 2
        await made.score({"length": lambda output: len(output)})

    made = asyncio.run(first())
    asyncio.run(second(made))

    assert problems == []
    assert states(made) == ["done"] * 3
    assert made._controller.facts().status == "done"
    assert [row.scores["length"].value for row in made] == [5, 5, 6]


def test_rows_of_a_loop_that_was_closed_under_them_are_stopped(tmp_path: Any) -> None:
    loop = asyncio.new_event_loop()
    asked = Asked(held=["stays"])

    async def begin() -> Grid:
        made = grid(asked.answer, ["stays"], store=tmp_path / "s")
        await reached(lambda: "stays" in asked.inputs)
        return made

    made = loop.run_until_complete(begin())
    left = asyncio.all_tasks(loop)
    loop.close()
    for task in left:
        task._log_destroy_pending = False  # type: ignore[attr-defined]

    asyncio.run(made._wait())
    assert states(made) == ["cancelled"]
    asked.held.clear()
    assert states(asyncio.run(run_grid(asked.answer, ["stays"], store=tmp_path / "s"))) == ["done"]


def test_a_grid_of_a_program_without_a_loop_goes_on_in_the_background() -> None:
    made = grid(agent_that_says("1"), ["a"])
    deadline = time.monotonic() + hang.SECONDS
    while made._controller.at_work and time.monotonic() < deadline:
        time.sleep(0.01)

    assert outputs(made) == ["1"]
