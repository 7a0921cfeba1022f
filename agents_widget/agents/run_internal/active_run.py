"""A run at work: what was asked for, what the model has been shown, and what is written to the session."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from openai.types.responses import ResponseFunctionToolCall
from pydantic import BaseModel

from ..agent import Agent
from ..exceptions import UserError, described
from ..items import (
    HandoffOutputItem,
    ItemHelpers,
    RunItem,
    ToolApprovalItem,
    ToolCallItem,
    ToolCallOutputItem,
    TResponseInputItem,
    input_items,
    without_orphans,
    without_thought_ids,
)
from ..lifecycle import AgentHooksBase, RunHooksBase
from ..memory.session import context_for_session, session_input
from ..result import RunResultStreaming
from ..result_base import RunResultBase, ServerConversation, TurnUsage
from ..run_config import RunConfig
from ..run_context import RunContextWrapper
from ..run_state import RunState
from ..stream_events import StreamEvent, event_of

if TYPE_CHECKING:
    from ..items import ModelResponse
    from ..lifecycle import RunHooks
    from ..memory.session import Session
    from ..usage import Usage
    from .final_output import RunErrorHandlers


@dataclass(eq=False)
class ActiveRun:
    """What the loop works with; the results themselves are written straight into ``result``."""

    result: RunResultStreaming
    config: RunConfig
    hooks: RunHooks[Any]
    session: Session | None
    error_handlers: RunErrorHandlers[Any]
    resumed: bool
    waiting: list[RunItem] | None = None
    """Calls of a resumed run that have no output yet: its first turn goes on with them."""
    starting: bool = True
    """Whether the agent at work has not been told so yet."""
    history: list[TResponseInputItem] = field(default_factory=list)
    """Everything the model is shown next, as input items; kept so that no turn converts it again."""

    def __post_init__(self) -> None:
        execution = self.config.tool_execution
        limit = execution.max_function_tool_concurrency if execution else None
        self.tool_slots: AbstractAsyncContextManager[Any] = (
            asyncio.Semaphore(limit) if limit else nullcontext()
        )
        if self.config.reasoning_item_id_policy is not None:  # a run that goes on keeps what it had
            self.result._thought_ids = self.config.reasoning_item_id_policy == "preserve"
        if self.resumed:
            self.waiting = _take_waiting(self.result)
        elif self.session is not None and self.result._conversation.on_server:
            raise UserError(
                "A session and a conversation on the model's server would both keep the history. Pass "
                "session, or conversation_id, previous_response_id or auto_previous_response_id, not both."
            )

    @property
    def agent(self) -> Agent[Any]:
        """The agent at work."""
        return self.result.current_agent

    @property
    def context(self) -> RunContextWrapper[Any]:
        """The context that hooks, tools and guardrails are given."""
        return self.result.context_wrapper

    async def open(self) -> None:
        """Read the session, write the new input to it, and lay out what the model is shown first."""
        result = self.result
        if self.session is not None and not self.resumed:
            result.input, new = await session_input(self.session, result.input, self.config, self.context)
            await self._write(new)
        self.show_again()

    async def may_go_on(self) -> bool:
        """Wait for readers, and while the run is paused; then say whether it was not told to stop."""
        if self.result.current_turn:
            await self.result.handled()
        if not self.waiting:  # tools that were approved come first, and are held one by one
            await self.result._steering.gate()
        return not self.result._steering.stopping

    def show_again(self) -> None:
        """Lay out what the model is shown from the input and the items so far."""
        result = self.result
        given = ItemHelpers.input_to_new_input_list(result.input)
        given = given if result._thought_ids else without_thought_ids(given)
        # A server that keeps the conversation knows calls that the input only answers.
        self.history = given if result._conversation.on_server else without_orphans(given)
        self.history += self._shown(result._model_items)

    def add(self, items: Iterable[RunItem]) -> None:
        """Add what is new to the results and to what the model is shown."""
        items = list(items)
        self.result.new_items += items
        self.result._model_items += items
        self.history += self._shown(items)

    def publish(self, items: list[RunItem]) -> None:
        """Add what is new, and tell of it."""
        self.add(items)
        for item in items:
            self.tell(event_of(item))

    def tell(self, event: StreamEvent) -> None:
        """Add an event to the stream."""
        self.result.log.append(event)

    def add_usage(self, usage: Usage) -> None:
        """Count what a complete response spent, whatever comes of it."""
        self.result.turn_usage.append(TurnUsage(self.result.current_turn, self.agent.name, usage))
        self.context.usage.add(usage)

    def add_response(self, response: ModelResponse, items: list[RunItem]) -> None:
        """Add a complete model response and its items, and tell of them."""
        result = self.result
        result.raw_responses.append(response)
        self.publish(items)
        if result._conversation.on_server:
            # The server has seen everything up to its own answer; only what comes now is sent next.
            kept = result._conversation
            latest = None if kept.conversation_id is not None else response.response_id
            result._conversation = replace(kept, previous_response_id=latest, known=len(self.history))

    def edit_call(self, item: ToolCallItem, arguments: str) -> ToolCallItem:
        """Let a call stand with other arguments, in the results and in what the model is shown."""
        edited = replace(item, raw_item=item.raw_item.model_copy(update={"arguments": arguments}))
        for items in (self.result.new_items, self.result._model_items):
            items[:] = [edited if each is item else each for each in items]
        for index, row in enumerate(self.history):
            if row.get("type") == "function_call" and row.get("call_id") == item.call_id:
                self.history[index] = edited.to_input_item()
        return edited

    async def save(self) -> None:
        """Write what is new to the session, but for calls and outputs that nobody could go on from."""
        result = self.result
        new = input_items(result.new_items[result._saved_items :])
        result._saved_items = len(result.new_items)
        await self._write(without_orphans(new))

    async def _write(self, items: list[TResponseInputItem]) -> None:
        if self.session is not None and items:
            # A write that has begun is finished, even if the run is stopped meanwhile.
            told = context_for_session(self.session, self.context)
            await asyncio.shield(asyncio.ensure_future(self.session.add_items(items, **told)))

    def _shown(self, items: Iterable[RunItem]) -> list[TResponseInputItem]:
        return input_items(items, thought_ids=self.result._thought_ids)


def begin(
    agent: Agent[Any],
    given: str | list[TResponseInputItem] | RunState[Any],
    context: Any,
    max_turns: int | None,
    conversation: ServerConversation,
) -> RunResultStreaming:
    """The result that a run starts with; that of a state is a copy, so that the state can be used again."""
    if isinstance(given, RunState):
        held = given.result.snapshot()
        if isinstance(context, RunContextWrapper):
            held.context_wrapper = context
        elif context is not None:
            held.context_wrapper = replace(held.context_wrapper, context=context)
        return RunResultStreaming(**vars(held))
    return RunResultStreaming(
        input=given,
        current_agent=agent,
        context_wrapper=context if isinstance(context, RunContextWrapper) else RunContextWrapper(context),
        max_turns=max_turns,
        _conversation=conversation,
    )


def check(agent: Any, given: Any, hooks: Any, max_turns: Any, session: Any) -> None:
    """Raise ``TypeError`` or ``UserError`` for arguments that no run can start with."""
    if not isinstance(agent, Agent):
        raise TypeError(f"A run needs an Agent, got {described(agent)}")
    if not isinstance(given, (str, list, RunState)):
        raise TypeError(
            f"A run's input is a string, a list of input items or a RunState, got {type(given).__name__}"
        )
    for item in given if isinstance(given, list) else ():
        if not isinstance(item, (Mapping, BaseModel)):
            raise TypeError(
                f"An input item is a dict such as {{'role': 'user', 'content': '...'}}, "
                f"got {type(item).__name__}: {item!r}"
            )
    if session is not None and not hasattr(session, "get_items"):
        raise TypeError(
            f"A session is an object such as SQLiteSession('ada', 'talks.db'), "
            f"got {type(session).__name__}: {session!r}"
        )
    if isinstance(hooks, AgentHooksBase):
        raise TypeError(
            "Run hooks must be instances of RunHooks. Received agent hooks; pass those as Agent(hooks=...)."
        )
    if hooks is not None and not isinstance(hooks, RunHooksBase):
        raise TypeError(f"Run hooks must be instances of RunHooks, got {type(hooks).__name__}")
    if max_turns is not None and (not isinstance(max_turns, int) or max_turns < 0):
        raise UserError(f"max_turns must be a number of model calls, or None, got {max_turns!r}.")


def _take_waiting(result: RunResultBase) -> list[RunItem] | None:
    """The calls that have no output yet, to go on with; the approvals that waited for them are over."""
    for items in (result.new_items, result._model_items):
        items[:] = [item for item in items if not isinstance(item, ToolApprovalItem)]
    result.interruptions = []
    new = result.new_items
    answered = {i.call_id for i in new if isinstance(i, (ToolCallOutputItem, HandoffOutputItem))}
    calls = [i for i in new if isinstance(getattr(i, "raw_item", None), ResponseFunctionToolCall)]
    return [call for call in calls if call.call_id not in answered] or None
