"""Running guardrails: on a run's input, on its final output, and before and after a tool."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ..exceptions import (
    AgentsException,
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
    ToolInputGuardrailTripwireTriggered,
    ToolOutputGuardrailTripwireTriggered,
)
from ..guardrail import InputGuardrail, InputGuardrailResult, OutputGuardrail, OutputGuardrailResult
from ..items import ItemHelpers, TResponseInputItem
from ..run_config import OutputGuardrailBlockedMessageArgs
from ..tool_guardrails import (
    ToolGuardrailFunctionOutput,
    ToolInputGuardrailData,
    ToolInputGuardrailResult,
    ToolOutputGuardrailData,
    ToolOutputGuardrailResult,
)
from .tool_invocation import CLEANUP_SECONDS

if TYPE_CHECKING:
    from ..agent import Agent
    from ..tool import FunctionTool
    from ..tool_context import ToolContext
    from .active_run import ActiveRun

logger = logging.getLogger(__name__)
BLOCKED_OUTPUT = "Output withheld by an output guardrail."
ResultT = TypeVar("ResultT", InputGuardrailResult, OutputGuardrailResult)


class InputGuardrailChecks:
    """The input guardrails of one run. Those in parallel with the model end the run when they trip."""

    def __init__(self, run: ActiveRun) -> None:
        self._run = run
        self._started = False
        self._stopping = False
        self._parallel: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Wait for the guardrails that block the model, and start the others, once for an input."""
        if self._started or self._run.continuation.input_checked:
            return
        self._started = True
        guardrails = self._guardrails()
        run_input = self._run.result.input
        if self._run.streamed:  # as in the SDK: a run that is not streamed passes a text as it is
            run_input = ItemHelpers.input_to_new_input_list(run_input)
        await self._check([each for each in guardrails if not each.run_in_parallel], run_input)
        parallel = [each for each in guardrails if each.run_in_parallel]
        self._parallel = [asyncio.ensure_future(self._check_beside(each, run_input)) for each in parallel]
        self._run.continuation.input_checked = not parallel

    async def check_added(self, messages: list[TResponseInputItem]) -> None:
        """Check messages that are added while the run goes on; the model waits for every verdict."""
        await self._check(self._guardrails(), messages)

    async def settle(self) -> None:
        """Wait for the verdicts of those in parallel; a tripwire ends the run in this wait."""
        if self._parallel:
            await asyncio.wait(self._parallel)
        self._run.result.steering.raise_if_over()
        if self._started:
            self._run.continuation.input_checked = True

    async def stop(self) -> None:
        """Cancel those that still run, when the run has ended, and wait while they clean up."""
        self._stopping = True
        await _stop(self._parallel)

    def _guardrails(self) -> list[InputGuardrail[Any]]:
        return [*self._run.agent.input_guardrails, *(self._run.config.input_guardrails or ())]

    async def _check(
        self, guardrails: list[InputGuardrail[Any]], run_input: str | list[TResponseInputItem]
    ) -> None:
        run = self._run
        checks = [self._verdict(each, run_input) for each in guardrails]
        await _run_all(checks, run.result.input_guardrail_results, InputGuardrailTripwireTriggered)

    async def _verdict(
        self, guardrail: InputGuardrail[Any], run_input: str | list[TResponseInputItem]
    ) -> InputGuardrailResult:
        run = self._run
        with run.spans.guardrail(run.agent, guardrail.get_name()) as span:
            verdict = await guardrail.run(run.agent, run_input, run.context)
            span.output = verdict.output.tripwire_triggered
        return verdict

    async def _check_beside(
        self, guardrail: InputGuardrail[Any], run_input: str | list[TResponseInputItem]
    ) -> None:
        """Check the input beside the model. The verdict ends the run in the step in which it is given."""
        run = self._run
        try:
            verdict = await self._verdict(guardrail, run_input)
        except asyncio.CancelledError:
            if self._stopping:
                raise
            # It cancelled itself: without its verdict the input is not known to be good.
            run.abort(AgentsException(f"Input guardrail {guardrail.get_name()!r} was cancelled."))
        except Exception as error:  # noqa: BLE001 - whatever it is, the run raises it
            run.abort(error)
        else:
            run.result.input_guardrail_results.append(verdict)
            if verdict.output.tripwire_triggered:
                run.abort(InputGuardrailTripwireTriggered(verdict))


async def check_final_output(run: ActiveRun, output: Any) -> None:
    """Run the output guardrails in parallel; the first tripwire is raised."""
    guardrails = [*run.agent.output_guardrails, *(run.config.output_guardrails or ())]
    checks = [_output_verdict(run, each, output) for each in guardrails]
    await _run_all(checks, run.result.output_guardrail_results, OutputGuardrailTripwireTriggered)


async def _output_verdict(
    run: ActiveRun, guardrail: OutputGuardrail[Any], output: Any
) -> OutputGuardrailResult:
    with run.spans.guardrail(run.agent, guardrail.get_name()) as span:
        verdict = await guardrail.run(run.context, run.agent, output)
        span.output = verdict.output.tripwire_triggered
    return verdict


def blocked_message(run: ActiveRun, error: OutputGuardrailTripwireTriggered) -> str:
    """The text that a session gets in place of the tool outputs that an output guardrail stopped."""
    message = run.config.output_guardrail_blocked_message
    if not callable(message):
        return message or BLOCKED_OUTPUT
    name = error.guardrail_result.guardrail.get_name()
    try:
        text = message(OutputGuardrailBlockedMessageArgs(BLOCKED_OUTPUT, name, run.agent, run.context))
    except Exception:
        logger.exception("output_guardrail_blocked_message failed; the session gets: %s", BLOCKED_OUTPUT)
        return BLOCKED_OUTPUT
    return text if text and isinstance(text, str) else BLOCKED_OUTPUT


async def _run_all(
    checks: Iterable[Coroutine[Any, Any, ResultT]],
    results: list[ResultT],
    tripped: type[InputGuardrailTripwireTriggered | OutputGuardrailTripwireTriggered],
) -> None:
    """Add each verdict to the results as it comes; the first tripwire stops the others and is raised."""
    tasks = [asyncio.ensure_future(check) for check in checks]
    try:
        for task in asyncio.as_completed(tasks):
            verdict = await task
            results.append(verdict)
            if verdict.output.tripwire_triggered:
                raise tripped(verdict)  # type: ignore[arg-type] # the result and the error are of one kind
    finally:
        await _stop(tasks)


async def _stop(tasks: Sequence[asyncio.Future[Any]]) -> None:
    """Cancel tasks, and wait while they clean up."""
    for task in tasks:
        task.cancel()
        # Retrieves each error, so that asyncio does not warn: only the first one is raised.
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    if tasks:
        await asyncio.wait(tasks, timeout=CLEANUP_SECONDS)


async def input_rejection(
    run: ActiveRun, agent: Agent[Any], tool: FunctionTool, context: ToolContext[Any]
) -> str | None:
    """The message in place of running a tool, or None to run it. Raises at a tripwire."""
    data = ToolInputGuardrailData(context, agent)
    for guardrail in tool.tool_input_guardrails or ():
        verdict = await guardrail.run(data)
        run.result.tool_input_guardrail_results.append(ToolInputGuardrailResult(guardrail, verdict))
        message = _rejection(verdict, ToolInputGuardrailTripwireTriggered(guardrail, verdict))
        if message is not None:
            return message
    return None


async def output_rejection(
    run: ActiveRun, agent: Agent[Any], tool: FunctionTool, context: ToolContext[Any], output: Any
) -> str | None:
    """The message in place of a tool's output, or None to keep the output. Raises at a tripwire."""
    data = ToolOutputGuardrailData(context, agent, output)
    for guardrail in tool.tool_output_guardrails or ():
        verdict = await guardrail.run(data)
        run.result.tool_output_guardrail_results.append(ToolOutputGuardrailResult(guardrail, verdict))
        message = _rejection(verdict, ToolOutputGuardrailTripwireTriggered(guardrail, verdict))
        if message is not None:
            return message
    return None


def _rejection(verdict: ToolGuardrailFunctionOutput, tripped: AgentsException) -> str | None:
    """The message of a verdict that rejects, or None. Raises ``tripped`` for a verdict that ends the run."""
    if verdict.behavior["type"] == "raise_exception":
        raise tripped
    if verdict.behavior["type"] == "reject_content":
        return str(verdict.behavior["message"])
    return None
