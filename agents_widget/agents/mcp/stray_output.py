"""What a stdio server prints to its standard output beside its messages, such as a greeting."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

from .stderr_file import StderrFile

STRAY = "[no message of MCP, on its standard output] "
"""What stands before such a line among what the server wrote."""

_KEPT: ContextVar[StderrFile | None] = ContextVar("agents_widget_mcp_stray_output", default=None)
"""Where the lines of the connection go that this task, or the one that began it, holds."""


def keep_stray_output(file: StderrFile) -> None:
    """Keep such lines of the server that this task goes on to start beside its standard error.

    ``mcp`` logs a traceback for each of them, which fills the cell and says nothing of the server.
    """
    logger = logging.getLogger("mcp.client.stdio")
    if _keep not in logger.filters:
        logger.addFilter(_keep)
    _KEPT.set(file)


def _keep(record: logging.LogRecord) -> bool:
    """Keep a line that could not be read; whether the record is to be logged: any of somebody else's."""
    file, error = _KEPT.get(), record.exc_info[1] if record.exc_info else None
    if file is None or not isinstance(error, ValueError):
        return True
    file.add(f"{STRAY}{_line_of(error)}\n")
    return False


def _line_of(error: Any) -> str:
    """Give what pydantic could not read: a line, or what was in it."""
    try:
        return str(error.errors()[0]["input"])
    except (AttributeError, LookupError):
        return str(error)
