"""From the arguments of a run to the run."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from .active_run import ActiveRun
from .agent import Agent
from .context import RunContextWrapper
from .hooks import AgentHooksBase, RunHooksBase
from .items import TResponseInputItem
from .result import RunResultStreaming
from .result_base import Conversation, RunResultBase
from .run_config import RunConfig
from .state import RunState, take_waiting

if TYPE_CHECKING:
    from .error_handlers import RunErrorHandlers
    from .hooks import RunHooks
    from .session import Session


def active_run(
    agent: Agent[Any],
    given: str | list[TResponseInputItem] | RunState[Any],
    context: Any,
    max_turns: int | None,
    hooks: RunHooks[Any] | None,
    config: RunConfig | dict[str, Any] | None,
    session: Session | None,
    error_handlers: RunErrorHandlers[Any] | None,
    **conversation: Any,
) -> ActiveRun:
    """The run that the arguments ask for. Raises ``TypeError`` or ``UserError`` for what cannot work."""
    _check(agent, given, hooks, max_turns)
    resumed = isinstance(given, RunState)
    result = (
        _resumed(given, context)
        if isinstance(given, RunState)
        else RunResultStreaming(
            input=given,
            current_agent=agent,
            context_wrapper=context if isinstance(context, RunContextWrapper) else RunContextWrapper(context),
            max_turns=max_turns,
            _conversation=_conversation(session, **conversation),
        )
    )
    return ActiveRun(
        result=result,
        config=RunConfig.of(config),
        hooks=hooks or RunHooksBase(),
        session=session,
        error_handlers=error_handlers,
        resumed=resumed,
        waiting=take_waiting(result) if resumed else None,
    )


def _resumed(state: RunState[Any], context: Any) -> RunResultStreaming:
    """A run that goes on from a copy of the state, so that the state can be used again."""
    copied = state.result.snapshot()
    fields = {each.name: getattr(copied, each.name) for each in dataclasses.fields(RunResultBase)}
    if isinstance(context, RunContextWrapper):
        fields["context_wrapper"] = context
    elif context is not None:
        fields["context_wrapper"] = dataclasses.replace(copied.context_wrapper, context=context)
    return RunResultStreaming(**fields)


def _conversation(
    session: Session | None,
    *,
    previous_response_id: str | None,
    auto_previous_response_id: bool,
    conversation_id: str | None,
) -> Conversation:
    conversation = Conversation(conversation_id, previous_response_id, auto_previous_response_id)
    if session is not None and conversation.on_server:
        raise UserError(
            "A session and a conversation on the model's server would both keep the history. Pass session, "
            "or conversation_id, previous_response_id or auto_previous_response_id, not both."
        )
    return conversation


def _check(agent: Any, given: Any, hooks: Any, max_turns: Any) -> None:
    if not isinstance(agent, Agent):
        raise TypeError(f"A run needs an Agent, got {type(agent).__name__}: {agent!r}")
    if not isinstance(given, (str, list, RunState)):
        raise TypeError(
            f"A run's input is a string, a list of input items or a RunState, got {type(given).__name__}"
        )
    if isinstance(hooks, AgentHooksBase):
        raise TypeError(
            "Run hooks must be instances of RunHooks. Received agent hooks; pass those as Agent(hooks=...)."
        )
    if hooks is not None and not isinstance(hooks, RunHooksBase):
        raise TypeError(f"Run hooks must be instances of RunHooks, got {type(hooks).__name__}")
    if max_turns is not None and (not isinstance(max_turns, int) or max_turns < 1):
        raise UserError(f"max_turns must be a number of model calls from 1, or None, got {max_turns!r}.")
