"""Running agents: the one loop, and the three ways to start it."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict, Unpack

from .exceptions import (
    AgentsException,
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    ModelBehaviorError,
    ModelRefusalError,
    OutputGuardrailTripwireTriggered,
)
from .items import TResponseInputItem
from .lifecycle import RunHooks
from .memory.session import Session
from .result import RunResultStreaming
from .result_base import RunResult, ServerConversation
from .run_config import DEFAULT_MAX_TURNS, RunConfig
from .run_internal import background
from .run_internal.active_run import ActiveRun, begin, check
from .run_internal.final_output import (
    FinalOutput,
    RunErrorHandlers,
    conclude,
    final_output_of,
    replaced_error,
)
from .run_internal.guardrail_checks import InputGuardrailChecks
from .run_internal.turn import Turn, start_agent
from .run_state import RunState
from .stream_events import AgentUpdatedStreamEvent

if TYPE_CHECKING:
    from .agent import Agent


logger = logging.getLogger(__name__)
_REFUSED = (
    *(InputGuardrailTripwireTriggered, OutputGuardrailTripwireTriggered),
    *(ModelBehaviorError, ModelRefusalError),
)
"""The turn that such an error ends is not fit to go on from."""


async def run_loop(run: ActiveRun) -> None:
    """Turn after turn until there is a final output, an approval to wait for, or a wish to stop."""
    result, checks = run.result, InputGuardrailChecks(run)
    try:
        await run.open()
        run.tell(AgentUpdatedStreamEvent(run.agent))
        while await run.may_go_on():
            final = await _begin_turn(run, checks)
            if final is None:
                turn = Turn(run)
                await turn.play()
                if result.interruptions:
                    await checks.settle()
                    return
                if turn.handed_over:
                    await checks.settle()
                    run.starting = True
                    run.tell(AgentUpdatedStreamEvent(run.agent))
                final = await final_output_of(turn)
            if final is not None and not result._pending_input:
                await checks.settle()
                await conclude(run, final.value)
                if final.message is not None:
                    run.publish([final.message])
                await run.save()
                return
            await run.save()
    finally:
        checks.stop()


async def _begin_turn(run: ActiveRun, checks: InputGuardrailChecks) -> FinalOutput | None:
    """Count the turn, check its input and tell the hooks; a handler may end a run of too many turns."""
    result = run.result
    if run.waiting:
        return None
    said = result.take_said()
    if said:
        await checks.check_said([item.raw_item for item in said])
        run.add(said)
    result.current_turn += 1
    if result.max_turns is not None and result.current_turn > result.max_turns:
        error = MaxTurnsExceeded(f"Max turns ({result.max_turns}) exceeded")
        try:
            final = await replaced_error(run, "max_turns", error)
        except MaxTurnsExceeded:
            await checks.settle()  # a tripped guardrail says more
            raise
        result.current_turn = result.max_turns
        return final
    if result.current_turn == 1:
        await checks.start()
    if run.starting:
        run.starting = False
        await start_agent(run)
    return None


async def _drive(run: ActiveRun, result: RunResultStreaming) -> None:
    """Run the loop; what ends it badly carries what the run had done."""
    try:
        await run_loop(run)
    except asyncio.CancelledError:
        if result._abort_reason is None:
            await run.save()
            raise
        if isinstance(result._abort_reason, AgentsException):
            result._abort_reason.run_data = result.error_details()
        raise result._abort_reason from None
    except Exception as error:
        if isinstance(error, AgentsException):
            error.run_data = result.error_details()
        if not isinstance(error, _REFUSED):
            try:  # what tools did has happened, and the next run is to know of it
                await run.save()
            except Exception:
                logger.exception("The session was not told what the failed run had done")
        raise


class RunOptions(TypedDict, total=False):
    """The options of ``Runner.run``, as keywords."""

    context: Any
    max_turns: int | None
    hooks: RunHooks[Any] | None
    run_config: RunConfig | dict[str, Any] | None
    error_handlers: RunErrorHandlers[Any] | None
    previous_response_id: str | None
    auto_previous_response_id: bool
    conversation_id: str | None
    session: Session | None


class Runner:
    """Runs agents."""

    @classmethod
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

        ``input`` is what the user says, a list of input items, or a state to go on from. ``max_turns``
        counts model calls; None means no limit. Raises ``RuntimeError`` where no event loop runs.
        """
        if background.running_loop() is None:
            raise RuntimeError(
                "Runner.run_streamed needs a running event loop: no running event loop here. Call it in an "
                "async function that asyncio.run() runs, or use Runner.run_sync."
            )
        check(starting_agent, input, hooks, max_turns, session)
        conversation = ServerConversation(conversation_id, previous_response_id, auto_previous_response_id)
        result = begin(starting_agent, input, context, max_turns, conversation)
        options: dict[str, Any] = {"context": context, "hooks": hooks, "session": session}
        options |= {"run_config": run_config, "error_handlers": error_handlers}
        options |= {"conversation_id": conversation_id, "previous_response_id": previous_response_id}
        given = {name: value for name, value in options.items() if value is not None}
        result.options = {"max_turns": max_turns, **given}
        config, resumed = RunConfig.of(run_config), isinstance(input, RunState)
        run = ActiveRun(result, config, hooks or RunHooks(), session, error_handlers or {}, resumed)
        result.start(partial(_drive, run))
        return result

    @classmethod
    async def run(
        cls,
        starting_agent: Agent[Any],
        input: str | list[TResponseInputItem] | RunState[Any],
        **options: Unpack[RunOptions],
    ) -> RunResult:
        """Run to the end and return the result; what goes wrong is raised."""
        streamed = cls.run_streamed(starting_agent, input, **options)
        streamed._streamed = False
        assert streamed.run_loop_task is not None  # noqa: S101 - it was just started
        await streamed.run_loop_task
        return streamed.snapshot()

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
