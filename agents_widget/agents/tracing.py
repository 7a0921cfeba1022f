"""Tracing as in the OpenAI Agents SDK, doing nothing: no trace is made and nothing leaves the process.

Most programs written for the SDK contain a ``with trace(...)``; here it is accepted and has no effect.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import Self, TypedDict


def _nothing(*args: Any, **kwargs: Any) -> None:
    """Does nothing, and gives None: nothing is traced, and nothing leaves the process."""


class SpanError(TypedDict):
    """The error of a span."""

    message: str
    data: dict[str, Any] | None


class Span:
    """A trace or a span of one: a context manager without effect."""

    start = finish = set_error = _nothing

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = str(args[0]) if args else ""
        self.trace_id = self.span_id = "no-op"
        self.span_data = kwargs.get("data")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to tidy up; an error goes on."""


Trace = Span
trace = agent_span = custom_span = function_span = generation_span = Span
guardrail_span = handoff_span = response_span = task_span = turn_span = mcp_tools_span = Span
speech_group_span = speech_span = transcription_span = Span


def _no_id() -> str:
    """A constant: traces that do not exist need no ids."""
    return "no-op"


set_tracing_disabled = set_tracing_export_api_key = set_trace_provider = flush_traces = _nothing
set_trace_processors = add_trace_processor = get_current_trace = get_current_span = _nothing
gen_trace_id = gen_span_id = _no_id


class TracingProcessor:
    """A base class for processors of traces; there are no traces, so its methods are never called."""

    on_trace_start = on_trace_end = on_span_start = on_span_end = shutdown = force_flush = _nothing
