"""One turn: ask the model, then do what it asked for."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from openai.types.responses import ResponseOutputItem

from ..errors import ModelBehaviorError
from ..models.model import (
    Model,
    ModelCall,
    ModelResponse,
    ModelSettings,
    ModelTracing,
    TResponseStreamEvent,
    ask_model,
    failure_text,
)
from ..models.provider import suited_settings
from .agent import without_collisions
from .callbacks import answer_of_type
from .events import RawResponsesStreamEvent, StreamEvent, event_of
from .handoff_execution import hand_over
from .hooks import AgentHookContext, tell
from .items import ItemHelpers, ToolCallItem
from .response import SortedResponse, kept_of_unfinished, sort_response
from .run_config import CallModelData, ModelInputData, RunConfig
from .tool_execution import ToolBatch, answer_unknown

if TYPE_CHECKING:
    from .active_run import ActiveRun
    from .agent import Agent
    from .handoff import Handoff
    from .output import AgentOutputSchemaBase
    from .tool import FunctionToolResult, Tool

_NOTABLE = frozenset(
    ("response.output_item.done", "response.completed", "response.failed", "response.incomplete", "error")
)


class Turn:
    """One turn of one agent: ask the model, then do what its response asks for.

    A turn that goes on from approvals has its calls already, and only acts.
    """

    def __init__(self, run: ActiveRun) -> None:
        self.run = run
        self.agent: Agent[Any] = run.agent
        self.tools: list[Tool] = []
        self.handoffs: list[Handoff[Any, Any]] = []
        self.schema: AgentOutputSchemaBase | None = None
        self.sorted = SortedResponse()
        self.results: list[FunctionToolResult] = []
        self.first_item = len(run.result.new_items)
        self._waiting, run.waiting = run.waiting, None
        self._response: ModelResponse | None = None
        self._done: list[ResponseOutputItem] = []
        self._settings = ModelSettings()

    @property
    def handed_over(self) -> bool:
        """Whether another agent takes over after this turn."""
        return bool(self.sorted.handoffs) and not self.run.result.interruptions

    async def play(self) -> AsyncGenerator[StreamEvent, None]:
        """The events of the turn, as they come."""
        await self._prepare()
        if self._waiting is None:
            async with aclosing(self._ask()) as events:
                async for event in events:
                    yield event
        else:
            self.sorted = self._sort([item.raw_item for item in self._waiting])
            for call in self.sorted.calls:
                call.item = cast("ToolCallItem", next(i for i in self._waiting if i.raw_item is call.raw))
        async with aclosing(self._act()) as events:
            async for event in events:
                yield event

    async def _prepare(self) -> None:
        """Find out what the agent offers the model in this turn."""
        agent, context = self.agent, self.run.context
        tools = await agent.get_all_tools(context)
        handoffs = await agent.get_handoffs(context)
        policy = self.run.config.tool_name_collision_policy
        self.tools, self.handoffs = without_collisions(agent, tools, handoffs, policy)
        self.schema = agent.output_schema()

    async def _ask(self) -> AsyncGenerator[StreamEvent, None]:
        """Call the model: its events as they come, then the items of its complete response."""
        async with aclosing(await self._call_model()) as stream:
            try:
                async for event in stream:
                    yield RawResponsesStreamEvent(event)
                    if getattr(event, "type", None) in _NOTABLE:
                        self._note(event)
            except asyncio.CancelledError:
                if self.run.result._steering.cancelled:
                    self.run.add(kept_of_unfinished(self.agent, self._done))
                raise
        if self._response is None:
            raise ModelBehaviorError("Model did not produce a final response!")
        self.run.add_usage(self._response.usage)
        self.sorted = self._sort(self._response.output)
        self.run.add_response(self._response, self.sorted.items)
        for item in self.sorted.items:
            yield event_of(item)
        if self.sorted.used_tools:
            self.run.result._tool_users.add(self.agent.name)
        await tell(self.run, self.agent, "llm_end", self.run.context, self._response)

    async def _act(self) -> AsyncGenerator[StreamEvent, None]:
        """Run the tools, then hand over if that was asked for; afterwards the run's agent may be another."""
        batch = ToolBatch(self.run, self.agent, self.sorted.calls)
        async with aclosing(batch.stream()) as events:
            async for event in events:
                yield event
        self.results = batch.finished
        self.run.result.interruptions = batch.interruptions
        if batch.interruptions:
            self.run.add(batch.interruptions)
            return
        unknown = [await answer_unknown(self.run, self.agent, call) for call in self.sorted.unknown]
        self.run.add(unknown)
        for item in unknown:
            yield event_of(item)
        if self.sorted.handoffs:
            async for event in hand_over(self):
                yield event

    async def _call_model(self) -> AsyncGenerator[TResponseStreamEvent, None]:
        """Everything the model is sent, after filters and start hooks, and the stream of its answer."""
        run, agent, context = self.run, self.agent, self.run.context
        known = run.result._conversation
        shown = run.history[known.known :] if known.on_server else list(run.history)
        data = ModelInputData(shown, await agent.get_system_prompt(context))
        if run.config.call_model_input_filter is not None:
            changed = run.config.call_model_input_filter(CallModelData(data, agent, context.context))
            data = await answer_of_type(ModelInputData, changed, "call_model_input_filter")
        await tell(run, agent, "llm_start", context, data.instructions, data.input)
        self._settings = self._model_settings()
        call = ModelCall(
            data.instructions,
            data.input,
            self._settings,
            [*self.tools, *(tool for tool in agent.tools if isinstance(tool, Mapping))],
            self.schema,
            self.handoffs,
            ModelTracing.DISABLED,
            known.previous_response_id,
            known.conversation_id,
            streamed=run.result._streamed,
        )
        return ask_model(_model(agent, run.config), call)

    def _model_settings(self) -> ModelSettings:
        settings, config = self.agent.model_settings, self.run.config
        if config.model is not None and settings == suited_settings(self.agent.model):
            settings = suited_settings(config.model)
        settings = settings.resolve(config.model_settings)
        if self.agent.reset_tool_choice and self.agent.name in self.run.result._tool_users:
            # A forced choice would have the model call tools for ever.
            settings = dataclasses.replace(settings, tool_choice=None)
        return settings

    def _sort(self, output: Iterable[Any]) -> SortedResponse:
        not_found = self.run.config.tool_not_found_behavior
        return sort_response(self.agent, self.tools, self.handoffs, output, not_found)

    def _note(self, event: Any) -> None:
        """Keep what a finished item or response says. Raises ``ModelBehaviorError`` for a failed one."""
        if event.type == "response.output_item.done":
            self._done.append(event.item)
        elif event.type == "response.completed":
            if not event.response.output and self._done:
                event.response.output = list(self._done)  # some servers leave it empty at the end
            self._response = ModelResponse.of_response(event.response, self._settings)
        else:
            raise ModelBehaviorError(failure_text(event))


def start_context(run: ActiveRun) -> AgentHookContext[Any]:
    """What start and end hooks are given: the run's context as the turn begins."""
    context = run.context
    return AgentHookContext(
        context.context, context.usage, list(context.turn_input), context.tool_input, context.approvals
    )


async def start_agent(run: ActiveRun) -> None:
    """Tell the hooks that an agent begins."""
    run.context.turn_input = ItemHelpers.input_to_new_input_list(run.result.input)
    await tell(run, run.agent, "agent_start", start_context(run))


def _model(agent: Agent[Any], config: RunConfig) -> Model:
    chosen = agent.model if config.model is None else config.model
    return chosen if isinstance(chosen, Model) else config.model_provider.get_model(chosen)
