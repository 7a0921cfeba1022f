"""SECURITY.md names the tests that hold each promise: they are there, and test something."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = TEXT[TEXT.index("## What we promise") : TEXT.index("## What we do not promise")]
ROWS = [row for row in re.findall(r"^\| (.+) \| (.+) \|$", PROMISES, re.MULTILINE) if "`" in row[1]]
NAMED = sorted({path for _, tests in ROWS for path in re.findall(r"`([^`]+)`", tests)})


def test_each_promise_names_its_tests() -> None:
    assert len(ROWS) >= 15
    assert PROMISES.count("\n| ") == len(ROWS) + 2  # the table's head and its line
    assert all(re.fullmatch(r"`[^`]+`(?:, `[^`]+`)*", tests) for _, tests in ROWS)


@pytest.mark.parametrize("path", NAMED)
def test_a_named_test_is_there_and_tests_something(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(r"^(?:async )?def test_|^\s*it(?:\.each)?\(", source, re.MULTILINE), path
    assert not re.search(r"mark\.skip|mark\.xfail|it\.skip|describe\.skip|it\.todo", source), path


def test_the_corpus_is_as_large_as_it_says() -> None:
    payloads = json.loads((ROOT / "tests/hostile/payloads.json").read_text(encoding="utf-8"))
    found = re.search(r"over ([\d,]+) in (\d+) categories", TEXT)

    assert found is not None
    assert len(payloads) > int(found[1].replace(",", ""))
    assert len({payload["category"] for payload in payloads}) == int(found[2])
