"""Notebooks that a program runs, as ``nbconvert --execute`` and papermill do."""

from __future__ import annotations

from typing import Any

import hang
from nbclient import NotebookClient
from traitlets.config import Config

# By TCP, a kernel is given ports that are free; another process may have taken one before it listens.
BY_FILES = Config(KernelManager={"transport": "ipc"})


def execute(notebook: Any, **options: Any) -> Any:
    """Run a notebook's cells in a kernel of its own, and give the notebook with its outputs."""
    return NotebookClient(notebook, timeout=hang.SECONDS, config=BY_FILES, **options).execute()
