"""Executing a handoff: the next agent takes over, and filters change its input."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from openai.types.responses import ResponseFunctionToolCall

from ..agent import Agent
from ..callbacks import maybe_await_as
from ..exceptions import UserError
from ..handoffs import Handoff, HandoffInputData, nest_handoff_history
from ..items import HandoffOutputItem, ItemHelpers
from ..stream_events import event_of
from .items import output_item

if TYPE_CHECKING:
    from .active_run import ActiveRun

logger = logging.getLogger(__name__)
_IGNORED = "Multiple handoffs detected, ignoring this one."


HandoffCall = tuple[Handoff[Any, Any], ResponseFunctionToolCall]
"""A handoff, and the model's call of it."""


async def hand_over(run: ActiveRun, calls: list[HandoffCall], first_item: int) -> None:
    """Execute the first handoff of a response; further ones get an output that says they are ignored.

    The items of the turn begin at ``first_item``.
    """
    agent = run.agent
    chosen, *ignored = calls
    run.emit_items([output_item(agent, call, _IGNORED, "denied") for _, call in ignored])
    handoff, call = chosen
    with run.spans.handoff(agent) as span:
        next_agent = await handoff.on_invoke_handoff(run.context, call.arguments)
        if not isinstance(next_agent, Agent):
            raise UserError(
                f"Handoff {handoff.tool_name!r} must give an Agent, got {type(next_agent).__name__}."
            )
        span.output = next_agent.name
    raw: Any = ItemHelpers.tool_call_output_item(call, handoff.get_transfer_message(next_agent))
    output = HandoffOutputItem(agent=agent, raw_item=raw, source_agent=agent, target_agent=next_agent)
    run.add([output])
    await run.hooks.handoff(run.context, agent, next_agent)
    await _filter_input(run, handoff, first_item)
    run.result.current_agent = next_agent
    run.emit(event_of(output))


async def _filter_input(run: ActiveRun, handoff: Handoff[Any, Any], first_item: int) -> None:
    """Apply the handoff's input filter, or the run's; without one, nest the history if that is asked for."""
    filter_input = handoff.input_filter
    if filter_input is None:
        filter_input = run.config.handoff_input_filter
    nest = handoff.nest_handoff_history
    if nest is None:
        nest = run.config.nest_handoff_history
    if filter_input is None and not nest:
        return
    if run.continuation.conversation.on_server:
        if filter_input is None:
            logger.warning("The history is not nested: the model's server keeps the conversation.")
            return
        raise UserError(
            "A handoff's input filter cannot change a conversation that the model's server keeps. Remove the "
            "filter, or conversation_id, previous_response_id and auto_previous_response_id."
        )
    data = _input_data(run, first_item)
    if filter_input is None:
        data = nest_handoff_history(data, history_mapper=run.config.handoff_history_mapper)
    elif callable(filter_input):
        data = await maybe_await_as(HandoffInputData, filter_input(data), "A handoff's input filter")
    else:
        raise UserError(f"Invalid input filter: {filter_input!r} is not callable.")
    _apply(run, data, first_item)


def _input_data(run: ActiveRun, first_item: int) -> HandoffInputData:
    """The next agent's input before any filter; the turn's items begin at ``first_item``."""
    history = run.result.input
    new_items = run.result.new_items[first_item:]
    model_items = run.continuation.model_items
    return HandoffInputData(
        input_history=history if isinstance(history, str) else tuple(history),
        pre_handoff_items=tuple(model_items[: len(model_items) - len(new_items)]),
        new_items=tuple(new_items),
        run_context=run.context,
    )


def _apply(run: ActiveRun, data: HandoffInputData, first_item: int) -> None:
    """Make filtered input data the run's."""
    history = data.input_history
    run.result.input = history if isinstance(history, str) else list(history)
    run.result.new_items[first_item:] = data.new_items
    model_items = data.new_items if data.input_items is None else data.input_items
    run.continuation.model_items = [*data.pre_handoff_items, *model_items]
    run.continuation.moved_items = [*data.moved_items, *run.continuation.moved_items]
    run.rebuild_model_input()
