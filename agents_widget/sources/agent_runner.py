"""The base class of what runs an agent: everything that a conversation asks of a framework."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

from ..agents.run_internal import background
from .base import Adapter, Options

Input: TypeAlias = str | list[Any] | Mapping[str, Any]
"""What an agent is asked: a text, input items, or what its framework takes besides."""


class AgentRunner:
    """Runs the agents of one framework, for ``watch(agent, "Hello")`` and ``Chat(agent)``.

    Subclass it for a framework, and define ``matches`` and ``start``. It has no state: what belongs to a
    run is in its adapter.
    """

    framework: ClassVar[str] = ""
    """Its name, for messages."""
    takes: ClassVar[frozenset[str]] = frozenset({"config"})
    """The options of ``watch`` that its runs have a use for."""
    tells_usage: ClassVar[bool] = True
    """Whether its runs tell the tokens that they use, as a budget needs."""

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether this framework's agent it is, told by its shape, with nothing imported."""
        return False

    @classmethod
    def loop_of(cls, agent: Any) -> asyncio.AbstractEventLoop:
        """Give the event loop for its runs. Default: the caller's, where there is one.

        There are the connections of a client that the user made for the agent.
        """
        return background.running_loop() or background.loop()

    @classmethod
    def can_pause(cls, agent: Any) -> bool:
        """Whether its runs can be held, as a budget needs. Default: no."""
        return False

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` or ``ValueError`` for what a run could not begin with, in the user's own cell.

        Default: for options that the framework has no use for.
        """
        for name in options:
            if name not in cls.takes:
                known = ", ".join(f"{each}=" for each in sorted(cls.takes))
                raise TypeError(
                    f"{cls.framework} has no use for {name}=. Of the options for a run it takes {known}."
                )

    @classmethod
    def check_input(cls, input: Any) -> None:
        """Raise ``TypeError`` for what no run could begin with, in the user's own cell. Default: nothing."""

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> Adapter:
        """Begin a run on the running event loop, and give its adapter.

        The ``input`` of a run that goes on from another is that one's ``history`` with the user's message as
        its last item: ``{"role": "user", "content": "..."}``.
        """
        raise NotImplementedError(f"{cls.__qualname__} does not define start().")


def split_message(input: Input) -> tuple[list[Any], Any]:
    """Take the user's message off an input: gives what was said before, and its text or what else it is."""
    if not isinstance(input, list) or not input:
        return [], input
    *history, last = input
    if isinstance(last, dict) and last.get("role") == "user":
        return history, last["content"]
    return [], input
