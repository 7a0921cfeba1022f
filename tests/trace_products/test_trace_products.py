"""What reads the SDK's traces reads our runs: OpenInference (Phoenix, Langfuse), MLflow and Logfire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import agents
import logfire
import mlflow
import pytest
from agents.tracing.provider import DefaultTraceProvider
from logfire._internal.integrations.openai_agents import LogfireTraceProviderWrapper
from mlflow.openai._agent_tracer import MlflowOpenAgentTracingProcessor
from openinference.instrumentation.openai_agents._processor import OpenInferenceTracingProcessor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agents_widget.agents import (
    Agent,
    GuardrailFunctionOutput,
    Runner,
    add_trace_processor,
    function_tool,
    input_guardrail,
    set_trace_processors,
    set_trace_provider,
)
from agents_widget.agents.testing import ScriptedModel, call, handoff, text


@function_tool
def depth(river: str) -> str:
    """Give the depth of a river."""
    if river == "Lethe":
        raise LookupError("Nobody remembers.")
    return "2.4 m"


@input_guardrail(name="polite")
async def polite(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
    """Let everything pass."""
    return GuardrailFunctionOutput(None, tripwire_triggered=False)


async def story() -> None:
    """Ask an expert inside a tool, call a tool that fails, hand over."""
    steps = [[call("depth", {"river": "Elbe"})], text("2.4 metres.")]
    expert = Agent(name="Expert", model=ScriptedModel(steps), tools=[depth])
    farewell = Agent(name="Farewell", model=ScriptedModel([text("Goodbye.")]))
    asks = [
        [call("ask_expert", {"input": "How deep?"})],
        [call("depth", {"river": "Lethe"})],
        handoff("Farewell"),
    ]
    desk = Agent(
        name="Desk",
        model=ScriptedModel(asks),
        tools=[expert.as_tool("ask_expert", "Ask."), depth],
        handoffs=[farewell],
        input_guardrails=[polite],
    )
    result = await Runner.run(desk, "How deep is it?")
    assert result.final_output == "Goodbye."


@pytest.fixture(autouse=True)
def nothing_else() -> Iterator[None]:
    """Nothing of the SDK's own, and nothing left for the next test."""
    agents.set_trace_processors([])
    yield
    set_trace_processors([])
    set_trace_provider(None)


def paths(spans: Any, name_of: Callable[[Any], str]) -> list[str]:
    """The spans with those around them, sorted."""
    by_id = {span.context.span_id: span for span in spans}

    def path(span: ReadableSpan) -> str:
        around = by_id.get(span.parent.span_id) if span.parent else None
        return name_of(span) if around is None else f"{path(around)} > {name_of(span)}"

    return sorted(map(path, spans))


async def test_openinference() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    add_trace_processor(OpenInferenceTracingProcessor(provider.get_tracer("test")))
    await story()
    spans = exporter.get_finished_spans()
    kinds = paths(spans, lambda span: f"{span.attributes['openinference.span.kind']}:{span.name}")
    assert [each for each in kinds if each.endswith("TOOL:depth")] == [
        "AGENT:Agent workflow > AGENT:Desk > TOOL:ask_expert > AGENT:Expert > TOOL:depth",
        "AGENT:Agent workflow > AGENT:Desk > TOOL:depth",
    ], kinds
    assert any("AGENT:Farewell > LLM:" in each for each in kinds), kinds
    asked = [span.attributes for span in spans if (span.attributes or {})["openinference.span.kind"] == "LLM"]
    assert len(asked) == 6
    assert all(each is not None and each["llm.token_count.prompt"] for each in asked)
    assert sum("Nobody remembers" in (span.status.description or "") for span in spans) == 1


async def test_mlflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")  # a data base would need the whole of mlflow
    mlflow.set_tracking_uri(tmp_path.as_uri())
    mlflow.set_experiment("traces")
    add_trace_processor(MlflowOpenAgentTracingProcessor())
    await story()
    mlflow.flush_trace_async_logging()
    [trace] = mlflow.search_traces(return_type="list")
    names = {span.span_id: span.name for span in trace.data.spans}
    within = sorted(f"{names.get(span.parent_id)} > {span.name}" for span in trace.data.spans)
    for each in ("Desk > ask_expert", "ask_expert > Expert", "Expert > depth", "Desk > depth"):
        assert each in within, within
    [failed] = [
        span for span in trace.data.spans if span.name == "depth" and span.status.status_code == "ERROR"
    ]
    assert "Lethe" in json.dumps(failed.inputs)


async def test_logfire() -> None:
    exporter = InMemorySpanExporter()
    logfire.configure(
        send_to_logfire=False, console=False, additional_span_processors=[SimpleSpanProcessor(exporter)]
    )
    set_trace_provider(LogfireTraceProviderWrapper(DefaultTraceProvider(), logfire.DEFAULT_LOGFIRE_INSTANCE))
    await story()
    ended = [span for span in exporter.get_finished_spans() if "pending" not in str(span.attributes)]
    told = paths(ended, lambda span: str((span.attributes or {}).get("logfire.msg", span.name)))
    assert any("Desk" in each and each.endswith("Function: ask_expert") for each in told), told
    assert any("Function: ask_expert > Agent run: 'Expert' > Function: depth" in each for each in told), told
    assert any("Handoff: Desk" in each for each in told), told


def test_the_sdk_s_own_provider_is_refused() -> None:
    from agents.tracing.processors import BackendSpanExporter, BatchTraceProcessor

    provider = DefaultTraceProvider()
    provider.register_processor(BatchTraceProcessor(BackendSpanExporter()))
    for given in (provider, LogfireTraceProviderWrapper(provider, logfire.DEFAULT_LOGFIRE_INSTANCE)):
        with pytest.raises(ValueError, match="sends what it gets to OpenAI"):
            set_trace_provider(given)
