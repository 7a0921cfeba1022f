"""An agent as a tool of another: it gets an input, runs on its own, and its answer is the tool's output."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from ..callbacks import answer
from ..exceptions import ModelBehaviorError, UserError
from ..function_invoker import CLEANUP, ToolErrorFunction, default_tool_error_function, explain_failure
from ..items import ItemHelpers, MessageOutputItem, ToolCallOutputItem
from ..run import Runner
from ..run_config import DEFAULT_MAX_TURNS
from ..run_context import IsEnabled
from ..stream_events import AgentToolStreamEvent
from ..strict_schema import ensure_strict_json_schema
from ..tool import FunctionTool, NeedsApproval
from ..tool_context import ToolContext

if TYPE_CHECKING:
    from ..agent import Agent
    from ..items import TResponseInputItem
    from ..lifecycle import RunHooks
    from ..memory.session import Session
    from ..result import RunResultStreaming
    from ..result_base import RunResult, RunResultBase
    from ..run_config import RunConfig


class AgentAsToolInput(BaseModel):
    """What the agent is to do."""  # the model reads this

    input: str


AgentInput: TypeAlias = "str | list[TResponseInputItem]"


class AgentToolOptions(TypedDict, total=False):
    """The options of ``Agent.as_tool``."""

    custom_output_extractor: Callable[[RunResult | RunResultStreaming], Awaitable[str]] | None
    is_enabled: IsEnabled
    on_stream: Callable[[AgentToolStreamEvent], Awaitable[None] | None] | None
    run_config: RunConfig | dict[str, Any] | None
    max_turns: int | None
    hooks: RunHooks[Any] | None
    previous_response_id: str | None
    conversation_id: str | None
    session: Session | None
    failure_error_function: ToolErrorFunction | None
    needs_approval: NeedsApproval
    parameters: type[Any] | None
    input_builder: Callable[[dict[str, Any]], AgentInput | Awaitable[AgentInput]] | None
    """Is given the call's ``params``, and their ``json_schema`` if that was asked for."""
    include_input_schema: bool
    on_stream_max_pending_events: int | None


_OF_RUN = {"hooks", "previous_response_id", "conversation_id", "session"}


def agent_tool(
    agent: Agent[Any], tool_name: str | None, tool_description: str | None, **options: Any
) -> FunctionTool:
    """Make a tool of an agent; see ``Agent.as_tool``."""
    if options.get("on_stream") is not None and not callable(options["on_stream"]):
        raise UserError("as_tool(on_stream=...) must be a function of an event, sync or async.")
    unknown = options.keys() - AgentToolOptions.__annotations__.keys()
    if unknown:
        raise TypeError(f"as_tool() has no option {', '.join(sorted(unknown))}.")
    invoke = AgentInvoker(agent, options)
    return FunctionTool(
        name=tool_name or re.sub(r"[^a-zA-Z0-9_]", "_", agent.name).lower(),
        description=tool_description or "",
        params_json_schema=invoke.schema,
        on_invoke_tool=invoke,
        is_enabled=options.get("is_enabled", True),
        needs_approval=options.get("needs_approval", False),
    )


class OnStreamError(UserError):
    """``on_stream`` raised: the program's own failure, which no model is to deal with."""


class AgentInvoker:
    """Runs an agent for a tool call of another one."""

    def __init__(self, agent: Agent[Any], options: dict[str, Any]) -> None:
        self.agent = agent
        self.options = options
        self.failure_error_function: ToolErrorFunction | None = options.get(
            "failure_error_function", default_tool_error_function
        )
        self._parameters: TypeAdapter[Any] = TypeAdapter(options.get("parameters") or AgentAsToolInput)
        self.schema = ensure_strict_json_schema(self._parameters.json_schema())

    async def __call__(self, context: ToolContext[Any], arguments: str) -> Any:
        """Run the agent; a failure becomes text for the outer model, or is raised if nothing does that."""
        try:
            return await self._answer(context, arguments)
        except OnStreamError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong inside is the tool's failure
            return await explain_failure(context, error, self.failure_error_function)

    async def _answer(self, context: ToolContext[Any], arguments: str) -> Any:
        outer = context._run.result if context._run is not None else None
        options = self.options
        held = outer._nested.get(context.tool_call_id) if outer is not None else None
        name, written = context.tool_name, context.tool_arguments
        inner: ToolContext[Any] = ToolContext.from_agent_context(
            context, context.tool_call_id, context.tool_call, tool_name=name, tool_arguments=written
        )
        inner.tool_input = self._read(context, arguments)
        result = Runner.run_streamed(
            self.agent,
            held if held is not None else await self._input(inner.tool_input),
            context=inner,
            max_turns=options.get("max_turns") or DEFAULT_MAX_TURNS,
            run_config=options.get("run_config") or context.run_config,
            **{name: options[name] for name in _OF_RUN & options.keys()},
        )
        if outer is not None:
            result._steering.outer = outer._steering
            result._streamed = outer._streamed or options.get("on_stream") is not None
        await self._follow(result, context)
        if result.interruptions:
            return result.to_state()
        extract = options.get("custom_output_extractor")
        return await extract(result) if extract is not None else _output(result)

    async def _follow(self, result: RunResultStreaming, context: ToolContext[Any]) -> None:
        """Pass every inner event on, outwards and to ``on_stream``; a failure stops the inner run."""
        on_stream = self.options.get("on_stream")
        try:
            async for inner in result.stream_events():
                agent, call = result.current_agent, context.tool_call
                event = AgentToolStreamEvent(context.tool_call_id, inner, agent, call)
                if context._emit is not None:
                    context._emit(event)
                if on_stream is not None:
                    try:
                        await answer(on_stream(event))
                    except Exception as error:
                        text = f"on_stream of {self.agent.name!r} failed: {error}"
                        raise OnStreamError(text) from error
        finally:
            result.cancel()
            if result.run_loop_task is not None:
                await asyncio.wait([result.run_loop_task], timeout=CLEANUP)

    def _read(self, context: ToolContext[Any], arguments: str) -> Any:
        try:
            read = self._parameters.validate_json(arguments or "{}")
        except ValidationError as error:
            raise ModelBehaviorError(f"Invalid JSON input for tool {context.tool_name}: {error}") from error
        return self._parameters.dump_python(read, mode="json")

    async def _input(self, params: Any) -> AgentInput:
        """What the agent is told: the plain input, or its structured arguments in a sentence or two."""
        schema = self.schema if self.options.get("include_input_schema") else None
        build = self.options.get("input_builder")
        if build is not None:
            given = {"params": params, "summary": None, "json_schema": schema}
            told: AgentInput = await answer(build(given))
            return told
        if self.options.get("parameters") is None:
            return str(params["input"])
        text = f"You are called as a tool, with these arguments as JSON:\n{json.dumps(params, indent=2)}"
        return text if schema is None else f"{text}\nTheir schema:\n{json.dumps(schema, indent=2)}"


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
