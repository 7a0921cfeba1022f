"""Runs in the kernel: hostile texts as everything that a model and its tools can say, streamed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from agents_widget import Agent, FunctionTool, watch
from agents_widget.testing import ScriptedModel, call
from agents_widget.transcript.schema import Patch
from agents_widget.transcript.tape import Tape
from agents_widget.widget.widget import AgentWidget

Event = dict[str, Any]


class Html:
    """A tool's result that a notebook shows as HTML."""

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


class HostileRun:
    """A run whose agents are named by the texts and say them; it begins with ``go``."""

    def __init__(self, texts: list[str], rounds: int) -> None:
        self.texts, self.rounds = texts, rounds
        self._html = rounds % 2  # which half of the results a notebook shows as HTML
        self._seen = threading.Event()
        self.widget: AgentWidget = watch(self._events())

    def go(self) -> None:
        """Stream: each round sends the next piece of every text, as one message to the page."""
        self._seen.set()

    def _events(self) -> Iterator[Event]:
        self._seen.wait()
        yield {"type": "response.created", "response": {"id": "r1", "model": self.texts[0]}}
        for number, text in enumerate(self.texts):
            yield {"type": "agent_updated_stream_event", "new_agent": {"name": text}}
            yield from (added(item, index) for index, item in parts(number, text))
        for number_of_round in range(self.rounds):
            for number, text in enumerate(self.texts):
                yield from deltas(number, text, lambda whole, at=number_of_round: self._piece(whole, at))
            assert self.widget.tape  # looking at the tape sends what waits
        yield {"type": "response.completed", "response": {"id": "r1", "model": self.texts[0], "output": []}}
        for number, text in enumerate(self.texts):
            yield {"type": "tool_progress_stream_event", "call_id": f"c{number}", "message": text}
            html = text if number % 3 else f"<table><tr><td colspan=2 rowspan=2>{text}</table>"
            shown = Html(html) if number % 2 == self._html else text
            yield from results(number, text, shown)
        raise RuntimeError("\n".join(self.texts[:20]))

    def _piece(self, text: str, number: int) -> str:
        size = -(-len(text) // self.rounds)
        return text[number * size : (number + 1) * size]


def parts(number: int, text: str) -> list[tuple[int, Event]]:
    """The items a text is said in, with their places in the response."""
    call = {"type": "function_call", "call_id": f"c{number}", "name": text, "arguments": ""}
    items: list[Event] = [{"type": "reasoning", "summary": []}, {"type": "message", "content": []}, call]
    return [(3 * number + at, item | {"id": f"i{3 * number + at}"}) for at, item in enumerate(items)]


def added(item: Event, index: int) -> Event:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def deltas(number: int, text: str, piece: Callable[[str], str]) -> Iterator[Event]:
    """The next piece of each item of a text."""
    said = {
        "response.reasoning_summary_text.delta": text,
        "response.output_text.delta": text,
        "response.function_call_arguments.delta": json.dumps({text: text}),
    }
    for at, (kind, whole) in enumerate(said.items()):
        if delta := piece(whole):
            index = 3 * number + at
            yield {"type": kind, "output_index": index, "item_id": f"i{index}", "delta": delta}


def results(number: int, text: str, output: object) -> Iterator[Event]:
    """What the tool gave, and for some a handoff to an agent of that name."""
    raw = {"type": "function_call_output", "call_id": f"c{number}", "output": text}
    yield item_event("tool_output", {"type": "tool_call_output_item", "raw_item": raw, "output": output})
    if number % 8 == 0:
        call = {"type": "function_call", "call_id": f"h{number}", "name": text, "arguments": text}
        yield item_event("handoff_requested", {"type": "handoff_call_item", "raw_item": call})
        answer = {"type": "function_call_output", "call_id": f"h{number}", "output": text}
        names = {"source_agent": {"name": text}, "target_agent": {"name": text}}
        yield item_event("handoff_occured", {"type": "handoff_output_item", "raw_item": answer, **names})


def item_event(name: str, item: Event) -> Event:
    return {"type": "run_item_stream_event", "name": name, "item": item}


def corpus_of(path: Path, *categories: str) -> list[str]:
    """The hostile texts of some categories."""
    payloads = json.loads(path.read_text(encoding="utf-8"))
    return [payload["text"] for payload in payloads if payload["category"] in categories]


def corpus(path: Path, batch: int, batches: int) -> list[str]:
    """One of several equal shares of all hostile texts."""
    texts = [payload["text"] for payload in json.loads(path.read_text(encoding="utf-8"))]
    return texts[batch::batches]


def hostile_tape(texts: list[str]) -> Tape:
    """A stranger's recording: every field of every kind of row holds the texts, its ids and words too."""
    tape = Tape()
    for number, text in enumerate(texts):
        rows = [Patch("put", ("entries",), row) for row in entries(f"{number} {text}", text, str(number))]
        rows.append(Patch("put", ("lanes",), {"id": f"{number} {text}", "name": text}))
        request = {"id": f"{number} {text}", "agent": text, "model": text, "ended": 5, "first_token": 2}
        rows.append(Patch("put", ("calls",), request))
        tape.add(number, rows)
    facts = {"detail": texts[0], "agent": texts[0], "model": texts[0], "usage": dict.fromkeys(texts, 1)}
    tape.add(len(texts), [Patch("set", (name,), value) for name, value in facts.items()])
    tape.add(len(texts), [Patch("set", ("status",), "done")])
    return tape


def entries(entry_id: str, text: str, number: str) -> list[dict[str, Any]]:
    """A tool call, an error and a handoff of which all is the text, and one of a kind of that name."""
    said = {"agent": text, "text": text}
    call = {"tool": text, "call_id": text, "arguments": text, "output": text, "summary": text, "log": text}
    forms = ("text/html", "image/svg+xml", "image/png", "text/markdown", "application/json", text or "-")
    display = {forms[int(number) % len(forms)]: text}
    told = {"error": text, "hint": text, "traceback": text, "guardrail": text, "source": text, "target": text}
    kinds = ("error", "guardrail", "handoff", "notice", "reasoning", "user", text or "-")
    kind = kinds[int(number) % len(kinds)]
    return [
        {"id": entry_id, "kind": "tool_call", "state": "failed", "display": display, **said, **call, **told},
        {"id": f"in {entry_id}", "kind": "tool_call", "state": text, "parent": entry_id, **said, **call},
        {"id": f"{entry_id}?", "kind": kind, "state": "done", **said, **told},
    ]


def agent_with_hostile_form(texts: list[str]) -> Agent[Any]:
    """An agent whose tool waits for approval, with the texts as names, hints and choices of its arguments."""
    properties = {text: {"type": "string", "title": text, "description": text} for text in texts}
    properties["choice of all"] = {"enum": texts, "description": "\n".join(texts[:20])}
    schema = {"type": "object", "properties": properties, "required": texts}

    async def answer(context: object, arguments: str) -> str:
        return arguments

    tool = FunctionTool(
        "hostile_form", "Answers.", schema, answer, strict_json_schema=False, needs_approval=True
    )
    given = {text: text for text in texts} | {"choice of all": texts[0]}
    return Agent(name="A", model=ScriptedModel([call("hostile_form", given), "Done."]), tools=[tool])
