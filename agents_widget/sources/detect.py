"""Which adapter reads a source: the table of adapters, and what is said of anything else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from os import PathLike
from typing import Any, TypeAlias

from .base import Adapter, Options
from .checks import check_definition, describe_type
from .iterator import IteratorAdapter
from .openai_agents import OwnRunAdapter, SdkRunAdapter, runner_of
from .recording import RecordingAdapter
from .responses import ResponsesAdapter

AdapterFactory: TypeAlias = Callable[[Any], Adapter]
"""An ``Adapter`` subclass, or a function that makes an adapter of a source."""

ADAPTERS: tuple[type[Adapter], ...] = (
    RecordingAdapter,
    OwnRunAdapter,
    SdkRunAdapter,
    ResponsesAdapter,
    IteratorAdapter,
)
"""Asked in this order; the first whose ``matches`` says yes reads the source."""

ACCEPTED = (
    "the result of Runner.run_streamed(...) (ours or the OpenAI Agents SDK's), an iterator of its events "
    "or of raw Responses events, an agent with a prompt, or a recording (a Tape or the path of a .jsonl file)"
)


def find_adapter(source: Any, options: Options) -> Adapter:
    """Give the adapter for a source, told by its shape. Raises ``TypeError`` when there is none."""
    for kind in ADAPTERS:
        if kind.matches(source):
            return kind.create(source, options)
    raise TypeError(f"{_why_not(source)} It shows {ACCEPTED}.")


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


def _why_not(source: Any) -> str:
    """Say why a source cannot be shown, and what to write instead where that is known."""
    if isinstance(source, (str, PathLike)):
        return f"watch() cannot show the text {str(source)[:80]!r}."
    if inspect.iscoroutine(source):
        source.close()  # it is never awaited, and Python would warn of that
        return (
            f"watch() got the coroutine {source.__qualname__}() before it was awaited: "
            "write watch(await ...), or use Runner.run_streamed, which needs no await."
        )
    if runner_of(source) is not None and hasattr(source, "instructions"):
        return "watch() got an agent and nothing to ask it: write watch(agent, 'Hello')."
    if hasattr(source, "new_items") and hasattr(source, "final_output"):
        return (
            f"watch() got {describe_type(source)}, a run that has ended: "
            "use Runner.run_streamed to watch one."
        )
    if hasattr(source, "__aenter__"):
        return f"watch() got {describe_type(source)}: write `async with ... as stream:` and watch(stream)."
    return f"watch() cannot show {describe_type(source)}."
