"""What the view of a grid is sent, what it may ask, and the page of a saved notebook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from many import Asked, agent_that_says, run_grid

from agents_widget import grid
from agents_widget.grids import messages
from agents_widget.grids.open_rows import MOST_OPEN
from agents_widget.grids.saved_page import bundle
from agents_widget.grids.widget import Grid


def right(output: str, expected: str | None) -> bool:
    return output == expected


def listen(made: Grid) -> list[Any]:
    """Give what the grid sends from now on, as its page would be sent it."""
    sent: list[Any] = []
    made.send = lambda content, buffers=None: sent.append(json.loads(json.dumps(content)))
    return sent


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.005)


def told(sent: list[Any], kind: str) -> list[Any]:
    return [message for message in sent if message["type"] == kind]


def as_dict(row: list[Any]) -> dict[str, Any]:
    return dict(zip(messages.COLUMNS, row, strict=False))


async def failing(question: str) -> str:
    if question == "b":
        raise LookupError("There is no b.")
    return question.upper()


async def test_the_state_has_every_row_and_input() -> None:
    cases = [{"q": "a", "x": "A"}, {"q": "b", "x": "B"}]
    agents = {"one": failing, "two": Asked().answer}
    made = await run_grid(agents, cases, input="q", expected="x", scorers=[right])
    state = made.get_state(["snapshot"])["snapshot"]
    (part,) = state["data"]
    assert part["cases"] == [[0, "a", "A"], [1, "b", "B"]]
    assert part["plans"] == [[0, 0, 0, 0], [1, 1, 0, 0], [2, 0, 1, 0], [3, 1, 1, 0]]
    first, _, failed, _ = map(as_dict, part["rows"])
    assert (first["state"], first["text"], first["scores"]) == (messages.STATES.index("done"), "A", [1.0])
    assert failed["state"] == messages.STATES.index("failed")
    assert (failed["text"], failed["error_type"]) == ("There is no b.", "LookupError")
    assert state["facts"]["scorers"] == ["right"]
    assert [(agent["name"], agent["done"], agent["failed"]) for agent in state["agents"]] == [
        ("one", 1, 1),
        ("two", 2, 0),
    ]
    assert state["agents"][0]["scores"]["right"]["value"] == 0.5


async def test_what_was_stopped_has_no_answer_and_counts_in_no_mean() -> None:
    asked = Asked(held=["b", "c"])
    made = grid({"one": asked.answer, "two": Asked(held="abc").answer}, ["a", "b", "c"])
    async for row in made:
        if row.output == "A":
            made.stop()
    state = made.get_state(["snapshot"])["snapshot"]
    rows = [as_dict(row) for row in state["data"][0]["rows"]]
    assert [row.get("text", "") for row in rows] == ["A", "", "", "", "", ""]
    one, two = state["agents"]
    assert one["ms"] == rows[0].get("ms", 0)
    assert (two["done"], two["ms"]) == (0, 0)
    html = bundle(made._source)["text/html"]
    assert "null" not in html


async def test_answers_are_told_apart_by_what_they_are() -> None:
    made = await run_grid(agent_that_says("x", "y", "x"), ["q"], epochs=3, max_concurrency=1)
    (part,) = made.get_state(["snapshot"])["snapshot"]["data"]
    answers = [as_dict(row)["answer"] for row in part["rows"]]
    assert len(set(answers)) == 2
    assert answers[0] == answers[2] != 0


async def test_changes_come_numbered_and_only_what_changed() -> None:
    asked = Asked(held=["b"])
    made = grid(asked.answer, ["a", "b", "c"])
    sent = listen(made)
    await until(lambda: [row.state for row in made.rows] == ["done", "running", "done"])
    seq = made._feed.seq
    await until(lambda: made._feed.seq >= seq and not made._feed._source.facts().detail)
    made._feed.flush()
    quiet = len(sent)
    made._feed.flush()
    assert len(sent) == quiet, "nothing has changed but the time"
    made.stop()
    await until(lambda: any(m.get("facts", {}).get("status") == "stopped" for m in told(sent, "grid")))
    numbers = [message["seq"] for message in told(sent, "grid")]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    last = told(sent, "grid")[-1]
    assert last["facts"]["counts"][messages.STATES.index("cancelled")] == 1


async def test_a_page_that_missed_something_gets_all_of_it_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ROWS_IN_A_PART", 2)
    monkeypatch.setattr(messages, "ROWS_IN_STATE", 3)
    made = await run_grid(Asked().answer, list("abcde"))
    state = made.get_state(["snapshot"])["snapshot"]
    assert state["seq"] == -1, "of a state that is cut the page asks for the rest"
    assert sum(len(part["rows"]) for part in state["data"]) == 3
    sent = listen(made)
    made._commands.receive({"type": "hello"})
    assert sent[-1]["seq"] == made._feed.seq
    made._commands.receive({"type": "resync"})
    (head,) = told(sent, "grid_snapshot")
    parts = told(sent, "grid_part")
    assert head["parts"] == len(parts) == 3
    assert [row[0] for part in parts for row in part["rows"]] == [0, 1, 2, 3, 4]
    assert {part["seq"] for part in parts} == {head["seq"]}


async def test_a_row_is_opened_over_the_grids_connection() -> None:
    made = await run_grid(agent_that_says("Hello.", "Bye."), ["a", "b"], max_concurrency=1)
    sent = listen(made)
    made._commands.receive({"type": "open", "number": 1, "command": 7})
    assert told(sent, "reply")[-1] == {"type": "reply", "to": 7, "ok": True, "message": ""}
    made._commands.receive({"type": "row", "number": 1, "content": {"type": "resync", "seq": 0}})
    (snapshot,) = [m["message"] for m in told(sent, "row") if m["message"]["type"] == "snapshot"]
    texts = [entry["text"] for entry in snapshot["transcript"]["entries"]]
    assert texts == ["b", "Bye."]
    made._commands.receive({"type": "close", "number": 1})
    assert made._commands.open_rows._rows == {}


async def test_what_cannot_be_opened_is_said() -> None:
    made = grid(Asked(held=["a"]).answer, [*"abcdefghijklmnopqrstuvwxyz"], max_concurrency=1)
    sent = listen(made)
    await until(lambda: made.rows[0].state == "running")
    made._commands.receive({"type": "open", "number": 99, "command": 1})
    made._commands.receive({"type": "open", "number": 25, "command": 2})
    refusals = [m["message"] for m in told(sent, "reply") if not m["ok"]]
    assert refusals[0] == "The grid has no row 99; there are 26, from 0."
    assert "queued" in refusals[1]
    made.stop()
    await made
    done = await run_grid(Asked().answer, [*"abcdefghijklmnopqrstuvwxyz"])
    sent = listen(done)
    for number in range(MOST_OPEN + 1):
        done._commands.receive({"type": "open", "number": number, "command": number})
    assert [m["to"] for m in told(sent, "reply") if not m["ok"]] == [MOST_OPEN]


async def test_a_refused_command_is_answered() -> None:
    made = await run_grid(Asked().answer, ["a"])
    sent = listen(made)
    made._commands.receive({"type": "dance", "command": 3})
    assert sent[-1]["message"] == "This version of agents_widget does not know the command dance."
    made._commands.receive("nothing")


async def test_the_saved_page_has_all_failures_and_the_first_rows() -> None:
    async def often_failing(question: str) -> str:
        if question.endswith("7"):
            raise LookupError(f"No {question}.")
        return "<b>" + question

    made = await run_grid(often_failing, [f"Question {n}" for n in range(300)])
    page = bundle(made._source, "agw-1")
    html = page["text/html"]
    assert len(html) < 100_000
    assert html.count("No Question") == 30 + sum(n % 10 == 7 for n in range(50))
    assert html.count("<td dir=auto>&lt;b&gt;Question") == 45
    assert 'data-run="agw-1" data-status="done"' in html
    assert "The first 50 of 300 runs" in html
    assert "Die ersten 50 von 300" in bundle(made._source, language="de")["text/html"]
    assert page["text/plain"].startswith("Done · 300 of 300 runs · 30 failed")


async def test_the_saved_page_counts_labels() -> None:
    made = await run_grid(failing, ["a", "b", "c"], scorers=lambda output: "new" if output == "A" else "old")
    assert "<td dir=auto>new 1, old 1<td" in bundle(made._source)["text/html"]


async def test_the_saved_page_stays_small_whatever_is_in_it() -> None:
    async def loud(question: str) -> str:
        raise LookupError("&" * 10_000)

    made = await run_grid(loud, ["ü" * 10_000 + str(n) for n in range(600)])
    html = bundle(made._source)["text/html"]
    assert len(html.encode()) < 100_000
    assert "more are in the notebook" in html


async def test_closing_the_view_lets_the_runs_go_on() -> None:
    asked = Asked(held=["a"])
    made = grid(asked.answer, ["a", "b"])
    await until(lambda: [row.state for row in made.rows] == ["running", "done"])
    made.close()
    assert made.rows[0].state == "running"
    assert asked.cancelled == []
    made.stop()
    await made


async def test_it_says_in_a_line_how_it_stands() -> None:
    assert repr(await run_grid(failing, ["a", "b", "c"])) == "<Grid done: 3 of 3 runs, 1 failed>"


async def test_rows_of_which_the_scorer_failed_are_not_scored() -> None:
    made = await run_grid(failing, ["a", "b", "c"], scorers={"broken": lambda output: 1 / 0})
    (agent,) = made.get_state(["snapshot"])["snapshot"]["agents"]
    assert agent["scores"]["broken"]["unscored"] == 2
