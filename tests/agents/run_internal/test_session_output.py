"""A session write that fails while its run is stopped is told."""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import Any

import hang
import pytest

from agents_widget.agents.agent import Agent
from agents_widget.agents.memory.in_memory_session import InMemorySession
from agents_widget.agents.result import RunResultStreaming
from agents_widget.agents.run import Runner
from agents_widget.agents.run_internal import session_output
from agents_widget.agents.testing import ScriptedModel


class Failing(InMemorySession):
    """A session whose writes wait for a gate, and then fail."""

    def __init__(self) -> None:
        super().__init__("s")
        self.begun, self.gate = asyncio.Event(), asyncio.Event()

    async def add_items(self, items: list[Any], **options: Any) -> None:
        self.begun.set()
        await self.gate.wait()
        raise OSError("disk full")


async def _stopped_while_writing() -> tuple[RunResultStreaming, Failing]:
    session = Failing()
    result = Runner.run_streamed(Agent(name="A", model=ScriptedModel(["hi"])), "go", session=session)
    await asyncio.wait_for(session.begun.wait(), hang.SECONDS)
    result.cancel()
    return result, session


async def test_a_write_that_fails_after_a_stop_is_the_runs_error() -> None:
    result, session = await _stopped_while_writing()
    await asyncio.sleep(0)
    session.gate.set()
    with pytest.raises(OSError, match="disk full"):
        _ = [event async for event in result.stream_events()]
    assert str(result.run_loop_exception) == "disk full"


async def test_one_that_fails_later_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_output, "CLEANUP_SECONDS", 0)
    unretrieved: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: unretrieved.append(context))
    result, session = await _stopped_while_writing()
    await asyncio.wait_for(result.log.wait(), hang.SECONDS)
    assert result.run_loop_exception is None
    with caplog.at_level(logging.ERROR):
        session.gate.set()
        for _ in range(5):
            await asyncio.sleep(0)
    gc.collect()
    assert "could not be written" in caplog.text
    assert "disk full" in caplog.text
    assert unretrieved == []


class Cancelled(InMemorySession):
    """A session whose writes raise ``CancelledError`` of their own, as a library's inner time limit may."""

    async def add_items(self, items: list[Any], **options: Any) -> None:
        raise asyncio.CancelledError


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_a_write_that_cancels_itself_is_told(is_cancelled: bool) -> None:
    session = Cancelled("s")
    result = Runner.run_streamed(Agent(name="A", model=ScriptedModel(["hi"])), "go", session=session)
    if is_cancelled:
        result.cancel("after_turn")
    with pytest.raises(RuntimeError, match="its add_items was cancelled, though the run was not"):
        _ = [event async for event in result.stream_events()]
