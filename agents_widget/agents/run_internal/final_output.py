"""What a run ends with: a message, a tool's result, or what an error handler gives in place of an error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal

from openai.types.responses import ResponseOutputMessage, ResponseOutputText
from pydantic_core import to_json
from typing_extensions import TypedDict

from ..agent import ToolsToFinalOutputResult
from ..callbacks import answer, answer_of_type
from ..exceptions import MaxTurnsExceeded, ModelBehaviorError, ModelRefusalError, UserError
from ..items import ItemHelpers, MessageOutputItem, RunItem, TResponseInputItem, input_items
from ..lifecycle import call_hooks
from ..models.fake_id import FAKE_RESPONSES_ID
from ..run_context import RunContextWrapper, TContext
from .guardrail_checks import check_final_output
from .turn import Turn, start_context

if TYPE_CHECKING:
    from ..agent import Agent
    from ..items import ModelResponse
    from .active_run import ActiveRun


@dataclass
class RunErrorData:
    """What the run had done; ``history`` is the input and ``output`` together, as input items."""

    input: str | list[TResponseInputItem]
    new_items: list[RunItem]
    history: list[TResponseInputItem]
    output: list[TResponseInputItem]
    raw_responses: list[ModelResponse]
    last_agent: Agent[Any]


@dataclass
class RunErrorHandlerInput(Generic[TContext]):
    """What an error handler is given."""

    error: MaxTurnsExceeded | ModelRefusalError | ModelBehaviorError
    context: RunContextWrapper[TContext]
    run_data: RunErrorData


@dataclass
class RunErrorHandlerResult:
    """The final output in place of the error; in the history it is a message, unless told otherwise."""

    final_output: Any
    include_in_history: bool = True


RunErrorHandler = Callable[[RunErrorHandlerInput[Any]], Any | Awaitable[Any]]
"""Returns a ``RunErrorHandlerResult``, a dict of its fields, or the final output; None raises the error."""


class RunErrorHandlers(TypedDict, Generic[TContext], total=False):
    """A handler by what went wrong."""

    max_turns: RunErrorHandler
    model_refusal: RunErrorHandler
    invalid_final_output: RunErrorHandler


@dataclass
class FinalOutput:
    """What a run ends with, and the message that stands for it in the history if a handler gave it."""

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
        return await replaced_error(turn.run, "model_refusal", ModelRefusalError(refusal))
    text = ItemHelpers.extract_text(message) or ""
    if turn.schema is None or turn.schema.is_plain_text():
        return FinalOutput(text)
    return await _structured(turn, text)


async def _structured(turn: Turn, text: str) -> FinalOutput | None:
    if not text:
        error = ModelBehaviorError("Model returned no final output for the structured output type.")
        handled = turn.run.error_handlers.get("invalid_final_output") is not None
        return await replaced_error(turn.run, "invalid_final_output", error) if handled else None
    assert turn.schema is not None  # noqa: S101 - only called with one
    try:
        return FinalOutput(turn.schema.validate_json(text))
    except ModelBehaviorError as error:
        return await replaced_error(turn.run, "invalid_final_output", error)


async def _from_tools(turn: Turn) -> FinalOutput | None:
    """The final output that the agent's ``tool_use_behavior`` makes of the turn's tool results."""
    behavior, results = turn.agent.tool_use_behavior, turn.results
    if not results or behavior == "run_llm_again":
        return None
    if behavior == "stop_on_first_tool":
        decided = ToolsToFinalOutputResult(True, results[0].output)
    elif isinstance(behavior, dict):
        chosen = [r for r in results if r.tool.name in behavior.get("stop_at_tool_names", ())]
        decided = ToolsToFinalOutputResult(bool(chosen), chosen[0].output if chosen else None)
    elif callable(behavior):
        verdict = behavior(turn.run.context, results)
        decided = await answer_of_type(ToolsToFinalOutputResult, verdict, "tool_use_behavior callable")
    else:
        raise UserError(f"Invalid tool_use_behavior: {behavior!r}.")
    if not decided.is_final_output:
        return None
    as_text = turn.agent.output_type is None or turn.agent.output_type is str
    return FinalOutput(str(decided.final_output) if as_text else decided.final_output)


async def conclude(run: ActiveRun, output: Any) -> None:
    """Tell the hooks, check the output, and make it the run's."""
    await call_hooks(run, run.agent, "agent_end", start_context(run), output)
    await check_final_output(run, output)
    run.result.final_output = output


async def replaced_error(
    run: ActiveRun,
    kind: Literal["max_turns", "model_refusal", "invalid_final_output"],
    error: MaxTurnsExceeded | ModelRefusalError | ModelBehaviorError,
) -> FinalOutput:
    """What the handler for this kind of error gives in its place; without any, the error is raised."""
    handler = run.error_handlers.get(kind)
    if handler is None:
        raise error
    answered = await answer(handler(RunErrorHandlerInput(error, run.context, _data(run))))
    if answered is None:
        raise error
    result = _result(answered)
    text, output = _checked(run.agent, result.final_output)
    return FinalOutput(output, _message(run.agent, text) if result.include_in_history else None)


def _data(run: ActiveRun) -> RunErrorData:
    result, items = run.result, list(run.result.new_items)
    output, history = input_items(items), result.to_input_list()
    return RunErrorData(result.input, items, history, output, list(result.raw_responses), run.agent)


def _result(answered: Any) -> RunErrorHandlerResult:
    if isinstance(answered, RunErrorHandlerResult):
        return answered
    if isinstance(answered, dict) and "final_output" in answered:
        if unknown := answered.keys() - {"final_output", "include_in_history"}:
            raise UserError(f"An error handler's result has no {', '.join(sorted(unknown))}.")
        return RunErrorHandlerResult(**answered)
    return RunErrorHandlerResult(answered)


def _checked(agent: Agent[Any], output: Any) -> tuple[str, Any]:
    """The output as text and as the agent's output type. Raises ``UserError`` if it does not fit."""
    schema = agent.output_schema()
    if schema is None or schema.is_plain_text():
        return str(output), output
    wrapped = getattr(schema, "_is_wrapped", False) and not (
        isinstance(output, dict) and "response" in output
    )
    try:
        text = to_json({"response": output} if wrapped else output).decode()
        return text, schema.validate_json(text)
    except (ValueError, ModelBehaviorError) as error:
        raise UserError(f"An error handler's final_output does not fit {schema.name()}: {error}") from error


def _message(agent: Agent[Any], text: str) -> MessageOutputItem:
    content = ResponseOutputText(text=text, type="output_text", annotations=[], logprobs=[])
    raw = ResponseOutputMessage(
        id=FAKE_RESPONSES_ID, type="message", role="assistant", content=[content], status="completed"
    )
    return MessageOutputItem(agent=agent, raw_item=raw)
