"""Tracing as in the OpenAI Agents SDK, doing nothing: no trace is made and nothing leaves the process.

Most programs written for the SDK contain a ``with trace(...)``; here it is accepted and has no effect. The
exception: a processor of the SDK's that is given to ``add_trace_processor`` or ``set_trace_processors``, or a
provider to ``set_trace_provider``, gets our runs in the SDK's spans (docs/traces.md).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typing_extensions import Self, TypedDict

from .not_here import absent_names

if not TYPE_CHECKING:
    __getattr__ = absent_names(__name__)


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


_sdk_processors: list[Any] = []
_given_provider: Any = None


def add_trace_processor(span_processor: Any) -> None:
    """Have our runs told to a processor of the OpenAI Agents SDK, too; one of our class is never called."""
    if _is_sdk_processor(span_processor):
        _sdk_processors.append(span_processor)


def set_trace_processors(processors: Sequence[Any]) -> None:
    """Have our runs told to these processors of the OpenAI Agents SDK only; others are never called."""
    _sdk_processors[:] = filter(_is_sdk_processor, processors)


def set_trace_provider(provider: Any) -> None:
    """Have our runs told to a trace provider of the OpenAI Agents SDK, or one that is wrapped, as by Logfire.

    It goes before the processors; one of another class is never called. Raises ``ValueError`` for one that
    sends what it gets to OpenAI, as the SDK's own does by default.
    """
    global _given_provider
    interface = sys.modules.get("agents.tracing.provider")
    is_known = (
        interface is not None and hasattr(provider, "create_span") and hasattr(provider, "create_trace")
    )
    if is_known and _sends_to_openai(provider):
        raise ValueError(
            "This trace provider sends what it gets to OpenAI. Call agents.set_trace_processors([]) before, "
            "or give a provider of your own: agents.tracing.provider.DefaultTraceProvider()."
        )
    _given_provider = provider if is_known else None


def sdk_module(name: str) -> Any:
    """Give a module of the SDK, which is loaded; nothing here loads it."""
    return sys.modules[name]


def sdk_provider() -> Any:
    """Give the trace provider that was given, or one of the SDK's for the processors that were; else None.

    The SDK's own provider is left alone: its default processor sends what it gets to OpenAI.
    """
    if _given_provider is not None:
        return _given_provider
    if not _sdk_processors:
        return None
    provider = sdk_module("agents.tracing.provider").DefaultTraceProvider()
    provider.set_processors(list(_sdk_processors))
    return provider


def _sends_to_openai(provider: Any) -> bool:
    """Whether a provider, or the one that it wraps, has the SDK's default exporter."""
    exporter = sdk_module("agents.tracing.processors").BackendSpanExporter
    provider = getattr(provider, "wrapped", provider)
    # Private, since the SDK does not tell what processors there are.
    processors = getattr(getattr(provider, "_multi_processor", None), "_processors", ())
    return any(isinstance(getattr(each, "_exporter", None), exporter) for each in processors)


def _is_sdk_processor(processor: Any) -> bool:
    interface = sys.modules.get("agents.tracing.processor_interface")
    return interface is not None and isinstance(processor, interface.TracingProcessor)


def _no_id() -> str:
    """A constant: traces that do not exist need no ids."""
    return "no-op"


flush_traces = _nothing
get_current_span = _nothing
get_current_trace = _nothing
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
