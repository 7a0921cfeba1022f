"""Agents as tools: an agent gets an input, runs on its own, and its final output is the tool's output."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from ...utf8 import sendable_json
from ..agent_tool_input import (
    AgentAsToolInput,
    StructuredToolInputBuilderOptions,
    check_parameters,
    default_tool_input_builder,
    schema_summary,
)
from ..agent_tool_options import AgentInput, AgentToolOptions
from ..callbacks import maybe_await
from ..config_checks import check_callables, check_names
from ..exceptions import ModelBehaviorError, UserError
from ..function_invoker import ToolInvoker
from ..items import ItemHelpers, MessageOutputItem, ToolCallOutputItem
from ..result import RunResultBase, RunResultStreaming
from ..run_config import DEFAULT_MAX_TURNS, RunConfig, RunOptions
from ..run_state import RunState
from ..stream_events import AgentToolStreamEvent, AgentUpdatedStreamEvent
from ..strict_schema import ensure_strict_json_schema
from ..tool import FunctionTool, default_tool_error_function
from ..tool_context import ToolContext
from ..tool_errors import explain_failure
from .run_start import start_run
from .tool_invocation import CLEANUP_SECONDS

if TYPE_CHECKING:
    from ..agent import Agent


_CALLABLES = ("on_stream", "custom_output_extractor", "failure_error_function", "input_builder")


def agent_tool(
    agent: Agent[Any], tool_name: str | None, tool_description: str | None, options: AgentToolOptions
) -> FunctionTool:
    """Make a tool of an agent; see ``Agent.as_tool``."""
    _check_options(options)
    invoker = AgentInvoker(agent, options)
    return FunctionTool(
        name=tool_name or re.sub(r"[^a-zA-Z0-9_]", "_", agent.name).lower(),
        description=tool_description or "",
        params_json_schema=invoker.schema,
        on_invoke_tool=invoker,
        is_enabled=options.get("is_enabled", True),
        needs_approval=options.get("needs_approval", False),
    )


def _check_options(options: AgentToolOptions) -> None:
    check_names(options, AgentToolOptions.__annotations__, "Agent.as_tool")
    check_callables({name: options.get(name) for name in _CALLABLES}, "Agent.as_tool")
    pending = options.get("on_stream_max_pending_events")
    if pending is not None and pending <= 0:
        raise UserError(f"as_tool(on_stream_max_pending_events=...) must be above 0 or None, got {pending}.")
    if options.get("parameters") is not None:
        check_parameters(options["parameters"])
    if options.get("run_config") is not None:
        RunConfig.of(options["run_config"])


class OnStreamError(UserError):
    """``on_stream`` raised: an error of the program, which no model is to deal with."""


class AgentInvoker(ToolInvoker):
    """Runs an agent for a tool call of another one."""

    def __init__(self, agent: Agent[Any], options: AgentToolOptions) -> None:
        self.agent: Agent[Any] = agent
        self.options = options
        self.failure_error_function = options.get("failure_error_function", default_tool_error_function)
        self._parameters: TypeAdapter[Any] = TypeAdapter(options.get("parameters") or AgentAsToolInput)
        self.schema = ensure_strict_json_schema(self._parameters.json_schema())

    async def __call__(self, context: ToolContext[Any], arguments: str) -> Any:
        """Run the agent. Its failure becomes a text for the model, or is raised without an error function."""
        try:
            return await self._run(context, arguments)
        except OnStreamError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong inside is the tool's failure
            return await explain_failure(context, error, self.failure_error_function)

    async def _run(self, context: ToolContext[Any], arguments: str) -> Any:
        """The agent's output, or the state of its run if that waits for approvals."""
        inner_context, params = self._inner_context(context, arguments)
        outer = context.outer_run
        run_input: AgentInput | RunState[Any]
        if outer is not None and outer.nested_state is not None:
            run_input = outer.nested_state
        else:
            run_input = await self._input(params)
        streamed = outer is None or outer.streamed or self.options.get("on_stream") is not None
        result = start_run(self.agent, run_input, self._run_options(inner_context), streamed=streamed)
        if outer is not None:
            result.steering.outer = outer.steering
            outer.keep_nested_state(RunState(result))
        await self._forward_events(result, context)
        if outer is not None:
            outer.steering.raise_if_over()
        if result.interruptions:
            return result.to_state()
        extract = self.options.get("custom_output_extractor")
        return await extract(result) if extract is not None else _output(result)

    def _inner_context(self, context: ToolContext[Any], arguments: str) -> tuple[ToolContext[Any], Any]:
        """The context of the inner run, that of the call with structured arguments; and the arguments."""
        inner: ToolContext[Any] = ToolContext.from_agent_context(
            context,
            context.tool_call_id,
            context.tool_call,
            tool_name=context.tool_name,
            tool_arguments=context.tool_arguments,
        )
        parsed = self._parse(context, arguments)
        inner.tool_input = parsed if self._is_structured else None
        return inner, parsed

    def _run_options(self, context: ToolContext[Any]) -> RunOptions:
        max_turns = self.options.get("max_turns")
        return RunOptions(
            context=context,
            max_turns=DEFAULT_MAX_TURNS if max_turns is None else max_turns,
            run_config=self.options.get("run_config") or context.run_config,
            hooks=self.options.get("hooks"),
            previous_response_id=self.options.get("previous_response_id"),
            conversation_id=self.options.get("conversation_id"),
            session=self.options.get("session"),
        )

    async def _forward_events(self, result: RunResultStreaming, context: ToolContext[Any]) -> None:
        """Forward every inner event to the outer run and to ``on_stream``; a failure stops the inner run.

        Both follow the log by themselves, so that a slow ``on_stream`` holds up neither run.
        """
        try:
            outcomes = await asyncio.gather(
                self._call_on_stream(result, context),
                self._emit_to_outer_run(result, context),
                return_exceptions=True,
            )
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
        finally:
            result.cancel()
            if result.run_loop_task is not None:
                await asyncio.wait([result.run_loop_task], timeout=CLEANUP_SECONDS)

    async def _emit_to_outer_run(self, result: RunResultStreaming, context: ToolContext[Any]) -> None:
        async for event in self._events(result, context):
            if context.emit is not None:
                context.emit(event)

    async def _call_on_stream(self, result: RunResultStreaming, context: ToolContext[Any]) -> None:
        on_stream = self.options.get("on_stream")
        if on_stream is None:
            return
        async for event in self._events(result, context):
            try:
                await maybe_await(on_stream(event))
            except Exception as error:
                result.cancel()
                raise OnStreamError(f"on_stream of {self.agent.name!r} failed: {error}") from error

    async def _events(
        self, result: RunResultStreaming, context: ToolContext[Any]
    ) -> AsyncIterator[AgentToolStreamEvent]:
        """The events of the inner run, each with the agent that was at work then."""
        agent = self.agent
        async for event in result.log.read():
            if isinstance(event, AgentUpdatedStreamEvent):
                agent = event.new_agent
            yield AgentToolStreamEvent(context.tool_call_id, event, agent, context.tool_call)

    def _parse(self, context: ToolContext[Any], arguments: str) -> Any:
        try:
            parsed = self._parameters.validate_json(sendable_json(arguments or "{}"))
        except ValidationError as error:
            raise ModelBehaviorError(f"Invalid JSON input for tool {context.tool_name}: {error}") from error
        return self._parameters.dump_python(parsed, mode="json")

    @property
    def _is_structured(self) -> bool:
        return self.options.get("parameters") is not None or self.options.get("input_builder") is not None

    async def _input(self, params: Any) -> AgentInput:
        """The agent's input: the plain text, the arguments as JSON, or what a builder makes of them."""
        with_schema = self.options.get("include_input_schema") and self.options.get("parameters") is not None
        given: StructuredToolInputBuilderOptions = {
            "params": params,
            "summary": schema_summary(self.schema) if self._is_structured else None,
            "json_schema": self.schema if with_schema else None,
        }
        build = self.options.get("input_builder")
        if build is not None:
            built: Any = await maybe_await(build(given))
            if not isinstance(built, (str, list)):
                raise ModelBehaviorError(
                    f"input_builder of {self.agent.name!r} must return a string or a list of input items, "
                    f"got {type(built).__name__}."
                )
            return built
        if given["summary"] or given["json_schema"]:
            return default_tool_input_builder(given)
        is_text = isinstance(params, dict) and list(params) == ["input"] and isinstance(params["input"], str)
        return params["input"] if is_text else json.dumps(params)


def _output(result: RunResultBase) -> Any:
    """The final output; where that is empty, the latest text of a message or of a tool."""
    if result.final_output not in (None, "") or result.output_guardrail_results:
        return result.final_output
    for item in reversed(result.new_items):
        if isinstance(item, MessageOutputItem) and ItemHelpers.text_message_output(item):
            return ItemHelpers.text_message_output(item)
        if isinstance(item, ToolCallOutputItem) and isinstance(item.output, str) and item.output:
            return item.output
    return result.final_output
