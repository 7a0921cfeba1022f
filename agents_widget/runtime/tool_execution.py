"""Running the tools of a turn side by side, and telling of each as it ends."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from openai.types.responses import ResponseFunctionToolCall

from ..errors import AgentsException, UserError
from .callbacks import answer
from .checks import refused_input, refused_output
from .context import ToolContext
from .events import StreamEvent, event_of
from .hooks import call_hooks
from .items import ToolApprovalItem, ToolCallItem, ToolCallOutputItem, output_item
from .printing import reported
from .run_config import ToolErrorFormatterArgs
from .state import RunState
from .tool import FunctionToolResult, Tool
from .tool_call import default_tool_error_function, explain_failure, invoke_function_tool

if TYPE_CHECKING:
    from .active_run import ActiveRun
    from .agent import Agent

CLEANUP = 1.0  # seconds that stopped tools get to tidy up


@dataclass
class ToolCall:
    """A call of one of the agent's tools, still to be carried out."""

    tool: Tool
    item: ToolCallItem
    result: FunctionToolResult | None = None

    @property
    def raw(self) -> ResponseFunctionToolCall:
        """The call as the model wrote it."""
        return cast("ResponseFunctionToolCall", self.item.raw_item)


@dataclass(eq=False)
class ToolBatch:
    """The tool calls of one response. Outputs are streamed as they come and kept in call order."""

    run: ActiveRun
    agent: Agent[Any]
    calls: list[ToolCall]
    _stopping: bool = False

    @property
    def finished(self) -> list[FunctionToolResult]:
        """Results that have an output, in call order."""
        done = [call.result for call in self.calls if call.result is not None]
        return [result for result in done if isinstance(result.run_item, ToolCallOutputItem)]

    @property
    def interruptions(self) -> list[ToolApprovalItem]:
        """Approvals that are waited for, in call order."""
        return [item for call in self.calls if call.result for item in call.result.interruptions]

    async def play(self) -> None:
        """Run the calls; the first failure stops the others and is raised, what was completed is kept."""
        tasks = [asyncio.create_task(self._work(call)) for call in self.calls]
        for task in tasks:
            # Take notice of each error: only the first one of a turn is raised.
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        try:
            for ended in asyncio.as_completed(tasks):
                await ended
        finally:
            self._stopping = True
            for task in tasks:
                task.cancel()
            # In call order, whichever ended first: what the model reads next must not depend on speed.
            self.run.add([cast("ToolCallOutputItem", result.run_item) for result in self.finished])
            if tasks:
                await asyncio.wait(tasks, timeout=CLEANUP)

    async def _work(self, call: ToolCall) -> None:
        async with self.run.tool_slots:
            result = await self._run(call)
        if not self._stopping:
            call.result = result
            if isinstance(result.run_item, ToolCallOutputItem):
                self.run.tell(event_of(result.run_item))

    async def _run(self, call: ToolCall) -> FunctionToolResult:
        verdict = await self._approval(call)
        if verdict is not None:
            return verdict
        await self.run.result._steering.gate(call.raw.call_id)
        context = self._context(call)
        output = await self._output(call, context)
        if isinstance(output, RunState):  # of an agent used as a tool, which waits for approvals itself
            self.run.result._nested[call.raw.call_id] = output
            return FunctionToolResult(call.tool, None, None, interruptions=output.get_interruptions())
        self.run.result._nested.pop(call.raw.call_id, None)
        self.run.context.approvals.settle(call.tool.name, call.raw.call_id)
        return self._result(call, output, context)

    async def _approval(self, call: ToolCall) -> FunctionToolResult | None:
        """What comes of a call that is refused or not decided yet; None lets it run."""
        raw = call.raw
        if raw.call_id in self.run.result._nested:
            return None  # was let run before, and waits for approvals inside
        decision = self.run.context.approvals.find(
            call.tool.name, raw.call_id, agent_name=self.agent.name, arguments=raw.arguments
        )
        if decision is None:
            if not await self._needs_approval(call):
                return None
            execution = self.run.config.tool_execution
            if execution is not None and execution.pre_approval_tool_input_guardrails:
                refusal = await refused_input(self.run, self.agent, call.tool, self._context(call))
                if refusal is not None:
                    return self._result(call, refusal)
            item = ToolApprovalItem(agent=self.agent, raw_item=raw, tool_name=call.tool.name)
            return FunctionToolResult(call.tool, None, item, interruptions=[item])
        if not decision.approved:
            default = "Tool execution was not approved."
            message = decision.message or await message_for_model(self.run, raw, "approval_rejected", default)
            return self._result(call, message)
        if decision.arguments is not None:
            call.item = self.run.edit_call(call.item, decision.arguments)
        return None

    async def _needs_approval(self, call: ToolCall) -> bool:
        needed = call.tool.needs_approval
        if not callable(needed):
            return needed
        arguments = {}
        with suppress(ValueError):
            arguments = json.loads(call.raw.arguments or "{}")
        return await answer(needed(self.run.context, arguments, call.raw.call_id))

    async def _output(self, call: ToolCall, context: ToolContext[Any]) -> Any:
        """Run one tool between its guardrails and hooks."""
        run, agent, tool = self.run, self.agent, call.tool
        if call.raw.call_id not in run.result._nested:
            refusal = await refused_input(run, agent, tool, context)
            if refusal is not None:
                return refusal
            await call_hooks(run, agent, "tool_start", context, tool)
        output = await self._invoke(call, context)
        if isinstance(output, RunState):
            return output
        refusal = await refused_output(run, agent, tool, context, output)
        output = output if refusal is None else refusal
        await call_hooks(run, agent, "tool_end", context, tool, output)
        return output

    async def _invoke(self, call: ToolCall, context: ToolContext[Any]) -> Any:
        explain = getattr(call.tool.on_invoke_tool, "failure_error_function", None)
        try:
            with reported(
                lambda line: context.progress(message=line), watched=self.run.result.prints_watched
            ):
                output = await invoke_function_tool(
                    function_tool=call.tool, context=context, arguments=call.raw.arguments
                )
        except AgentsException:
            raise
        except asyncio.CancelledError:
            if self._stopping:
                raise
            # The tool cancelled itself: that is its failure, and not the end of the run.
            output = await explain_failure(context, RuntimeError("The tool was cancelled."), explain)
        except Exception as error:
            raise UserError(f"Error running tool {call.tool.name}: {error}") from error
        if context._failure is not None and explain is default_tool_error_function:
            return await message_for_model(self.run, call.raw, "tool_exception", output, context._failure)
        return output

    def _context(self, call: ToolCall) -> ToolContext[Any]:
        context: ToolContext[Any] = ToolContext.from_agent_context(
            self.run.context, call.raw.call_id, call.raw, self.agent, run_config=self.run.config
        )
        context._run, context._emit = self.run, self._emit
        return context

    def _emit(self, event: StreamEvent) -> None:
        """Stream an event from inside a tool, on whichever thread that runs."""
        self.run.result._on_loop(self._tell, event)

    def _tell(self, event: StreamEvent) -> None:
        if not self._stopping:  # what comes after the end of its turn is late
            self.run.tell(event)

    def _result(
        self, call: ToolCall, output: Any, context: ToolContext[Any] | None = None
    ) -> FunctionToolResult:
        error = context._failure if context is not None else None
        declared = context is not None and call.tool.output_json_schema is not None
        item = output_item(self.agent, call.raw, output, error, as_json=declared and error is None)
        return FunctionToolResult(call.tool, output, item)


async def answer_unknown(
    run: ActiveRun, agent: Agent[Any], call: ResponseFunctionToolCall
) -> ToolCallOutputItem:
    """The output of a call of a tool that does not exist."""
    text = await message_for_model(run, call, "tool_not_found", f"Tool '{call.name}' not found.")
    return output_item(agent, call, text)


async def message_for_model(
    run: ActiveRun,
    call: ResponseFunctionToolCall,
    kind: Literal["approval_rejected", "tool_not_found", "tool_exception"],
    default: str,
    error: Exception | None = None,
) -> str:
    """The message in place of an output, as the run's ``tool_error_formatter`` words it."""
    if run.config.tool_error_formatter is None:
        return default
    arguments: ToolErrorFormatterArgs[Any] = ToolErrorFormatterArgs(
        kind, "function", call.name, call.call_id, default, run.context, error
    )
    return await answer(run.config.tool_error_formatter(arguments)) or default
