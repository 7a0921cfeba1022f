"""The same program on the OpenAI Agents SDK and on our runtime, and what each made of it."""

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
    """One of the two packages with a server to talk to, and the story of what happened."""

    def __init__(self, names: Names, server: LoopbackServer, client: AsyncOpenAI) -> None:
        self.names, self.server, self.client = names, server, client
        self.model = names.OpenAIResponsesModel("test-model", client)
        self.chat_model = names.OpenAIChatCompletionsModel("test-model", client)
        self.answer = server.answer
        self.story: list[str] = []
        self.asides: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.names, name)

    def agent(self, name: str = "A", **options: Any) -> Any:
        """An agent on the loopback server."""
        return self.names.Agent(name=name, **{"model": self.model, **options})

    def note(self, *things: object) -> None:
        """Add a line to the story."""
        self.story.append(" ".join(map(str, things)))

    def aside(self, *things: object) -> None:
        """Note what a callback was told: in order among its like, but events are read when they are read."""
        self.asides.append(" ".join(map(str, things)))

    async def follow(self, result: Any, on_event: Callable[[Any], None] | None = None, but: str = "") -> Any:
        """Read a run to its end into the story, with its results but without items of one name."""
        try:
            async for event in result.stream_events():
                additive = event.type in ("tool_progress_stream_event", "agent_tool_stream_event")
                if additive or getattr(event, "name", None) == but:
                    continue
                self.note(describe(event))
                if on_event is not None:
                    on_event(event)
        except Exception as error:
            self.note("raised", type(error).__name__)
            self.note("run_data", hasattr(error, "run_data") and error.run_data is not None)
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
        """The whole story, with the asides and what the server was asked."""
        self.story += self.asides
        for request in self.server.requests:
            body = request.body
            offered = [tool.get("name") or tool["function"]["name"] for tool in body.get("tools") or []]
            self.note("request", *map(shape, body.get("input") or body.get("messages")), "tools", *offered)
            fields = ("instructions", "tool_choice", "parallel_tool_calls", "temperature", "text")
            self.note("  with", {name: body[name] for name in fields if name in body})
        return self.story


def describe(event: Any) -> str:
    """A stream event: its type, its name, and what it tells."""
    if event.type == "raw_response_event":
        return f"raw {event.data.type}"
    if event.type == "agent_updated_stream_event":
        return f"agent {event.new_agent.name}"
    item = event.item
    told = getattr(item, "output", None) if item.type == "tool_call_output_item" else None
    return f"{event.name} {item.type} of {item.agent.name}" + ("" if told is None else f": {told!r}")


def shape(item: Any) -> str:
    """An input item without its ids."""
    if "role" in item:
        content = item.get("content")
        calls = [call["function"]["name"] for call in item.get("tool_calls") or ()]
        return (
            f"[{item['role']}: {content if isinstance(content, str) else json.dumps(content)} {calls or ''}]"
        )
    kept = {key: item[key] for key in ("name", "arguments", "output") if key in item}
    return f"[{item['type']} {kept}]"


def tokens(usage: Any) -> tuple[int, int, int]:
    """Usage in a word."""
    return usage.requests, usage.input_tokens, usage.output_tokens
