"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from loopback import LoopbackServer

if TYPE_CHECKING:
    from openai import AsyncOpenAI


# The same examples in every run: a test that fails must fail for a change, not for a throw of dice.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
def loopback() -> Iterator[LoopbackServer]:
    """A model server of the test's own."""
    with LoopbackServer() as server:
        yield server


@pytest.fixture
async def client(loopback: LoopbackServer) -> AsyncIterator[AsyncOpenAI]:
    """The real openai client, talking to ``loopback``; closed with its connections after the test."""
    from openai import AsyncOpenAI  # here, so that tests without a model do not pay for it

    async with AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=0) as openai_client:
        yield openai_client
