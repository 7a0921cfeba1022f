"""Running the tools of a turn side by side, and telling of each as it ends."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from openai.types.responses import ResponseFunctionToolCall

from ..callbacks import answer
from ..exceptions import AgentsException, ToolTimeoutError, UserError
from ..function_invoker import CLEANUP, as_the_run_words_it, explain_failure, invoke_function_tool
from ..items import ToolApprovalItem, ToolCallItem, ToolCallOutputItem, output_item
from ..lifecycle import call_hooks
from ..run_config import ToolErrorFormatterArgs
from ..run_state import RunState
from ..stream_events import StreamEvent, event_of
from ..tool import FunctionToolResult, Tool
from ..tool_context import ToolContext
from .guardrail_checks import refused_input, refused_output
from .stdout_capture import reported

if TYPE_CHECKING:
    from ..agent import Agent
    from .active_run import ActiveRun

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class ToolCallExecution:
    """A call of one of an agent's tools: decided on, run between its guardrails and hooks, and answered."""

    run: ActiveRun
    agent: Agent[Any]
    tool: Tool
    item: ToolCallItem
    result: FunctionToolResult | None = None
    over: bool = False
    """Whether its turn is over: what still comes from the tool is late."""

    @property
    def raw(self) -> ResponseFunctionToolCall:
        """The call as the model wrote it."""
        return cast("ResponseFunctionToolCall", self.item.raw_item)

    @property
    def output(self) -> ToolCallOutputItem | None:
        """The item that answers it, once there is one."""
        item = self.result.run_item if self.result is not None else None
        return item if isinstance(item, ToolCallOutputItem) else None

    async def work(self) -> None:
        """Carry the call out, and tell of its output."""
        async with self.run.tool_slots:
            result = await self._without_running() or await self._run()
        if not self.over:
            self.result = result
            if self.output is not None:
                self.run.tell(event_of(self.output))

    async def _without_running(self) -> FunctionToolResult | None:
        """What comes of a call that is refused or not decided yet; None lets it run."""
        run, raw = self.run, self.raw
        if raw.call_id in run.result._nested:
            return None  # was let run before, and waits for approvals inside
        decision = run.context.approvals.find(
            self.tool.name, raw.call_id, agent_name=self.agent.name, arguments=raw.arguments
        )
        if decision is None:
            if not await self._needs_approval():
                return None
            execution = run.config.tool_execution
            if execution is not None and execution.pre_approval_tool_input_guardrails:
                refusal = await refused_input(self, self._context())
                if refusal is not None:
                    return self._answer(refusal)
            item = ToolApprovalItem(agent=self.agent, raw_item=raw, tool_name=self.tool.name)
            return FunctionToolResult(self.tool, None, item, interruptions=[item])
        if not decision.approved:
            default = "Tool execution was not approved."
            return self._answer(
                decision.message or await message_for_model(run, raw, "approval_rejected", default)
            )
        if decision.arguments is not None:
            self.item = run.edit_call(self.item, decision.arguments)
        return None

    async def _needs_approval(self) -> bool:
        needed = self.tool.needs_approval
        if not callable(needed):
            return needed
        try:
            arguments = json.loads(self.raw.arguments or "{}")
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            return True  # a person decides about what the function cannot judge
        return await answer(needed(self.run.context, arguments, self.raw.call_id))

    async def _run(self) -> FunctionToolResult:
        run, call_id = self.run, self.raw.call_id
        await run.result._steering.gate(call_id)
        context = self._context()
        try:
            output = await self._result_of_tool(context)
        except AgentsException:
            raise
        except Exception as error:
            raise UserError(f"Error running tool {self.tool.name}: {error}") from error
        if isinstance(output, RunState):  # of an agent used as a tool, which waits for approvals itself
            run.result._nested[call_id] = output
            return FunctionToolResult(self.tool, None, None, interruptions=output.get_interruptions())
        run.result._nested.pop(call_id, None)
        run.context.approvals.settle(self.tool.name, call_id)
        as_json = self.tool.output_json_schema is not None and context._failure is None
        return self._answer(output, context._failure, as_json=as_json)

    async def _result_of_tool(self, context: ToolContext[Any]) -> Any:
        """Run the tool between its guardrails and hooks."""
        run, agent, tool = self.run, self.agent, self.tool
        if self.raw.call_id not in run.result._nested:
            refusal = await refused_input(self, context)
            if refusal is not None:
                return refusal
            await call_hooks(run, agent, "tool_start", context, tool)
        output = await self._invoke(context)
        if isinstance(output, RunState):
            return output
        refusal = await refused_output(self, context, output)
        output = output if refusal is None else refusal
        await call_hooks(run, agent, "tool_end", context, tool, output)
        return output

    async def _invoke(self, context: ToolContext[Any]) -> Any:
        explain = getattr(self.tool.on_invoke_tool, "failure_error_function", None)
        watched = self.run.result.prints_watched
        try:
            with reported(lambda line: context.progress(message=line), watched=watched):
                output = await invoke_function_tool(
                    function_tool=self.tool, context=context, arguments=self.raw.arguments
                )
        except asyncio.CancelledError:
            if self.over:
                raise
            # The tool cancelled itself: that is its failure, and not the end of the run.
            return await explain_failure(context, RuntimeError("The tool was cancelled."), explain)
        failure = context._failure
        if explain is not as_the_run_words_it or failure is None or isinstance(failure, ToolTimeoutError):
            return output
        return await message_for_model(self.run, self.raw, "tool_exception", output, failure)

    def _context(self) -> ToolContext[Any]:
        context: ToolContext[Any] = ToolContext.from_agent_context(
            self.run.context, self.raw.call_id, self.raw, self.agent, run_config=self.run.config
        )
        context._run, context._emit = self.run, self._emit
        return context

    def _emit(self, event: StreamEvent) -> None:
        """Stream an event from inside the tool, on whichever thread that runs."""
        self.run.result._on_loop(self._tell, event)

    def _tell(self, event: StreamEvent) -> None:
        if not self.over:
            self.run.tell(event)

    def _answer(
        self, output: Any, error: Exception | None = None, *, as_json: bool = False
    ) -> FunctionToolResult:
        item = output_item(self.agent, self.raw, output, error, as_json=as_json)
        return FunctionToolResult(self.tool, output, item)


async def run_calls(run: ActiveRun, calls: list[ToolCallExecution]) -> None:
    """Run calls side by side; the first failure stops the others and is raised, what was completed is kept.

    Outputs are streamed as they come, and kept in the order of the calls.
    """
    tasks = [asyncio.create_task(call.work()) for call in calls]
    for task in tasks:
        # Take notice of each error: only the first one of a turn is raised.
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    try:
        for ended in asyncio.as_completed(tasks):
            await ended
    finally:
        for call, task in zip(calls, tasks, strict=True):
            call.over = True
            task.cancel()
        # Whichever ended first: what the model reads next must not depend on speed.
        run.add(call.output for call in calls if call.output is not None)
        if tasks:
            await asyncio.wait(tasks, timeout=CLEANUP)


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
    try:
        worded = await answer(run.config.tool_error_formatter(arguments))
    except Exception:
        logger.exception("tool_error_formatter failed; the model is told: %s", default)
        return default
    return worded if isinstance(worded, str) else default
