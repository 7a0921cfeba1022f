"""Logging of requests and tool failures to standard output."""

from __future__ import annotations

import logging
import sys

_HANDLER = logging.StreamHandler()


def enable_verbose_stdout_logging() -> None:
    """Print each request of the openai client with its answer's status, and why a tool failed."""
    _HANDLER.setStream(sys.stdout)
    for name in ("openai", "agents_widget"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(_HANDLER)
