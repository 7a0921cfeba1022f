"""A grid whose process is killed, and the same call again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import hang
import pytest

PROGRAM = Path(__file__).with_name("killed_grid.py")
ROWS, KILLED_AT, CONCURRENCY = 1_000, 400, 32


@pytest.mark.processes
def test_what_a_killed_process_had_done_is_not_run_again(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), str(tmp_path), str(ROWS)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "FIRST": "1"})
    assert first.stdout is not None
    told = [first.stdout.readline() for _ in range(KILLED_AT)]
    first.kill()
    first.wait(hang.SECONDS)
    first.stdout.close()
    rows = (tmp_path / "store" / "rows.jsonl").read_text().splitlines()
    assert len(rows) >= len(told) - 1

    again = subprocess.run(command, capture_output=True, text=True, timeout=hang.SECONDS, check=True)

    assert again.stdout.endswith("done\n")
    asked = Counter((tmp_path / "asked.txt").read_text().split())
    assert len(asked) == ROWS
    twice = [question for question, times in asked.items() if times > 1]
    assert len(twice) <= CONCURRENCY
    kept = {json.loads(line)["input"] for line in rows[:-1]}
    assert not kept & set(twice)
    lines = [json.loads(line) for line in (tmp_path / "store" / "rows.jsonl").read_text().splitlines()]
    assert Counter(line["state"] for line in lines)["done"] == ROWS
