"""Tools that fail: they raise, give odd values, take too long, report late, or wait for a person."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from agents_widget import function_tool
from agents_widget.agents import (
    ToolContext,
    ToolGuardrailFunctionOutput,
    ToolInputGuardrail,
    ToolOutputGuardrail,
)

if TYPE_CHECKING:
    from hostile_program import ProgramMaker


class ProgramError(Exception):
    """What the program raises itself."""


class UnspeakableError(ProgramError):
    """An error that has no text: showing it raises."""

    def __str__(self) -> str:
        raise ProgramError("no text")

    __repr__ = __str__


class Unspeakable:
    """An object that has no text and no attributes."""

    def __repr__(self) -> str:
        raise ProgramError("no text")

    def __getattr__(self, name: str) -> Any:
        raise ProgramError("no attributes")


def _odd_results() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    odd = [Unspeakable(), loop, None, b"\xff", float("nan"), "half \ud83d", {"type": "text"}, 10**400]
    return [*odd, {1: {2}}, "x" * 100_000, lambda: 1, Exception("a value"), UnspeakableError(), type, ""]


def _steady(maker: ProgramMaker) -> Any:
    @function_tool
    def steady(word: str) -> str:
        """Say a word twice."""
        return word * 2

    return steady


def _raising(maker: ProgramMaker) -> Any:
    @function_tool
    async def raising(word: str) -> str:
        """Fail."""
        errors = [ProgramError("boom"), UnspeakableError(), ProgramError(Unspeakable())]
        other = [StopAsyncIteration(), RuntimeError("boom"), asyncio.CancelledError(), GeneratorExit()]
        maker.fail(maker.random.choice([*errors, *other[:3]]))
        return word

    return raising


def _raising_on(maker: ProgramMaker) -> Any:
    @function_tool(failure_error_function=None)
    async def raising_on(word: str) -> str:
        """Fail, and end the run."""
        maker._maybe_fail(0.5)
        return word

    return raising_on


def _odd(maker: ProgramMaker) -> Any:
    @function_tool
    async def odd(word: str) -> Any:
        """Give an odd value."""
        return maker.random.choice(_odd_results())

    return odd


def _slow(maker: ProgramMaker) -> Any:
    @function_tool
    async def slow(context: ToolContext[Any], word: str) -> str:
        """Take some time, and tell of it."""
        for step in range(3):
            context.progress(step / 3, f"step {step} \ud83d")
            await asyncio.sleep(maker.random.choice([0, 0.001, 0.005]))
        return word

    return slow


def _threaded(maker: ProgramMaker) -> Any:
    @function_tool
    def threaded(context: ToolContext[Any], word: str) -> str:
        """Work on a thread, that tells of it also when it is over."""
        print("printed", word)
        telling = threading.Thread(target=_tell, args=(context,), name="storm-telling")
        telling.start()
        if maker.random.random() < 0.5:
            telling.join()
        return word

    def _tell(context: ToolContext[Any]) -> None:
        for step in range(20):
            context.progress(step / 20)

    return threaded


def _timed(maker: ProgramMaker) -> Any:
    @function_tool(timeout=0.005)
    async def timed(word: str) -> str:
        """Take too long, or not."""
        try:
            await asyncio.sleep(maker.random.choice([0, 0.05]))
        except asyncio.CancelledError:
            maker._maybe_fail(0.3)
            raise
        return word

    return timed


def _asked(maker: ProgramMaker) -> Any:
    @function_tool(needs_approval=True)
    async def asked(word: str) -> str:
        """Do what a person must allow."""
        return word

    return asked


def _guarded(maker: ProgramMaker) -> Any:
    @function_tool
    async def guarded(word: str) -> str:
        """Do what guardrails judge."""
        return word

    def verdict(data: Any) -> ToolGuardrailFunctionOutput:
        maker._maybe_fail(0.1)
        kinds = ToolGuardrailFunctionOutput
        return maker.random.choice([kinds.allow(), kinds.reject_content("No."), kinds.raise_exception()])

    guarded.tool_input_guardrails = [ToolInputGuardrail(verdict)]
    guarded.tool_output_guardrails = [ToolOutputGuardrail(verdict)]
    return guarded


TOOL_MAKERS: dict[str, Callable[[ProgramMaker], Any]] = {
    "steady": _steady,
    "raising": _raising,
    "raising_on": _raising_on,
    "odd": _odd,
    "slow": _slow,
    "threaded": _threaded,
    "timed": _timed,
    "asked": _asked,
    "guarded": _guarded,
}
