"""Programs written for the OpenAI Agents SDK: with the real package and with ours they do the same.

Each program in ``tests/programs/sdk_*.py`` is played twice with the same answers of the model server: as
it stands, and with its import line changed to the SDK's. What it prints and what it sends must be equal.

What may differ in a request, and why: a run of ours asks for a stream even when nobody follows it, since
there is one loop; the SDK sends lists that are empty; and the schema of an agent as a tool has our own words.
What may differ in print is listed in ``OURS_ONLY``.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import answers_of_flows
import answers_of_runs
import hang
import pytest
from loopback import LoopbackServer, Queued

pytestmark = pytest.mark.processes

FOLDER = Path(__file__).parent.parent / "programs"
PROGRAMS = sorted(path.stem.removeprefix("sdk_") for path in FOLDER.glob("sdk_*.py"))
ARGUMENTS = {"approval_in_two_processes": [["ask"], ["answer"]]}  # the others run once, without any

# Lines that only ours prints, and why.
OURS_ONLY = {
    # The SDK does not tell of a handoff whose filter leaves out the handoff's own output.
    "message_filter": "   handoff_occured\n",
}
ID = re.compile(r"\b(msg|fc|rs|resp|call)_\d+\b")


class Player:
    """One package, imported once, for any number of programs."""

    def __init__(self, *modules: str) -> None:
        command = [sys.executable, str(Path(__file__).with_name("program_player.py")), *modules]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
        )

    def play(self, source: str, arguments: list[str], folder: Path, server: LoopbackServer) -> str:
        """What a program prints; it must end well."""
        path, output, errors = (folder / name for name in ("program.py", "output.txt", "errors.txt"))
        path.write_text(source)
        environment = {
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_DEFAULT_MODEL": "test-model",
            "OPENAI_AGENTS_DISABLE_TRACING": "1",
        }
        job = {
            "path": str(path),
            "arguments": arguments,
            "folder": str(folder),
            "environment": environment,
            "output": str(output),
            "errors": str(errors),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(job)}\n")
        code = self._process.stdout.readline().strip()
        assert code == "0", f"exit code {code}\n{output.read_text()}\n{errors.read_text()}"
        return output.read_text()

    def close(self) -> None:
        """End the process, and a program that hangs in it."""
        try:
            self._process.communicate(timeout=hang.SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()


@pytest.fixture(scope="module")
def players() -> Iterator[tuple[Player, Player]]:
    """Ours and the SDK's."""
    both = Player("agents_widget.agents.run", "agents_widget.testing"), Player("agents")
    yield both
    for each in both:
        each.close()


def with_sdk(source: str) -> str:
    """A program of ours as it is written for the SDK."""
    return source.replace("agents_widget.agents", "agents")


def answers(name: str) -> Callable[[], list[Queued]]:
    """What the model server answers to a program."""
    return getattr(answers_of_flows, name, None) or getattr(answers_of_runs, name)


def played(
    name: str, source: str, player: Player, server: LoopbackServer, folder: Path
) -> tuple[str, list[str]]:
    """What a program prints, and what it asks the model server."""
    folder.mkdir()
    server.reset()
    server.answer(*answers(name)())
    printed = "".join(
        player.play(source, arguments, folder, server) for arguments in ARGUMENTS.get(name, [[]])
    )
    assert not server._answers, f"{name} left {len(server._answers)} answers in the queue"
    return printed, sorted(map(sent, server.requests))


def sent(request: Any) -> str:
    """A request as it matters, as text that can be sorted: some are sent side by side."""
    known: dict[str, str] = {}
    text = json.dumps({"path": request.path, **request.body}, sort_keys=True, indent=1)
    counted = ID.sub(lambda match: known.setdefault(match[0], f"{match[1]}#{len(known)}"), text)
    return json.dumps(significant(json.loads(counted)), sort_keys=True, indent=1)


def significant(value: Any) -> Any:
    """A request's body without what differs for a reason."""
    if isinstance(value, list):
        return [significant(each) for each in value]
    if not isinstance(value, dict):
        return value
    own_words = {"description"} if value.get("title") == "AgentAsToolInput" else set()
    # Every chat server is asked for its usage here, by the SDK only OpenAI's: a budget counts on it.
    left_out = {"stream", "stream_options", *own_words}
    return {key: significant(each) for key, each in value.items() if each != [] and key not in left_out}


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_as_with_the_sdk(
    name: str, players: tuple[Player, Player], loopback: LoopbackServer, tmp_path: Path
) -> None:
    source = (FOLDER / f"sdk_{name}.py").read_text()
    ours, sdk = players
    expected = played(name, with_sdk(source), sdk, loopback, tmp_path / "sdk")
    got = played(name, source, ours, loopback, tmp_path / "ours")
    ours_only = OURS_ONLY.get(name, "")
    assert ours_only in got[0]
    assert got[0].replace(ours_only, "", 1) == expected[0]
    assert got[1] == expected[1]


def test_every_program_prints() -> None:
    assert PROGRAMS
    assert all("print(" in (FOLDER / f"sdk_{name}.py").read_text() for name in PROGRAMS)


def test_only_import_lines_are_changed() -> None:
    for name in PROGRAMS:
        source = (FOLDER / f"sdk_{name}.py").read_text()
        swapped = with_sdk(source)
        assert "agents_widget" not in swapped
        ours, sdk = source.splitlines(), swapped.splitlines()
        changed = [line for line, other in zip(ours, sdk, strict=True) if line != other]
        assert changed, name
        assert all(line.startswith("from agents_widget.agents") for line in changed), name
