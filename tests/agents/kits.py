"""Plays the same program with the OpenAI Agents SDK and with our runtime, and writes down what happens."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from typing import Any

from loopback import LoopbackServer
from openai import AsyncOpenAI


class Names:
    """The names of some modules."""

    def __init__(self, *modules: str) -> None:
        self._modules = [importlib.import_module(module) for module in modules]

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(name)


def ours() -> Names:
    """Our names."""
    return Names("agents_widget.agents")


def sdk() -> Names:
    """The SDK's names, with its tracing off."""
    names = Names("agents", "agents.run", "agents.extensions.handoff_filters")
    names.set_tracing_disabled(True)
    return names


class Kit:
    """One of the two packages with a server to talk to, and what happened, line by line."""

    def __init__(self, names: Names, server: LoopbackServer, client: AsyncOpenAI) -> None:
        self.names, self.server, self.client = names, server, client
        self.model = names.OpenAIResponsesModel("test-model", client)
        self.chat_model = names.OpenAIChatCompletionsModel("test-model", client)
        self.answer = server.answer
        self.lines: list[str] = []
        self.callback_lines: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.names, name)

    def agent(self, name: str = "A", **options: Any) -> Any:
        """An agent on the loopback server."""
        return self.names.Agent(name=name, **{"model": self.model, **options})

    def note(self, *things: object) -> None:
        """Add a line."""
        self.lines.append(" ".join(map(str, things)))

    def note_callback(self, *things: object) -> None:
        """Add a line about a callback. Callbacks keep their order among themselves, not among the events."""
        self.callback_lines.append(" ".join(map(str, things)))

    async def follow(self, result: Any, on_event: Callable[[Any], None] | None = None, but: str = "") -> Any:
        """Add a line for each event of a run, but those named ``but``, and lines for its results."""
        try:
            async for event in result.stream_events():
                is_ours_only = event.type in ("tool_progress_stream_event", "agent_tool_stream_event")
                if is_ours_only or getattr(event, "name", None) == but:
                    continue
                self.note(describe(event))
                if on_event is not None:
                    on_event(event)
        except Exception as error:
            self.note("raised", type(error).__name__)
            # Here the errors of the openai client have it as well.
            is_the_runtimes = any(base.__name__ == "AgentsException" for base in type(error).__mro__)
            self.note("run_data", is_the_runtimes and getattr(error, "run_data", None) is not None)
        self.results(result)
        return result

    def results(self, result: Any) -> None:
        """Note what a run has in the end."""
        self.note("final", repr(result.final_output))
        lines = str(result).splitlines()
        self.note("text", *lines[:3], lines[-1])
        self.note("agent", result.last_agent.name)
        self.note("items", *(i.type for i in result.new_items if i.type != "tool_approval_item"))
        self.note("input", *map(shape, result.to_input_list()))
        self.note("responses", len(result.raw_responses), "usage", tokens(result.context_wrapper.usage))
        self.note("guardrails", len(result.input_guardrail_results), len(result.output_guardrail_results))
        self.note("interruptions", *(item.name for item in result.interruptions))

    def end(self) -> list[str]:
        """All lines: of the run, of the callbacks, and of the requests to the server."""
        self.lines += self.callback_lines
        for request in self.server.requests:
            body = request.body
            offered = [tool.get("name") or tool["function"]["name"] for tool in body.get("tools") or []]
            self.note("request", *map(shape, body.get("input") or body.get("messages")), "tools", *offered)
            fields = ("instructions", "tool_choice", "parallel_tool_calls", "temperature", "text")
            self.note("  with", {name: body[name] for name in fields if name in body})
        return self.lines


def describe(event: Any) -> str:
    """A stream event as a line: its type, its name, and a tool's output."""
    if event.type == "raw_response_event":
        return f"raw {event.data.type}"
    if event.type == "agent_updated_stream_event":
        return f"agent {event.new_agent.name}"
    item = event.item
    line = f"{event.name} {item.type} of {item.agent.name}"
    if item.type == "tool_call_output_item" and item.output is not None:
        line += f": {item.output!r}"
    return line


def shape(item: Any) -> str:
    """An input item without its ids."""
    if "role" in item:
        content = item.get("content")
        if not isinstance(content, str):
            content = json.dumps(content)
        calls = [call["function"]["name"] for call in item.get("tool_calls") or ()]
        return f"[{item['role']}: {content} {calls or ''}]"
    kept = {key: item[key] for key in ("name", "arguments", "output") if key in item}
    return f"[{item['type']} {kept}]"


def tokens(usage: Any) -> tuple[int, int, int]:
    """The counts of a usage: requests, input tokens, output tokens."""
    return usage.requests, usage.input_tokens, usage.output_tokens
