"""Raw streams of chat completions: of both ``openai`` clients, their helpers, huggingface_hub, and dicts."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import answers
import hang
import pytest
from answers import Answer, chat_chunk
from chat_dialects import CALLS, DIALECTS, Call, Dialect, chunks_of, cut_at_random, drawn_calls
from huggingface_hub import AsyncInferenceClient, InferenceClient
from hypothesis import given, settings, strategies as st
from loopback import LoopbackServer
from openai import AsyncOpenAI, OpenAI
from watched import said

from agents_widget import watch
from agents_widget.sources.chat_completions import ChatCompletionsAdapter
from agents_widget.sources.iterator import StreamCutOffError
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Transcript, apply_all

MESSAGES: list[Any] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "How deep is"}, {"type": "text", "text": "it?"}]},
]
TOOL = {"type": "function", "function": {"name": "depth", "parameters": {"type": "object", "properties": {}}}}
ASKED: dict[str, Any] = {"model": "test-model", "messages": MESSAGES, "tools": [TOOL]}


def story() -> Answer:
    """Reasoning, a message and two calls."""
    return answers.chat(
        answers.reasoning("Two rivers."),
        answers.text("Let me look."),
        answers.call("depth", {"river": "Elbe"}, "c1"),
        answers.call("depth", {"river": "Oder"}, "c2"),
        usage={
            "prompt_tokens": 12,
            "completion_tokens": 9,
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
    )


def check_story(transcript: Transcript) -> None:
    told = [(each.kind, each.state, each.text or each.arguments) for each in transcript.entries]
    assert told == [
        ("user", "done", "How deep is\n\nit?"),
        ("reasoning", "done", "Two rivers."),
        ("message", "done", "Let me look."),
        ("tool_call", "not_run", '{"river": "Elbe"}'),
        ("tool_call", "not_run", '{"river": "Oder"}'),
    ]
    [call] = transcript.calls
    assert (call.model, call.input_tokens, call.output_tokens) == ("test-model", 12, 9)
    assert (call.cached_tokens, call.reasoning_tokens, transcript.status) == (4, 3, "done")


async def raw(url: str, clients: AsyncExitStack) -> Any:
    client = await clients.enter_async_context(AsyncOpenAI(base_url=url, api_key="sk-test"))
    return await client.chat.completions.create(**ASKED, stream=True)


async def helper(url: str, clients: AsyncExitStack) -> Any:
    client = await clients.enter_async_context(AsyncOpenAI(base_url=url, api_key="sk-test"))
    return client.chat.completions.stream(**ASKED)


async def helper_entered(url: str, clients: AsyncExitStack) -> Any:
    return await clients.enter_async_context(await helper(url, clients))


async def blocking(url: str, clients: AsyncExitStack) -> Any:
    client = clients.enter_context(OpenAI(base_url=url, api_key="sk-test"))
    return await asyncio.to_thread(lambda: client.chat.completions.create(**ASKED, stream=True))


async def blocking_helper(url: str, clients: AsyncExitStack) -> Any:
    return clients.enter_context(OpenAI(base_url=url, api_key="sk-test")).chat.completions.stream(**ASKED)


async def hugging_face(url: str, clients: AsyncExitStack) -> Any:
    client = await clients.enter_async_context(AsyncInferenceClient(base_url=url, api_key="hf-test"))
    return await client.chat_completion(MESSAGES, model="test-model", stream=True)


async def blocking_hugging_face(url: str, clients: AsyncExitStack) -> Any:
    client = clients.enter_context(InferenceClient(base_url=url, api_key="hf-test"))
    return await asyncio.to_thread(lambda: client.chat_completion(MESSAGES, model="test-model", stream=True))


Source = Callable[[str, AsyncExitStack], Any]
SOURCES = [
    raw,
    helper,
    helper_entered,
    blocking,
    blocking_helper,
    hugging_face,
    blocking_hugging_face,
]


@pytest.mark.parametrize("source", SOURCES)
async def test_each_client_tells_the_same_story(loopback: LoopbackServer, source: Source) -> None:
    loopback.answer(story())
    async with AsyncExitStack() as clients:
        check_story(await watch(await source(loopback.base_url, clients)))


async def test_chunks_out_of_any_iterator() -> None:
    async def chunks() -> AsyncIterator[Any]:
        for event in story().events[:-1]:
            yield event

    widget = watch(chunks())
    transcript = await widget
    assert [each.kind for each in transcript.entries] == ["reasoning", "message", "tool_call", "tool_call"]
    assert len([event async for event in widget]) == len(story().events[:-1])


def followed(chunks: list[Any]) -> Transcript:
    """What an adapter shows of chunks."""
    adapter, projector, transcript = ChatCompletionsAdapter(iter(())), Projector(), Transcript()
    for chunk in chunks:
        for event in adapter.translate(chunk):
            apply_all(transcript, projector.project(event, 0))
    for event in adapter.late_events():
        apply_all(transcript, projector.project(event, 0))
    return apply_all(transcript, projector.finish(0, adapter.begun_calls))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.__qualname__)
@settings(max_examples=20)
@given(calls=CALLS, data=st.data())
def test_calls_of_every_dialect(dialect: Dialect, calls: list[Call], data: st.DataObject) -> None:
    calls = drawn_calls(dialect, calls)
    entries = followed(chunks_of(dialect(calls, cut_at_random(data)))).entries
    assert [(each.tool, json.loads(each.arguments)) for each in entries] == calls
    assert len({each.call_id for each in entries}) == len(calls)


def texts(*deltas: dict[str, Any]) -> list[tuple[str, str]]:
    chunks = [*map(chat_chunk, deltas), chat_chunk({}, "stop")]
    return [(entry.kind, entry.text) for entry in followed(chunks).entries]


def test_texts_of_every_dialect() -> None:
    assert texts({"reasoning": "Hm"}, {"reasoning": "m.", "content": ""}, {"content": "Yes."}) == [
        ("reasoning", "Hmm."),
        ("message", "Yes."),
    ]
    both = {"reasoning_content": "Hm", "reasoning": "Hm", "reasoning_details": [{"text": "Hm"}]}
    assert texts(both, {"content": "Yes"}) == [("reasoning", "Hm"), ("message", "Yes")]
    assert texts({"content": [{"type": "text", "text": "Y"}, {"type": "text", "text": "es"}]}) == [
        ("message", "Yes")
    ]
    assert texts({"refusal": "I may"}, {"refusal": " not."}) == [("message", "I may not.")]


def test_calls_of_older_forms_and_without_names() -> None:
    old = [{"function_call": {"name": "f"}}, {"function_call": {"arguments": "{}"}}]
    custom = {"index": 0, "id": "c1", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    nameless = {"index": 0, "id": "c1", "function": {"arguments": "{}"}}
    for deltas, told in (
        (old, ("f", "{}")),
        ([{"tool_calls": [custom]}], ("sql", "SELECT 1")),
        ([{"tool_calls": [nameless, None]}], ("tool", "{}")),
    ):
        [entry] = followed([*map(chat_chunk, deltas), chat_chunk({}, "tool_calls")]).entries
        assert (entry.tool, entry.arguments) == told


def test_a_message_that_comes_whole() -> None:
    choice = {"index": 0, "message": {"content": "Yes."}, "finish_reason": "stop"}
    whole = {"object": "chat.completion.chunk", "choices": [choice]}
    assert [entry.text for entry in followed([whole]).entries] == ["Yes."]
    # Some send the whole after its pieces.
    assert [entry.text for entry in followed([chat_chunk({"content": "Yes."}), whole]).entries] == ["Yes."]


def test_tokens_that_come_with_every_chunk_count_once() -> None:
    def told(tokens: int) -> dict[str, Any]:
        return {"usage": {"prompt_tokens": 5, "completion_tokens": tokens}}

    chunks = [{**chat_chunk({"content": "a"}), **told(1)}, {**chat_chunk({"content": "b"}), **told(2)}]
    [call] = followed(chunks).calls
    assert (call.input_tokens, call.output_tokens, call.ended) == (5, 2, 0)
    [call] = followed([*chunks, {**chat_chunk({}, "stop"), **told(3)}]).calls
    assert (call.input_tokens, call.output_tokens) == (5, 3)


def test_of_several_answers_the_first_is_shown() -> None:
    def choice(index: int, text: str) -> dict[str, Any]:
        return {"index": index, "delta": {"content": text}, "finish_reason": "stop"}

    chunk = {
        "object": "chat.completion.chunk",
        "choices": [choice(1, "No."), choice(0, "Yes."), choice(2, "?")],
    }
    entries = followed([chunk]).entries
    assert [(entry.kind, entry.text) for entry in entries] == [
        ("notice", "The model gives several answers: the first of them is shown."),
        ("message", "Yes."),
    ]


def test_an_answer_that_reached_a_limit() -> None:
    entries = followed([chat_chunk({"content": "Yes, bu"}), chat_chunk({}, "length")]).entries
    assert [entry.text for entry in entries] == ["Yes, bu", "The answer was cut short: max_output_tokens."]


async def test_json_that_was_asked_for(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(answers.chat(answers.text('{"metres": 2.4}')))
    stream = await client.chat.completions.create(
        **ASKED, stream=True, response_format={"type": "json_object"}
    )
    assert (await watch(stream)).entries[-1].format == "json"


async def test_a_conversation_in_the_request(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    function = {"name": "depth", "arguments": "{}"}
    messages: list[Any] = [
        *MESSAGES,
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"id": "c1", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "2.4 m"},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}]},
    ]
    loopback.answer(answers.chat(answers.text("Deep.")))
    transcript = await watch(await client.chat.completions.create(model="m", messages=messages, stream=True))
    assert [(each.kind, each.text or each.output) for each in transcript.entries] == [
        ("user", "How deep is\n\nit?"),
        ("tool_call", "2.4 m"),
        ("user", "[image]"),
        ("message", "Deep."),
    ]


async def test_a_stream_without_its_end_was_cut_off(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    answer = answers.chat(answers.text("Hello there"))
    loopback.answer(answers.events(answer.events[:3]))
    widget = watch(await client.chat.completions.create(**ASKED, stream=True))
    with pytest.raises(StreamCutOffError, match="cut off: no chunk of it had a finish_reason"):
        await widget
    _, message, error = widget.transcript.entries
    assert (message.state, error.kind, widget.transcript.status) == ("failed", "error", "failed")
    assert error.hint.startswith("The answer is not whole. Retry")


async def test_an_error_within_the_stream(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(
        answers.events([chat_chunk({"content": "He"}), b'data: {"error": {"message": "overloaded"}}\n\n'])
    )
    widget = watch(await client.chat.completions.create(**ASKED, stream=True))
    with pytest.raises(Exception, match="overloaded"):
        await widget
    assert widget.transcript.status == "failed"


@pytest.mark.parametrize("source", SOURCES)
async def test_stopping_closes_the_connection(loopback: LoopbackServer, source: Source) -> None:
    """A blocking client's thread waits for the server then, and is woken."""
    gate = answers.Gate()
    answer = answers.chat(answers.text("Hello there"))
    loopback.answer(answers.events(answer.events, gates={3: gate}))
    async with AsyncExitStack() as clients:
        widget = watch(await source(loopback.base_url, clients))
        await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
        while "blocking" in source.__name__ and not _is_a_thread_reading():
            await asyncio.sleep(0)
        widget.stop()
        await widget
        assert widget.transcript.status == "cancelled"
        assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
        gate.open()


def _is_a_thread_reading() -> bool:
    """Whether a thread waits for a server of an ordinary client's."""
    codes = [frame.f_code for frame in sys._current_frames().values()]
    return any(code.co_name == "read" and code.co_filename.endswith("sync.py") for code in codes)


async def test_a_stop_while_a_blocking_helper_connects_closes_the_connection(
    loopback: LoopbackServer,
) -> None:
    gate = answers.Gate()
    loopback.answer(answers.events(answers.chat(answers.text("Hello there")).events, gates={0: gate}))
    async with AsyncExitStack() as clients:
        widget = watch(await blocking_helper(loopback.base_url, clients))
        await asyncio.to_thread(loopback.wait_for_request)
        widget.stop()
        await widget
        assert widget.transcript.status == "cancelled"
        assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
        gate.open()


async def test_a_helper_of_the_responses_api(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(answers.respond(answers.text("Hello there"), answers.call("f", {})))
    widget = watch(client.responses.stream(model="test-model", input="Hi"))
    transcript = await widget
    assert said(widget)[:2] == [("user", "Hi"), ("message", "Hello there")]
    assert transcript.entries[-1].state == "not_run"
