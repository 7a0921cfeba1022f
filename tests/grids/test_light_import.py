"""What importing a grid loads: none of what few need and all would wait for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pandas", "scipy", "numpy", "matplotlib", "distributed", "dask", "jsonschema")


def test_grids_are_imported_without_heavy_packages() -> None:
    program = (
        "import sys; from agents_widget import Grid, exact, grid, judge;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
