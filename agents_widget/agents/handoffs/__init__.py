"""Handoffs: one agent lets another take over the conversation, and what that one is shown of it."""

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

from ..callbacks import answer
from ..exceptions import ModelBehaviorError, UserError, described
from ..items import ItemHelpers, RunItem, TResponseInputItem, input_items
from ..run_context import IsEnabled, RunContextWrapper, TContext
from ..strict_schema import ensure_strict_json_schema

if TYPE_CHECKING:
    from ..agent import Agent, AgentBase

_BEFORE = "For context, here is the conversation so far between the user and the previous agent:"
_START, _END = "<CONVERSATION HISTORY>", "</CONVERSATION HISTORY>"
TAgent = TypeVar("TAgent", default="Agent[Any]")
OnHandoffWithInput = Callable[[RunContextWrapper[Any], Any], Any]
OnHandoffWithoutInput = Callable[[RunContextWrapper[Any]], Any]


@dataclass(frozen=True)
class HandoffInputData:
    """What the next agent would be shown; a filter returns a changed copy."""

    input_history: str | tuple[TResponseInputItem, ...]
    """The input of the run."""
    pre_handoff_items: tuple[RunItem, ...]
    """What came before the turn of the handoff."""
    new_items: tuple[RunItem, ...]
    """What came in the turn of the handoff, its call and its output included."""
    run_context: RunContextWrapper[Any] | None = None
    input_items: tuple[RunItem, ...] | None = None
    """If set, shown to the next agent in place of ``new_items``, which the result then keeps whole."""

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

    def get_transfer_message(self, agent: AgentBase[Any]) -> str:
        """What the model reads as the output of the handoff's call."""
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
    ``input_type`` where that is given. ``input_filter`` changes what the next agent is shown. Raises
    ``UserError`` when ``on_handoff`` and ``input_type`` do not go together.
    """
    if not isinstance(getattr(agent, "name", None), str):
        raise TypeError(f"A handoff is to an Agent, got {described(agent)}")
    _check_callback(on_handoff, input_type)
    adapter = TypeAdapter(input_type) if input_type is not None else None

    async def invoke(context: RunContextWrapper[Any], arguments: str) -> Agent[TContext]:
        if on_handoff is not None:
            given = () if adapter is None else (_parse(adapter, arguments, tool_name),)
            await answer(cast("Any", on_handoff)(context, *given))
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
        raise UserError("on_handoff must be callable")
    expected = 1 if input_type is None else 2
    if len(inspect.signature(on_handoff).parameters) != expected:
        names = "context" if expected == 1 else "context and input"
        raise UserError(f"on_handoff must take {expected} argument{'s' * (expected - 1)}: {names}")


def _parse(adapter: TypeAdapter[Any], arguments: str, tool_name: str) -> Any:
    try:
        return adapter.validate_json(arguments, strict=True)
    except ValidationError as error:
        raise ModelBehaviorError(f"Invalid JSON input for handoff {tool_name!r}: {error}") from error


def nest_handoff_history(
    handoff_input_data: HandoffInputData, *, history_mapper: HandoffHistoryMapper | None = None
) -> HandoffInputData:
    """Put the conversation so far into one message for the next agent; the results keep every item.

    ``history_mapper`` makes the messages from the conversation's items, in place of the default one.
    Nothing is redacted: arguments and outputs of tools are in the message.
    """
    data = handoff_input_data
    history = data.input_history
    items = ItemHelpers.input_to_new_input_list(history if isinstance(history, str) else list(history))
    items += input_items((*data.pre_handoff_items, *data.new_items))
    mapped = (history_mapper or default_handoff_history_mapper)(items)
    return data.clone(input_history=tuple(mapped), pre_handoff_items=(), input_items=())


def default_handoff_history_mapper(transcript: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The conversation as one message, an item to a line."""
    lines: list[str] = []
    for item in transcript:
        row = cast("dict[str, Any]", item)
        earlier = _nested_before(row)
        lines += [_line(row)] if earlier is None else earlier
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    text = "\n".join([_BEFORE, _START, *numbered, _END])
    return [{"role": "assistant", "content": text}]


def _nested_before(row: dict[str, Any]) -> list[str] | None:
    """The lines of a message that an earlier handoff nested, or None for any other item."""
    content = row.get("content")
    if not isinstance(content, str) or not content.startswith(_BEFORE):
        return None
    return [line.split(". ", 1)[-1] for line in content.splitlines()[2:-1]]


def _line(row: dict[str, Any]) -> str:
    if "role" not in row:
        return json.dumps({key: value for key, value in row.items() if key != "id"}, ensure_ascii=False)
    content = row.get("content")
    if isinstance(content, list):
        content = "".join(
            str(part.get("text") or part.get("refusal") or f"[{part.get('type')}]") for part in content
        )
    return f"{row['role']}: " + str(content).replace("\n", "\\n")
