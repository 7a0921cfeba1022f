"""Runs graphs of LangGraph, and LangChain's agents, which are graphs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..agent_runner import AgentRunner, Input, split_message
from ..base import Options
from .graph_run import GraphRun
from .thread import (
    HeldState,
    ThreadPoint,
    ThreadStart,
    at_checkpoint,
    has_checkpointer,
    has_messages,
    is_entrypoint,
    thread_config,
)

_THREAD_START = "langgraph_thread_start"
"""The option in which a conversation carries what its thread held before it."""


class LangGraphRunner(AgentRunner):
    """Runs a compiled graph, by its ``astream``.

    ``config`` is LangGraph's: ``{"configurable": {"thread_id": "ada"}, "recursion_limit": 50}``.
    """

    framework = "LangGraph"
    takes = frozenset({"config", "context"})

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether it is a graph, compiled or not, or one behind a server."""
        kinds = [kind for kind in type(agent).__mro__ if kind.__module__.startswith("langgraph.")]
        return any(kind.__name__ in ("Pregel", "StateGraph", "RemoteGraph") for kind in kinds)

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for a graph that is not compiled, or a config that is no mapping."""
        super().check(agent, options)
        if not hasattr(agent, "astream"):
            raise TypeError("A StateGraph is run once it is compiled: graph.compile().")
        config = options.get("config")
        if config is not None and not isinstance(config, Mapping):
            raise TypeError(
                "LangGraph's config is a mapping, such as config={'configurable': {'thread_id': 'ada'}}, "
                f"not {config!r}."
            )

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> GraphRun:
        """Begin a run; with a text a graph's state needs ``messages``, else ``TypeError`` is raised."""
        history, said = split_message(input)
        earlier = history[0] if history else None
        config = thread_config(agent, options.get("config"))
        given = dict(options)
        start = ""
        if isinstance(earlier, ThreadPoint):
            start = earlier.checkpoint_id
            configurable = {**config["configurable"], "thread_id": earlier.thread_id}
            config = {**config, "configurable": configurable}
        elif named := _named_checkpoint(options):
            start = named
        elif has_checkpointer(agent) and _names_thread(agent, options):
            given.setdefault(_THREAD_START, ThreadStart())
        return GraphRun(
            agent,
            _graph_input(agent, said, earlier, history),
            at_checkpoint(config, ""),
            context=options.get("context"),
            options=given,
            start=start,
            thread_start=None if start else given.get(_THREAD_START),
        )


def _graph_input(graph: Any, said: Any, earlier: Any, history: list[Any]) -> Any:
    """Give what the graph is given: a message as a part of its state, anything else as it is."""
    if not isinstance(said, (str, list)):
        return said
    if is_entrypoint(graph):
        return said
    if not has_messages(graph):
        raise TypeError(
            "This graph's state has no messages, so it cannot be asked with a text: give it its state, "
            "watch(graph, {...})."
        )
    asked = [{"role": "user", "content": said}] if isinstance(said, str) else said
    if isinstance(earlier, HeldState):
        return {**earlier.values, "messages": [*earlier.values["messages"], *asked]}
    kept = [] if isinstance(earlier, ThreadPoint) else history
    return {"messages": [*kept, *asked]}


def _names_thread(graph: Any, options: Options) -> bool:
    """Whether the user chose the thread, which may hold something already."""
    configs = [options.get("config"), getattr(graph, "config", None)]
    return any(((config or {}).get("configurable") or {}).get("thread_id") for config in configs)


def _named_checkpoint(options: Options) -> str:
    configurable = (options.get("config") or {}).get("configurable") or {}
    return str(configurable.get("checkpoint_id") or "")
