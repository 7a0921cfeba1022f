"""A run as OpenTelemetry spans: agents, model requests and tool calls, each within the one that it served.

The names are those of the GenAI conventions (https://github.com/open-telemetry/semantic-conventions-genai,
v0.1.0, in development), and beside them OpenInference's, by which Phoenix tells the kinds of spans
(https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..schema import Entry, ModelRequest, Transcript

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

Attributes: TypeAlias = Mapping[str, str | int]
Step: TypeAlias = Entry | ModelRequest
_BROKEN = ("failed", "denied", "not_run", "cancelled")
"""States of a tool call that gave no result."""


class _Stretch(NamedTuple):
    """What one agent did until another took over, or the end came."""

    agent: str
    parent: str | None
    """The entry id of the tool call that the agent served."""
    steps: list[Step]


def export_spans(transcript: Transcript, tracer: Tracer | None = None, *, content: bool = True) -> Span:
    """Write a run that has ended as spans, and give the outermost.

    ``tracer`` is where they go; by default the one of the tracer provider that is set, named agents_widget.
    Without ``content`` nothing of what was said, asked for and answered is in them. Times are those of the
    run. Raises ``ImportError`` without opentelemetry-api, ``ValueError`` for a run that is at work.
    """
    try:
        from opentelemetry import trace
    except ImportError as error:
        raise ImportError(
            "Spans need OpenTelemetry's API, and something to take them: pip install opentelemetry-sdk."
        ) from error
    if transcript.ended is None:
        raise ValueError("The run has not ended: spans are written when it has (await the widget first).")
    return _Exporter(transcript, tracer or trace.get_tracer("agents_widget"), content).export()


class _Exporter:
    """Writes one transcript."""

    def __init__(self, transcript: Transcript, tracer: Tracer, content: bool) -> None:
        self._transcript = transcript
        self._tracer = tracer
        self._content = content
        self._end = transcript.ended or 0
        self._began = time.time() - self._end / 1000 if transcript.began is None else transcript.began
        self._stretches = list(_stretches(transcript))

    def export(self) -> Span:
        """Write the run's own span, and all within it."""
        top = [each for each in self._stretches if each.parent is None]
        name = top[0].agent if top else self._transcript.agent
        attributes: dict[str, str | int] = {
            "gen_ai.operation.name": "invoke_agent" if len(top) < 2 else "invoke_workflow",
            "gen_ai.agent.name": name,
            "openinference.span.kind": "AGENT" if len(top) < 2 else "CHAIN",
            **_usage(self._transcript.usage),
        }
        if self._content:
            entries = self._transcript.entries
            asked = [entry.text for entry in entries if entry.kind == "user"]
            said = [entry.text for entry in entries if entry.kind == "message" and entry.parent is None]
            attributes |= {"input.value": asked[0]} if asked else {}
            attributes |= {"output.value": said[-1]} if said else {}
        root = self._start(f"invoke_agent {name}", 0, attributes, None)
        if len(top) == 1:
            self._write_steps(top[0], root)
        else:
            for stretch in top:
                self._write_agent(stretch, root)
        errors = [entry for entry in self._transcript.entries if entry.kind == "error"]
        if self._transcript.status == "failed":
            self._fail(root, errors[-1].error if errors else "error", errors[-1].text if errors else "")
        self._finish(root, self._end)
        return root

    def _write_agent(self, stretch: _Stretch, parent: Span) -> None:
        attributes: Attributes = {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.agent.name": stretch.agent,
            "openinference.span.kind": "AGENT",
        }
        span = self._start(f"invoke_agent {stretch.agent}", stretch.steps[0].started, attributes, parent)
        self._write_steps(stretch, span)
        self._finish(span, max(map(self._end_of, stretch.steps)))

    def _write_steps(self, stretch: _Stretch, parent: Span) -> None:
        for step in stretch.steps:
            if isinstance(step, ModelRequest):
                self._write_request(step, parent)
            elif step.kind == "tool_call":
                self._write_tool(step, parent)
            elif step.kind == "handoff":
                names = {"gen_ai.agent.name": step.target}
                parent.add_event(f"handoff to {step.target}", names, self._time(step.started))
            elif step.kind == "guardrail":
                parent.add_event(f"guardrail {step.guardrail}", {}, self._time(step.started))

    def _write_request(self, request: ModelRequest, parent: Span) -> None:
        attributes: dict[str, str | int | float] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.agent.name": request.agent,
            "gen_ai.response.model": request.model,
            "llm.model_name": request.model,
            "openinference.span.kind": "LLM",
        }
        if request.is_counted:
            tokens = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
            attributes |= _usage({name: getattr(request, name) for name in tokens})
        if request.first_token is not None:
            attributes["gen_ai.response.time_to_first_chunk"] = (request.first_token - request.started) / 1000
        if self._content and (parts := self._written_by(request)):
            message = {"role": "assistant", "parts": parts}
            attributes["gen_ai.output.messages"] = json.dumps([message], ensure_ascii=False)
            attributes["output.value"] = "\n".join(part["content"] for part in parts if "content" in part)
        span = self._start(f"chat {request.model}".strip(), request.started, attributes, parent)
        self._finish(span, self._end_of(request))

    def _written_by(self, request: ModelRequest) -> list[dict[str, Any]]:
        """Give what a model request wrote, as the parts of a message."""
        return [
            {"type": "tool_call", "id": entry.call_id, "name": entry.tool, "arguments": entry.arguments}
            if entry.kind in ("tool_call", "handoff")
            else {"type": "reasoning" if entry.kind == "reasoning" else "text", "content": entry.text}
            for entry in self._transcript.entries
            if entry.kind in ("message", "reasoning", "tool_call", "handoff")
            and (entry.turn, entry.parent) == (request.turn, request.parent)
        ]

    def _write_tool(self, call: Entry, parent: Span) -> None:
        attributes: dict[str, str | int] = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": call.tool,
            "gen_ai.tool.type": "function",
            "gen_ai.tool.call.id": call.call_id,
            "openinference.span.kind": "TOOL",
            "tool.name": call.tool,
        }
        if self._content:
            given = {"gen_ai.tool.call.arguments": call.arguments, "input.value": call.arguments}
            attributes |= given | {"gen_ai.tool.call.result": call.output, "output.value": call.output}
        span = self._start(f"execute_tool {call.tool}", call.started, attributes, parent)
        for stretch in self._stretches:
            if stretch.parent == call.id:
                self._write_agent(stretch, span)
        if call.state in _BROKEN:
            *_, raised = call.traceback.strip().splitlines() or [call.output]
            self._fail(span, call.error or call.state, raised)
        self._finish(span, self._end_of(call))

    def _end_of(self, step: Step) -> int:
        if step.ended is not None:
            return step.ended
        return step.started if isinstance(step, Entry) else self._end

    def _time(self, ms: int) -> int:
        """Give a moment of the run in nanoseconds since the epoch."""
        return round(self._began * 1e9) + ms * 1_000_000

    def _start(self, name: str, ms: int, attributes: Mapping[str, Any], parent: Span | None) -> Span:
        from opentelemetry.context import Context
        from opentelemetry.trace import set_span_in_context

        context = None if parent is None else set_span_in_context(parent, Context())
        return self._tracer.start_span(name, context, attributes=attributes, start_time=self._time(ms))

    def _finish(self, span: Span, ms: int) -> None:
        span.end(self._time(ms))

    def _fail(self, span: Span, kind: str, message: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        span.set_attribute("error.type", kind)
        span.set_status(Status(StatusCode.ERROR, message if self._content else kind))


def _stretches(transcript: Transcript) -> Iterator[_Stretch]:
    """Give what each agent did, in order: at the top, and within each tool call that an agent served."""
    entries = [entry for entry in transcript.entries if entry.kind not in ("user", "notice", "error")]
    # By the request that they came from: within a millisecond a handoff and the next request can begin.
    steps: list[Step] = sorted([*transcript.calls, *entries], key=lambda step: step.turn)
    for parent in dict.fromkeys([None, *(step.parent for step in steps)]):
        stretch: _Stretch | None = None
        for step in steps:
            if step.parent != parent:
                continue
            if stretch is None or (step.agent and step.agent != stretch.agent):
                if stretch is not None:
                    yield stretch
                stretch = _Stretch(step.agent, parent, [])
            stretch.steps.append(step)
        if stretch is not None:
            yield stretch


def _usage(tokens: Mapping[str, int]) -> Attributes:
    names = {
        "input_tokens": ("gen_ai.usage.input_tokens", "llm.token_count.prompt"),
        "output_tokens": ("gen_ai.usage.output_tokens", "llm.token_count.completion"),
        "cached_tokens": (
            "gen_ai.usage.cache_read.input_tokens",
            "llm.token_count.prompt_details.cache_read",
        ),
        "reasoning_tokens": (
            "gen_ai.usage.reasoning.output_tokens",
            "llm.token_count.completion_details.reasoning",
        ),
    }
    return {each: tokens[name] for name, both in names.items() if tokens.get(name) for each in both}
