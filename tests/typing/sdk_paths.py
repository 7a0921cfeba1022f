"""A program that imports from the modules that the OpenAI Agents SDK has, as type checkers see it."""

from __future__ import annotations

from typing import Any

from typing_extensions import assert_type

from agents_widget.agents.agent import Agent, AgentBase, StopAtTools, ToolsToFinalOutputResult
from agents_widget.agents.agent_output import AgentOutputSchema, AgentOutputSchemaBase
from agents_widget.agents.exceptions import (
    AgentsException,
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    RunErrorDetails,
)
from agents_widget.agents.extensions.handoff_filters import remove_all_tools
from agents_widget.agents.extensions.handoff_prompt import RECOMMENDED_PROMPT_PREFIX
from agents_widget.agents.function_schema import FuncSchema, function_schema
from agents_widget.agents.guardrail import (
    GuardrailFunctionOutput,
    InputGuardrail,
    OutputGuardrail,
    input_guardrail,
    output_guardrail,
)
from agents_widget.agents.handoffs import Handoff, HandoffInputData, handoff
from agents_widget.agents.handoffs.history import nest_handoff_history
from agents_widget.agents.items import (
    ItemHelpers,
    MessageOutputItem,
    ModelResponse,
    RunItem,
    ToolCallItem,
    ToolCallOutputItem,
    ToolOutcome,
    TResponseInputItem,
)
from agents_widget.agents.lifecycle import AgentHookContext, AgentHooks, RunHooks
from agents_widget.agents.memory import SQLiteSession
from agents_widget.agents.memory.session import Session, SessionABC
from agents_widget.agents.memory.session_settings import SessionSettings
from agents_widget.agents.memory.util import SessionInputCallback
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import Model, ModelProvider
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_provider import AsyncOpenAI, OpenAIProvider
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.result import RunResult, RunResultStreaming
from agents_widget.agents.run import CallModelData, ModelInputData, RunConfig, Runner
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.run_error_handlers import RunErrorHandlerInput, RunErrorHandlerResult
from agents_widget.agents.run_state import RunState
from agents_widget.agents.stream_events import (
    AgentUpdatedStreamEvent,
    RawResponsesStreamEvent,
    RunItemStreamEvent,
    StreamEvent,
)
from agents_widget.agents.strict_schema import ensure_strict_json_schema
from agents_widget.agents.tool import FunctionTool, ToolOutputText, default_tool_error_function, function_tool
from agents_widget.agents.tool_context import ToolContext
from agents_widget.agents.tool_guardrails import ToolGuardrailFunctionOutput, ToolInputGuardrailData
from agents_widget.agents.tracing import trace
from agents_widget.agents.usage import Usage


@function_tool(failure_error_function=default_tool_error_function)
def add(context: ToolContext[Any], a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@input_guardrail
async def check_input(
    context: RunContextWrapper[Any], agent: Agent[Any], given: str | list[TResponseInputItem]
) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(output_info=None, tripwire_triggered=not given)


@output_guardrail
def check_output(context: RunContextWrapper[Any], agent: Agent[Any], output: Any) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(output_info=output, tripwire_triggered=False)


class Log(RunHooks[Any]):
    async def on_agent_start(self, context: AgentHookContext[Any], agent: Agent[Any]) -> None:
        print(agent.name, context.usage.total_tokens)


def merge(earlier: list[TResponseInputItem], new: list[TResponseInputItem]) -> list[TResponseInputItem]:
    return earlier[-4:] + new


def shorten(data: CallModelData[Any]) -> ModelInputData:
    return ModelInputData(data.model_data.input[-2:], data.model_data.instructions)


def on_max_turns(given: RunErrorHandlerInput[Any]) -> RunErrorHandlerResult:
    return RunErrorHandlerResult(f"stopped after {len(given.run_data.new_items)} items")


def models(client: AsyncOpenAI) -> list[Model]:
    provider: ModelProvider = OpenAIProvider(openai_client=client)
    return [
        OpenAIResponsesModel("m", client),
        OpenAIChatCompletionsModel("m", client),
        provider.get_model("m"),
    ]


def outcomes(items: list[RunItem]) -> list[ToolOutcome]:
    return [item.outcome for item in items if isinstance(item, ToolCallOutputItem)]


async def main(model: Model, session: Session) -> None:
    specialist: Agent[Any] = Agent(name="B", model=model, handoff_description="Knows b.")
    agent: Agent[Any] = Agent(
        name="A",
        instructions=RECOMMENDED_PROMPT_PREFIX,
        tools=[add, specialist.as_tool("ask_b", "Ask B.", max_turns=2)],
        handoffs=[handoff(specialist, input_filter=remove_all_tools), specialist],
        input_guardrails=[check_input],
        output_guardrails=[check_output],
        model_settings=ModelSettings(temperature=0.1),
        tool_use_behavior=StopAtTools(stop_at_tool_names=["add"]),
    )
    config = RunConfig(
        session_settings=SessionSettings(limit=3),
        session_input_callback=merge,
        call_model_input_filter=shorten,
    )
    with trace("typing"):
        result = await Runner.run(
            agent,
            "hi",
            session=session,
            run_config=config,
            hooks=Log(),
            error_handlers={"max_turns": on_max_turns},
        )
    assert_type(result, RunResult)
    assert_type(result.to_state(), RunState[Any])
    assert_type(result.context_wrapper.usage, Usage)
    streamed = Runner.run_streamed(agent, result.to_state())
    assert_type(streamed, RunResultStreaming)
    try:
        async for event in streamed.stream_events():
            assert_type(event, StreamEvent)
            show(event)
    except (MaxTurnsExceeded, InputGuardrailTripwireTriggered) as error:
        assert_type(error.run_data, RunErrorDetails | None)
    except AgentsException:
        streamed.cancel()


def show(event: StreamEvent) -> None:
    if isinstance(event, RawResponsesStreamEvent):
        print(event.data.type)
    elif isinstance(event, AgentUpdatedStreamEvent):
        print(event.new_agent.name)
    elif isinstance(event, RunItemStreamEvent):
        assert_type(event.outcome, ToolOutcome | None)
        if isinstance(event.item, MessageOutputItem):
            print(ItemHelpers.text_message_output(event.item))
        elif isinstance(event.item, ToolCallItem):
            print(event.item.tool_name)


assert_type(add, FunctionTool)
assert_type(check_input, InputGuardrail[Any])
assert_type(check_output, OutputGuardrail[Any])
assert_type(function_schema(merge), FuncSchema)
assert_type(ensure_strict_json_schema({}), dict[str, Any])
callback: SessionInputCallback = merge
schema: AgentOutputSchemaBase = AgentOutputSchema(list[int])
kept: SessionABC = SQLiteSession("ada", "talks.db")
text = ToolOutputText(text="hello")
final = ToolsToFinalOutputResult(is_final_output=True, final_output=1)
hooks: AgentHooks[Any] = AgentHooks()
base: type[AgentBase[Any]] = Agent


def allow(data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
    return ToolGuardrailFunctionOutput.allow(data.agent.name)


def nested(data: HandoffInputData, offered: Handoff[Any, Any]) -> HandoffInputData:
    return nest_handoff_history(data) if offered.nest_handoff_history else data


def spent(response: ModelResponse) -> int:
    return response.usage.total_tokens
