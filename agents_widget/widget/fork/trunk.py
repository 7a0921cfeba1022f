"""The run that another is forked from: its conversation, and what it was run with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...sources.base import Adapter, Options
from ...sources.openai_agents import RunResultAdapter
from ...transcript.fields import field as field_of
from ...transcript.kept_run import KeptRun
from ...transcript.schema import Transcript
from ..run.budget import Budget

NOT_KEPT = (
    "This recording keeps no conversation to fork it from: it is of a stream, or was saved by an earlier "
    "version. Fork the run itself, or save that one again."
)


@dataclass(frozen=True)
class Trunk:
    """A run as it is when it is forked. Nothing that a fork does changes it."""

    kept: KeptRun
    transcript: Transcript
    agents: Mapping[str, Any] = field(default_factory=dict)
    """The agents that the run knows, by name; a recording knows none."""
    options: Options = field(default_factory=dict)
    """Of ``Runner.run_streamed``, as the run was given them."""
    budget: Budget = field(default_factory=Budget)


def why_not_forked(adapter: Adapter, options: Options) -> str:
    """Say in a sentence why no run can be forked from one that has begun; nothing if one can."""
    if not isinstance(adapter, RunResultAdapter):
        return (
            "Only runs of this package's agents and of the OpenAI Agents SDK's can be forked, and this is "
            "none: start another run with what should differ."
        )
    kept_there = field_of(field_of(adapter.result, "continuation"), "conversation")
    named = options.get("conversation_id") or options.get("previous_response_id")
    if named or field_of(kept_there, "on_server", default=False):
        return (
            "The model's server keeps this conversation (conversation_id, previous_response_id), so that it "
            "cannot be cut here: run the agent without these to fork it."
        )
    return ""


def is_filtered(adapter: Adapter) -> bool:
    """Whether a handoff's filter changed what the models after it were sent."""
    if not isinstance(adapter, RunResultAdapter):
        return False
    result = adapter.result
    continuation = field_of(result, "continuation")
    if continuation is None:  # the SDK's
        return bool(result.to_input_list(mode="normalized") != result.to_input_list())
    sent, made = continuation.model_items, result.new_items
    return bool(continuation.moved_items) or [id(each) for each in sent] != [id(each) for each in made]


def known_agents(*agents: Any) -> dict[str, Any]:
    """Give agents and those that they hand over to, by name; the first of a name counts."""
    reached = [agent for agent in agents if agent is not None]
    for each in reached:  # grows while it is walked
        by_handoff = field_of(each, "handoffs", default=())
        reached += [
            agent
            for handoff in by_handoff
            if (agent := field_of(handoff, "agent", default=handoff)) is not None
            and not any(agent is known for known in reached)
        ]
    return {str(each.name): each for each in reversed(reached) if hasattr(each, "name")}


def agents_of(result: Any) -> list[Any]:
    """Give the agents that the items of a result are of."""
    items = list(field_of(result, "new_items", default=()))
    return [
        agent
        for item in items
        for name in ("agent", "target_agent")
        if (agent := field_of(item, name)) is not None
    ]
