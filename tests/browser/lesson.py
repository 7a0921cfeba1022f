"""The notebooks of this repository as lessons: where each of their cells is."""

from __future__ import annotations

import json
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


class Lesson:
    """A notebook file and its cells by name."""

    def __init__(self, name: str) -> None:
        self.file = NOTEBOOKS / name
        cells = json.loads(self.file.read_text(encoding="utf-8"))["cells"]
        self._numbers = {cell["id"]: number for number, cell in enumerate(cells)}

    def __getitem__(self, cell_id: str) -> int:
        """Give the number of a cell, counted from 0."""
        return self._numbers[cell_id]
