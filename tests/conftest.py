"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from loopback import LoopbackServer

if TYPE_CHECKING:
    from openai import AsyncOpenAI


# No test asks a server of the world, so no client need read all authorities' certificates: here are none.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)
# nbformat's jsonschema would compile grammars of addresses for seconds; no notebook's schema has addresses.
sys.modules["rfc3987_syntax"] = None
gc.disable()  # until all that stays is imported

# pydantic-ai, LangChain and Google ADK have no current release for Python 3.10, and there LangGraph's
# questions do not reach nodes that are async:
# https://reference.langchain.com/python/langgraph/config/get_stream_writer
FRAMEWORKS_ARE_THERE = sys.version_info >= (3, 11)
if not FRAMEWORKS_ARE_THERE:
    collect_ignore_glob = [
        "browser/test_other_agents.py",
        "sources/test_adapter_checks.py",
        "sources/test_google_adk*.py",
        "sources/test_langgraph*.py",
        "sources/test_matrix.py",
        "sources/test_pydantic_ai*.py",
    ]


def pytest_report_header() -> str | None:
    return None if FRAMEWORKS_ARE_THERE else f"left out on Python 3.10: {', '.join(collect_ignore_glob)}"


# The same examples in every run: a test that fails must fail for a change, not for a throw of dice.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try what depends on programs of others (browser, JupyterLab, Dask) once again when it fails.

    pytest counts and names what was tried again: a fault to be found, in the test or in the product.
    """
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """What is imported stays: garbage is looked for only among what the tests make."""
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


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
