"""Notebooks that a program runs, as ``nbconvert --execute`` and papermill do."""

from __future__ import annotations

from typing import Any

import hang
from nbclient import NotebookClient


def execute(notebook: Any, **options: Any) -> Any:
    """Run a notebook's cells in a kernel of its own, and give the notebook with its outputs."""
    return NotebookClient(notebook, timeout=hang.SECONDS, **options).execute()
