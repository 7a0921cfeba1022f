"""Handoffs: one agent lets another take over the conversation."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, cast

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypeVar

from ...utf8 import sendable_json
from ..callbacks import maybe_await
from ..config_checks import WrongTypeError, check_switch
from ..exceptions import ModelBehaviorError, UserError, describe_value
from ..items import RunItem, TResponseInputItem
from ..run_context import IsEnabled, RunContextWrapper, TContext
from ..strict_schema import ensure_strict_json_schema
from .history import default_handoff_history_mapper, nest_handoff_history
from .summary import (
    get_conversation_history_wrappers,
    reset_conversation_history_wrappers,
    set_conversation_history_wrappers,
)

if TYPE_CHECKING:
    from ..agent import Agent, AgentBase

__all__ = [
    "Handoff",
    "HandoffHistoryMapper",
    "HandoffInputData",
    "HandoffInputFilter",
    "default_handoff_history_mapper",
    "get_conversation_history_wrappers",
    "handoff",
    "nest_handoff_history",
    "reset_conversation_history_wrappers",
    "set_conversation_history_wrappers",
]

TAgent = TypeVar("TAgent", default="Agent[Any]")
OnHandoffWithInput = Callable[[RunContextWrapper[Any], Any], Any]
OnHandoffWithoutInput = Callable[[RunContextWrapper[Any]], Any]


@dataclass(frozen=True)
class HandoffInputData:
    """The input of the next agent; a filter returns a changed copy."""

    input_history: str | tuple[TResponseInputItem, ...]
    """The input of the run."""
    pre_handoff_items: tuple[RunItem, ...]
    """The items before the turn of the handoff."""
    new_items: tuple[RunItem, ...]
    """The items of the turn of the handoff, its call and its output included."""
    run_context: RunContextWrapper[Any] | None = None
    input_items: tuple[RunItem, ...] | None = None
    """If set, the next agent's input in place of ``new_items``, which the result then keeps."""
    moved_items: tuple[RunItem, ...] = field(default=(), repr=False, kw_only=True)
    """Items of the run that now are in ``input_history``, so that ``to_input_list()`` gives each once."""

    def clone(self, **kwargs: Any) -> HandoffInputData:
        """A copy with the given fields changed."""
        return dataclasses.replace(self, **kwargs)


HandoffInputFilter = Callable[[HandoffInputData], HandoffInputData | Awaitable[HandoffInputData]]
HandoffHistoryMapper = Callable[["list[TResponseInputItem]"], "list[TResponseInputItem]"]


@dataclass
class Handoff(Generic[TContext, TAgent]):
    """A handoff as the model sees it: a tool whose call makes another agent take over."""

    tool_name: str
    tool_description: str
    input_json_schema: dict[str, Any]
    on_invoke_handoff: Callable[[RunContextWrapper[Any], str], Awaitable[TAgent]]
    """Called with the context and the arguments' JSON text; returns the agent that takes over."""
    agent_name: str
    input_filter: HandoffInputFilter | None = None
    nest_handoff_history: bool | None = None
    strict_json_schema: bool = True
    is_enabled: IsEnabled = True
    agent: Agent[Any] | None = field(default=None, repr=False)
    """The agent that takes over, where that is known beforehand."""

    def __post_init__(self) -> None:
        check_switch(self.is_enabled, f"Handoff {self.tool_name}: is_enabled")
        if not isinstance(self.nest_handoff_history, bool | None):
            raise TypeError(
                f"Handoff {self.tool_name}: nest_handoff_history must be True, False or None, "
                f"got {self.nest_handoff_history!r}."
            )

    def get_transfer_message(self, agent: AgentBase[Any]) -> str:
        """The output of the handoff's call, for the model."""
        return json.dumps({"assistant": agent.name})

    @classmethod
    def default_tool_name(cls, agent: AgentBase[Any]) -> str:
        """``transfer_to_`` and the agent's name in snake case."""
        return re.sub(r"[^a-zA-Z0-9_]", "_", f"transfer_to_{agent.name}").lower()

    @classmethod
    def default_tool_description(cls, agent: AgentBase[Any]) -> str:
        """Names the agent, with its ``handoff_description``."""
        description = agent.handoff_description or ""
        return f"Handoff to the {agent.name} agent to handle the request. {description}"


def handoff(
    agent: Agent[TContext],
    tool_name_override: str | None = None,
    tool_description_override: str | None = None,
    on_handoff: OnHandoffWithInput | OnHandoffWithoutInput | None = None,
    input_type: type[Any] | None = None,
    input_filter: HandoffInputFilter | None = None,
    nest_handoff_history: bool | None = None,
    is_enabled: IsEnabled = True,
) -> Handoff[TContext, Agent[TContext]]:
    """Offer ``agent`` as one to hand over to.

    ``on_handoff`` is called when it happens: with the context, and with the model's arguments as an
    ``input_type`` where that is given. ``input_filter`` changes the input of the next agent. Raises
    ``UserError`` when ``on_handoff`` and ``input_type`` do not go together.
    """
    if not isinstance(getattr(agent, "name", None), str):
        raise TypeError(f"A handoff is to an Agent, got {describe_value(agent)}")
    _check_callback(on_handoff, input_type)
    adapter = TypeAdapter(input_type) if input_type is not None else None

    async def invoke(context: RunContextWrapper[Any], arguments: str) -> Agent[TContext]:
        if on_handoff is not None:
            callback = cast("Callable[..., Any]", on_handoff)
            if adapter is None:
                await maybe_await(callback(context))
            else:
                await maybe_await(callback(context, _parse(adapter, arguments, tool_name)))
        return agent

    tool_name = tool_name_override or Handoff.default_tool_name(agent)
    return Handoff(
        tool_name=tool_name,
        tool_description=tool_description_override or Handoff.default_tool_description(agent),
        input_json_schema=ensure_strict_json_schema(adapter.json_schema() if adapter else {}),
        on_invoke_handoff=invoke,
        agent_name=agent.name,
        input_filter=input_filter,
        nest_handoff_history=nest_handoff_history,
        is_enabled=is_enabled,
        agent=agent,
    )


def _check_callback(on_handoff: Any, input_type: type[Any] | None) -> None:
    if input_type is not None and on_handoff is None:
        raise UserError("You must provide on_handoff when input_type is provided")
    if on_handoff is None:
        return
    if not callable(on_handoff):
        raise WrongTypeError(f"on_handoff must be callable, not {on_handoff!r}.")
    expected = 1 if input_type is None else 2
    if len(inspect.signature(on_handoff).parameters) != expected:
        names = "context" if expected == 1 else "context and input"
        raise UserError(f"on_handoff must take {expected} argument{'s' * (expected - 1)}: {names}")


def _parse(adapter: TypeAdapter[Any], arguments: str, tool_name: str) -> Any:
    try:
        return adapter.validate_json(sendable_json(arguments), strict=True)
    except ValidationError as error:
        raise ModelBehaviorError(f"Invalid JSON input for handoff {tool_name!r}: {error}") from error
