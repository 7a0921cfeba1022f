"""One turn: ask the model, then do what it asked for."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseReasoningItem

from ..agent import by_name
from ..callbacks import answer_of_type
from ..exceptions import ModelBehaviorError
from ..handoffs import Handoff
from ..items import (
    HandoffCallItem,
    HostedItem,
    ItemHelpers,
    MessageOutputItem,
    ReasoningItem,
    RunItem,
    ToolCallItem,
    ToolCallOutputItem,
    without_repeats,
)
from ..lifecycle import AgentHookContext, call_hooks
from ..model_settings import ModelSettings
from ..models.default_models import suited_settings
from ..models.interface import Model, ModelCall, ModelTracing
from ..models.response_collector import ResponseCollector
from ..run_config import CallModelData, ModelInputData, RunConfig
from ..stream_events import EVENT_NAMES, RawResponsesStreamEvent
from ..tool import FunctionTool, FunctionToolResult
from .handoff_execution import hand_over
from .model_call import call_model
from .tool_execution import ToolCallExecution, answer_unknown, run_calls

if TYPE_CHECKING:
    from ..agent import Agent
    from ..agent_output import AgentOutputSchemaBase
    from ..tool import Tool
    from .active_run import ActiveRun


class Turn:
    """One turn of one agent: ask the model, then do what its response asks for.

    A turn that goes on from approvals has its calls already, and only acts.
    """

    def __init__(self, run: ActiveRun) -> None:
        self.run = run
        self.agent: Agent[Any] = run.agent
        self.schema: AgentOutputSchemaBase | None = None
        self.items: list[RunItem] = []
        self.calls: list[ToolCallExecution] = []
        self.handoffs: list[tuple[Handoff[Any, Any], ResponseFunctionToolCall]] = []
        self.unknown: list[ResponseFunctionToolCall] = []
        self.results: list[FunctionToolResult] = []
        self.first_item = len(run.result.new_items)
        self._offered: dict[str, Tool | Handoff[Any, Any]] = {}
        self._waiting, run.waiting = run.waiting, None

    @property
    def handed_over(self) -> bool:
        """Whether another agent takes over after this turn."""
        return bool(self.handoffs) and not self.run.result.interruptions

    @property
    def used_tools(self) -> bool:
        """Whether the model used any tool or handoff, or its provider a tool of its own."""
        return any(isinstance(item, (ToolCallItem, HandoffCallItem)) for item in self.items)

    async def play(self) -> None:
        """Ask the model, unless there are calls that wait, and do what it asked for."""
        agent, context = self.agent, self.run.context
        tools, handoffs = await agent.get_all_tools(context), await agent.get_handoffs(context)
        self._offered = by_name(agent, [*tools, *handoffs], self.run.config.tool_name_collision_policy)
        self.schema = agent.output_schema()
        if self._waiting is None:
            await self._ask()
        else:
            self._sort(self._waiting)
        await self._act()

    async def _ask(self) -> None:
        """Call the model, and tell of its events as they come, then of the items of its complete response."""
        tell_raw, call = self.run.result.log.append, await self._model_call()
        collector = ResponseCollector(call.model_settings)
        model = _model(self.agent, self.run.config)
        async with aclosing(call_model(model, call, collector)) as stream:
            try:
                async for event in stream:
                    tell_raw(RawResponsesStreamEvent(event))
            except asyncio.CancelledError:
                if self.run.result._steering.cancelled:
                    # Finished messages and thoughts are kept; calls were never run.
                    kinds = (ResponseOutputMessage, ResponseReasoningItem)
                    self.run.add([self._item(raw) for raw in collector.items if isinstance(raw, kinds)])
                raise
        response = collector.response
        if response is None:
            raise ModelBehaviorError("Model did not produce a final response!")
        self.run.add_usage(response.usage)
        self._sort([self._item(raw) for raw in response.output])
        self.run.add_response(response, self.items)
        if self.used_tools:
            self.run.result._tool_users.add(self.agent.name)
        await call_hooks(self.run, self.agent, "llm_end", self.run.context, response)

    async def _act(self) -> None:
        """Run the tools, then hand over if that was asked for; afterwards the run's agent may be another."""
        await run_calls(self.run, self.calls)
        interruptions = [item for call in self.calls if call.result for item in call.result.interruptions]
        done = [call.result for call in self.calls if call.result and call.output]
        self.results = done if self._waiting is None else self._all_results()
        self.run.result.interruptions = interruptions
        if interruptions:
            self.run.add(interruptions)
            return
        self.run.publish([await answer_unknown(self.run, self.agent, call) for call in self.unknown])
        if self.handoffs:
            await hand_over(self)

    def _all_results(self) -> list[FunctionToolResult]:
        """The results of the whole response: a part of them came before the run waited."""
        result = self.run.result
        asked = result.raw_responses[-1].output if result.raw_responses else []
        outputs = {item.call_id: item for item in result.new_items if isinstance(item, ToolCallOutputItem)}
        called = [c for c in asked if isinstance(c, ResponseFunctionToolCall) and c.call_id in outputs]
        tools = [self._offered.get(call.name) for call in called]
        return [
            FunctionToolResult(tool, outputs[call.call_id].output, outputs[call.call_id])
            for tool, call in zip(tools, called, strict=True)
            if isinstance(tool, FunctionTool)
        ]

    async def _model_call(self) -> ModelCall:
        """Everything the model is sent, after filters and start hooks."""
        run, agent, context = self.run, self.agent, self.run.context
        known = run.result._conversation
        shown = run.history[known.known :] if known.on_server else list(run.history)
        data = ModelInputData(shown, await agent.get_system_prompt(context))
        if run.config.call_model_input_filter is not None:
            changed = run.config.call_model_input_filter(CallModelData(data, agent, context.context))
            data = await answer_of_type(ModelInputData, changed, "call_model_input_filter")
            data = dataclasses.replace(data, input=without_repeats(data.input))
        await call_hooks(run, agent, "llm_start", context, data.instructions, data.input)
        handoffs = [each for each in self._offered.values() if isinstance(each, Handoff)]
        tools = [each for each in self._offered.values() if not isinstance(each, Handoff)]
        return ModelCall(
            data.instructions,
            data.input,
            self._model_settings(),
            [*tools, *(tool for tool in agent.tools if isinstance(tool, Mapping))],
            self.schema,
            handoffs,
            ModelTracing.DISABLED,
            known.previous_response_id,
            known.conversation_id,
            streamed=run.result._streamed,
        )

    def _model_settings(self) -> ModelSettings:
        settings, config = self.agent.model_settings, self.run.config
        if config.model is not None and settings == suited_settings(self.agent.model):
            settings = suited_settings(config.model)
        settings = settings.resolve(config.model_settings)
        if self.agent.reset_tool_choice and self.agent.name in self.run.result._tool_users:
            # A forced choice would have the model call tools for ever.
            settings = dataclasses.replace(settings, tool_choice=None)
        return settings

    def _item(self, raw: Any) -> RunItem:
        """What the model sent as an item of the run."""
        if isinstance(raw, ResponseOutputMessage):
            return MessageOutputItem(agent=self.agent, raw_item=raw)
        if isinstance(raw, ResponseReasoningItem):
            return ReasoningItem(agent=self.agent, raw_item=raw)
        if (kind := f"{raw.type}_item") in EVENT_NAMES:
            return HostedItem(agent=self.agent, raw_item=raw, type=kind)
        offer = self._offered.get(raw.name) if isinstance(raw, ResponseFunctionToolCall) else None
        if isinstance(offer, Handoff):
            return HandoffCallItem(agent=self.agent, raw_item=raw)
        return ToolCallItem(agent=self.agent, raw_item=raw, description=offer.description if offer else None)

    def _sort(self, items: list[RunItem]) -> None:
        """Sort out what is to be done. Raises ``ModelBehaviorError`` for a tool that is not there."""
        self.items = items
        for item in items:
            raw = item.raw_item
            if not isinstance(raw, ResponseFunctionToolCall):
                continue
            offer = self._offered.get(raw.name)
            if isinstance(offer, Handoff):
                self.handoffs.append((offer, raw))
            elif offer is not None:
                self.calls.append(ToolCallExecution(self.run, self.agent, offer, cast("ToolCallItem", item)))
            elif self.run.config.tool_not_found_behavior == "raise_error":
                raise ModelBehaviorError(f"Tool {raw.name} not found in agent {self.agent.name}")
            else:
                self.unknown.append(raw)


def start_context(run: ActiveRun) -> AgentHookContext[Any]:
    """What start and end hooks are given: the run's context as the turn begins."""
    context = run.context
    return AgentHookContext(
        context.context, context.usage, list(context.turn_input), context.tool_input, context.approvals
    )


async def start_agent(run: ActiveRun) -> None:
    """Tell the hooks that an agent begins."""
    run.context.turn_input = ItemHelpers.input_to_new_input_list(run.result.input)
    await call_hooks(run, run.agent, "agent_start", start_context(run))


def _model(agent: Agent[Any], config: RunConfig) -> Model:
    chosen = agent.model if config.model is None else config.model
    return chosen if isinstance(chosen, Model) else config.model_provider.get_model(chosen)
