"""The shapes of LangGraph's streams, told apart by one item, and what a stream's frame tells.

https://docs.langchain.com/oss/python/langgraph/streaming
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

MODES = frozenset({"values", "updates", "messages", "custom", "tasks", "debug", "checkpoints", "tools"})
"""The stream modes; ``tools`` is not documented, and says when tools begin and end."""
_GRAPH_STREAMS = frozenset({"Pregel.astream", "Pregel.stream", "RemoteGraph.astream", "RemoteGraph.stream"})
_EVENT_STREAMS = frozenset({"Runnable._astream_events_v1_v2", "Runnable.astream_events"})
_V3_COROUTINES = frozenset({"Pregel._apregel_stream_v3", "Pregel.astream_events"})
_PLAIN_CONFIG = frozenset({"configurable", "recursion_limit", "tags", "metadata", "max_concurrency"})
_V3_RUNS = frozenset({"AsyncGraphRunStream", "GraphRunStream"})


class Part(NamedTuple):
    """One item of a stream, whatever shape it came in."""

    namespace: tuple[str, ...]
    """The path to the graph that it is of: ``("node:task id", ...)``; empty for the outermost."""
    mode: str
    data: Any


class StreamFacts(NamedTuple):
    """What a stream's own frame tells of it. Private to LangGraph, so that any of it may be missing."""

    graph: Any = None
    input: Any = None
    config: Any = None
    modes: Any = None
    """``stream_mode``: a name, or a list of them."""
    subgraphs: bool = False
    context: Any = None


def is_graph_stream(source: Any) -> bool:
    """Whether it is what ``stream``, ``astream`` or ``astream_events`` of a graph gives, awaited or not."""
    if type(source).__name__ in _V3_RUNS:
        return type(source).__module__.startswith("langgraph.")
    name = getattr(source, "__qualname__", "")
    if inspect.iscoroutine(source):
        return name in _V3_COROUTINES
    is_generator = inspect.isasyncgen(source) or inspect.isgenerator(source)
    return is_generator and (name in _GRAPH_STREAMS or name in _EVENT_STREAMS)


def is_part(item: Any) -> bool:
    """Whether one item is of a graph's stream, by its shape alone; ambiguous shapes are not."""
    if isinstance(item, Mapping):
        is_told = item.keys() >= {"type", "ns", "data"} or _is_v3(item) or is_langchain_event(item)
        return is_told or "__interrupt__" in item or _has_messages(item)
    if not isinstance(item, tuple) or len(item) not in (2, 3):
        return False
    if len(item) == 3:
        return isinstance(item[0], tuple) and item[1] in MODES
    return _is_mode(item[0]) or is_message_pair(item)


def facts_of(source: Any) -> StreamFacts:
    """Read a stream's frame; nothing where there is none, as of a stream that has ended."""
    if inspect.iscoroutine(source):
        return _facts_of_coroutine(source)
    stream = getattr(source, "_graph_aiter", None) or getattr(source, "_graph_iter", None) or source
    frame = getattr(stream, "ag_frame", None) or getattr(stream, "gi_frame", None)
    if frame is None or not is_graph_stream(source):
        return StreamFacts()
    names = frame.f_locals
    graph = names.get("self")
    return StreamFacts(
        graph=graph,
        input=names.get("input"),
        config=_config(names.get("config"), has_begun="run_manager" in names),
        modes=names.get("stream_mode") or getattr(graph, "stream_mode", None),
        subgraphs=bool(names.get("subgraphs")),
        context=names.get("context"),
    )


def _facts_of_coroutine(source: Any) -> StreamFacts:
    """Read what ``astream_events(input, config, version="v3")`` was called with, before it is awaited."""
    names = source.cr_frame.f_locals if source.cr_frame is not None else {}
    given, named = names.get("args") or (), names.get("kwargs") or {}
    graph, graph_input, config = (*given, None, None, None)[:3]
    return StreamFacts(
        graph=graph,
        input=named.get("input", graph_input),
        config=_config(named.get("config", config), has_begun=False),
        context=named.get("context"),
    )


def _config(config: Any, *, has_begun: bool) -> dict[str, Any]:
    """Give a stream's config without what LangGraph adds to it for the run."""
    given = dict(config or {})
    if has_begun:
        given = {name: value for name, value in given.items() if name in _PLAIN_CONFIG}
    configurable = given.get("configurable") or {}
    plain = {name: value for name, value in configurable.items() if not name.startswith("__pregel")}
    return {**given, "configurable": plain}


def parts_of(item: Any, facts: StreamFacts) -> Sequence[Part]:
    """Give the parts of a stream's item; none for what is no part of a graph's stream."""
    if type(item) is tuple:
        if len(item) == 3 and item[1] in MODES:
            return (Part(*item),)
        return _parts_of_pair(item, facts) if len(item) == 2 else ()
    if isinstance(item, Mapping) and _is_v3(item):
        params = item["params"]
        part = Part(tuple(params.get("namespace") or ()), str(item["method"]), params.get("data"))
        return _with_interrupts(part, params.get("interrupts"))
    if isinstance(item, Mapping) and item.keys() >= {"type", "ns", "data"}:
        part = Part(tuple(item["ns"] or ()), str(item["type"]), item["data"])
        return _with_interrupts(part, item.get("interrupts"))
    mode = _single_mode(item, facts)
    return (Part((), mode, item),) if mode else ()


def _with_interrupts(part: Part, interrupts: Any) -> Sequence[Part]:
    return (part, Part((), "values", {"__interrupt__": interrupts})) if interrupts else (part,)


def is_message_pair(item: Any) -> bool:
    """Whether it is a message with its metadata."""
    return (
        isinstance(item, (tuple, list))
        and len(item) == 2
        and isinstance(item[1], Mapping)
        and "langgraph_node" in item[1]
    )


def is_langchain_event(item: Any) -> bool:
    """Whether it is an event of ``astream_events(version="v2")``."""
    return isinstance(item, Mapping) and item.keys() >= {"event", "run_id", "data"}


def _is_v3(item: Mapping[str, Any]) -> bool:
    return item.get("type") == "event" and isinstance(item.get("params"), Mapping) and "method" in item


def _is_mode(value: Any) -> bool:
    return isinstance(value, str) and value in MODES


def _parts_of_pair(item: tuple[Any, Any], facts: StreamFacts) -> Sequence[Part]:
    first, data = item
    if _is_mode(first) and not (isinstance(facts.modes, str) and not facts.subgraphs):
        return (Part((), first, data),)
    if isinstance(first, tuple) and all(isinstance(each, str) for each in first):
        mode = _single_mode(data, facts)
        return (Part(first, mode, data),) if mode else ()
    mode = _single_mode(item, facts)
    return (Part((), mode, item),) if mode else ()


def _single_mode(data: Any, facts: StreamFacts) -> str:
    """Tell the mode of bare data: the frame's, else what it looks like."""
    if isinstance(facts.modes, str):
        return facts.modes
    if isinstance(facts.modes, (list, tuple)) and len(facts.modes) == 1:
        return str(facts.modes[0])
    if is_message_pair(data):
        return "messages"
    if not isinstance(data, Mapping):
        return ""
    if "__interrupt__" in data or all(
        value is None or isinstance(value, (Mapping, list)) for value in data.values()
    ):
        is_state = any(_is_message_list(value) for value in data.values())
        return "values" if is_state else "updates"
    return "values"


def _has_messages(item: Mapping[str, Any]) -> bool:
    """Whether it is a state, or an update of one, with LangChain's messages."""
    updates = [each for each in item.values() if isinstance(each, Mapping)]
    return any(_is_message_list(value) for each in (item, *updates) for value in each.values())


def _is_message_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and hasattr(value[0], "additional_kwargs")
