"""Running guardrails: on a run's input, on its final output, and around a tool."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..exceptions import (
    AgentsException,
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
    ToolInputGuardrailTripwireTriggered,
    ToolOutputGuardrailTripwireTriggered,
)
from ..guardrail import (
    InputGuardrail,
    ToolInputGuardrailData,
    ToolInputGuardrailResult,
    ToolOutputGuardrailData,
    ToolOutputGuardrailResult,
)
from ..items import ItemHelpers, TResponseInputItem

if TYPE_CHECKING:
    from ..tool_context import ToolContext
    from .active_run import ActiveRun
    from .tool_execution import ToolCallExecution


class InputGuardrailChecks:
    """The input guardrails of one run. Those beside the model end the run from there when they trip."""

    def __init__(self, run: ActiveRun) -> None:
        self.run = run
        self._beside: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run the blocking ones to their end, and start the others."""
        guardrails, given = self._all(), self.run.result.input
        if self.run.result._streamed:  # as in the SDK, where a run that is not keeps a plain text
            given = ItemHelpers.input_to_new_input_list(given)
        await self._check([each for each in guardrails if not each.run_in_parallel], given)
        beside = [each for each in guardrails if each.run_in_parallel]
        if beside:
            self._beside = asyncio.create_task(self._check_beside(beside, given))

    async def check_said(self, given: list[TResponseInputItem]) -> None:
        """Check what is said while the run goes on; the model waits for every verdict."""
        await self._check(self._all(), given)

    async def settle(self) -> None:
        """Wait for the verdict of those beside the model; a bad one ends the run in this wait."""
        if self._beside is not None:
            await asyncio.wait([self._beside])

    def stop(self) -> None:
        """The run has ended: nobody waits for a verdict any more."""
        if self._beside is not None:
            self._beside.cancel()

    def _all(self) -> list[InputGuardrail[Any]]:
        return [*self.run.agent.input_guardrails, *(self.run.config.input_guardrails or ())]

    async def _check(
        self, guardrails: list[InputGuardrail[Any]], given: str | list[TResponseInputItem]
    ) -> None:
        run = self.run
        checks = [each.run(run.agent, given, run.context) for each in guardrails]
        await _side_by_side(checks, run.result.input_guardrail_results, InputGuardrailTripwireTriggered)

    async def _check_beside(
        self, guardrails: list[InputGuardrail[Any]], given: str | list[TResponseInputItem]
    ) -> None:
        try:
            await self._check(guardrails, given)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is raised by the run
            self.run.result.abort(error)


async def check_final_output(run: ActiveRun, output: Any) -> None:
    """Run the output guardrails side by side; the first tripwire is raised."""
    guardrails = [*run.agent.output_guardrails, *(run.config.output_guardrails or ())]
    checks = [each.run(run.context, run.agent, output) for each in guardrails]
    await _side_by_side(checks, run.result.output_guardrail_results, OutputGuardrailTripwireTriggered)


async def _side_by_side(
    checks: Iterable[Awaitable[Any]], results: list[Any], tripped: type[AgentsException]
) -> None:
    """Add each verdict to the results as it comes; the first tripwire stops the others and is raised."""
    tasks = [asyncio.ensure_future(check) for check in checks]
    try:
        for task in asyncio.as_completed(tasks):
            verdict = await task
            results.append(verdict)
            if verdict.output.tripwire_triggered:
                raise tripped(verdict)
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def refused_input(call: ToolCallExecution, context: ToolContext[Any]) -> str | None:
    """The message to give in place of running a tool, or None to run it."""
    data, results = ToolInputGuardrailData(context, call.agent), call.run.result.tool_input_guardrail_results
    kind, tripped = ToolInputGuardrailResult, ToolInputGuardrailTripwireTriggered
    return await _refusal(call.tool.tool_input_guardrails, data, results, kind, tripped)


async def refused_output(call: ToolCallExecution, context: ToolContext[Any], output: Any) -> str | None:
    """The message to give in place of what a tool returned, or None to give that."""
    data = ToolOutputGuardrailData(context, call.agent, output)
    results, kind = call.run.result.tool_output_guardrail_results, ToolOutputGuardrailResult
    tripped = ToolOutputGuardrailTripwireTriggered
    return await _refusal(call.tool.tool_output_guardrails, data, results, kind, tripped)


async def _refusal(
    guardrails: Iterable[Any] | None,
    data: Any,
    results: list[Any],
    kind: Callable[..., Any],
    tripped: Callable[..., AgentsException],
) -> str | None:
    for guardrail in guardrails or ():
        verdict = await guardrail.run(data)
        results.append(kind(guardrail, verdict))
        if verdict.behavior["type"] == "raise_exception":
            raise tripped(guardrail, verdict)
        if verdict.behavior["type"] == "reject_content":
            return str(verdict.behavior["message"])
    return None
