"""An active run: its result, its configuration, the model's input, and what is written to the session."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from openai.types.responses import ResponseFunctionToolCall

from ..agent import Agent
from ..items import (
    HandoffOutputItem,
    InputItem,
    ItemHelpers,
    RunItem,
    ToolApprovalItem,
    ToolCallItem,
    ToolCallOutputItem,
    TResponseInputItem,
    input_items,
    without_reasoning_ids,
)
from ..result import RunResultBase, RunResultStreaming, TurnUsage
from ..run_config import RunConfig
from ..run_context import AgentHookContext, RunContextWrapper
from ..stream_events import StreamEvent, event_of
from .hook_calls import HookCalls
from .items import deduplicate, drop_orphans
from .run_spans import RunSpans
from .server_conversation import check_output_guardrails, check_session
from .session_input import read_session

if TYPE_CHECKING:
    from ..continuation import Continuation
    from ..items import ModelResponse
    from ..memory.session import Session
    from ..run_error_handlers import RunErrorHandlers
    from ..usage import Usage


@dataclass(eq=False)
class ActiveRun:
    """The state of the loop; it writes the results into ``result`` as they come."""

    result: RunResultStreaming
    config: RunConfig
    hooks: HookCalls
    session: Session | None
    error_handlers: RunErrorHandlers[Any]
    resumed: bool
    streamed: bool
    """Whether its events are read as they come; otherwise a model may answer in one piece."""
    waiting: list[RunItem] | None = None
    """Calls of a resumed run that have no output yet: its first turn goes on with them."""
    starting: bool = True
    """Whether the start hooks of the agent at work are still to be called."""
    history: list[TResponseInputItem] = field(default_factory=list)
    """The model's next input; kept as input items so that no turn converts it again."""
    session_failed: bool = False
    """Whether the session could not be written: what is new stays so, for a run that goes on from here."""
    abort_reason: Exception | None = None
    """The error of a task beside the loop that ended the run, such as a guardrail's."""

    def __post_init__(self) -> None:
        self.spans = RunSpans(self.config)
        execution = self.config.tool_execution
        limit = execution.max_function_tool_concurrency if execution else None
        self.tool_slots: AbstractAsyncContextManager[Any] = (
            asyncio.Semaphore(limit) if limit else nullcontext()
        )
        if self.config.reasoning_item_id_policy is not None:  # a run that goes on keeps what it had
            self.continuation.keep_reasoning_ids = self.config.reasoning_item_id_policy == "preserve"
        conversation = self.continuation.conversation
        check_session(self.session, conversation)
        check_output_guardrails(self.agent, self.config, conversation)
        if self.resumed:
            self.waiting = _take_waiting(self.result)

    @property
    def agent(self) -> Agent[Any]:
        """The agent at work."""
        return self.result.current_agent

    @property
    def context(self) -> RunContextWrapper[Any]:
        """The context that hooks, tools and guardrails are given."""
        return self.result.context_wrapper

    @property
    def continuation(self) -> Continuation:
        """The data that a run which goes on from this one needs."""
        return self.result.continuation

    async def open(self) -> list[TResponseInputItem]:
        """Read the session, and build the model's first input; return what of it is new to the session."""
        result = self.result
        new: list[TResponseInputItem] = []
        if self.session is not None and not self.resumed:
            result.input, new = await read_session(self.session, result.input, self.config, self.context)
        self.rebuild_model_input()
        conversation = self.continuation.conversation
        if conversation.on_server and not conversation.known and result.raw_responses:
            # A state that goes on in a conversation which it was not in: the server has its last response.
            known = len(self.history) - _count_last_outputs(self.continuation.model_items)
            self.continuation.conversation = replace(conversation, known=known)
        return deduplicate(new)

    async def ready_for_next_turn(self) -> bool:
        """Wait for readers, and while the run is paused; whether the run then goes on and was not stopped."""
        result = self.result
        if result.current_turn:
            await result.readers.caught_up(len(result.log.events))
        if not self.waiting:  # approved tools come first, and are paused one by one
            await result.steering.begin_step()
        result.steering.raise_if_over()
        return not result.steering.stop_after_turn

    async def start_agent(self) -> None:
        """Call the start hooks of the agent at work."""
        check_output_guardrails(self.agent, self.config, self.continuation.conversation)
        self.context.turn_input = ItemHelpers.input_to_new_input_list(self.result.input)
        await self.hooks.agent_start(self.hook_context(), self.agent)

    def hook_context(self) -> AgentHookContext[Any]:
        """The context of start and end hooks: the run's, with the present turn's input."""
        context = self.context
        return AgentHookContext(
            context.context, context.usage, list(context.turn_input), context.tool_input, context.approvals
        )

    def rebuild_model_input(self) -> None:
        """Build the model's input from the run's input and its items so far."""
        items = ItemHelpers.input_to_new_input_list(self.result.input)
        if not self.continuation.keep_reasoning_ids:
            items = without_reasoning_ids(items)
        # A server that keeps the conversation has the calls whose outputs the input may begin with.
        if not self.continuation.conversation.on_server:
            items = drop_orphans(items)
        self.history = deduplicate(items) + self._as_input(self.continuation.model_items)

    def call_ids(self) -> set[str]:
        """The ids of the calls in the model's input."""
        rows = (row for row in self.history if row.get("type") == "function_call")
        return {str(row.get("call_id")) for row in rows}

    def add(self, items: Iterable[RunItem]) -> None:
        """Add new items to the results and to the model's input."""
        items = list(items)
        self.result.new_items += items
        self.continuation.model_items += items
        self.history += self._as_input(items)

    def emit(self, event: StreamEvent) -> None:
        """Add an event to the stream."""
        self.result.log.append(event)

    def emit_items(self, items: list[RunItem]) -> None:
        """Add new items, and an event for each."""
        self.add(items)
        for item in items:
            self.emit(event_of(item))

    def abort(self, reason: Exception) -> None:
        """End the run with the error of a task beside its loop."""
        task = self.result.run_loop_task
        if self.abort_reason is None and task is not None and not self.result.is_complete:
            self.abort_reason = reason
            self.result.steering.aborted = True
            task.cancel()

    def add_usage(self, usage: Usage) -> None:
        """Count the tokens of a complete response."""
        self.result.turn_usage.append(TurnUsage(self.result.current_turn, self.agent.name, usage))
        self.context.usage.add(usage)

    def add_response(self, response: ModelResponse, items: list[RunItem]) -> None:
        """Add a complete model response and its items, with their events."""
        self.result.raw_responses.append(response)
        self.emit_items(items)
        conversation = self.continuation.conversation
        if conversation.on_server:
            # The server has everything up to its own response; only what comes now is sent next.
            in_conversation = conversation.conversation_id is not None
            self.continuation.conversation = replace(
                conversation,
                previous_response_id=None if in_conversation else response.response_id,
                known=len(self.history),
            )

    def add_failed(self, items: list[RunItem], response: ModelResponse | None = None) -> None:
        """Add what came of a response that failed, or that nobody can go on from, to the results only."""
        self.add(items)
        self.continuation.failed_items = len(items)
        if response is not None:
            self.result.raw_responses.append(response)

    def edit_call(self, item: ToolCallItem, arguments: str) -> ToolCallItem:
        """Replace the arguments of a call, in the results and in the model's input."""
        edited = replace(item, raw_item=item.raw_item.model_copy(update={"arguments": arguments}))
        for items in (self.result.new_items, self.continuation.model_items):
            items[:] = [edited if each is item else each for each in items]
        for index, row in enumerate(self.history):
            if row.get("type") == "function_call" and row.get("call_id") == item.call_id:
                self.history[index] = edited.to_input_item()
        return edited

    def _as_input(self, items: Iterable[RunItem]) -> list[TResponseInputItem]:
        return input_items(items, reasoning_ids=self.continuation.keep_reasoning_ids)


def _take_waiting(result: RunResultBase) -> list[RunItem] | None:
    """The calls without an output, for the first turn; the approvals that waited for them are removed."""
    for items in (result.new_items, result.continuation.model_items):
        items[:] = [item for item in items if not isinstance(item, ToolApprovalItem)]
    result.interruptions = []
    outputs = [each for each in result.new_items if isinstance(each, (ToolCallOutputItem, HandoffOutputItem))]
    answered = {item.call_id for item in outputs}
    calls = [item for item in result.new_items if isinstance(item.raw_item, ResponseFunctionToolCall)]
    return [call for call in calls if call.call_id not in answered] or None


def _count_last_outputs(items: list[RunItem]) -> int:
    """The number of items after the last that a model wrote."""
    ours = (ToolCallOutputItem, HandoffOutputItem, InputItem)
    return len(list(itertools.takewhile(lambda item: isinstance(item, ours), reversed(items))))
