"""Random runs, and what Python makes of them. Run as a program, it writes the file anew.

``js/test/transcript/run-vectors.test.ts`` holds the view to the same answers.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from playing import play
from random_runs import RunGenerator

from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.tape import Tape

FILE = Path(__file__).parents[1] / "vectors" / "twins" / "runs.json"
SEED, CASES, MOMENTS = 20261128, 40, 4
_CASE_LIMIT = 8_000
"""Characters of a case: the file has many short runs rather than few long ones."""


def vectors(seed: int = SEED, cases: int = CASES) -> list[dict[str, Any]]:
    """Make the vectors anew. One seed gives one answer, on every version of Python."""
    random = Random(seed)
    made: list[dict[str, Any]] = []
    while len(made) < cases:
        case = _case(random)
        if len(json.dumps(case)) < _CASE_LIMIT:
            made.append(case)
    return made


def _case(random: Random) -> dict[str, Any]:
    """Record a run as rows of a tape, and what its transcript is at some of their times and at the end."""
    generator = RunGenerator(random)
    steps = generator.damaged_run() if random.random() < 0.7 else generator.run()
    tape, pending = Tape(), []
    for step, patches in zip(steps, play(steps), strict=True):
        pending += patches
        if random.random() < 0.5 or step is steps[-1]:
            tape.add(step["t"], coalesce(pending))
            pending = []
    times = sorted({random.randint(0, tape.duration) for _ in range(MOMENTS)} | {tape.duration})
    moments = [{"t": t, "transcript": tape.transcript_at(t).to_dict()} for t in times]
    return {"rows": [row.to_dict() for row in tape.rows], "moments": moments}


def to_text(cases: list[dict[str, Any]]) -> str:
    """Write vectors as JSON with a line for each case."""
    return "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(to_text(vectors()), encoding="utf-8")
