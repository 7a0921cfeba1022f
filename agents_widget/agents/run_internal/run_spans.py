"""A run in the spans of the OpenAI Agents SDK, for those who gave one of its processors.

What reads traces of the SDK tests for the SDK's own classes, so these are made here; the SDK is not imported:
who has a processor of its has loaded it. They go to a trace provider of our own, never to the SDK's, whose
default processor sends them to OpenAI.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...error_text import error_text
from ..tracing import sdk_module, sdk_provider

if TYPE_CHECKING:
    from ..agent import Agent
    from ..items import ModelResponse
    from ..models.interface import ModelCall
    from ..run_config import RunConfig


class RunSpans:
    """The trace of one run, and its spans; without a processor it does nothing.

    Spans of model calls, tools, handoffs and guardrails stand within that of the agent at work. A run inside
    a tool finds the tool's span by the context that it runs in.
    """

    def __init__(self, config: RunConfig) -> None:
        self._provider = None if config.tracing_disabled else sdk_provider()
        self._config = config
        self._outer: Any = None
        """The span or trace that the run is within."""
        self._agent_span: Any = None
        self._agent: Agent[Any] | None = None

    @contextmanager
    def trace(self) -> Iterator[None]:
        """Trace the run, within the trace that is current, or else as one of its own."""
        if self._provider is None:
            yield
            return
        provider, config = self._provider, self._config
        self._outer = provider.get_current_span() or provider.get_current_trace()
        own = None
        if self._outer is None:
            self._outer = own = provider.create_trace(
                config.workflow_name,
                trace_id=config.trace_id,
                group_id=config.group_id,
                metadata=config.trace_metadata,
            )
            own.start(mark_as_current=True)
        try:
            yield
        except Exception as error:
            if self._agent_span is not None:
                self._agent_span.set_error(self._error(error))
            raise
        finally:
            self._end_agent()
            if own is not None:
                own.finish(reset_current=True)

    @contextmanager
    def model_call(self, agent: Agent[Any], call: ModelCall, model: str) -> Iterator[SpanResult]:
        """Tell of a model call, whose output is the response."""
        with self._span("ResponseSpanData", agent) as (span, result):
            yield result
            if span is not None and result.output is not None:
                span.span_data.response = _sdk_response(result.output, call, model)
                span.span_data.input = call.input if self._tells_content else None

    @contextmanager
    def tool(self, agent: Agent[Any], name: str, arguments: str) -> Iterator[SpanResult]:
        """Tell of a tool that runs."""
        given = arguments if self._tells_content else None
        with self._span("FunctionSpanData", agent, name=name, input=given, output=None) as (span, result):
            yield result
            if span is not None:
                span.span_data.output = result.output if self._tells_content else None
                if result.error is not None:
                    span.set_error(self._error(result.error))

    @contextmanager
    def guardrail(self, agent: Agent[Any], name: str) -> Iterator[SpanResult]:
        """Tell of a guardrail, whose output is whether it is triggered."""
        with self._span("GuardrailSpanData", agent, name=name) as (span, result):
            yield result
            if span is not None:
                span.span_data.triggered = bool(result.output)

    @contextmanager
    def handoff(self, source: Agent[Any]) -> Iterator[SpanResult]:
        """Tell of a handoff, whose output is the name of the agent that takes over."""
        data = {"from_agent": source.name, "to_agent": None}
        with self._span("HandoffSpanData", source, **data) as (span, result):
            yield result
            if span is not None:
                span.span_data.to_agent = result.output

    @property
    def _tells_content(self) -> bool:
        """Whether what was said may be in the spans."""
        return self._config.trace_include_sensitive_data

    @contextmanager
    def _span(self, kind: str, agent: Agent[Any], **data: Any) -> Iterator[tuple[Any, SpanResult]]:
        """Give a span, and what is told at its end; the span is None without a processor."""
        if self._provider is None:
            yield None, SpanResult()
            return
        span_data = getattr(sdk_module("agents.tracing.span_data"), kind)(**data)
        span = self._provider.create_span(span_data, parent=self._span_of(agent))
        span.start(mark_as_current=True)
        try:
            yield span, SpanResult()
        except Exception as error:
            span.set_error(self._error(error))
            raise
        finally:
            span.finish(reset_current=True)

    def _error(self, error: BaseException) -> dict[str, Any]:
        kind = type(error).__name__
        message = f"{kind}: {error_text(error)}" if self._tells_content else kind
        return {"message": message, "data": {"error": kind}}

    def _span_of(self, agent: Agent[Any]) -> Any:
        """Give the span of the agent at work; that of the one before ends."""
        if agent is not self._agent and self._provider is not None:
            self._end_agent()
            span_data = sdk_module("agents.tracing.span_data").AgentSpanData(
                agent.name,
                [
                    str(getattr(each, "agent_name", "") or getattr(each, "name", ""))
                    for each in agent.handoffs
                ],
                [str(getattr(tool, "name", "")) for tool in agent.tools],
                getattr(agent.output_type, "__name__", "str"),
            )
            self._agent = agent
            self._agent_span = self._provider.create_span(span_data, parent=self._outer)
            self._agent_span.start()
        return self._agent_span

    def _end_agent(self) -> None:
        if self._agent_span is not None:
            self._agent_span.finish()
        self._agent = self._agent_span = None


@dataclass
class SpanResult:
    """What is told of a step at its end."""

    output: Any = None
    error: BaseException | None = None
    """What failed and was handled: the run goes on."""


def _sdk_response(response: ModelResponse, call: ModelCall, model: str) -> Any:
    """Give a response of the API, as the readers of the SDK's spans expect: made of what is known."""
    from openai.types.responses import Response, ResponseUsage

    usage = response.usage
    return Response.model_construct(
        id=response.response_id or "",
        object="response",
        model=model,
        output=response.output,
        instructions=call.system_instructions,
        tools=[],
        usage=ResponseUsage.model_construct(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            total_tokens=usage.total_tokens,
            input_tokens_details=usage.input_tokens_details,
            output_tokens_details=usage.output_tokens_details,
        ),
    )
