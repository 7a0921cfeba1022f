"""Carrying out a handoff: the next agent takes over, and is shown what the filters leave."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ..agent import Agent
from ..callbacks import answer_of_type
from ..exceptions import UserError
from ..handoffs import Handoff, HandoffInputData, nest_handoff_history
from ..items import HandoffOutputItem, ItemHelpers, RunItem, output_item
from ..lifecycle import together
from ..stream_events import event_of

if TYPE_CHECKING:
    from .active_run import ActiveRun
    from .turn import Turn

logger = logging.getLogger(__name__)
_IGNORED = "Multiple handoffs detected, ignoring this one."


async def hand_over(turn: Turn) -> None:
    """Let the first agent that was asked for take over; further handoffs of the response are answered."""
    run, agent = turn.run, turn.agent
    chosen, *ignored = turn.handoffs
    run.publish([output_item(agent, call, _IGNORED) for _, call in ignored])
    handoff, chosen_call = chosen
    next_agent = await handoff.on_invoke_handoff(run.context, chosen_call.arguments)
    if not isinstance(next_agent, Agent):
        raise UserError(f"Handoff {handoff.tool_name!r} must give an Agent, got {type(next_agent).__name__}.")
    message = handoff.get_transfer_message(next_agent)
    raw: Any = ItemHelpers.tool_call_output_item(chosen_call, message)
    output = HandoffOutputItem(agent=agent, raw_item=raw, source_agent=agent, target_agent=next_agent)
    run.add([output])
    await together(
        run.hooks.on_handoff(context=run.context, from_agent=agent, to_agent=next_agent),
        agent.hooks.on_handoff(run.context, agent=next_agent, source=agent) if agent.hooks else None,
    )
    await _change_what_is_shown(run, handoff, turn.first_item)
    run.result.current_agent = next_agent
    run.tell(event_of(output))


async def _change_what_is_shown(run: ActiveRun, handoff: Handoff[Any, Any], first_item: int) -> None:
    """Apply the handoff's filter, or the run's; else nest the history, where that is asked for."""
    config, result = run.config, run.result
    chosen: Any = config.handoff_input_filter if handoff.input_filter is None else handoff.input_filter
    nest = (
        config.nest_handoff_history if handoff.nest_handoff_history is None else handoff.nest_handoff_history
    )
    if chosen is None and not nest:
        return
    if result._conversation.on_server:
        if chosen is None:
            logger.warning("The history is not nested: the model's server keeps the conversation.")
            return
        raise UserError(
            "A handoff's input filter cannot change a conversation that the model's server keeps. Remove the "
            "filter, or conversation_id, previous_response_id and auto_previous_response_id."
        )
    new = tuple(result.new_items[first_item:])
    shown = result._model_items[: len(result._model_items) - len(new)]
    data = HandoffInputData(
        input_history=result.input if isinstance(result.input, str) else tuple(result.input),
        pre_handoff_items=tuple(shown),
        new_items=new,
        run_context=run.context,
    )
    if chosen is None:
        data = nest_handoff_history(data, history_mapper=config.handoff_history_mapper)
    else:
        if not callable(chosen):
            raise UserError(f"Invalid input filter: {chosen!r} is not callable.")
        data = await answer_of_type(HandoffInputData, chosen(data), "A handoff's input filter")
    result.input = data.input_history if isinstance(data.input_history, str) else list(data.input_history)
    result.new_items[first_item:] = data.new_items
    newly_shown: tuple[RunItem, ...] = data.new_items if data.input_items is None else data.input_items
    result._model_items = [*data.pre_handoff_items, *newly_shown]
    run.show_again()
