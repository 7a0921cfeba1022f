"""The programs in ``tests/typing`` are what type checkers must accept, and refuse where they say so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "mypy": ["-m", "mypy", "tests/typing"],
    "pyright": ["-m", "basedpyright", "--project", "tests/typing", "--pythonpath", sys.executable],
}


@pytest.mark.parametrize("checker", COMMANDS)
def test_the_programs_are_typed(checker: str) -> None:
    done = subprocess.run([sys.executable, *COMMANDS[checker]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
