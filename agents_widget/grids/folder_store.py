"""A grid's store in a folder: a line for each row that has ended, and a run file beside it.

``grid.json`` has the agents' fingerprints, ``rows.jsonl`` the results, ``runs/<key>.jsonl`` the recordings. A
line is added when its run file is there, so that whatever ends the process loses the rows under way alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..redaction import without_environment_keys
from ..utf8 import sendable, sendable_text
from .file_lock import FileLock
from .fingerprint import Parts, agent_key, differs
from .row_lines import read_result, read_scores, row_line, scores_line
from .rows import RowPlan, RowResult
from .store import run_name

FORMAT = "agents_widget.grid"
VERSION = 1


class FolderStore:
    """Keeps the rows of grids in a folder. Rows of other fingerprints stay in it, and are not used.

    Raises ``ValueError`` for a folder of something else.
    """

    def __init__(self, path: str | Path, plans: Sequence[RowPlan], agents: Mapping[str, Parts]) -> None:
        self._path = Path(path).expanduser()
        self._rows = self._path / "rows.jsonl"
        self._plans = {plan.key: plan for plan in plans}
        self._agents = agents
        self._lock = FileLock(self._path / "lock")
        self._results: dict[str, RowResult] = {}
        self.notes: list[str] = []
        self._earlier = self._read_agents()
        self._read_rows()

    def results(self) -> Iterable[RowResult]:
        """Give what is kept of the grid's rows, but for those that were stopped: they are run again."""
        return list(self._results.values())

    def open(self) -> None:
        """Begin to write. Raises ``RuntimeError`` when another grid does, of any process."""
        (self._path / "runs").mkdir(parents=True, exist_ok=True)
        if not self._lock.take():
            raise RuntimeError(
                f"Another grid is at work in the store {str(self._path)!r}, in this kernel or in another "
                "program: wait for it or stop it, or give this grid a store of its own."
            )
        self._cut_off_half_line()
        self._write_agents()

    def close(self) -> None:
        """Let others write."""
        self._lock.give_up()

    def keep(self, result: RowResult, run_file: str) -> None:
        """Write a row's run file, then its line."""
        if run_file:
            result.run_file = self.keep_file(run_name(result), run_file)
        self._append(row_line(result, agent_key(result.plan.agent, self._agents[result.plan.agent])))

    def keep_scores(self, result: RowResult) -> None:
        """Write a line with the scores of a row that has its own already."""
        self._append(scores_line(result))

    def keep_file(self, name: str, text: str) -> str:
        """Write a run file; gives its place in the folder."""
        place = f"runs/{name}.jsonl"
        (self._path / place).write_text(_written(text), encoding="utf-8", newline="\n")
        return place

    def read_file(self, name: str) -> str:
        """Give the text of a run file."""
        try:
            return (self._path / name).read_text(encoding="utf-8")
        except OSError as error:
            raise LookupError(f"The run file {str(self._path / name)!r} is gone: {error}") from error

    def _append(self, line: Mapping[str, Any]) -> None:
        text = _written(json.dumps(sendable(dict(line)), ensure_ascii=False))
        with self._rows.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text + "\n")

    def _read_rows(self) -> None:
        if not self._rows.exists():
            return
        others: Counter[str] = Counter()
        unreadable = 0
        lines = self._rows.read_bytes().decode("utf-8", "replace").split("\n")
        for line in lines[:-1]:
            unreadable += not self._take(line, others)
        if lines[-1]:
            self.notes.append(
                f"The last line of {self._rows.name} was cut short: what it was of is done again."
            )
        if unreadable:
            these, were = ("1 line", "was") if unreadable == 1 else (f"{unreadable:,} lines", "were")
            self.notes.append(f"{these} of {self._rows.name} cannot be read, and {were} left out.")
        for agent, count in others.items():
            self.notes.append(self._why_not(agent, count))

    def _take(self, line: str, others: Counter[str]) -> bool:
        """Read a line; gives whether it could be read."""
        try:
            self._take_data(json.loads(line), others)
        except (ValueError, KeyError, TypeError, AttributeError):
            return not line.strip()
        return True

    def _take_data(self, data: dict[str, Any], others: Counter[str]) -> None:
        plan = self._plans.get(data["key"])
        if "scores_of" in data:
            if (result := self._results.get(data["key"])) is not None:
                result.scores |= read_scores(data["scores_of"])
                result.scored_by |= data["scored_by"]
        elif plan is None:
            if data["agent"] in self._agents and data["agent_key"] != self._key(data["agent"]):
                others[data["agent"]] += 1
        elif data["state"] == "cancelled":
            self._results.pop(plan.key, None)
        else:
            self._results[plan.key] = read_result(data, plan)

    def _why_not(self, agent: str, count: int) -> str:
        before = self._earlier.get(agent)
        why = differs(agent, before, self._agents[agent]) if before is not None else ""
        rows = "1 row" if count == 1 else f"{count:,} rows"
        return (
            f"The store has {rows} of {agent!r} as it was before"
            f"{f': {why}' if why else ''}. They stay in it, and are not counted here."
        )

    def _key(self, agent: str) -> str:
        return agent_key(agent, self._agents[agent])

    def _cut_off_half_line(self) -> None:
        """Take the half of a line away that a crash has left: what is written next has its own line."""
        if not self._rows.exists():
            return
        data = self._rows.read_bytes()
        if data and not data.endswith(b"\n"):
            with self._rows.open("r+b") as file:
                file.truncate(data.rfind(b"\n") + 1)

    def _read_agents(self) -> dict[str, Parts]:
        """Read what the agents were like in the grid that was here last."""
        file = self._path / "grid.json"
        if not file.exists():
            if self._rows.exists():
                return {}  # its rows say by themselves whose they are
            if self._path.is_file() or (self._path.is_dir() and any(self._path.iterdir())):
                raise ValueError(
                    f"{str(self._path)!r} is no store of a grid, and is not empty: name a folder of its own."
                )
            return {}
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            found = (data["format"], data["version"])
            agents = {name: dict(each["parts"]) for name, each in data["agents"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{str(file)!r} cannot be read as a grid's: {error!r}. Delete this file to go on with the "
                "rows beside it, or name another folder."
            ) from error
        if found != (FORMAT, VERSION):
            raise ValueError(
                f"{str(file)!r} is of {found[0]} {found[1]}; this program reads {FORMAT} {VERSION}: update "
                "agents_widget, or name another folder."
            )
        return agents

    def _write_agents(self) -> None:
        """Write the agents, those that only earlier grids had among them."""
        agents = self._earlier | dict(self._agents)
        data = {
            "format": FORMAT,
            "version": VERSION,
            "agents": {
                name: {"fingerprint": agent_key(name, parts), "parts": parts}
                for name, parts in agents.items()
            },
        }
        file = self._path / "grid.json"
        new = file.with_suffix(".new")
        new.write_text(json.dumps(data, indent=1), encoding="utf-8")
        new.replace(file)


def _written(text: str) -> str:
    """Give a text as it may be written: a key of the environment may stand in what a tool returned."""
    return without_environment_keys(sendable_text(text))
