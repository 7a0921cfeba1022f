"""Which adapter reads a source and what runs an agent: two tables, and what is said of anything else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from os import PathLike
from typing import Any, TypeAlias

from .ag_ui.runner import AgUiRunner
from .agent_runner import AgentRunner
from .any_iterator import AnyIteratorAdapter
from .base import Adapter, Options
from .chat_completions import ChatCompletionsAdapter
from .checks import check_definition, describe_type
from .claude_agent import ClaudeAgentAdapter
from .finished_run import FinishedRunAdapter
from .function_agent import FunctionRunner
from .google_adk import GoogleAdkAdapter
from .google_adk_runner import GoogleAdkRunner
from .iterator import WRITE_ADAPTER
from .langgraph import GraphStreamAdapter, LangGraphRunner
from .openai_agents import OwnRunAdapter, SdkRunAdapter
from .openai_agents_runner import OpenAIAgentsRunner
from .pydantic_ai.event_stream import EventStreamAdapter
from .pydantic_ai.event_stream_handler import EventStreamHandlerAdapter
from .pydantic_ai.runner import PydanticAIRunner
from .recording import RecordingAdapter
from .responses import ResponsesAdapter
from .smolagents import SmolagentsAdapter
from .smolagents_runner import SmolagentsRunner
from .stream_managers import StreamManagerAdapter

AdapterFactory: TypeAlias = Callable[[Any], Adapter]
"""An ``Adapter`` subclass, or a function that makes an adapter of a source."""

ADAPTERS: tuple[type[Adapter], ...] = (
    RecordingAdapter,
    OwnRunAdapter,
    FinishedRunAdapter,
    SdkRunAdapter,
    EventStreamAdapter,
    EventStreamHandlerAdapter,
    ChatCompletionsAdapter,
    ResponsesAdapter,
    StreamManagerAdapter,
    GoogleAdkAdapter,
    SmolagentsAdapter,
    ClaudeAgentAdapter,
    GraphStreamAdapter,
    AnyIteratorAdapter,
)
"""Asked in this order; the first whose ``matches`` says yes reads the source."""

RUNNERS: tuple[type[AgentRunner], ...] = (
    OpenAIAgentsRunner,
    PydanticAIRunner,
    LangGraphRunner,
    GoogleAdkRunner,
    SmolagentsRunner,
    AgUiRunner,
    FunctionRunner,
)
"""Asked in this order; the first whose ``matches`` says yes runs the agent."""

FRAMEWORKS = ("pydantic_ai", "langgraph", "langchain", "langchain_core", "smolagents")
"""The packages whose other objects, such as a result, are not shown, while their agents are run."""

ACCEPTED = (
    "the result of Runner.run_streamed(...) (ours or the OpenAI Agents SDK's), an iterator of its events, "
    "of raw Responses events or of chat completion chunks, an agent with a prompt, the result of a run that "
    "has ended, or a recording (a Tape or the path of a .jsonl file)"
)


def find_adapter(source: Any, options: Options) -> Adapter:
    """Give the adapter for a source, told by its shape. Raises ``TypeError`` when there is none."""
    for kind in ADAPTERS:
        if kind.matches(source):
            return kind.create(source, options)
    raise TypeError(_what_instead(source) or f"{_why_not(source)} It shows {ACCEPTED}. {WRITE_ADAPTER}")


def find_runner(agent: Any) -> type[AgentRunner] | None:
    """Give what runs an agent, told by its shape; None for what is no agent that is known."""
    return next((kind for kind in RUNNERS if kind.matches(agent)), None)


def make_adapter(adapter: Adapter | AdapterFactory, source: Any) -> Adapter:
    """Give a user's own adapter for a source: made by a class or a function, or as it is.

    Raises ``TypeError`` when it is not an adapter, or does not define what it needs.
    """
    if not isinstance(adapter, Adapter) and not callable(adapter):
        raise TypeError(
            "adapter= takes a subclass of agents_widget.sources.Adapter, a function that makes one of the "
            f"source, or an adapter: not {describe_type(adapter)}."
        )
    made: object = adapter if isinstance(adapter, Adapter) else adapter(source)
    if not isinstance(made, Adapter):
        raise TypeError(
            f"adapter= made {describe_type(made)} of the source. It has to make an "
            "agents_widget.sources.Adapter."
        )
    check_definition(made)
    return made


def _what_instead(source: Any) -> str:
    """Say what to write instead of a source; empty where that is not known."""
    if source is None:
        return (
            "watch() got None: what should have given it a run gave nothing, perhaps for want of a `return`."
        )
    if isinstance(source, type):
        return f"watch() got {describe_type(source)}, and shows a run: write watch(Agent(...), 'Hello')."
    if inspect.isroutine(source):
        name = source.__name__
        return f"watch() got the function {name}() before it was called: write watch({name}(...))."
    if find_runner(source) is not None:
        return "watch() got an agent and nothing to ask it: write watch(agent, 'Hello')."
    if inspect.iscoroutine(source):
        source.close()  # it is never awaited, and Python would warn of that
        return (
            f"watch() got the coroutine {source.__qualname__}() before it was awaited. To run an agent, "
            "write watch(agent, 'Hello'); what gives a stream, such as a model's client, watch(await ...)."
        )
    if _is_of_framework(source):
        return (
            f"watch() cannot show {_name_of(source)}. Let it run the agent, watch(agent, 'Hello'), or give "
            f"it the stream of the run's events: docs/sources.md says which. {WRITE_ADAPTER}"
        )
    if hasattr(source, "__aenter__"):
        return f"watch() got {describe_type(source)}: write `async with ... as stream:` and watch(stream)."
    return ""


def _is_of_framework(source: Any) -> bool:
    """Whether it is an object of a framework whose agents are run, or a block around a run of one."""
    code = getattr(getattr(source, "gen", None), "ag_code", None)
    file = "" if code is None else code.co_filename.replace("\\", "/")
    modules = [kind.__module__.partition(".")[0] for kind in type(source).__mro__]
    return any(name in modules or f"/{name}/" in file for name in FRAMEWORKS)


def _name_of(source: Any) -> str:
    """Name an object for an error message; a block by the function that made it."""
    block = getattr(source, "gen", None)
    return describe_type(source) if block is None else f"{block.__qualname__}() before it was entered"


def _why_not(source: Any) -> str:
    if isinstance(source, (str, PathLike)):
        return f"watch() cannot show the text {str(source)[:80]!r}."
    return f"watch() cannot show {describe_type(source)}."
