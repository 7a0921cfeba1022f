"""The runner: the three ways to run an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from .guessed_arguments import ON_RUNNER, explain_arguments
from .items import TResponseInputItem
from .lifecycle import RunHooks
from .memory.session import Session
from .result import RunResult, RunResultStreaming
from .run_config import (
    DEFAULT_MAX_TURNS,
    CallModelData,
    CallModelInputFilter,
    ModelInputData,
    OutputGuardrailBlockedMessageArgs,
    OutputGuardrailBlockedMessageFormatter,
    ReasoningItemIdPolicy,
    RunConfig,
    RunOptions,
    ToolErrorFormatter,
    ToolErrorFormatterArgs,
    ToolExecutionConfig,
    ToolNameCollisionPolicy,
    ToolNotFoundBehavior,
)
from .run_context import RunContextWrapper
from .run_error_handlers import RunErrorHandlers
from .run_internal import background
from .run_internal.run_start import start_run
from .run_state import RunState

if TYPE_CHECKING:
    from .agent import Agent

__all__ = [
    "DEFAULT_MAX_TURNS",
    "CallModelData",
    "CallModelInputFilter",
    "ModelInputData",
    "OutputGuardrailBlockedMessageArgs",
    "OutputGuardrailBlockedMessageFormatter",
    "ReasoningItemIdPolicy",
    "RunConfig",
    "RunContextWrapper",
    "RunOptions",
    "RunState",
    "Runner",
    "ToolErrorFormatter",
    "ToolErrorFormatterArgs",
    "ToolExecutionConfig",
    "ToolNameCollisionPolicy",
    "ToolNotFoundBehavior",
]


class Runner:
    """Runs agents."""

    @classmethod
    @explain_arguments("Runner.run_streamed", ON_RUNNER)
    def run_streamed(
        cls,
        starting_agent: Agent[Any],
        input: str | list[TResponseInputItem] | RunState[Any],
        context: Any = None,
        max_turns: int | None = DEFAULT_MAX_TURNS,
        hooks: RunHooks[Any] | None = None,
        run_config: RunConfig | dict[str, Any] | None = None,
        previous_response_id: str | None = None,
        auto_previous_response_id: bool = False,
        conversation_id: str | None = None,
        session: Session | None = None,
        *,
        error_handlers: RunErrorHandlers[Any] | None = None,
    ) -> RunResultStreaming:
        """Start a run and return at once; follow it by ``async for event in result.stream_events()``.

        ``input`` is a user message, a list of input items, or a state to go on from. ``max_turns``
        counts model calls; None means no limit. Raises ``RuntimeError`` where no event loop runs.
        """
        if background.running_loop() is None:
            raise RuntimeError(
                "Runner.run_streamed needs a running event loop: no running event loop here. Call it in an "
                "async function that asyncio.run() runs, or use Runner.run_sync."
            )
        options = RunOptions(
            context=context,
            max_turns=max_turns,
            hooks=hooks,
            run_config=run_config,
            error_handlers=error_handlers,
            previous_response_id=previous_response_id,
            auto_previous_response_id=auto_previous_response_id,
            conversation_id=conversation_id,
            session=session,
        )
        return start_run(starting_agent, input, options, streamed=True)

    @classmethod
    async def run(
        cls,
        starting_agent: Agent[Any],
        input: str | list[TResponseInputItem] | RunState[Any],
        **options: Unpack[RunOptions],
    ) -> RunResult:
        """Run to the end and return the result; an error that ends the run is raised."""
        result = start_run(starting_agent, input, options, streamed=False)
        assert result.run_loop_task is not None  # noqa: S101 - it was just started
        await result.run_loop_task
        return result.ended()

    @classmethod
    def run_sync(
        cls,
        starting_agent: Agent[Any],
        input: str | list[TResponseInputItem] | RunState[Any],
        **options: Unpack[RunOptions],
    ) -> RunResult:
        """Run to the end from code that is not async, in a notebook cell too; Ctrl-C stops the run.

        The run lives on the background loop. Raises ``RuntimeError`` when called on that loop itself.
        """
        if background.running_loop() is background.loop():
            raise RuntimeError(
                "Runner.run_sync would wait for itself here: this code runs on the background loop. "
                "Write `await Runner.run(...)`."
            )
        future = background.submit(cls.run(starting_agent, input, **options))
        try:
            return future.result()
        finally:
            future.cancel()
