"""Continuations: the data that a run needs to go on from where it stopped, beyond its results."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .items import RunItem, TResponseInputItem

if TYPE_CHECKING:
    from .run_state import RunState


@dataclass(frozen=True)
class ServerConversation:
    """How much of the conversation the model's server keeps."""

    conversation_id: str | None = None
    previous_response_id: str | None = None
    automatic: bool = False
    """Whether each response is gone on from by its id, from the first one on."""
    known: int = 0
    """How many of the input items the server already has."""

    @property
    def on_server(self) -> bool:
        """Whether only new input items are sent."""
        is_named = self.conversation_id is not None or self.previous_response_id is not None
        return is_named or self.automatic


@dataclass
class Continuation:
    """The part of a run's state that is no result: the loop writes it, a ``RunState`` keeps it."""

    model_items: list[RunItem] = field(default_factory=list)
    """The items that follow the input in the model's input: the new items, unless a handoff changed them."""
    moved_items: list[RunItem] = field(default_factory=list)
    """New items that a handoff put into the input, which ``to_input_list()`` gives once."""
    conversation: ServerConversation = field(default_factory=ServerConversation)
    keep_reasoning_ids: bool = True
    """Whether reasoning items are sent back with their ids."""
    pending_input: list[TResponseInputItem] = field(default_factory=list)
    """User messages that were added while the run went on, for the next model call."""
    tool_users: set[str] = field(default_factory=set)
    """Names of the agents that have called a tool: their ``tool_choice`` is reset."""
    saved_items: int = 0
    """How many of the new items are in the session."""
    failed_items: int = 0
    """How many of the last new items are of a response that failed: a run that goes on asks for it anew."""
    input_checked: bool = False
    """Whether every input guardrail has passed the input."""
    nested: dict[str, RunState[Any]] = field(default_factory=dict)
    """States of agents used as tools whose calls have no output yet, by the outer call's id."""

    def copy(self) -> Continuation:
        """A copy that does not change with this one."""
        copies = {each.name: copy.copy(getattr(self, each.name)) for each in dataclasses.fields(self)}
        copies["nested"] = {call_id: state.copy() for call_id, state in self.nested.items()}
        return Continuation(**copies)
