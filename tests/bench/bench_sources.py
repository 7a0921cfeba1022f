"""What an event of each source costs the view: CPU time, beside an event of our own runs.

Each event goes the way that it goes under ``watch``: translated, logged, projected, sent. To add a source,
give its events to ``SOURCES``. Run: make bench.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from agents_widget.sources import Adapter
from agents_widget.sources.any_iterator import BY_EVENT
from agents_widget.sources.checks import translate_of
from agents_widget.widget.run.recorder import Recorder

sys.path.insert(0, str(Path(__file__).parents[1]))

DELTAS = 20_000
TARGET = 2.0
"""How many times an event of our own runs an event of another source may cost."""
GROWTH = 1.5
"""How many times an event of twenty thousand may cost what one of two thousand does: else it is not O(n)."""
ROUNDS = 5


class Source(NamedTuple):
    """The events of an answer of so many deltas, and the name of what tells them."""

    name: str
    events: Callable[[int], Iterator[Any]]


def own_runs(deltas: int) -> Iterator[Any]:
    """What our runs stream: the Responses API's events, in the runtime's."""
    from agents_widget.agents.models.stand_ins.scripted_turn import stream_parts
    from agents_widget.agents.stream_events import RawResponsesStreamEvent
    from agents_widget.testing import text

    for event in stream_parts(
        [text("word " * deltas)], model="m", new_id=lambda prefix: prefix, input_tokens=1
    ):
        yield RawResponsesStreamEvent(data=event)


def chat_completions(deltas: int) -> Iterator[Any]:
    """The ``openai`` client's chunks."""
    from answers import chat_chunk
    from openai.types.chat import ChatCompletionChunk

    for _ in range(deltas):
        yield ChatCompletionChunk.model_validate(chat_chunk({"content": "word "}))
    yield ChatCompletionChunk.model_validate(chat_chunk({}, "stop"))


def chat_completions_arguments(deltas: int) -> Iterator[Any]:
    """Chunks of a tool call's arguments."""
    from answers import chat_chunk
    from openai.types.chat import ChatCompletionChunk

    def chunk(**function: str) -> Any:
        call = {"index": 0, "function": function} | ({"id": "c1"} if "name" in function else {})
        return ChatCompletionChunk.model_validate(chat_chunk({"tool_calls": [call]}))

    yield chunk(name="f", arguments='{"text": "')
    for _ in range(deltas):
        yield chunk(arguments="word} ")
    yield chunk(arguments='"}')
    yield ChatCompletionChunk.model_validate(chat_chunk({}, "tool_calls"))


def hugging_face(deltas: int) -> Iterator[Any]:
    """huggingface_hub's chunks."""
    from answers import chat_chunk
    from huggingface_hub import ChatCompletionStreamOutput

    for _ in range(deltas):
        yield ChatCompletionStreamOutput.parse_obj_as_instance(chat_chunk({"content": "word "}))
    yield ChatCompletionStreamOutput.parse_obj_as_instance(chat_chunk({}, "stop"))


def pydantic_ai(deltas: int) -> Iterator[Any]:
    """pydantic-ai's events."""
    from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

    yield PartStartEvent(index=0, part=TextPart(""))
    for _ in range(deltas):
        yield PartDeltaEvent(index=0, delta=TextPartDelta("word "))


def langgraph(deltas: int) -> Iterator[Any]:
    """LangGraph's messages, of ``stream_mode=["messages"]``."""
    from langchain_core.messages import AIMessageChunk

    metadata = {"langgraph_node": "agent", "langgraph_step": 1, "langgraph_checkpoint_ns": "agent:1"}
    for _ in range(deltas):
        yield ("messages", (AIMessageChunk(content="word ", id="run-1"), metadata))


def ag_ui(deltas: int) -> Iterator[Any]:
    """Events of AG-UI."""
    from ag_ui import core

    yield core.RunStartedEvent(thread_id="t", run_id="r")
    yield core.TextMessageStartEvent(message_id="m")
    for _ in range(deltas):
        yield core.TextMessageContentEvent(message_id="m", delta="word ")
    yield core.TextMessageEndEvent(message_id="m")
    yield core.RunFinishedEvent(thread_id="t", run_id="r")


def google_adk(deltas: int) -> Iterator[Any]:
    """Events of Google ADK."""
    from google.adk.events import Event
    from google.genai import types

    def event(text: str, partial: bool) -> Any:
        content = types.Content(role="model", parts=[types.Part(text=text)])
        return Event(id="e1", author="desk", invocation_id="i", content=content, partial=partial)

    for _ in range(deltas):
        yield event("word ", True)
    yield event("word " * deltas, False)


def smolagents(deltas: int) -> Iterator[Any]:
    """Deltas of smolagents."""
    from smolagents.memory import FinalAnswerStep
    from smolagents.models import ChatMessageStreamDelta

    for _ in range(deltas):
        yield ChatMessageStreamDelta(content="word ")
    yield FinalAnswerStep(output="Done.")


def claude_agent(deltas: int) -> Iterator[Any]:
    """Messages in the shapes of the Claude Agent SDK."""
    from dataclasses import make_dataclass

    def message(name: str, **fields: Any) -> Any:
        return made[name](parent_tool_use_id=None, **fields)

    made = {
        name: make_dataclass(
            name, ["parent_tool_use_id", *fields], namespace={"__module__": "claude_agent_sdk.types"}
        )
        for name, fields in (("StreamEvent", ["event"]), ("ResultMessage", ["result"]))
    }
    for _ in range(deltas):
        delta = {"type": "text_delta", "text": "word "}
        yield message("StreamEvent", event={"type": "content_block_delta", "index": 0, "delta": delta})
    yield message("ResultMessage", result="Done.")


OWN = Source("our own runs", own_runs)
SOURCES = [
    Source("Chat Completions", chat_completions),
    Source("Chat Completions, arguments", chat_completions_arguments),
    Source("huggingface_hub", hugging_face),
    Source("pydantic-ai", pydantic_ai),
    Source("LangGraph", langgraph),
    Source("AG-UI", ag_ui),
    Source("Google ADK", google_adk),
    Source("smolagents", smolagents),
    Source("Claude Agent SDK (shapes)", claude_agent),
]


def adapter_for(event: Any) -> Adapter:
    """The adapter that reads a stream which begins with this event; an event of our own is read as it is."""
    return next((kind(iter(())) for kind in BY_EVENT if kind.reads(event)), Adapter(None))


def seconds_per_event(events: list[Any]) -> float:
    """The CPU time of an event under way from an adapter to the page, which discards it."""
    recorder = Recorder(lambda message: None)
    recorder.open_log()
    adapter = adapter_for(events[0])
    recorder.translate_with(translate_of(adapter))
    recorder.begin([], time.time())
    gc.collect()
    begin = time.process_time()
    for event in events:
        recorder.add_event(event)
    for late in adapter.late_events():
        recorder.add_late(late)
    recorder.finish()
    recorder.flush()
    spent = time.process_time() - begin
    shown = sum(len(entry.text) + len(entry.arguments) for entry in recorder.channel.transcript.entries)
    if shown < len("word ") * (len(events) - 10):
        raise RuntimeError(f"{type(adapter).__name__} does not show the answer: {shown} characters of it.")
    return spent / len(events)


def median(events: list[Any]) -> float:
    """The median of some rounds, in seconds per event."""
    return statistics.median(seconds_per_event(events) for _ in range(ROUNDS))


def main() -> None:
    """Print a line for each source, with what is above its target marked."""
    warnings.simplefilter("ignore")
    own = median(list(OWN.events(DELTAS)))
    print(f"{'An event of ' + OWN.name:42} {own * 1e6:6.2f} us CPU, {DELTAS:,} deltas in one answer")
    for source in SOURCES:
        events = list(source.events(DELTAS))
        long, short = median(events), median(list(source.events(DELTAS // 10)))
        ratio, growth = long / own, long / short
        remark = "" if ratio <= TARGET and growth <= GROWTH else "   ABOVE THE TARGET"
        print(
            f"{source.name:42} {long * 1e6:6.2f} us, {ratio:5.2f} of our own (target {TARGET}); "
            f"{growth:5.2f} of an event of a tenth (target {GROWTH}){remark}"
        )


if __name__ == "__main__":
    main()
