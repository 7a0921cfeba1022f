"""Whether a turn ends the run, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ModelBehaviorError, ModelRefusalError, UserError
from .agent import ToolsToFinalOutputResult
from .callbacks import answer_of_type
from .checks import check_final_output
from .error_handlers import FinalOutput, replaced_error
from .hooks import tell
from .items import ItemHelpers, MessageOutputItem
from .turn import Turn, start_context

if TYPE_CHECKING:
    from .active_run import ActiveRun


async def final_output_of(turn: Turn) -> FinalOutput | None:
    """The final output that a turn gave, or None if the run goes on."""
    if turn.handed_over:
        return None
    from_tools = await _from_tools(turn)
    if from_tools is not None:
        return from_tools
    messages = [item for item in turn.sorted.items if isinstance(item, MessageOutputItem)]
    if not turn.sorted.nothing_to_run or (turn.sorted.used_tools and not messages):
        return None
    raw = messages[-1].raw_item if messages else None
    refusal = ItemHelpers.extract_refusal(raw) if raw else None
    if refusal:
        return await replaced_error(turn.run, "model_refusal", ModelRefusalError(refusal))
    text = (ItemHelpers.extract_text(raw) if raw else None) or ""
    if turn.schema is None or turn.schema.is_plain_text():
        return FinalOutput(text)
    return await _structured(turn, text)


async def _structured(turn: Turn, text: str) -> FinalOutput | None:
    if not text:
        error = ModelBehaviorError("Model returned no final output for the structured output type.")
        handled = (turn.run.error_handlers or {}).get("invalid_final_output") is not None
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
        decided = await answer_of_type(ToolsToFinalOutputResult, verdict, "tool_use_behavior")
    else:
        raise UserError(f"Invalid tool_use_behavior: {behavior!r}.")
    if not decided.is_final_output:
        return None
    as_text = turn.agent.output_type is None or turn.agent.output_type is str
    return FinalOutput(str(decided.final_output) if as_text else decided.final_output)


async def conclude(run: ActiveRun, output: Any) -> None:
    """Tell the hooks, check the output, and make it the run's."""
    await tell(run, run.agent, "agent_end", start_context(run), output)
    await check_final_output(run, output)
    run.result.final_output = output
