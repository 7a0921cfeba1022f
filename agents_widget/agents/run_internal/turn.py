"""A turn: one model call, and the tools and handoffs of its response."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Iterable, Mapping
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, cast

from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseReasoningItem

from ..agent import offers_by_name
from ..callbacks import await_all, maybe_await_as
from ..config_checks import check_tool_choice
from ..exceptions import ModelBehaviorError
from ..handoffs import Handoff
from ..items import (
    HandoffCallItem,
    HostedItem,
    MessageOutputItem,
    ReasoningItem,
    RunItem,
    ToolCallItem,
    ToolCallOutputItem,
)
from ..model_settings import ModelSettings
from ..models.default_models import suited_settings
from ..models.interface import ModelCall, ModelTracing
from ..models.response_collector import ResponseCollector
from ..models.response_output import readable_output
from ..run_config import CallModelData, ModelInputData
from ..stream_events import EVENT_NAMES, RawResponsesStreamEvent
from ..tool import FunctionTool, FunctionToolResult
from . import time_slice
from .handoff_execution import HandoffCall, hand_over
from .items import deduplicate, drop_open_thoughts
from .model_call import call_model
from .server_conversation import model_of
from .tool_execution import ToolCallExecution, execute_calls, unknown_tool_output

if TYPE_CHECKING:
    from ..agent import Agent
    from ..agent_output import AgentOutputSchemaBase
    from ..items import ModelResponse
    from ..tool import Tool
    from .active_run import ActiveRun


class Turn:
    """A turn of one agent: a model call, then the tools and handoffs of its response.

    A turn that goes on from approvals has its calls already, and calls no model.
    """

    def __init__(self, run: ActiveRun) -> None:
        self.run = run
        self.agent: Agent[Any] = run.agent
        self.output_schema: AgentOutputSchemaBase | None = None
        self.items: list[RunItem] = []
        self.calls: list[ToolCallExecution] = []
        self.handoffs: list[HandoffCall] = []
        self.unknown: list[ResponseFunctionToolCall] = []
        self.results: list[FunctionToolResult] = []
        self.first_item = len(run.result.new_items)
        self._offered: dict[str, Tool | Handoff[Any, Any]] = {}
        self._waiting = run.waiting
        run.waiting = None

    @property
    def handed_over(self) -> bool:
        """Whether another agent takes over after this turn."""
        return bool(self.handoffs) and not self.run.result.interruptions

    @property
    def used_tools(self) -> bool:
        """Whether the model used any tool or handoff, or its provider a tool of its own."""
        return any(isinstance(item, (ToolCallItem, HandoffCallItem)) for item in self.items)

    async def execute(self) -> None:
        """Call the model, unless there are calls that wait, and execute the calls."""
        agent = self.agent
        tools = await agent.get_all_tools(self.run.context)
        handoffs = await agent.get_handoffs(self.run.context)
        self._offered = offers_by_name(agent, [*tools, *handoffs], self.run.config.tool_name_collision_policy)
        self.output_schema = agent.output_schema()
        if self._waiting is None:
            try:
                await self._call_model()
            finally:
                self.run.result.steering.end_step()
        else:
            self._sort(self._waiting)
        await self._execute_calls()

    async def _call_model(self) -> None:
        """Emit the events of the model as they come, then the items of its complete response."""
        response = await self._response(await self._model_call())
        self.run.add_usage(response.usage)
        items = [self._item(raw) for raw in response.output]
        try:
            self._sort(items)
        except ModelBehaviorError:
            self.run.add_failed(items, response)
            raise
        self.run.add_response(response, items)
        if self.used_tools:
            self.run.continuation.tool_users.add(self.agent.name)
        await self.run.hooks.llm_end(self.run.context, self.agent, response)

    async def _response(self, call: ModelCall) -> ModelResponse:
        """The response; of one that fails or is stopped, the results get the items that were complete."""
        collector = ResponseCollector(call.model_settings, self.run.call_ids())
        try:
            return await self._stream(call, collector)
        except asyncio.CancelledError:
            if self.run.result.steering.cancelled:
                # Complete messages and reasoning are kept; calls were never run.
                kinds = (MessageOutputItem, ReasoningItem)
                self.run.add(item for item in self._complete_items(collector) if isinstance(item, kinds))
            raise
        except Exception:
            self.run.add_failed(self._complete_items(collector))
            raise

    async def _stream(self, call: ModelCall, collector: ResponseCollector) -> ModelResponse:
        """Emit the events of the model as they come, and give the response that they make."""
        steering = self.run.result.steering
        steering.raise_if_over()
        await time_slice.make_room()  # to build and send a request takes a millisecond, and many may begin
        model = model_of(self.agent, self.run.config)
        name = str(getattr(model, "model", ""))
        with self.run.spans.model_call(self.agent, call, name) as span:
            async with aclosing(call_model(model, call, collector)) as stream:
                async for event in stream:
                    steering.raise_if_over()
                    self.run.emit(RawResponsesStreamEvent(event))
                    if time_slice.is_over():
                        await time_slice.make_room()
            steering.raise_if_over()
            if collector.response is None:
                raise collector.early_end()
            span.output = collector.response
        return collector.response

    def _complete_items(self, collector: ResponseCollector) -> list[RunItem]:
        """The items so far of a response that is not complete, but for what cannot be read."""
        items: list[RunItem] = []
        for raw in collector.items:
            with suppress(ModelBehaviorError):
                items += map(self._item, readable_output([raw]))
        return items

    async def _execute_calls(self) -> None:
        """Run the tools, then execute a handoff; afterwards the run's agent may be another."""
        await execute_calls(self.run, self.calls)
        finished = [call.result for call in self.calls if call.result is not None]
        interruptions = [item for result in finished for item in result.interruptions]
        if self._waiting is None:
            self.results = [call.result for call in self.calls if call.result and call.output]
        else:
            self.results = self._all_results()
        self.run.result.interruptions = interruptions
        if interruptions:
            self.run.add(interruptions)
            return
        outputs = [await unknown_tool_output(self.run, self.agent, call) for call in self.unknown]
        self.run.emit_items([*outputs])
        self.run.result.steering.raise_if_over()
        if self.handoffs:
            await self._hand_over()

    async def _hand_over(self) -> None:
        """Execute the handoff, after a wait while the run is paused."""
        steering = self.run.result.steering
        call_id = self.handoffs[0][1].call_id
        try:
            await steering.begin_step(call_id)
            steering.raise_if_over()
            await hand_over(self.run, self.handoffs, self.first_item)
        finally:
            steering.end_step(call_id)

    def _all_results(self) -> list[FunctionToolResult]:
        """The results of the whole response, with those from before the run waited."""
        run_result = self.run.result
        response = run_result.raw_responses[-1].output if run_result.raw_responses else []
        outputs = {
            item.call_id: item for item in run_result.new_items if isinstance(item, ToolCallOutputItem)
        }
        results: list[FunctionToolResult] = []
        for raw in response:
            if isinstance(raw, ResponseFunctionToolCall) and raw.call_id in outputs:
                tool = self._offered.get(raw.name)
                item = outputs[raw.call_id]
                if isinstance(tool, FunctionTool):
                    results.append(FunctionToolResult(tool, item.output, item))
        return results

    async def _model_call(self) -> ModelCall:
        """The model call, after filters and start hooks."""
        run = self.run
        agent = self.agent
        context = run.context
        conversation = run.continuation.conversation
        # A server that keeps the conversation has the reasoning, and is sent what comes after it only.
        without_open = list if conversation.on_server else drop_open_thoughts
        model_input = run.history[conversation.known :] if conversation.on_server else run.history
        # Both at once, as the SDK does: one that fails does not wait for the other.
        asked = (agent.get_system_prompt(context), agent.get_prompt(context))
        instructions, prompt = await await_all(cast("Iterable[Awaitable[Any]]", asked))
        data = ModelInputData(without_open(model_input), instructions)
        if run.config.call_model_input_filter is not None:
            filtered = run.config.call_model_input_filter(CallModelData(data, agent, context.context))
            data = await maybe_await_as(ModelInputData, filtered, "call_model_input_filter")
            data = dataclasses.replace(data, input=without_open(deduplicate(data.input)))
        await run.hooks.llm_start(context, agent, data.instructions, data.input)
        handoffs = [each for each in self._offered.values() if isinstance(each, Handoff)]
        tools = [each for each in self._offered.values() if not isinstance(each, Handoff)]
        hosted_tools = [tool for tool in agent.tools if isinstance(tool, Mapping)]
        return ModelCall(
            data.instructions,
            data.input,
            self._model_settings(),
            [*tools, *hosted_tools],
            self.output_schema,
            handoffs,
            ModelTracing.DISABLED,
            conversation.previous_response_id,
            conversation.conversation_id,
            prompt,
            streamed=run.streamed,
        )

    def _model_settings(self) -> ModelSettings:
        config = self.run.config
        settings = self.agent.model_settings
        if config.model is not None and settings == suited_settings(self.agent.model):
            settings = suited_settings(config.model)
        settings = settings.resolve(config.model_settings)
        if self.agent.reset_tool_choice and self.agent.name in self.run.continuation.tool_users:
            # A forced choice would have the model call tools for ever.
            settings = dataclasses.replace(settings, tool_choice=None)
        if self.agent.prompt is None:  # a stored prompt may bring tools that are not known here
            hosted = [str(tool.get("type")) for tool in self.agent.tools if isinstance(tool, Mapping)]
            check_tool_choice(settings.tool_choice, [*self._offered, *hosted], self.agent.name)
        return settings

    def _item(self, raw: Any) -> RunItem:
        """An output item of the model as an item of the run."""
        if isinstance(raw, ResponseOutputMessage):
            return MessageOutputItem(agent=self.agent, raw_item=raw)
        if isinstance(raw, ResponseReasoningItem):
            return ReasoningItem(agent=self.agent, raw_item=raw)
        kind = f"{raw.type}_item"
        if kind in EVENT_NAMES:
            return HostedItem(agent=self.agent, raw_item=raw, type=kind)
        offer = self._offered.get(raw.name) if isinstance(raw, ResponseFunctionToolCall) else None
        if isinstance(offer, Handoff):
            return HandoffCallItem(agent=self.agent, raw_item=raw)
        return ToolCallItem(agent=self.agent, raw_item=raw, description=offer.description if offer else None)

    def _sort(self, items: list[RunItem]) -> None:
        """Sort the calls by what they call. Raises ``ModelBehaviorError`` for a tool that is not there."""
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
