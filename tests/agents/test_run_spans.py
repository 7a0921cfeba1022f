"""Our runs in the SDK's spans: the same tree as the SDK's own, for the processors that were given alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import agents
import answers
import pytest
from agents.tracing import Span, Trace, TracingProcessor
from agents.tracing.span_data import ResponseSpanData
from kits import Names, ours, sdk
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses import Response

OURS, SDK = ours(), sdk()
LAYERS = {"task", "turn"}
"""Spans of the SDK's that say nothing that the others do not."""


class Collector(TracingProcessor):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.traces: list[Trace] = []
        self.spans: list[Span[Any]] = []
        self.open = 0

    def on_trace_start(self, trace: Trace) -> None:
        self.open += 1

    def on_trace_end(self, trace: Trace) -> None:
        self.open -= 1
        self.traces.append(trace)

    def on_span_start(self, span: Span[Any]) -> None:
        self.open += 1

    def on_span_end(self, span: Span[Any]) -> None:
        self.open -= 1
        self.spans.append(span)

    def shutdown(self) -> None: ...

    def force_flush(self) -> None: ...

    def tree(self) -> list[str]:
        """The spans, each with those that it is within; sorted, since what is parallel ends in any order."""
        by_id = {span.span_id: span for span in self.spans}

        def path(span: Span[Any]) -> list[str]:
            around = by_id.get(span.parent_id or "")
            outer = [] if around is None else path(around)
            return outer if span.span_data.type in LAYERS else [*outer, _told(span)]

        return sorted(" > ".join(path(span)) for span in self.spans if span.span_data.type not in LAYERS)


def _told(span: Span[Any]) -> str:
    data = span.span_data
    error = " failed" if span.error else ""
    match data.type:
        case "agent":
            return f"agent {data.name} {data.handoffs} {data.tools} {data.output_type}{error}"
        case "function":
            return f"function {data.name}({data.input}) = {data.output!r}{error}"
        case "handoff":
            return f"handoff {data.from_agent} -> {data.to_agent}{error}"
        case "guardrail":
            return f"guardrail {data.name} {data.triggered}{error}"
        case "response":
            assert isinstance(data, ResponseSpanData)
            if data.response is None:
                return f"response {error}"
            assert isinstance(data.response, Response)
            assert data.response.usage is not None
            kinds = [item.type for item in data.response.output]
            return f"response {data.response.model} {kinds} {data.response.usage.total_tokens}{error}"
    return f"{data.type}{error}"


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    for names in (OURS, SDK):
        names.set_trace_processors([made])
    agents.set_tracing_disabled(False)
    yield made
    agents.set_tracing_disabled(True)
    for names in (OURS, SDK):
        names.set_trace_processors([])


def team(names: Names, loopback: LoopbackServer) -> Any:
    """A desk that asks an expert inside a tool, has a tool that fails, and hands over."""
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    model = names.OpenAIResponsesModel("test-model", openai_client=client)

    @names.function_tool
    def depth(river: str) -> str:
        """Give a depth."""
        if river == "Lethe":
            raise LookupError("Nobody remembers.")
        return "2.4 m"

    @names.input_guardrail(name="polite")
    async def polite(context: Any, agent: Any, given: Any) -> Any:
        return names.GuardrailFunctionOutput(None, tripwire_triggered=False)

    expert = names.Agent(name="Expert", model=model, tools=[depth])
    farewell = names.Agent(name="Farewell", model=model)
    return names.Agent(
        name="Desk",
        model=model,
        tools=[expert.as_tool("ask_expert", "Ask."), depth],
        handoffs=[farewell],
        input_guardrails=[polite],
    )


async def story(names: Names, loopback: LoopbackServer) -> None:
    loopback.answer(
        answers.respond(answers.call("ask_expert", {"input": "How deep?"})),
        answers.respond(answers.call("depth", {"river": "Elbe"})),
        answers.respond(answers.text("2.4 metres.")),
        answers.respond(answers.call("depth", {"river": "Lethe"})),
        answers.respond(answers.call("transfer_to_farewell", {})),
        answers.respond(answers.text("Goodbye.")),
    )
    result = names.Runner.run_streamed(team(names, loopback), "How deep is it?")
    async for _ in result.stream_events():
        pass
    assert result.final_output == "Goodbye."


async def test_the_tree_is_the_sdk_s_own(loopback: LoopbackServer, collector: Collector) -> None:
    await story(SDK, loopback)
    theirs, collector.spans = collector.tree(), []
    await story(OURS, loopback)
    assert collector.tree() == theirs
    assert len(theirs) == 14
    assert [trace.name for trace in collector.traces] == ["Agent workflow"] * 2
    assert collector.open == 0


async def test_nobody_else_is_told(loopback: LoopbackServer, collector: Collector) -> None:
    OURS.set_trace_processors([])
    await story(OURS, loopback)
    assert (collector.spans, collector.traces) == ([], [])


@pytest.mark.parametrize("config", [{"tracing_disabled": True}, {"trace_include_sensitive_data": False}])
async def test_what_was_said_is_not_told_where_that_is_not_wanted(
    loopback: LoopbackServer, collector: Collector, config: dict[str, Any]
) -> None:
    loopback.answer(
        answers.respond(answers.call("depth", {"river": "Lethe"})), answers.respond(answers.text("kettle"))
    )
    agent = team(OURS, loopback)
    await OURS.Runner.run(agent, "teapot", run_config=OURS.RunConfig(**config))
    told = [
        [span.span_data.input, span.span_data.output, span.error]
        for span in collector.spans
        if span.span_data.type == "function"
    ]
    assert bool(collector.spans) is ("tracing_disabled" not in config)
    for secret in ("Lethe", "Nobody", "teapot"):
        assert secret not in repr(told)


async def test_a_run_that_fails_ends_its_spans(loopback: LoopbackServer, collector: Collector) -> None:
    loopback.answer(answers.respond(answers.call("no_such_tool", {})))
    with pytest.raises(OURS.ModelBehaviorError):
        await OURS.Runner.run(team(OURS, loopback), "Hi")
    assert collector.open == 0
    [agent] = [span for span in collector.spans if span.span_data.type == "agent"]
    assert agent.error is not None


async def test_a_trace_around_a_run_is_its_trace(loopback: LoopbackServer, collector: Collector) -> None:
    loopback.answer(answers.respond(answers.text("one")), answers.respond(answers.text("two")))
    agent = team(OURS, loopback)
    with agents.trace("Two runs"):
        for _ in range(2):
            await OURS.Runner.run(agent, "Hi")
    assert [trace.name for trace in collector.traces] == ["Two runs"]
    assert {span.trace_id for span in collector.spans} == {collector.traces[0].trace_id}


async def test_a_processor_of_ours_is_accepted_and_never_called(loopback: LoopbackServer) -> None:
    class Processor(OURS.TracingProcessor):  # type: ignore[name-defined,misc]
        def on_trace_start(self, trace: Any) -> None:
            raise AssertionError(trace)

    OURS.add_trace_processor(Processor())
    loopback.answer(answers.respond(answers.text("one")))
    assert (await OURS.Runner.run(team(OURS, loopback), "Hi")).final_output == "one"
