"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from loopback import LoopbackServer


@pytest.fixture
def loopback() -> Iterator[LoopbackServer]:
    """A model server of the test's own."""
    with LoopbackServer() as server:
        yield server
