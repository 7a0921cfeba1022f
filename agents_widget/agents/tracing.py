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

    start = _nothing
    finish = _nothing
    set_error = _nothing

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.name = str(args[0]) if args else ""
        self.trace_id = self.span_id = "no-op"
        self.span_data = kwargs.get("data")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to tidy up; an error goes on."""


Trace = Span
trace = Span
agent_span = Span
custom_span = Span
function_span = Span
generation_span = Span
guardrail_span = Span
handoff_span = Span
mcp_tools_span = Span
response_span = Span
speech_group_span = Span
speech_span = Span
task_span = Span
transcription_span = Span
turn_span = Span


def _no_id() -> str:
    """A constant: traces that do not exist need no ids."""
    return "no-op"


add_trace_processor = _nothing
flush_traces = _nothing
get_current_span = _nothing
get_current_trace = _nothing
set_trace_processors = _nothing
set_trace_provider = _nothing
set_tracing_disabled = _nothing
set_tracing_export_api_key = _nothing
gen_trace_id = _no_id
gen_span_id = _no_id


class TracingProcessor:
    """A base class for processors of traces; there are no traces, so its methods are never called."""

    on_trace_start = _nothing
    on_trace_end = _nothing
    on_span_start = _nothing
    on_span_end = _nothing
    shutdown = _nothing
    force_flush = _nothing
