"""The two programs of the streaming page as scripts, with nothing but their import lines changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import hang
import pytest
from answers import call, text
from loopback import LoopbackServer

pytestmark = pytest.mark.processes

PROGRAMS = Path(__file__).parent / "programs"


def run(name: str, loopback: LoopbackServer) -> str:
    environment = os.environ | {"OPENAI_BASE_URL": loopback.base_url, "OPENAI_API_KEY": "sk-test"}
    done = subprocess.run(
        [sys.executable, "-W", "error", PROGRAMS / name],
        env=environment,
        capture_output=True,
        text=True,
        timeout=hang.SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_program_that_prints_tokens(loopback: LoopbackServer) -> None:
    loopback.answer(text("One, two, three, four, five."))
    assert run("tokens.py", loopback) == "One, two, three, four, five."
    assert "Please tell me 5 jokes." in str(loopback.requests[0].body)


def test_the_program_that_prints_items(loopback: LoopbackServer) -> None:
    loopback.answer(call("how_many_jokes"), text("A joke."))
    lines = run("items.py", loopback).splitlines()
    number = lines.pop(3)
    assert 1 <= int(number.removeprefix("-- Tool output: ")) <= 10
    assert lines == [
        "=== Run starting ===",
        "Agent updated: Joker",
        "-- Tool was called",
        "-- Message output:",
        " A joke.",
        "=== Run complete ===",
    ]
