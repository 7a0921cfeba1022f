"""Runs pydantic-ai's agents."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..agent_runner import AgentRunner, Input, split_message
from ..base import Adapter, Options
from .agent_run import AgentRunAdapter
from .messages import is_message, message_of
from .run_call import RunCall

_OURS = ("user_prompt", "infer_name")
"""The arguments of ``agent.iter`` that are given by a widget."""


class PydanticAIRunner(AgentRunner):
    """Runs an agent by its ``iter``. ``config`` has the other arguments of that, such as ``deps``."""

    framework = "pydantic-ai"

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether one of its classes is pydantic-ai's, and it can be iterated."""
        modules = (kind.__module__.partition(".")[0] for kind in type(agent).__mro__)
        return "pydantic_ai" in modules and all(
            hasattr(agent, name) for name in ("iter", "run_stream_events")
        )

    @classmethod
    def can_pause(cls, agent: Any) -> bool:
        """They can."""
        return True

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for an option or an argument that ``agent.iter`` does not take."""
        super().check(agent, options)
        config = options.get("config", {})
        if not isinstance(config, Mapping):
            raise TypeError(
                f"config is a dict of arguments for agent.iter, such as {{'deps': ...}}: {config!r}."
            )
        names = [name for name in inspect.signature(agent.iter).parameters if name not in _OURS]
        for name in config:
            if name not in names:
                known = ", ".join(name for name in names if not name.startswith("_"))
                raise TypeError(f"agent.iter takes no {name}= from config. It takes {known}.")

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> Adapter:
        """Begin a run, after the messages that the input has before the user's."""
        config = dict(options.get("config", {}))
        history, prompt = split_message(input)
        if isinstance(prompt, list) and all(map(is_message, prompt)):
            history, prompt = prompt, None
        if history:
            config["message_history"] = [message_of(item) for item in history]
        adapter = AgentRunAdapter(RunCall(agent, prompt, config))
        adapter.options = options
        if isinstance(input, list) and history and all(isinstance(item, Mapping) for item in history):
            adapter.input = input
        return adapter
