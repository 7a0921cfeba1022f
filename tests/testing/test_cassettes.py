"""The fixture ``cassette``, in a project of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = """
import pytest
from agents_widget.testing import ScriptedModel

pytest_plugins = ["agents_widget.testing.cassettes"]

@pytest.fixture
def cassette_model():
    return ScriptedModel(["It snows."])
"""
TEST = """
import asyncio
import pytest
from agents_widget import Agent, Runner

@pytest.mark.parametrize("city", ["Oslo/N", "Rome"])
def test_weather(cassette, city):
    agent = Agent(name="Weather", instructions="INSTRUCTIONS", model=cassette)
    assert asyncio.run(Runner.run(agent, city)).final_output == "It snows."
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TEST)
    return tmp_path


def pytest_in(project: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300).stdout


def test_it_fails_until_it_is_recorded_then_plays_and_tells_what_changed(project: Path) -> None:
    never = pytest_in(project)
    assert "2 errors" in never or "2 failed" in never, never
    assert "To record it: pytest --record-cassettes" in never

    assert "2 passed" in pytest_in(project, "--record-cassettes")
    names = sorted(path.name for path in (project / "cassettes").iterdir())
    assert names == ["test_it.test_weather_Oslo_N_.jsonl", "test_it.test_weather_Rome_.jsonl"] or names == [
        "test_it.test_weather_Oslo_N.jsonl",
        "test_it.test_weather_Rome.jsonl",
    ]
    assert "2 passed" in pytest_in(project)

    (project / "test_it.py").write_text(TEST.replace("INSTRUCTIONS", "Be brief."))
    changed = pytest_in(project)
    assert "2 failed" in changed
    assert "model call 1" in changed
    assert "instructions" in changed
    assert "2 passed" in pytest_in(project, "--record-cassettes")
    assert "2 passed" in pytest_in(project)
