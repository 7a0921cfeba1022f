"""No message to a page is above 2 MB, whatever is in the run and whatever the page asks for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import comm
import hang
import pandas
import pytest
from comm.base_comm import BaseComm

from agents_widget import Agent, watch
from agents_widget.agents import FunctionTool
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.transcript.schema import Entry, Lane, Patch, Transcript, apply_all
from agents_widget.utf8 import wire_size
from agents_widget.widget.table_pages import TablePages, question_of
from agents_widget.widget.whole_run import snapshot_messages

LIMIT = 2_000_000
LONG = "\0" * 500_000
"""Six bytes a character, as JSON."""
NAME = "n" * 2_500_000


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bytes of every message; the view's code, which a host outside of Jupyter is sent, apart."""
    sizes: list[int] = []

    class Counted(BaseComm):
        def publish_msg(self, msg_type: str, data: Any = None, *args: Any, **options: Any) -> None:
            state = (data or {}).get("state", {})
            code = {name: text for name, text in state.items() if name in ("_esm", "_css")}
            sizes.append(wire_size(data) - wire_size(code))

    monkeypatch.setattr(comm, "create_comm", lambda *args, **options: Counted(*args, **options))
    return sizes


def ask_for_all(widget: Any) -> None:
    """Ask what a page may ask for."""

    def ask(kind: str, **fields: Any) -> None:
        widget._handle_custom_msg({"type": kind, **fields}, [])

    for kind in ("hello", "resync", "tape", "saved"):
        ask(kind)
    ask("events", open=True)
    for n in range(20):
        ask("event", n=n)
        ask("event_parts", n=n)
    for entry in widget.transcript.entries:
        ask("result", id=entry.id)
    widget.send_state("snapshot")


async def shown(*events: dict[str, Any]) -> Any:
    async def stream() -> AsyncIterator[dict[str, Any]]:
        for event in events:
            yield event

    widget = watch(stream())
    widget._handle_custom_msg({"type": "hello"}, [])
    await asyncio.wait_for(widget, hang.SECONDS)
    return widget


def item(**fields: Any) -> dict[str, Any]:
    call = {"type": "function_call", "name": "f", "call_id": "c", "arguments": "{}", **fields}
    return {"type": "response.output_item.done", "output_index": 0, "item": call}


EVENTS: dict[str, dict[str, Any]] = {
    "whole numbers of an event": {"type": "x.y", "values": [10**3000] * 1_000},
    "an event's type": {"type": NAME},
    "an agent": {"type": "agent_updated_stream_event", "new_agent": {"name": NAME, "instructions": ""}},
    "a model": {"type": "response.created", "response": {"id": "r", "model": NAME}},
    "a tool": item(name=NAME),
    "a call's id": item(call_id=NAME),
    "arguments": item(arguments=LONG),
}


@pytest.mark.parametrize("what", EVENTS)
async def test_names_and_values_of_any_length(what: str, sizes: list[int]) -> None:
    created = {"type": "response.created", "response": {"id": "r", "model": "m"}}
    ask_for_all(await shown(created, EVENTS[what]))
    assert max(sizes) <= LIMIT


def agent(tool: FunctionTool) -> Agent[Any]:
    return Agent(
        name="A", model=ScriptedModel([[function_call("t", {}, call_id="c")], "Done."]), tools=[tool]
    )


def giving(value: Any, **options: Any) -> FunctionTool:
    async def invoke(context: Any, arguments: str) -> Any:
        return value

    schema = options.pop("schema", {"type": "object", "properties": {}})
    return FunctionTool("t", "", schema, invoke, strict_json_schema=False, **options)


async def test_a_whole_result_says_how_much_of_it_is_shown(sizes: list[int]) -> None:
    widget = watch(agent(giving(LONG)), "Go.")
    await asyncio.wait_for(widget, hang.SECONDS)
    messages: list[dict[str, Any]] = []
    widget._commands._views.send = messages.append  # type: ignore[method-assign]
    widget._handle_custom_msg({"type": "result", "id": widget.transcript.entries[1].id}, [])
    text = messages[-1]["text"]
    assert "of 500,000 characters" in text[-150:]
    assert LIMIT * 0.9 < wire_size(messages[-1]) <= LIMIT


SCHEMAS: dict[str, dict[str, Any]] = {
    "a description": {"a": {"type": "string", "description": NAME}},
    "names": {f"field{n}": {} for n in range(150_000)},
    "choices": {"a": {"enum": list(range(300_000))}},
    "large choices": {"a": {"enum": [10**3000 + n for n in range(1_000)]}},
}


@pytest.mark.parametrize("what", SCHEMAS)
async def test_arguments_with_a_large_schema_are_approved_as_json(what: str, sizes: list[int]) -> None:
    schema = {"type": "object", "properties": SCHEMAS[what]}
    widget = watch(agent(giving("given", schema=schema, needs_approval=True)), "Go.")
    widget._handle_custom_msg({"type": "hello"}, [])
    [entry] = await asyncio.wait_for(widget.wait_for_approval(), hang.SECONDS)
    assert entry.schema is None
    ask_for_all(widget)
    widget.approve()
    await asyncio.wait_for(widget, hang.SECONDS)
    assert max(sizes) <= LIMIT


class Question:
    """What a tool asks, as the event of a question carries it."""

    is_open = True
    message = "Sure?"

    def __init__(self, properties: dict[str, Any]) -> None:
        self.schema = {"type": "object", "properties": properties}


async def asked(questions: list[Question]) -> list[Any]:
    """What is shown of these questions, after a page has asked for all there is."""
    answered = asyncio.Event()

    async def stream() -> AsyncIterator[dict[str, Any]]:
        for n, question in enumerate(questions):
            yield item(call_id=f"c{n}")
            yield {"type": "tool_question_stream_event", "call_id": f"c{n}", "question": question}
        yield {
            "type": "response.output_text.delta",
            "item_id": "m",
            "output_index": 99,
            "delta": "That is all.",
        }
        await answered.wait()

    widget = watch(stream())
    widget._handle_custom_msg({"type": "hello"}, [])
    while len(entries := await asyncio.wait_for(widget.wait_for_question(), hang.SECONDS)) < len(questions):
        await asyncio.sleep(0)
    questions_shown = [entry.question for entry in entries]
    ask_for_all(widget)
    answered.set()
    await asyncio.wait_for(widget, hang.SECONDS)
    return questions_shown


@pytest.mark.parametrize("what", SCHEMAS)
async def test_a_question_with_a_large_schema_is_answered_as_json(what: str, sizes: list[int]) -> None:
    [shown_question] = await asked([Question(SCHEMAS[what])])
    assert shown_question["schema"] == {}
    assert shown_question["message"].startswith("Sure?\nIts form is too large")
    assert max(sizes) <= LIMIT


async def test_many_questions_of_some_size(sizes: list[int]) -> None:
    question = Question({"a": {"enum": list(range(40_000))}})
    assert [each["schema"] == question.schema for each in await asked([question] * 20)] == [True] * 20
    assert max(sizes) <= LIMIT


@pytest.mark.parametrize("cell", [str, lambda cell: cell * 200])
@pytest.mark.parametrize("is_whole", [False, True])
async def test_pages_of_a_table_have_as_many_rows_as_fit(
    cell: Callable[[str], str], is_whole: bool, sizes: list[int]
) -> None:
    frame = pandas.DataFrame({f"c{n}": [cell("\0" * 100)] * 50 for n in range(60)})
    widget = watch(agent(giving(frame)), "Go.")
    await asyncio.wait_for(widget, hang.SECONDS)
    pages = TablePages(lambda message: None)
    entry = widget.transcript.entries[1]
    start = 0
    while start < 50:
        command = {"question": 1, "start": start, "count": 10_000, "whole": is_whole}
        page = pages.page(entry, frame, question_of(command))
        assert wire_size(page) <= LIMIT
        assert page["places"] == list(range(start, start + len(page["rows"])))
        assert page["rows"]
        start += len(page["rows"])


def test_a_transcript_is_whole_after_its_parts(sizes: list[int]) -> None:
    transcript = Transcript()
    transcript.model = NAME
    transcript.lanes.append(Lane("l1", NAME))
    schema = {"enum": ["x" * 290_000]}
    picture = {"image/png": "p" * 1_600_000}
    texts = dict.fromkeys(("text", "arguments", "output", "log", "traceback", "annotation"), "\0" * 14_000)
    transcript.entries.append(
        Entry("e1", "tool_call", agent=NAME, schema=schema, question=schema, display=picture, **texts)  # type: ignore[arg-type]
    )
    first, *parts = snapshot_messages(3, 7, transcript)
    assert max(map(wire_size, [first, *parts])) <= LIMIT
    received = Transcript.from_dict(first["transcript"])
    apply_all(received, [Patch.from_dict(patch) for part in parts for patch in part["patches"]])
    assert received == transcript
