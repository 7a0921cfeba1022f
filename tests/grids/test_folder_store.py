"""What a grid keeps in its folder, and what the same call of ``grid`` does with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hang
import pytest
from many import Asked, outputs, run_grid, states

from agents_widget import Tape, grid, watch
from agents_widget.grids.file_lock import FileLock


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A store's folder, which is not there yet."""
    return tmp_path / "runs" / "trip"


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]


def notes(made: Any) -> str:
    return made._controller.facts().detail


async def test_each_row_is_a_line_and_a_run_file(folder: Path) -> None:
    made = await run_grid(Asked().answer, [{"input": "a", "expected": "A"}], store=folder)

    (line,) = lines(folder)
    assert (line["agent"], line["input"], line["expected"], line["output"], line["state"]) == (
        "answer",
        "a",
        "A",
        "A",
        "done",
    )
    tape = Tape.read(folder / line["run_file"])
    assert [entry.text for entry in tape.transcript().entries] == ["a", "A"]
    assert watch(folder / line["run_file"]).status == "done"
    assert made[0].tape.transcript() == tape.transcript()


async def test_the_same_call_runs_nothing_again(folder: Path) -> None:
    asked = Asked()
    await run_grid(asked.answer, ["a", "b"], store=folder)
    again = await run_grid(asked.answer, ["a", "b"], store=folder)

    assert asked.inputs == ["a", "b"]
    assert outputs(again) == ["A", "B"]
    assert again[1].tape.transcript().entries[-1].text == "B"


async def test_more_rows_epochs_and_agents_run_what_is_missing(folder: Path) -> None:
    asked, other = Asked(), Asked()
    await run_grid({"x": asked.answer}, ["a"], store=folder)
    more = await run_grid({"x": asked.answer, "y": other.answer}, ["b", "a"], epochs=2, store=folder)

    assert sorted(asked.inputs) == ["a", "a", "b", "b"]
    assert sorted(other.inputs) == ["a", "a", "b", "b"]
    assert outputs(more) == ["B"] * 4 + ["A"] * 4


async def test_rows_of_an_agent_that_changed_are_told_and_not_used(folder: Path) -> None:
    async def ask(question: str) -> str:
        return question

    await run_grid({"x": ask}, ["a", "b"], store=folder)

    async def ask(question: str) -> str:  # type: ignore[no-redef]
        return question * 2

    other = await run_grid({"x": ask}, ["a", "b"], store=folder)

    assert outputs(other) == ["aa", "bb"]
    assert "2 rows of 'x' as it was before: of 'x' the function changed." in notes(other)
    assert len(lines(folder)) == 4


async def test_a_cut_last_line_is_told_and_its_row_runs_again(folder: Path) -> None:
    asked = Asked()
    await run_grid(asked.answer, ["a", "b"], store=folder)
    rows = folder / "rows.jsonl"
    rows.write_bytes(rows.read_bytes()[:-10])

    again = await run_grid(asked.answer, ["a", "b"], store=folder)

    assert "was cut short" in notes(again)
    assert asked.inputs == ["a", "b", "b"]
    third = await run_grid(asked.answer, ["a", "b"], store=folder)
    assert (notes(third), outputs(third)) == ("", ["A", "B"])


async def test_lines_that_cannot_be_read_are_counted_and_left_out(folder: Path) -> None:
    asked = Asked()
    await run_grid(asked.answer, ["a"], store=folder)
    with (folder / "rows.jsonl").open("a") as file:
        file.write('nonsense\n{"key": 5}\n[]\n')

    again = await run_grid(asked.answer, ["a"], store=folder)

    assert "3 lines of rows.jsonl cannot be read" in notes(again)
    assert asked.inputs == ["a"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "weird"},
        {"state": "running"},
        {"usage": []},
        {"seconds": "long"},
        {"pace": None},
        {"scores": {"exact": {"value": "high"}}},
        {"scored_by": None},
    ],
)
async def test_a_line_with_something_else_in_it_is_left_out(folder: Path, wrong: dict[str, Any]) -> None:
    asked = Asked()
    await run_grid(asked.answer, ["a"], store=folder)
    (line,) = map(json.loads, (folder / "rows.jsonl").read_text().splitlines())
    (folder / "rows.jsonl").write_text(json.dumps(line | wrong) + "\n")

    again = await run_grid(asked.answer, ["a"], store=folder)

    assert "1 line of rows.jsonl cannot be read, and was left out." in notes(again)
    assert asked.inputs == ["a", "a"]
    assert (states(again), again[0].output) == (["done"], "A")


async def test_rows_are_read_without_what_is_said_of_the_agents(folder: Path) -> None:
    asked = Asked()
    await run_grid(asked.answer, ["a"], store=folder)
    (folder / "grid.json").write_text("")
    with pytest.raises(ValueError, match="Delete this file to go on with the rows beside it"):
        grid(asked.answer, ["a"], store=folder)
    (folder / "grid.json").unlink()

    again = await run_grid(asked.answer, ["a"], store=folder)

    assert (notes(again), asked.inputs) == ("", ["a"])


async def test_failed_rows_are_kept_and_stopped_ones_run_again(folder: Path) -> None:
    asked = Asked(held=["stays"])

    async def answer(question: str) -> str:
        if question == "bad":
            raise ValueError("no")
        return await asked.answer(question)

    made = grid({"x": answer}, ["bad", "stays"], store=folder)
    async for row in made:
        assert row.input == "bad"
        break
    made.stop()
    await made
    assert states(made) == ["failed", "cancelled"]

    asked.held.clear()
    again = await run_grid({"x": answer}, ["bad", "stays"], store=folder)

    assert states(again) == ["failed", "done"]
    assert again[0].error == "no"


async def test_tries_are_kept_with_files_of_their_own(folder: Path) -> None:
    fails = [True]

    async def answer(question: str) -> str:
        if fails.pop() if fails else False:
            raise ValueError("no")
        return "yes"

    made = await run_grid({"x": answer}, ["a"], store=folder)
    assert made.retry() == 1
    await made

    again = await run_grid({"x": answer}, ["a"], store=folder)
    assert (again[0].output, [each.error for each in again[0].attempts]) == ("yes", ["no"])
    assert len(list((folder / "runs").iterdir())) == 2


async def test_a_second_grid_that_would_write_is_told(folder: Path) -> None:
    asked = Asked(held=["a"])
    made = grid({"x": asked.answer}, ["a"], store=folder)

    with pytest.raises(RuntimeError, match="Another grid is at work in the store"):
        grid({"x": asked.answer}, ["a", "b"], store=folder)

    made.stop()
    await made
    asked.held.clear()
    assert states(await run_grid({"x": asked.answer}, ["a", "b"], store=folder)) == ["done", "done"]


@pytest.mark.processes
def test_a_lock_is_lost_with_its_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from agents_widget.grids.file_lock import FileLock;"
        f"lock = FileLock(Path({str(tmp_path / 'lock')!r})); print(lock.take(), flush=True);"
        "sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    lock = FileLock(tmp_path / "lock")
    assert not lock.take()

    other.kill()
    other.wait(hang.SECONDS)
    other.stdout.close()

    assert lock.take()
    lock.give_up()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is no store of a grid, and is not empty"),
        ("{", "cannot be read as a grid's"),
        ('{"format": "agents_widget.grid", "version": 9, "agents": {}}', "update agents_widget"),
        ('{"format": "other", "version": 1, "agents": {}}', "is of other 1"),
    ],
)
def test_a_folder_of_something_else_is_refused(folder: Path, content: str | None, said: str) -> None:
    folder.mkdir(parents=True)
    (folder / ("notes.txt" if content is None else "grid.json")).write_text(content or "mine")

    with pytest.raises(ValueError, match=said):
        grid(Asked().answer, ["a"], store=folder)


async def test_no_key_of_the_environment_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "abc-0123456789-secret"
    monkeypatch.setenv("MADE_UP_API_KEY", key)

    async def answer(question: str) -> str:
        return f"The key is {key}."

    made = await run_grid({"x": answer}, ["a"], store=folder)

    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"[key hidden]" in written
    assert key.encode() not in written
    assert key in made[0].output


async def test_halves_of_characters_are_kept_as_such_never_raised(folder: Path) -> None:
    async def answer(question: str) -> Any:
        return {"text": "caf\udce9", "number": float("nan")}

    made = await run_grid({"x": answer}, ["\ud83d"], store=folder)

    assert states(made) == ["done"]
    again = await run_grid({"x": answer}, ["\ud83d"], store=folder)
    assert again[0].output == {"text": "caf\ufffd", "number": "nan"}
