"""Where a graph's conversation is kept: in a thread of its checkpointer, or else by whoever asks it.

https://docs.langchain.com/oss/python/langgraph/persistence
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

from ...transcript.fields import field, list_field, text_field
from ..iterator import iterate
from .langchain_messages import kind_of


class ThreadPoint(NamedTuple):
    """A checkpoint in a thread: what the next run goes on from, or an earlier message is asked again from."""

    thread_id: str
    checkpoint_id: str


class HeldState(NamedTuple):
    """The state at the end of a run whose graph keeps none."""

    values: Mapping[str, Any]


class ThreadStart:
    """What a thread of the user's own held before the first run of a conversation in it."""

    def __init__(self) -> None:
        self.is_known = False
        self.checkpoint_id = ""
        """The latest checkpoint then; "" if there was none."""


class GraphCalls:
    """The methods of a graph; on a thread, where its checkpointer has no asynchronous ones."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self.on_thread = False
        """Known once a state was asked for."""

    async def state(self, config: Mapping[str, Any]) -> Any:
        """Give the state of a thread; None of one that a server does not have yet."""
        if not self.on_thread:
            try:
                return await self._graph.aget_state(config)
            except NotImplementedError:
                self.on_thread = True
            except Exception as error:
                if is_remote(self._graph) and type(error).__name__ == "NotFoundError":
                    return None
                raise
        return await asyncio.to_thread(self._graph.get_state, config)

    async def history(self, config: Mapping[str, Any], limit: int | None = None) -> AsyncIterator[Any]:
        """Give the states of a thread, the latest first."""
        asked = self._graph.get_state_history if self.on_thread else self._graph.aget_state_history
        async for state in iterate(asked(config, limit=limit)):
            yield state

    def stream(self, graph_input: Any, config: Mapping[str, Any], **given: Any) -> Any:
        """Run the graph, and give its stream."""
        stream = self._graph.stream if self.on_thread else self._graph.astream
        checkpoint_id = config["configurable"].get("checkpoint_id")
        if checkpoint_id and is_remote(self._graph):  # its config has no place for that
            given["checkpoint_id"] = checkpoint_id
        return iterate(stream(graph_input, config, **given))


def is_remote(graph: Any) -> bool:
    """Whether it is a ``RemoteGraph``: a graph behind LangGraph's server."""
    return any(
        kind.__name__ == "RemoteGraph" and kind.__module__.startswith("langgraph.")
        for kind in type(graph).__mro__
    )


def has_checkpointer(graph: Any) -> bool:
    """Whether a graph keeps its states: it was compiled with a checkpointer, or a server does that."""
    return is_remote(graph) or hasattr(getattr(graph, "checkpointer", None), "aget_tuple")


def has_messages(graph: Any) -> bool:
    """Whether a graph can be asked with a text; of one behind a server that is taken for granted."""
    return is_remote(graph) or "messages" in getattr(graph, "channels", ())


def is_entrypoint(graph: Any) -> bool:
    """Whether it is a function of LangGraph's functional API, which has no state: it is given its input."""
    return type(graph).__name__ == "Pregel"


def thread_config(graph: Any, config: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the config of a run, with a thread of its own if it names none and the graph needs one."""
    given = dict(config or {})
    bound = field(getattr(graph, "config", None), "configurable", {})
    configurable = {**bound, **(given.get("configurable") or {})}
    if has_checkpointer(graph) and not configurable.get("thread_id"):
        configurable["thread_id"] = str(uuid.uuid4())
    return {**given, "configurable": configurable}


def at_checkpoint(config: Mapping[str, Any], checkpoint_id: str) -> dict[str, Any]:
    """Give a config that begins from a checkpoint; from the thread's latest without an id."""
    configurable = {name: value for name, value in config["configurable"].items() if name != "checkpoint_id"}
    if checkpoint_id:
        configurable["checkpoint_id"] = checkpoint_id
    return {**config, "configurable": configurable}


def checkpoint_of(state: Any) -> str:
    """Give the id of a state's checkpoint; "" of a thread that is empty."""
    return text_field(field(field(state, "config"), "configurable"), "checkpoint_id")


def is_settled(values: Any) -> bool:
    """Whether a next message can follow: a model's server takes none while a tool call has no answer."""
    return len(settled_messages(values)) == len(list_field(values, "messages"))


def settled_messages(values: Any) -> list[Any]:
    """Give a state's messages up to the first with a tool call that has no answer."""
    messages = list_field(values, "messages")
    answered = {text_field(each, "tool_call_id") for each in messages if kind_of(each) == "tool"}
    for n, message in enumerate(messages):
        calls = list_field(message, "tool_calls") if kind_of(message) == "ai" else []
        if any(text_field(call, "id") not in answered for call in calls):
            return messages[:n]
    return messages
