"""Half a character (a lone surrogate) is joined with its other half or replaced, wherever a text goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import answers
import pytest
from answers import Answer
from hypothesis import given, settings, strategies as st
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses import ResponseTextDeltaEvent
from pydantic import BaseModel

from agents_widget import Agent, DemoModel, Runner, function_tool, watch
from agents_widget.agents import (
    InMemorySession,
    Model,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    RunState,
    SQLiteSession,
    TResponseInputItem,
    handoff,
)
from agents_widget.agents.models.whole_characters import WholeCharacters
from agents_widget.agents.testing import call
from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.export.visible_text import visible_text
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.tape import Tape, TapeRow
from agents_widget.utf8 import join_halves, sendable, sendable_json
from agents_widget.widget.saved_page import bundle

FIRST, SECOND, BYTE = "\ud83d", "\ude00", "\udce9"
NAME = f"caf{BYTE}.txt"
any_text = st.text(st.characters(codec=None), max_size=12) | st.text(f"a{FIRST}{SECOND}{BYTE}é", max_size=8)
"""Texts of all code points, halves of surrogate pairs among them."""


def test_half_a_character_is_replaced_and_two_halves_are_joined() -> None:
    data = {"rows": [("lone \ud83d", 1, None)], "name\ude00": "\ud83d\ude00 whole é"}
    sent = sendable(data)
    assert sent == {"rows": [["lone \ufffd", 1, None]], "name\ufffd": "\U0001f600 whole é"}
    assert json.dumps(sent, ensure_ascii=False).encode()


@given(any_text)
def test_any_text_can_be_sent_and_other_characters_stay(text: str) -> None:
    sent = sendable(text)
    sent.encode()
    assert sendable(sent) == sent
    assert len(sent.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))
    assert json.dumps(join_halves(text)) == json.dumps(text)  # as JavaScript reads it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'{"a": "x\ud83d"}', r'{"a": "x\ufffd"}'),
        (r'{"a": "x\uD83D\uDE00", "n": 1610521604143693812}', None),
        (r'{"a": "\ud83d\ud83d\ude00\ude00"}', r'{"a": "\ufffd\ud83d\ude00\ufffd"}'),
        (r'{"a": "C:\\ud83d"}', None),
        (r'{"a": "\\\ud83d"}', r'{"a": "\\\ufffd"}'),
        (f'{{"a": "{BYTE}"}}', '{"a": "\ufffd"}'),
    ],
)
def test_escapes_of_halves_in_json(text: str, expected: str | None) -> None:
    assert sendable_json(text) == (text if expected is None else expected)


# A run


@function_tool
def files() -> str:
    """Name the files."""
    return NAME


@function_tool(failure_error_function=lambda context, error: f"No: {error}")
def fails() -> str:
    """Fail."""
    raise ValueError(NAME)


class Note(BaseModel):
    text: str


@function_tool(output_type=Note)
def note() -> Note:
    """Give data."""
    return Note(text=NAME)


@function_tool
def echo(name: str) -> str:
    """Say a name."""
    return f"{name!a}"


@function_tool(needs_approval=True)
def pay(name: str) -> str:
    """Pay."""
    return name


TOOLS = [files, fails, note, echo, pay]


class Api:
    """One of the two APIs, at a server of ours."""

    def __init__(self, model: Callable[..., Model], answer: Callable[..., Answer]) -> None:
        self.model, self.answer = model, answer

    def agent(self, server: LoopbackServer, **options: Any) -> Agent[Any]:
        client = AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0)
        return Agent(name=f"Ada{BYTE}", tools=TOOLS, model=self.model("m", client), **options)


@pytest.fixture(params=["chat", "responses"])
def api(request: pytest.FixtureRequest) -> Api:
    if request.param == "chat":
        return Api(OpenAIChatCompletionsModel, answers.chat)
    return Api(OpenAIResponsesModel, answers.respond)


@pytest.fixture
def server() -> Any:
    with LoopbackServer() as server:
        yield server


async def test_what_a_tool_returns_reaches_the_next_model_call(api: Api, server: LoopbackServer) -> None:
    calls = [answers.call(tool.name, {}) for tool in (files, fails, note)]
    server.answer(api.answer(*calls), api.answer(answers.text("Done")))
    result = await Runner.run(api.agent(server, instructions=f"Be{BYTE}"), f"Hi {FIRST}")
    sent = json.dumps(server.requests[1].body, ensure_ascii=False)
    for text in (
        "Be\ufffd",
        "Hi \ufffd",
        '"caf\ufffd.txt"',
        "No: caf\ufffd.txt",
        '\\"text\\":\\"caf\ufffd.txt',
    ):
        assert text in sent
    outputs = [item.output for item in result.new_items if item.type == "tool_call_output_item"]
    assert outputs[0] == NAME  # the program's own value


async def test_an_emoji_that_is_split_over_two_deltas(api: Api, server: LoopbackServer) -> None:
    server.answer(api.answer(answers.text(f"a{FIRST}{SECOND}b{FIRST}", size=1)))
    result = Runner.run_streamed(api.agent(server), "Hi")
    deltas = [
        event.data.delta
        async for event in result.stream_events()
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    ]
    assert "".join(deltas) == result.final_output == "a\U0001f600b\ufffd"


async def test_arguments_that_name_half_a_character(api: Api, server: LoopbackServer) -> None:
    server.answer(api.answer(answers.call("echo", r'{"name": "x\ud83d"}')), api.answer(answers.text("Done")))
    result = await Runner.run(api.agent(server), "Hi")
    (output,) = [item.output for item in result.new_items if item.type == "tool_call_output_item"]
    assert output == r"'x\ufffd'"
    assert r"x\\\\ud83d" in json.dumps(json.dumps(server.requests[1].body))  # as the model wrote it


async def test_structured_output_and_handoff_input_with_half_a_character(server: LoopbackServer) -> None:
    notes: list[Note] = []
    api = Api(OpenAIResponsesModel, answers.respond)
    writer = api.agent(server, output_type=Note)
    first = api.agent(server)
    first.handoffs = [
        handoff(
            writer,
            tool_name_override="go",
            on_handoff=lambda context, given: notes.append(given),
            input_type=Note,
        )
    ]
    half = r'{"text": "x\ud83d"}'
    server.answer(answers.respond(answers.call("go", half)), answers.respond(answers.text(half)))
    result = await Runner.run(first, "Hi")
    assert [*notes, result.final_output] == [Note(text="x\ufffd")] * 2


async def test_a_session_keeps_it_for_the_next_run(api: Api, server: LoopbackServer) -> None:
    session = SQLiteSession(f"talk{BYTE}")
    server.answer(
        api.answer(answers.call("files", {})), api.answer(answers.text("A")), api.answer(answers.text("B"))
    )
    await Runner.run(api.agent(server), f"Hi{BYTE}", session=session)
    await Runner.run(api.agent(server), f"And{BYTE}", session=session)
    kept = json.dumps(await session.get_items(), ensure_ascii=False)
    assert "caf\ufffd.txt" in kept
    assert "And\ufffd" in kept
    assert kept.encode()


async def test_a_session_of_the_users_is_given_whole_characters(api: Api, server: LoopbackServer) -> None:
    written: list[bytes] = []

    class Own(InMemorySession):
        async def add_items(self, items: list[TResponseInputItem]) -> None:
            written.append(json.dumps(items, ensure_ascii=False).encode())

    server.answer(api.answer(answers.text("A")))
    await Runner.run(api.agent(server), f"Hi{BYTE}", session=Own())
    assert "Hi\ufffd".encode() in written[0]


async def test_a_state_finds_its_agent_again(api: Api, server: LoopbackServer) -> None:
    server.answer(
        api.answer(answers.call("files", {}), answers.call("pay", {"name": "Bo"})),
        api.answer(answers.text("Paid")),
    )
    agent = api.agent(server)
    result = await Runner.run(agent, f"Hi{BYTE}", context={"path": NAME})
    text = result.to_state().to_string()
    text.encode()
    state = await RunState.from_string(agent, text)
    assert state.result.context_wrapper.context == {"path": NAME}
    state.approve(state.get_interruptions()[0])
    assert (await Runner.run(agent, state)).final_output == "Paid"


@settings(max_examples=40, deadline=None)
@given(st.lists(any_text, min_size=1, max_size=4), any_text, any_text)
def test_any_text_goes_through_a_run_its_tape_and_its_pages(
    tmp_path_factory: pytest.TempPathFactory, deltas: list[str], prompt: str, returned: str
) -> None:
    @function_tool
    def look() -> str:
        """Look."""
        return returned

    model = DemoModel([[call("look")], "".join(deltas) or "x"], tokens_per_second=None)
    widget = watch(Agent(name=f"A{prompt}", tools=[look], model=model), prompt)
    widget.result()
    transcript = widget.transcript
    assert sendable(transcript.to_dict()) == transcript.to_dict()
    assert transcript.entries[0].text == sendable(prompt)
    (output,) = [entry.output for entry in transcript.entries if entry.kind == "tool_call"]
    assert output == sendable(returned)
    folder = tmp_path_factory.mktemp("runs")
    for suffix in ("html", "md", "jsonl"):
        widget.save(folder / f"run.{suffix}")
    assert Tape.read(folder / "run.jsonl").transcript() == transcript
    assert all(form.encode() for form in bundle(transcript).values())


# The transcript


def _deltas(*texts: str) -> list[dict[str, Any]]:
    kind = "response.output_text.delta"
    return [{"type": kind, "item_id": "m", "output_index": 0, "delta": text} for text in texts]


@given(st.lists(any_text, min_size=1, max_size=6))
def test_a_transcript_joins_what_comes_in_pieces(pieces: list[str]) -> None:
    projector = Projector()
    patches = [patch for event in _deltas(*pieces) for patch in projector.project(event, 0)]
    patches += projector.finish(1)
    one_by_one = apply_all(Transcript(), patches)
    assert one_by_one == apply_all(Transcript(), coalesce(patches))
    assert "".join(entry.text for entry in one_by_one.entries) == sendable("".join(pieces))


def test_the_whole_text_takes_the_place_of_a_half() -> None:
    projector = Projector()
    item = {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "a\U0001f600"}]}
    done = {"type": "response.output_item.done", "output_index": 0, "item": item}
    events = [*_deltas(f"a{FIRST}"), done]
    patches = [patch for event in events for patch in projector.project(event, 0)]
    assert apply_all(Transcript(), patches).entries[0].text == "a\U0001f600"


def test_patches_of_a_tape_are_applied_as_javascript_does() -> None:
    put = Patch("put", ("entries",), {"id": "e1", "kind": "message", "text": f"a{FIRST}"})
    append = Patch("append", ("entries", "e1", "text"), f"{SECOND}b")
    rows = [TapeRow(1, 0, [put]), TapeRow(2, 5, [append])]
    assert Tape(rows).transcript()["e1"].text == "a\U0001f600b"
    assert apply_all(Transcript(), coalesce([put, append]))["e1"].text == "a\U0001f600b"
    appends = coalesce([Patch("append", append.at, FIRST), append])
    assert appends == [Patch("append", append.at, "\U0001f600b")]


def test_exports_show_joined_halves() -> None:
    assert visible_text(f"{FIRST}{SECOND}{BYTE}") == "\U0001f600\ufffd"


def test_a_recording_with_halves_is_saved(tmp_path: Path) -> None:
    put = {"id": "e1", "kind": "user", "text": NAME}
    widget = watch(Tape([TapeRow(1, 0, [Patch("put", ("entries",), put)])]))
    asyncio.run(widget.wait_for())
    for suffix in ("html", "md", "jsonl"):
        widget.save(tmp_path / f"run.{suffix}")


# A model's stream


def _event(delta: str, index: int = 0) -> ResponseTextDeltaEvent:
    kind: Any = "response.output_text.delta"
    fields = {"item_id": "m", "output_index": index, "content_index": 0, "logprobs": [], "sequence_number": 1}
    return ResponseTextDeltaEvent(type=kind, delta=delta, **fields)  # type: ignore[arg-type]


def test_halves_of_two_texts_are_not_mixed() -> None:
    characters = WholeCharacters()
    events = [_event(FIRST), _event(SECOND, index=1), _event(SECOND)]
    read = [event.delta for each in events for event in characters.read(each)]
    assert read == ["", "\ufffd", "\U0001f600"]


def test_events_of_a_class_of_the_users_stay_as_they_are() -> None:
    class Own:
        delta = FIRST

    own = Own()
    assert list(WholeCharacters().read(own)) == [own]
