"""Runs agents of Hugging Face's smolagents: ``watch(agent, "How deep is the Elbe?")``."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from .agent_runner import AgentRunner, Input, split_message
from .base import Ability, Adapter, Options
from .checks import describe_type
from .generator_frames import arguments_of
from .smolagents import SmolagentsAdapter

_OURS = frozenset({"task", "stream", "reset", "return_full_result"})
"""The arguments of ``agent.run`` that are given by a widget."""
_LOCKS: WeakKeyDictionary[Any, threading.Lock] = WeakKeyDictionary()
"""An agent has one memory: its runs follow each other."""


class MemoryPoint(NamedTuple):
    """What an agent remembered when a run had ended."""

    steps: Sequence[Any]


class SmolagentsRunner(AgentRunner):
    """Runs an agent by its ``run``, on a thread. ``config`` has its other arguments: ``{"max_steps": 5}``."""

    framework = "smolagents"

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether it is an agent of smolagents'."""
        kinds = [kind for kind in type(agent).__mro__ if kind.__module__.startswith("smolagents.")]
        return any(kind.__name__ == "MultiStepAgent" for kind in kinds)

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for an argument that ``agent.run`` does not take from a user."""
        super().check(agent, options)
        config = options.get("config", {})
        if not isinstance(config, Mapping):
            raise TypeError(f"config is a dict of arguments for agent.run, not {config!r}.")
        names = [name for name in inspect.signature(agent.run).parameters if name not in _OURS]
        for name in config:
            if name not in names:
                known = ", ".join(f"{each}=" for each in names)
                raise TypeError(f"agent.run takes no {name}= from config. It takes {known}.")

    @classmethod
    def check_input(cls, input: Any) -> None:
        """Raise ``TypeError`` for what is no text."""
        if not isinstance(input, str):
            raise TypeError(f"smolagents' agents are asked a text, not {describe_type(input)}.")

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> Adapter:
        """Give the adapter of a run, which begins when its events are read."""
        history, task = split_message(input)
        point = history[0] if history and isinstance(history[0], MemoryPoint) else None
        return SmolagentsRunAdapter(agent, task, options, point)


class SmolagentsRunAdapter(SmolagentsAdapter):
    """A run that the widget begins: with what the agent remembered at a point, or with nothing."""

    abilities: tuple[Ability, ...] = ("stop", "stop_after_turn")

    def __init__(self, agent: Any, task: str, options: Options, point: MemoryPoint | None) -> None:
        super().__init__(_steps(agent, task, options.get("config", {}), point))
        self._run_agent: Any = agent
        self.next_agent = agent
        self.input = task
        self.options = options
        self._point = point

    def _step_under_way(self) -> Any:
        return arguments_of(self.source.gi_yieldfrom).get("action_step")

    def history(self) -> list[Any]:
        """Give what the agent remembers."""
        return [MemoryPoint(tuple(self._run_agent.memory.steps))]


def _steps(agent: Any, task: str, config: Mapping[str, Any], point: MemoryPoint | None) -> Iterator[Any]:
    """Run the agent once a run before has left it, whose last step may go on after a stop."""
    with _LOCKS.setdefault(agent, threading.Lock()):
        if point is not None:
            agent.memory.steps = [*point.steps]
        yield from agent.run(task, stream=True, reset=point is None, **config)
