"""Running input guardrails: before the model is called, or beside it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ..errors import InputGuardrailTripwireTriggered
from .guardrail import InputGuardrail, as_they_end
from .items import ItemHelpers, TResponseInputItem

if TYPE_CHECKING:
    from .active_run import ActiveRun


class InputChecks:
    """The input guardrails of one run. Those beside the model end the run from there when they trip."""

    def __init__(self, run: ActiveRun) -> None:
        self.run = run
        self._beside: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run the blocking ones to their end, and start the others."""
        run = self.run
        guardrails = [*run.agent.input_guardrails, *(run.config.input_guardrails or ())]
        given = ItemHelpers.input_to_new_input_list(run.result.input)
        await self.check([each for each in guardrails if not each.run_in_parallel], given)
        beside = [each for each in guardrails if each.run_in_parallel]
        if beside:
            self._beside = asyncio.create_task(self._check_beside(beside, given))

    async def check(self, guardrails: list[InputGuardrail[Any]], given: list[TResponseInputItem]) -> None:
        """Run guardrails side by side; the first tripwire stops the others and is raised."""
        agent, context, result = self.run.agent, self.run.context, self.run.result
        async with aclosing(as_they_end(each.run(agent, given, context) for each in guardrails)) as verdicts:
            async for verdict in verdicts:
                result.input_guardrail_results.append(verdict)
                if verdict.output.tripwire_triggered:
                    raise InputGuardrailTripwireTriggered(verdict)

    async def settle(self) -> None:
        """Wait for the verdict of those beside the model; a bad one ends the run in this wait."""
        if self._beside is not None:
            await asyncio.wait([self._beside])

    def stop(self) -> None:
        """The run has ended: nobody waits for a verdict any more."""
        if self._beside is not None:
            self._beside.cancel()

    async def _check_beside(
        self, guardrails: list[InputGuardrail[Any]], given: list[TResponseInputItem]
    ) -> None:
        try:
            await self.check(guardrails, given)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is raised by the run
            self.run.result.abort(error)
