"""What every test of the storm needs."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_log_records() -> Iterator[None]:
    """Log nothing: pytest keeps each record, and with its traceback all that a failed run held."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
