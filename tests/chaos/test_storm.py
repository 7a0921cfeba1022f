"""Five hundred runs of the storm; ``make chaos`` has ten thousand."""

from __future__ import annotations

import asyncio

import pytest
from storm import run_all

RUNS = 500


@pytest.mark.processes
@pytest.mark.filterwarnings("default")  # a warning is no error for a user, and must not become one here
def test_no_run_hangs_or_loses_or_lies(capsys: pytest.CaptureFixture[str]) -> None:
    """A seed that fails here is run alone by ``python tests/chaos --seed N``."""
    wrong: dict[int, list[str]] = {}
    seen: list[int] = []

    def report(seed: int, problems: list[str]) -> None:
        seen.append(seed)
        if problems:
            wrong[seed] = problems

    complaints = asyncio.run(run_all(range(RUNS), report))
    assert len(seen) == RUNS
    assert wrong == {}
    assert complaints == []
