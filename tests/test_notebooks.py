"""The notebooks of this repository: clean as they are committed, and run by a program."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from executed import execute

pytestmark = pytest.mark.processes

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
NEEDS_PYTHON_3_11 = {"05-other-agents"}  # as the frameworks do that it shows


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_committed(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count, dict(cell.metadata)) == ([], None, {})
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_without_a_key(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if path.stem in NEEDS_PYTHON_3_11 and sys.version_info < (3, 11):
        pytest.skip("its frameworks need Python 3.11")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    folder = {"metadata": {"path": str(tmp_path)}}  # for what a lesson saves
    execute(nbformat.read(path, as_version=4), resources=folder)
