"""Tracing as in the OpenAI Agents SDK, doing nothing: no trace is made and nothing leaves the process.

Most programs written for the SDK contain a ``with trace(...)``; here it is accepted and has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from typing_extensions import Self


class Span:
    """A trace or a span of one: a context manager without effect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = str(args[0]) if args else ""
        self.trace_id = self.span_id = "no-op"
        self.span_data = kwargs.get("data")

    def start(self, mark_as_current: bool = False) -> None:
        """Does nothing."""

    def finish(self, reset_current: bool = False) -> None:
        """Does nothing."""

    def set_error(self, error: Any) -> None:
        """Does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None


Trace = Span
trace = agent_span = custom_span = function_span = generation_span = Span
guardrail_span = handoff_span = response_span = task_span = turn_span = mcp_tools_span = Span
speech_group_span = speech_span = transcription_span = Span


class TracingProcessor:
    """A base class for processors of traces; there are no traces, so its methods are never called."""

    def on_trace_start(self, trace: Trace) -> None:
        """Never called."""

    def on_trace_end(self, trace: Trace) -> None:
        """Never called."""

    def on_span_start(self, span: Span) -> None:
        """Never called."""

    def on_span_end(self, span: Span) -> None:
        """Never called."""

    def shutdown(self) -> None:
        """Never called."""

    def force_flush(self) -> None:
        """Never called."""


def set_tracing_disabled(disabled: bool) -> None:
    """Does nothing: nothing is ever traced."""


def set_tracing_export_api_key(api_key: str) -> None:
    """Does nothing: nothing is exported, and the key is not kept."""


def set_trace_processors(processors: Sequence[Any]) -> None:
    """Does nothing: no processor is ever called."""


def add_trace_processor(span_processor: Any) -> None:
    """Does nothing: no processor is ever called."""


def set_trace_provider(provider: Any) -> None:
    """Does nothing: no provider is ever asked."""


def flush_traces() -> None:
    """Does nothing: there are none."""


def gen_trace_id() -> str:
    """A constant: traces that do not exist need no ids."""
    return "no-op"


def gen_span_id() -> str:
    """A constant, as ``gen_trace_id`` gives."""
    return "no-op"


def get_current_trace() -> None:
    """None: there is no trace."""


def get_current_span() -> None:
    """None: there is no span."""
