"""Executing the tool calls of a turn: approval, guardrails, hooks, the tool itself, and its output item."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from openai.types.responses import ResponseFunctionToolCall

from ...error_text import ask_ahead, error_text
from ...utf8 import sendable_json
from ..approvals import Decision
from ..callbacks import maybe_await
from ..exceptions import AgentsException, ToolTimeoutError, UserError
from ..items import ToolApprovalItem, ToolCallItem, ToolCallOutputItem, ToolOutcome
from ..run_config import ToolErrorFormatterArgs
from ..run_state import RunState
from ..stream_events import StreamEvent, event_of
from ..tool import FunctionToolResult, Tool
from ..tool_context import OuterRun, ToolContext
from ..tool_errors import explain_failure, unset_error_function
from ..tool_output import ModelOutput, is_plain
from . import display_capture
from .background import call_on
from .guardrail_checks import input_rejection, output_rejection
from .items import output_item
from .stdout_capture import reporting
from .tool_invocation import CLEANUP_SECONDS, invoke_function_tool

if TYPE_CHECKING:
    from ..agent import Agent
    from .active_run import ActiveRun

logger = logging.getLogger(__name__)
_NOT_APPROVED = "Tool execution was not approved."


@dataclass(frozen=True)
class ToolOutput:
    """The output of a tool, or the text in place of it, and how the call ended."""

    value: Any
    outcome: ToolOutcome
    error: Exception | None = None
    for_model: Any = None
    """What the model gets in place of the value, if that is another."""


@dataclass(eq=False)
class ToolCallExecution:
    """The execution of one tool call: approval, guardrails, hooks, the tool, and its output item."""

    run: ActiveRun
    agent: Agent[Any]
    tool: Tool
    item: ToolCallItem
    result: FunctionToolResult | None = None
    over: bool = False
    """Whether its turn is over: what still comes from the tool is dropped."""

    @property
    def raw(self) -> ResponseFunctionToolCall:
        """The call as the model wrote it."""
        return cast("ResponseFunctionToolCall", self.item.raw_item)

    @property
    def output(self) -> ToolCallOutputItem | None:
        """The output item, once there is one."""
        item = self.result.run_item if self.result is not None else None
        return item if isinstance(item, ToolCallOutputItem) else None

    async def execute(self) -> None:
        """Execute the call, and emit its output."""
        run_result = self.run.result
        run_result.steering.forget_call(self.raw.call_id)
        try:
            async with self.run.tool_slots:
                run_result.steering.raise_if_over()
                result = await self._decided_result() or await self._run_tool()
            if not self.over:
                self.result = result
                if self.output is not None:
                    self.run.emit(event_of(self.output))
            if run_result.steering.paused:  # who looks at a run that holds again sees what it did
                await run_result.readers.caught_up(len(run_result.log.events))
        except BaseException as error:
            if isinstance(error, (Exception, KeyboardInterrupt)):
                run_result.steering.keep_error(self.raw.call_id, error)
            run_result.steering.end_step(self.raw.call_id, failed=True)
            raise
        run_result.steering.end_step(self.raw.call_id)

    async def _decided_result(self) -> FunctionToolResult | None:
        """The result of a call that is denied, or that waits for approval; None if the tool is to run."""
        if self._is_nested_run():
            return None  # was approved before, and waits for approvals inside
        decision = self.run.context.approvals.find(
            self.tool.name, self.raw.call_id, agent_name=self.agent.name, arguments=self.raw.arguments
        )
        if decision is None:
            return await self._pending_result() if await self._needs_approval() else None
        if not decision.approved:
            return self._denied_result(await self._denial(decision))
        if decision.arguments is not None:
            self.item = self.run.edit_call(self.item, decision.arguments)
            # The call is now one with these arguments, also for a retry after a failure.
            self.run.context.approvals.keep_edited(self.tool.name, self.raw.call_id, decision.arguments)
        return None

    async def _pending_result(self) -> FunctionToolResult:
        """The result that waits for approval, unless an input guardrail that comes first rejects the call."""
        execution = self.run.config.tool_execution
        if execution is not None and execution.pre_approval_tool_input_guardrails:
            rejection = await input_rejection(self.run, self.agent, self.tool, self._context())
            if rejection is not None:
                return self._denied_result(rejection)
        item = ToolApprovalItem(agent=self.agent, raw_item=self.raw, tool_name=self.tool.name)
        return FunctionToolResult(self.tool, None, item, interruptions=[item])

    async def _denial(self, decision: Decision) -> str:
        """The text for the model in place of a denied call's output."""
        if decision.message:
            return decision.message
        return await message_for_model(self.run, self.raw, "approval_rejected", _NOT_APPROVED)

    def _denied_result(self, message: str) -> FunctionToolResult:
        return self._result(ToolOutput(message, "denied"))

    async def _needs_approval(self) -> bool:
        needed = self.tool.needs_approval
        if not callable(needed):
            return needed
        try:
            arguments = json.loads(sendable_json(self.raw.arguments or "{}"))
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            return True  # a person decides about what the function cannot judge
        return await maybe_await(needed(self.run.context, arguments, self.raw.call_id))

    async def _run_tool(self) -> FunctionToolResult:
        run = self.run
        call_id = self.raw.call_id
        await run.result.steering.begin_step(call_id)
        try:
            with run.spans.tool(self.agent, self.tool.name, self.raw.arguments) as span:
                output = await self._guarded_output(self._context())
                span.output = None if isinstance(output.value, RunState) else output.value
                span.error = output.error
        except AgentsException:
            raise
        except Exception as error:
            run.result.steering.keep_error(call_id, error)
            await ask_ahead(error)
            raise UserError(f"Error running tool {self.tool.name}: {error_text(error)}") from error
        if isinstance(output.value, RunState):  # of an agent used as a tool, which waits for approvals itself
            run.continuation.nested[call_id] = output.value
            interruptions = output.value.get_interruptions()
            return FunctionToolResult(self.tool, None, None, interruptions=interruptions)
        run.continuation.nested.pop(call_id, None)
        run.context.approvals.settle(self.tool.name, call_id)
        if is_plain(output.value):
            return self._result(output)
        # Off the loop: what an object does to give its text is the program's own code.
        return await asyncio.to_thread(self._result, output)

    async def _guarded_output(self, context: ToolContext[Any]) -> ToolOutput:
        """Run the tool between its guardrails and hooks."""
        run = self.run
        agent = self.agent
        tool = self.tool
        if not self._is_nested_run():
            rejection = await input_rejection(run, agent, tool, context)
            if rejection is not None:
                return ToolOutput(rejection, "denied")
            run.result.steering.raise_if_over()
            await run.hooks.tool_start(context, agent, tool)
        output = await self._invoke(context)
        if isinstance(output.value, RunState):
            return output
        rejection = await output_rejection(run, agent, tool, context, output.value)
        if rejection is not None:
            output = replace(output, value=rejection, for_model=None)
        await run.hooks.tool_end(context, agent, tool, output.value)
        return output

    async def _invoke(self, context: ToolContext[Any]) -> ToolOutput:
        """Run the tool itself. A failure becomes a text, or is raised if the tool has no error function."""
        self.run.result.steering.raise_if_over()
        error_function = self.tool.failure_error_function
        captured = self.run.result.prints_watched
        try:
            with (
                reporting(lambda line: context.progress(message=line), captured=captured),
                display_capture.reporting(context.show, captured=captured),
            ):
                value = await invoke_function_tool(
                    function_tool=self.tool, context=context, arguments=self.raw.arguments
                )
        except asyncio.CancelledError:
            if self.over:
                raise
            # The tool cancelled itself: that is its failure, and not the end of the run.
            error = RuntimeError("The tool was cancelled.")
            text = await explain_failure(context, error, error_function)
            return ToolOutput(text, "cancelled", error)
        for_model = None
        if isinstance(value, ModelOutput):
            value, for_model = value
        failure = context.failure
        if failure is None or value is not context.failure_text:
            return ToolOutput(value, "done", for_model=for_model)
        if isinstance(failure, ToolTimeoutError):
            return ToolOutput(value, "timed_out", failure)
        if error_function is unset_error_function:
            value = await message_for_model(self.run, self.raw, "tool_exception", value, failure)
        return ToolOutput(value, "failed", failure, for_model)

    def _is_nested_run(self) -> bool:
        """Whether the call goes on with the run of an agent used as a tool."""
        return self.raw.call_id in self.run.continuation.nested

    def _context(self) -> ToolContext[Any]:
        run = self.run
        return ToolContext.from_agent_context(
            run.context,
            self.raw.call_id,
            self.raw,
            self.agent,
            run_config=run.config,
            emit=self._emit,
            outer_run=OuterRun(
                steering=run.result.steering,
                streamed=run.streamed,
                nested_state=run.continuation.nested.get(self.raw.call_id),
                keep_nested_state=self._keep_nested_state,
            ),
        )

    def _keep_nested_state(self, state: RunState[Any]) -> None:
        """Keep the state of an agent that runs as this tool, for a run that goes on after a failure."""
        if self.tool.agent is not None:  # another tool that calls an agent's begins anew
            self.run.continuation.nested[self.raw.call_id] = state

    def _emit(self, event: StreamEvent) -> None:
        """Emit an event from inside the tool, on whichever thread that runs."""
        call_on(self.run.result.loop, self._emit_on_loop, event)

    def _emit_on_loop(self, event: StreamEvent) -> None:
        # What a tool has started may go on, and report, after the tool's own output.
        if not self.over and self.result is None:
            self.run.emit(event)

    def _result(self, output: ToolOutput) -> FunctionToolResult:
        as_json = self.tool.output_json_schema is not None and output.outcome == "done"
        item = output_item(
            self.agent,
            self.raw,
            output.value,
            output.outcome,
            output.error,
            as_json=as_json,
            for_model=output.for_model,
        )
        return FunctionToolResult(self.tool, output.value, item)


async def execute_calls(run: ActiveRun, calls: list[ToolCallExecution]) -> None:
    """Execute calls in parallel. The first failure cancels the others and is raised; outputs so far are kept.

    Outputs are emitted as they come, and kept in the order of the calls.
    """
    tasks = [asyncio.create_task(call.execute()) for call in calls]
    for task in tasks:
        # Retrieves each error, so that asyncio does not warn: only the first one of a turn is raised.
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    try:
        for ended in asyncio.as_completed(tasks):
            await ended
    finally:
        for call, task in zip(calls, tasks, strict=True):
            call.over = True
            task.cancel()
        # In the order of the calls: the model's next input must not depend on speed.
        run.add(call.output for call in calls if call.output is not None)
        if tasks:
            await asyncio.wait(tasks, timeout=CLEANUP_SECONDS)


async def unknown_tool_output(
    run: ActiveRun, agent: Agent[Any], call: ResponseFunctionToolCall
) -> ToolCallOutputItem:
    """The output of a call of a tool that does not exist."""
    text = await message_for_model(run, call, "tool_not_found", f"Tool '{call.name}' not found.")
    return output_item(agent, call, text, "failed")


async def message_for_model(
    run: ActiveRun,
    call: ResponseFunctionToolCall,
    kind: Literal["approval_rejected", "tool_not_found", "tool_exception"],
    default: str,
    error: Exception | None = None,
) -> str:
    """The message in place of an output, as the run's ``tool_error_formatter`` formats it."""
    if run.config.tool_error_formatter is None:
        return default
    arguments: ToolErrorFormatterArgs[Any] = ToolErrorFormatterArgs(
        kind, "function", call.name, call.call_id, default, run.context, error
    )
    try:
        formatted = await maybe_await(run.config.tool_error_formatter(arguments))
    except Exception:
        logger.exception("tool_error_formatter failed; the model gets: %s", default)
        return default
    return formatted if isinstance(formatted, str) else default
