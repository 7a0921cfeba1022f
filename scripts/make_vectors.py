"""Write the golden vectors: runs as events, the patches they become, and the transcript at the end.

    python scripts/make_vectors.py

Python's projector makes them; read the difference before you keep it. Both test suites run them. (The file in
``tests/vectors/twins`` is written by hand: what Python's exports and the view say alike.)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "transcript")]

import scenarios  # noqa: E402
import sources  # noqa: E402
from playing import play  # noqa: E402

from agents_widget.transcript.schema import Transcript, apply_all  # noqa: E402


def main() -> None:
    """Write a file for each run."""
    folder = ROOT / "tests" / "vectors"
    runs = [*scenarios.RUNS, *sources.RUNS]
    for run in runs:
        events = json.loads(json.dumps(run()))
        patches = [patch for patches in play(events) for patch in patches]
        transcript = apply_all(Transcript(), patches)
        vector = {
            "name": run.__name__,
            "events": events,
            "patches": [patch.to_dict() for patch in patches],
            "transcript": transcript.to_dict(),
        }
        lines = ",\n".join(f'"{name}": {_lines(value)}' for name, value in vector.items())
        (folder / f"{run.__name__}.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    print(f"{len(runs)} vectors in {folder}")


def _lines(value: Any) -> str:
    """A list gets a line for each member, so that a difference can be read."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(member) for member in value) + "\n]"
    return json.dumps(value, indent=1) if isinstance(value, dict) else json.dumps(value)


if __name__ == "__main__":
    main()
