"""Starting a run: its arguments are checked, and its result is made, empty or from a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from ..agent import Agent
from ..config_checks import check_callables, check_max_turns, check_names
from ..continuation import Continuation, ServerConversation
from ..exceptions import describe_value
from ..guessed_arguments import ON_RUNNER
from ..items import TResponseInputItem
from ..lifecycle import AgentHooksBase, RunHooks, RunHooksBase
from ..result import RunResultStreaming
from ..run_config import DEFAULT_MAX_TURNS, RunConfig, RunOptions
from ..run_context import RunContextWrapper
from ..run_error_handlers import RunErrorHandlers
from ..run_state import RunState
from .active_run import ActiveRun
from .hook_calls import HookCalls
from .run_loop import run_to_end

RunInput = str | list[TResponseInputItem] | RunState[Any]
_NOT_KEPT = ("auto_previous_response_id",)
"""Options that a run which goes on from a result does not take over."""


def start_run(
    agent: Agent[Any], run_input: RunInput, options: RunOptions, *, streamed: bool
) -> RunResultStreaming:
    """Start a run on the running event loop. Raises ``TypeError`` or ``UserError`` for wrong arguments.

    ``streamed`` says that its events are read as they come; otherwise a model may answer in one piece.
    """
    max_turns = options.get("max_turns", DEFAULT_MAX_TURNS)
    check_arguments(agent, run_input, options)
    if isinstance(run_input, RunState):
        result = _result_of_state(run_input, options)
    else:
        result = _new_result(agent, run_input, options)
    result.options = {name: value for name, value in options.items() if _is_kept(name, value)}
    result.options["max_turns"] = max_turns
    hooks = options.get("hooks")
    run = ActiveRun(
        result,
        RunConfig.of(options.get("run_config")),
        HookCalls(RunHooks() if hooks is None else hooks),
        options.get("session"),
        options.get("error_handlers") or {},
        resumed=isinstance(run_input, RunState),
        streamed=streamed,
    )
    result.start(run_to_end(run))
    return result


def check_arguments(agent: Any, run_input: Any, options: Mapping[str, Any]) -> None:
    """Raise ``TypeError`` or ``UserError`` for arguments that no run can start with."""
    if not isinstance(agent, Agent):
        raise TypeError(f"A run needs an Agent, got {describe_value(agent)}")
    check_names(options, RunOptions.__annotations__, "Runner.run", ON_RUNNER)
    _check_input(run_input)
    _check_hooks(options.get("hooks"))
    session = options.get("session")
    if session is not None and not hasattr(session, "get_items"):
        raise TypeError(
            f"A session is an object such as SQLiteSession('ada', 'talks.db'), "
            f"got {type(session).__name__}: {session!r}"
        )
    _check_error_handlers(options.get("error_handlers"))
    check_max_turns(options.get("max_turns"))


def _check_input(run_input: Any) -> None:
    if not isinstance(run_input, (str, list, RunState)):
        raise TypeError(
            f"A run's input is a string, a list of input items or a RunState, got {type(run_input).__name__}"
        )
    if isinstance(run_input, list):
        for item in run_input:
            if not isinstance(item, (Mapping, BaseModel)):
                raise TypeError(
                    f"An input item is a dict such as {{'role': 'user', 'content': '...'}}, "
                    f"got {type(item).__name__}: {item!r}"
                )


def _check_error_handlers(handlers: Any) -> None:
    if handlers is not None:
        if not isinstance(handlers, Mapping):
            raise TypeError(f"error_handlers is a dict of functions by error, got {describe_value(handlers)}")
        check_names(handlers, RunErrorHandlers.__annotations__, "error_handlers")
        check_callables(handlers, "error_handlers")


def _check_hooks(hooks: Any) -> None:
    if isinstance(hooks, AgentHooksBase):
        raise TypeError(
            "Run hooks must be instances of RunHooks. Received agent hooks; pass those as Agent(hooks=...)."
        )
    if hooks is not None and not isinstance(hooks, RunHooksBase):
        raise TypeError(f"Run hooks must be instances of RunHooks, got {type(hooks).__name__}")


def _is_kept(name: str, value: Any) -> bool:
    return value is not None and name not in _NOT_KEPT


def _new_result(
    agent: Agent[Any], run_input: str | list[TResponseInputItem], options: RunOptions
) -> RunResultStreaming:
    context = options.get("context")
    conversation = ServerConversation(
        options.get("conversation_id"),
        options.get("previous_response_id"),
        options.get("auto_previous_response_id", False),
    )
    return RunResultStreaming(
        input=run_input,
        current_agent=agent,
        context_wrapper=context if isinstance(context, RunContextWrapper) else RunContextWrapper(context),
        max_turns=options.get("max_turns", DEFAULT_MAX_TURNS),
        continuation=Continuation(conversation=conversation),
    )


def _result_of_state(state: RunState[Any], options: RunOptions) -> RunResultStreaming:
    """A result that begins where a state is."""
    result = state.go_on()
    result.continuation.conversation = _resumed_conversation(result, options)
    context = options.get("context")
    if isinstance(context, RunContextWrapper):
        result.context_wrapper = context
    elif context is not None:
        result.context_wrapper = replace(result.context_wrapper, context=context)
    return result


def _resumed_conversation(result: RunResultStreaming, options: RunOptions) -> ServerConversation:
    """The server's conversation of a state, changed by the options of the run that goes on from it."""
    kept = result.continuation.conversation
    conversation_id = options.get("conversation_id") or kept.conversation_id
    previous_response_id = options.get("previous_response_id") or kept.previous_response_id
    automatic = options.get("auto_previous_response_id", False) or kept.automatic
    if automatic and conversation_id is None and previous_response_id is None:
        previous_response_id = result.last_response_id
    return replace(
        kept,
        conversation_id=conversation_id,
        previous_response_id=previous_response_id,
        automatic=automatic,
    )
