"""The final output of a run: of a message, of a tool's output, or of an error handler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from openai.types.responses import ResponseOutputMessage, ResponseOutputText
from pydantic_core import to_json

from ..agent import ToolsToFinalOutputResult
from ..agent_output import AgentOutputSchema
from ..callbacks import maybe_await, maybe_await_as
from ..exceptions import MaxTurnsExceeded, ModelBehaviorError, ModelRefusalError, UserError
from ..items import ItemHelpers, MessageOutputItem, ToolCallOutputItem, input_items
from ..models.fake_id import FAKE_RESPONSES_ID
from ..run_error_handlers import RunErrorData, RunErrorHandlerInput, RunErrorHandlerResult
from ..tool_output import is_plain

if TYPE_CHECKING:
    from ..agent import Agent
    from ..agent_output import AgentOutputSchemaBase
    from ..tool import FunctionToolResult
    from .active_run import ActiveRun
    from .turn import Turn


@dataclass
class FinalOutput:
    """A final output; with its message for the history, if an error handler gave it."""

    value: Any
    message: MessageOutputItem | None = None


async def final_output_of(turn: Turn) -> FinalOutput | None:
    """The final output that a turn gave, or None if the run goes on."""
    if turn.handed_over:
        return None
    from_tools = await _from_tools(turn)
    if from_tools is not None:
        return from_tools
    messages = [item for item in turn.items if isinstance(item, MessageOutputItem)]
    if turn.calls or turn.unknown or (turn.used_tools and not messages):
        return None
    message: Any = messages[-1].raw_item if messages else None
    if refusal := ItemHelpers.extract_refusal(message):
        return await replace_error(turn.run, "model_refusal", ModelRefusalError(refusal))
    text = ItemHelpers.extract_text(message) or ""
    if turn.output_schema is None or turn.output_schema.is_plain_text():
        return FinalOutput(text)
    return await _structured(turn, turn.output_schema, text)


async def _structured(turn: Turn, schema: AgentOutputSchemaBase, text: str) -> FinalOutput | None:
    if not text:
        error = ModelBehaviorError("Model returned no final output for the structured output type.")
        if turn.run.error_handlers.get("invalid_final_output") is None:
            return None
        return await replace_error(turn.run, "invalid_final_output", error)
    try:
        return FinalOutput(schema.validate_json(text))
    except ModelBehaviorError as error:
        return await replace_error(turn.run, "invalid_final_output", error)


async def _from_tools(turn: Turn) -> FinalOutput | None:
    """The final output that the agent's ``tool_use_behavior`` makes of the turn's tool results."""
    behavior = turn.agent.tool_use_behavior
    results = turn.results
    if not results or behavior == "run_llm_again":
        return None
    if behavior == "stop_on_first_tool":
        decided = ToolsToFinalOutputResult(True, results[0].output)
    elif isinstance(behavior, dict):
        decided = _from_first_of(behavior.get("stop_at_tool_names", []), results)
    elif callable(behavior):
        verdict = behavior(turn.run.context, results)
        decided = await maybe_await_as(ToolsToFinalOutputResult, verdict, "tool_use_behavior callable")
    else:
        raise UserError(f"Invalid tool_use_behavior: {behavior!r}.")
    if not decided.is_final_output:
        return None
    as_text = turn.agent.output_type is None or turn.agent.output_type is str
    return FinalOutput(_as_text(decided.final_output, results) if as_text else decided.final_output)


def _as_text(value: Any, results: list[FunctionToolResult]) -> str:
    """A final output as text; a tool's result is not asked for it a second time."""
    for result in results:
        item = result.run_item
        if result.output is value and isinstance(item, ToolCallOutputItem) and not is_plain(value):
            for_model = item.raw_item["output"]
            if isinstance(for_model, str) and result.tool.output_json_schema is None:
                return for_model
    return str(value)


def _from_first_of(names: list[str], results: list[FunctionToolResult]) -> ToolsToFinalOutputResult:
    """The output of the first call of one of these tools, if there is one."""
    for result in results:
        if result.tool.name in names:
            return ToolsToFinalOutputResult(True, result.output)
    return ToolsToFinalOutputResult(False)


async def replace_error(
    run: ActiveRun,
    kind: Literal["max_turns", "model_refusal", "invalid_final_output"],
    error: MaxTurnsExceeded | ModelRefusalError | ModelBehaviorError,
) -> FinalOutput:
    """The final output of the handler for this kind of error; without one, the error is raised."""
    handler = run.error_handlers.get(kind)
    if handler is None:
        raise error
    returned = await maybe_await(handler(RunErrorHandlerInput(error, run.context, _data(run))))
    if returned is None:
        raise error
    result = _handler_result(returned)
    text, output = _validated(run.agent, result.final_output)
    return FinalOutput(output, _message(run.agent, text) if result.include_in_history else None)


def _data(run: ActiveRun) -> RunErrorData:
    result = run.result
    return RunErrorData(
        input=result.input,
        new_items=list(result.new_items),
        history=result.to_input_list(),
        output=input_items(result.new_items),
        raw_responses=list(result.raw_responses),
        last_agent=run.agent,
    )


def _handler_result(returned: Any) -> RunErrorHandlerResult:
    """The result of a handler, which returned one, a dict of its fields, or the final output."""
    if isinstance(returned, RunErrorHandlerResult):
        return returned
    if isinstance(returned, dict) and "final_output" in returned:
        if unknown := returned.keys() - {"final_output", "include_in_history"}:
            raise UserError(f"An error handler's result has no {', '.join(sorted(unknown))}.")
        return RunErrorHandlerResult(**returned)
    return RunErrorHandlerResult(returned)


def _validated(agent: Agent[Any], output: Any) -> tuple[str, Any]:
    """The output as text and as the agent's output type. Raises ``UserError`` if it does not fit."""
    schema = agent.output_schema()
    if schema is None or schema.is_plain_text():
        return str(output), output
    value = schema.wrap(output) if isinstance(schema, AgentOutputSchema) else output
    try:
        text = to_json(value).decode()
        return text, schema.validate_json(text)
    except (ValueError, ModelBehaviorError) as error:
        raise UserError(f"An error handler's final_output does not fit {schema.name()}: {error}") from error


def _message(agent: Agent[Any], text: str) -> MessageOutputItem:
    content = ResponseOutputText(text=text, type="output_text", annotations=[], logprobs=[])
    raw = ResponseOutputMessage(
        id=FAKE_RESPONSES_ID, type="message", role="assistant", content=[content], status="completed"
    )
    return MessageOutputItem(agent=agent, raw_item=raw)
