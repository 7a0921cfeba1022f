"""Runs the agents of this package and of the OpenAI Agents SDK."""

from __future__ import annotations

import asyncio
from typing import Any

from ..agents.run_internal import background
from .agent_runner import AgentRunner, Input
from .base import Options
from .checks import describe_type
from .openai_agents import DEFAULT_MAX_TURNS, RunResultAdapter, adapter_of, is_own, runner_of


class OpenAIAgentsRunner(AgentRunner):
    """Runs an agent by the ``Runner`` of the package that its class comes from."""

    framework = "The Runner of agents_widget and of the OpenAI Agents SDK"
    takes = frozenset({"context", "max_turns", "hooks", "run_config", "session"})

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether it is an agent, and its package has a ``Runner`` that streams."""
        return hasattr(agent, "instructions") and hasattr(runner_of(agent), "run_streamed")

    @classmethod
    def loop_of(cls, agent: Any) -> asyncio.AbstractEventLoop:
        """Give the background loop for an agent of this package, and the caller's for one of the SDK's.

        The SDK's agents share one HTTP client whose connections belong to the loop that they were made on.
        """
        return background.loop() if cls.can_pause(agent) else super().loop_of(agent)

    @classmethod
    def can_pause(cls, agent: Any) -> bool:
        """Whether the agent is this package's."""
        return is_own(runner_of(agent))

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for a session that is none, such as the name of one."""
        super().check(agent, options)
        session = options.get("session")
        if session is not None and not hasattr(session, "get_items"):
            raise TypeError(
                f"A session is an object such as SQLiteSession('ada', 'talks.db'), not {session!r}."
            )

    @classmethod
    def check_input(cls, input: Any) -> None:
        """Raise ``TypeError`` for what is no text, no list of items and no ``RunState`` of either package."""
        if not isinstance(input, (str, list)) and not hasattr(input, "get_interruptions"):
            raise TypeError(
                f"An agent is asked a text, a list of input items or a RunState, not {describe_type(input)}. "
                "Data go into the text, or a tool of the agent returns them."
            )

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> RunResultAdapter:
        """Start a run by the agent's ``Runner``."""
        return adapter_of(runner_of(agent).run_streamed(agent, input, **options), options)


def run_options(*, max_turns: int | None, **given: Any) -> Options:
    """Give the options for a run that were given, and differ from the defaults of ``Runner.run_streamed``."""
    options = {name: value for name, value in given.items() if value is not None}
    return options if max_turns == DEFAULT_MAX_TURNS else options | {"max_turns": max_turns}
