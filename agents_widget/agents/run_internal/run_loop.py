"""The run loop: turn after turn, until a final output, an approval to wait for, a stop or an error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from openai import APIError

from ..exceptions import (
    AgentsException,
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    ModelBehaviorError,
    ModelRefusalError,
    OutputGuardrailTripwireTriggered,
)
from ..stream_events import AgentUpdatedStreamEvent
from .active_run import ActiveRun
from .final_output import FinalOutput, final_output_of, replace_error
from .guardrail_checks import InputGuardrailChecks, blocked_message, check_final_output
from .session_output import save, save_input_only, save_withheld, write_session
from .turn import Turn

logger = logging.getLogger(__name__)
_REFUSALS = (
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
    ModelBehaviorError,
    ModelRefusalError,
)
"""Errors after which the turn is not saved: no later run could go on from it."""


async def run_to_end(run: ActiveRun) -> None:
    """Run the loop; an error that ends it carries what the run had done."""
    with run.spans.trace():
        await _run_to_end(run)


async def _run_to_end(run: ActiveRun) -> None:
    try:
        await run_loop(run)
    except asyncio.CancelledError:
        if run.abort_reason is None:
            await save(run)
            raise
    except Exception as error:
        if run.abort_reason is None:
            if isinstance(error, (AgentsException, APIError)):
                error.run_data = run.result.error_details()  # type: ignore[union-attr]
            if not (isinstance(error, _REFUSALS) or run.session_failed):
                await _after_failure(save(run))
            raise
        if run.session_failed:
            logger.exception("The session could not be written before a guardrail ended the run")
    if run.abort_reason is not None:
        # Whatever the cancelled loop made of its cancellation.
        if isinstance(run.abort_reason, AgentsException):
            run.abort_reason.run_data = run.result.error_details()
        raise run.abort_reason from None


async def _after_failure(saving: Coroutine[Any, Any, None]) -> None:
    """Save what was done before the failure, for the next run; a second error is only logged."""
    try:
        await saving
    except Exception:
        logger.exception("The session could not be saved after the run failed")


async def run_loop(run: ActiveRun) -> None:
    """Run turn after turn; return when there is a final output, an approval to wait for, or a stop."""
    checks = InputGuardrailChecks(run)
    try:
        await write_session(run, await run.open())
        run.emit(AgentUpdatedStreamEvent(run.agent))
        while await run.ready_for_next_turn():
            final = await _begin_turn(run, checks)
            if final is None:
                turn = Turn(run)
                await turn.execute()
                if run.result.interruptions:
                    await checks.settle()
                    return
                if turn.handed_over:
                    await checks.settle()
                    run.starting = True
                    run.emit(AgentUpdatedStreamEvent(run.agent))
                final = await final_output_of(turn)
            if final is not None:
                await checks.settle()
                if await _end(run, final):
                    return
            await save(run)
    finally:
        await checks.stop()


async def _begin_turn(run: ActiveRun, checks: InputGuardrailChecks) -> FinalOutput | None:
    """Count the turn, check its input and call the start hooks; a handler may end a run of too many turns."""
    if run.waiting:
        await checks.start()
        return None
    result = run.result
    messages = result.take_pending_input()
    if messages:
        await checks.check_added([item.raw_item for item in messages])
        run.add(messages)
    result.current_turn += 1
    if result.max_turns is not None and result.current_turn > result.max_turns:
        return await _end_of_turns(run, checks, result.max_turns)
    await checks.start()
    if run.starting:
        run.starting = False
        await run.start_agent()
    return None


async def _end_of_turns(run: ActiveRun, checks: InputGuardrailChecks, max_turns: int) -> FinalOutput:
    """The final output of the error handler for too many turns. Raises ``MaxTurnsExceeded`` without one."""
    try:
        final = await replace_error(run, "max_turns", MaxTurnsExceeded(f"Max turns ({max_turns}) exceeded"))
    except MaxTurnsExceeded:
        await checks.settle()  # a tripped guardrail is the better reason
        raise
    run.result.current_turn = max_turns
    return final


async def _end(run: ActiveRun, final: FinalOutput) -> bool:
    """Have the final output judged, and make it the run's once it is saved.

    False if the user has said something meanwhile: then it is not the last.
    """
    run.result.steering.raise_if_over()
    if run.continuation.pending_input:
        return False
    await run.hooks.agent_end(run.hook_context(), run.agent, final.value)
    try:
        await check_final_output(run, final.value)
    except OutputGuardrailTripwireTriggered as error:
        await _after_failure(save_withheld(run, blocked_message(run, error)))
        raise
    except asyncio.CancelledError:
        await _after_failure(save_input_only(run))
        raise
    except Exception:
        # A guardrail that fails withholds nothing: a handler's answer is kept as any other is.
        await _after_failure(save(run, final.message))
        raise
    if run.continuation.pending_input:
        return False
    await save(run, final.message)
    run.result.final_output = final.value
    if final.message is not None:
        run.emit_items([final.message])
        run.continuation.saved_items = len(run.result.new_items)
    return True
