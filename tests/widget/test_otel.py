"""A run as OpenTelemetry spans: who did what within what, for how long, with which tokens."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, Tracer

from agents_widget import Agent, function_tool, watch
from agents_widget.agents.testing import ScriptedModel, call, handoff, reasoning, text


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> Iterator[Tracer]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider.get_tracer("test")
    provider.shutdown()


@function_tool
def depth(river: str) -> str:
    """Give the depth of a river."""
    if river == "Lethe":
        raise LookupError("Nobody remembers.")
    return "2.4 m"


def tree(spans: tuple[ReadableSpan, ...]) -> list[str]:
    """The spans' names in the order of their beginnings, each indented by the number of spans around it."""
    by_id = {span.context.span_id: span for span in spans}

    def level(span: ReadableSpan) -> int:
        return 0 if span.parent is None else 1 + level(by_id[span.parent.span_id])

    order = {span.context.span_id: number for number, span in enumerate(spans)}
    in_order = sorted(spans, key=lambda span: (span.start_time, level(span), order[span.context.span_id]))
    return ["  " * level(span) + span.name for span in in_order]


def attributes(spans: tuple[ReadableSpan, ...], name: str) -> list[dict[str, Any]]:
    return [dict(span.attributes or {}) for span in spans if span.name == name]


async def test_agents_requests_and_tools_stand_within_each_other(
    tracer: Tracer, exporter: InMemorySpanExporter
) -> None:
    expert = Agent(
        name="Expert",
        model=ScriptedModel([[call("depth", {"river": "Elbe"})], text("2.4 metres.")]),
        tools=[depth],
    )
    farewell = Agent(name="Farewell", model=ScriptedModel([text("Goodbye.")]))
    desk = Agent(
        name="Desk",
        model=ScriptedModel(
            [[reasoning("Ask."), call("ask_expert", {"input": "How deep?"})], handoff("Farewell")]
        ),
        tools=[expert.as_tool("ask_expert", "Ask the expert.")],
        handoffs=[farewell],
    )
    widget = watch(desk, "How deep is it?")
    await widget
    assert widget.to_otel(tracer).get_span_context().is_valid
    spans = exporter.get_finished_spans()
    assert sorted(tree(spans)) == sorted(
        [
            "invoke_agent Desk",
            "  invoke_agent Desk",
            "    chat scripted",
            "    execute_tool ask_expert",
            "      invoke_agent Expert",
            "        chat scripted",
            "        execute_tool depth",
            "        chat scripted",
            "    chat scripted",
            "  invoke_agent Farewell",
            "    chat scripted",
        ]
    )
    [tool] = attributes(spans, "execute_tool depth")
    assert json.loads(tool["gen_ai.tool.call.arguments"]) == {"river": "Elbe"}
    assert tool["gen_ai.tool.call.result"] == "2.4 m"
    assert tool["openinference.span.kind"] == "TOOL"
    for span in spans:
        assert span.start_time is not None
        assert span.end_time is not None
        assert span.end_time >= span.start_time
        for around in spans:
            if span.parent is not None and around.context.span_id == span.parent.span_id:
                assert (around.start_time or 0) <= span.start_time
                assert span.end_time <= (around.end_time or 0)
    written = [json.loads(each["gen_ai.output.messages"]) for each in attributes(spans, "chat scripted")]
    parts = {part["type"]: part for [message] in written for part in message["parts"]}
    assert set(parts) == {"reasoning", "tool_call", "text"}
    usage = widget.usage
    [root] = [span for span in spans if span.parent is None]
    assert (root.attributes or {})["gen_ai.usage.input_tokens"] == usage["input_tokens"] > 0


async def test_what_failed_is_told_as_an_error(tracer: Tracer, exporter: InMemorySpanExporter) -> None:
    model = ScriptedModel([[call("depth", {"river": "Lethe"})], RuntimeError("The model is tired.")])
    widget = watch(Agent(name="Desk", model=model, tools=[depth]), "How deep is it?")
    with pytest.raises(RuntimeError):
        await widget
    widget.to_otel(tracer)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    for name, kind, said in (
        ("execute_tool depth", "LookupError", "Nobody remembers."),
        ("invoke_agent Desk", "RuntimeError", "The model is tired."),
    ):
        assert spans[name].status.status_code is StatusCode.ERROR
        assert (spans[name].attributes or {})["error.type"] == kind
        assert said in (spans[name].status.description or "")


async def test_without_content_nothing_that_was_said_is_told(
    tracer: Tracer, exporter: InMemorySpanExporter
) -> None:
    model = ScriptedModel([[call("depth", {"river": "Lethe"})], RuntimeError("Secret: kettle.")])
    widget = watch(Agent(name="Desk", model=model, tools=[depth]), "Secret: teapot?")
    with pytest.raises(RuntimeError):
        await widget
    widget.to_otel(tracer, content=False)
    told = " ".join(span.to_json() for span in exporter.get_finished_spans())
    assert "gen_ai.tool.name" in told
    for secret in ("Secret", "kettle", "teapot", "Lethe", "remembers"):
        assert secret not in told


async def test_a_run_at_work_has_no_spans_yet(tracer: Tracer) -> None:
    async def endless() -> Any:
        yield {"type": "response.created", "response": {"id": "r1", "model": "m"}}

    widget = watch(endless())
    with pytest.raises(ValueError, match="has not ended"):
        widget.to_otel(tracer)
    await widget
    widget.to_otel(tracer)


@pytest.mark.processes
def test_without_opentelemetry_it_says_what_to_install() -> None:
    program = """if True:
        import sys
        sys.modules["opentelemetry"] = None
        from agents_widget import watch
        widget = watch([{"type": "response.created", "response": {"id": "r1", "model": "m"}}])
        import asyncio
        async def main(): await widget
        asyncio.run(main())
        try: widget.to_otel()
        except ImportError as error: print(error)
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install opentelemetry-sdk" in done.stdout
