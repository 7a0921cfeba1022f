"""Every event equals what the openai client gives, and every failure is the client's own."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import gc
import json
import types
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import openai
import pytest
from answers import (
    Answer,
    call,
    encode,
    events,
    number,
    reasoning,
    refusal,
    respond,
    response_object,
    status,
    text,
)
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.resources.responses import AsyncResponses

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.models.response_collector import collect_response
from agents_widget.agents.models.response_events import event_classes
from agents_widget.agents.retry import ModelRetrySettings

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)
HEAD = response_object("resp_1")
CITED = {"type": "url_citation", "url": "https://example.org", "title": "T", "start_index": 0, "end_index": 2}
QUICK = httpx2.Timeout(10, read=1)
"""Soon given up where nothing comes, and not where a busy machine takes its time."""
PARTS = (
    reasoning("Let me see."),
    reasoning("Privately.", raw=True),
    text("Grüße 👋 \u2028 and more", annotations=[CITED, {"type": "file_path", "file_id": "f", "index": 0}]),
    refusal("I will not."),
    call("add", {"a": 1, "b": [2, 3]}),
    call("nothing", ""),
)


def hosted() -> list[Any]:
    """Events of tools that run at the API, with items of many kinds."""
    search = {"id": "ws_1", "type": "web_search_call", "status": "completed"}
    search["action"] = {"type": "search", "query": "weather", "queries": ["weather"]}
    image = {"id": "ig_1", "type": "image_generation_call", "status": "completed", "result": "aGk="}
    code = {"id": "ci_1", "type": "code_interpreter_call", "status": "completed", "code": "1"}
    code |= {"container_id": "c", "outputs": [{"type": "logs", "logs": "1"}]}
    place = {"output_index": 0, "item_id": "x"}
    return number(
        [
            {"type": "response.queued", "response": HEAD},
            {"type": "response.web_search_call.searching", **place},
            {"type": "response.file_search_call.completed", **place},
            {"type": "response.mcp_call_arguments.delta", **place, "delta": "{}"},
            {"type": "response.mcp_list_tools.in_progress", **place},
            {"type": "response.code_interpreter_call_code.delta", **place, "delta": "1"},
            {
                "type": "response.image_generation_call.partial_image",
                **place,
                "partial_image_b64": "aGk=",
                "partial_image_index": 0,
            },
            {"type": "response.custom_tool_call_input.delta", **place, "delta": "x"},
            {"type": "response.audio.delta", "delta": "aGk="},
            *(
                {"type": "response.output_item.done", "output_index": 0, "item": item}
                for item in (search, image, code)
            ),
            {"type": "response.output_item.done", "output_index": 0, "item": {"type": "new_kind", "id": "n"}},
        ]
    )


def misfits() -> list[Any]:
    """Events that do not fit their classes in one way or another."""
    delta = {"type": "response.output_text.delta", "item_id": "m", "output_index": 0, "content_index": 0}
    full = {**delta, "delta": "x", "logprobs": [], "sequence_number": 0}
    message = {"id": "m", "type": "message", "role": "assistant", "status": "completed"}
    done = {"type": "response.output_item.done", "output_index": 0, "sequence_number": 1}
    return [
        delta,
        {**full, "output_index": "0"},
        {**full, "output_index": 1.0},
        {**full, "sequence_number": 2**70},
        {**full, "delta": 5},
        {**full, "delta": None},
        {**full, "obfuscation": "abc", "extra": {"a": [1]}},
        {**full, "logprobs": [{"token": "x", "logprob": -1, "top_logprobs": [{"token": "y"}]}]},
        {**full, "logprobs": None},
        {**done, "item": {**message, "content": [{"type": "output_text", "text": "x"}]}},
        {**done, "item": {**message, "content": [{"type": "new_part", "text": "x"}]}},
        {**done, "item": {"type": "function_call", "name": "f", "arguments": "{}"}},
        {**done, "item": {**message, "content": None}},
        {**done, "item": None},
        {"type": "response.in_progress", "sequence_number": 1, "response": {**HEAD, "error": None}},
    ]


def oddly_written() -> list[bytes]:
    """Good events in unusual bytes."""
    delta = respond(text("x")).events[4]
    body = json.dumps(delta)
    spaced = body.replace('": ', '" : ').encode()
    return [
        b": a comment\n\n",
        f"data: {body}\n\n".encode(),
        f"data:{body}\r\n\r\n".encode(),
        f"data: {body}\r\r".encode(),
        b"data: " + spaced + b"\n\n",
        f"event: response.created\ndata: {body}\n\n".encode(),
        b"event: response.output_text.delta\n"
        + b"".join(b"data: " + line.encode() + b"\n" for line in json.dumps(delta, indent=1).split("\n"))
        + b"\n",
        body.replace('"x"', '"\\ud83d"').join(("data: ", "\n\n")).encode(),
        body.replace('"x"', '"\\"error\\": 1"').join(("data: ", "\n\n")).encode(),
        body.replace('"sequence_number"', '"error": null, "sequence_number"')
        .join(("data: ", "\n\n"))
        .encode(),
        body.replace('"x"', '"x", "delta": "twice"').join(("data: ", "\n\n")).encode(),
        f"retry: 10\ndata: {body}\n\n".encode(),
    ]


ENDS: dict[str, dict[str, Any]] = {
    "failed": {**HEAD, "error": {"code": "server_error", "message": "no"}},
    "incomplete": {**HEAD, "incomplete_details": {"reason": "max_output_tokens"}},
    "completed": {"id": "r", "status": "completed", "output": []},
    "completed, odd usage": {**HEAD, "usage": {"input_tokens": 1}},
}


def ending(name: str) -> Answer:
    """An error event, which ends nothing, and then an end."""
    error = {"type": "error", "code": "c", "message": "m", "param": None}
    return events(number([error, {"type": f"response.{name.split(',')[0]}", "response": ENDS[name]}]))


CORPUS: dict[str, Callable[[], Answer]] = {
    "everything": lambda: respond(*PARTS),
    "no numbers": lambda: respond(*PARTS, omit={"sequence_number"}),
    "no places": lambda: respond(*PARTS, omit={"output_index", "content_index", "item_id"}),
    "nearly nothing": lambda: respond(
        *PARTS,
        omit={"id", "usage", "logprobs", "annotations", "created_at", "object", "tools", "status"},
    ),
    "no usage": lambda: respond(text("hi"), usage=None),
    "hosted": lambda: events(hosted()),
    "misfits": lambda: events(misfits()),
    "oddly written": lambda: events(oddly_written()),
    **{name: functools.partial(ending, name) for name in ENDS},
    "done line": lambda: events([*respond(text("hi")).events, b"data: [DONE]\n\n"]),
    "early end": lambda: events(respond(text("hi")).events[:5]),
}


async def plain(client: AsyncOpenAI) -> AsyncIterator[Any]:
    async with await client.responses.create(model="m", input="hi", stream=True) as stream:
        async for event in stream:
            yield event


def ours(client: AsyncOpenAI) -> AsyncIterator[Any]:
    return OpenAIResponsesModel("m", client).stream_response(*ASK)


def dumped(event: Any) -> tuple[Any, str]:
    # Not to_json: it cannot write half of a surrogate pair, which both sides let through.
    return event.model_dump(warnings=False), json.dumps(event.to_dict(warnings=False))


@pytest.mark.parametrize("name", CORPUS)
async def test_events_equal_the_clients(loopback: LoopbackServer, client: AsyncOpenAI, name: str) -> None:
    answer = CORPUS[name]()
    loopback.answer(answer)
    expected = [event async for event in plain(client)]
    for split in (None, 1, 2, 7, 1000, 1_000_000):
        loopback.answer(dataclasses.replace(answer, split=split))
        received = [event async for event in ours(client)]
        assert [type(event) for event in received] == [type(event) for event in expected]
        assert received == expected
        assert [dumped(event) for event in received] == [dumped(event) for event in expected]


def test_the_corpus_is_read_both_ways() -> None:
    known = {event["type"] for make in CORPUS.values() for event in make().events if isinstance(event, dict)}
    assert len(known & set(event_classes())) >= 30


async def test_an_unknown_event_is_given_out_as_it_came(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    sent = [{"type": "response.new.thing", "delta": {"a": [1, None]}, "sequence_number": 3}, {"type": 7}]
    loopback.answer(events(sent), events(sent))
    received = [event async for event in ours(client)]
    assert [event.type for event in received] == ["response.new.thing", 7]
    assert [json.loads(event.to_json(warnings=False)) for event in received] == sent
    # The client calls such an event an audio delta; its JSON is the same.
    expected = [event async for event in plain(client)]
    assert [json.loads(event.to_json(warnings=False)) for event in expected] == sent


async def test_a_type_may_be_only_in_the_events_name(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    sent = respond(text("hi")).events[4]
    assert isinstance(sent, dict)
    nameless = json.dumps({key: value for key, value in sent.items() if key != "type"})
    loopback.answer(events([f"event: {sent['type']}\ndata: {nameless}\n\n".encode(), b"data: 5\n\n"]))
    received = [event async for event in ours(client)]
    assert [(event.type, event.delta) for event in received] == [(sent["type"], "hi")]


async def test_the_last_event_knows_the_requests_id(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(text("hi"))
    received = [event async for event in ours(client)]
    assert received[-1].response._request_id == "req_1"


async def outcome(stream: AsyncIterator[Any]) -> tuple[list[str], BaseException | None]:
    seen = []
    try:
        async for event in stream:
            seen.append(event.type)  # noqa: PERF401 - what came before an error counts
    except Exception as error:
        return seen, error
    return seen, None


def broken(line: bytes) -> Answer:
    return events([*respond(text("hello")).events[:5], line, *respond(text("hello")).events[5:]])


FAILURES: dict[str, Callable[[], Answer]] = {
    "401": lambda: status(401, {"error": {"message": "no such key", "code": "invalid_api_key", "type": "t"}}),
    "404": lambda: status(
        404, {"error": {"message": "The model 'm' does not exist", "code": "model_not_found"}}
    ),
    "429": lambda: status(429, {"error": {"message": "slow down", "code": "rate_limit"}}),
    "500": lambda: status(500),
    "dropped at once": lambda: text("hello", drop_after=0),
    "dropped": lambda: text("hello", drop_after=5),
    "dropped in an event": lambda: events([encode(respond(text("hi")).events[0])[:40]], drop_after=1),
    "silent": lambda: text("hello", stall_after=5),
    "error": lambda: broken(
        b'data: {"error": {"message": "broke", "code": "c", "type": "t", "param": "p"}}\n\n'
    ),
    "error with a type": lambda: broken(
        b'data: {"type": "response.created", "error": {"message": "broke"}}\n\n'
    ),
    "error event": lambda: broken(b'event: error\ndata: {"error": {"message": "broke"}}\n\n'),
}

# Where the client raises what its reader of JSON or of text does.
UNREADABLE: dict[str, Callable[[], Answer]] = {
    "corrupt": lambda: broken(b"data: {oops\n\n"),
    "corrupt with a name": lambda: broken(b"event: response.output_text.delta\ndata: {oops\n\n"),
    "cut": lambda: broken(encode(respond(text("hi")).events[4])[:-10] + b"\n\n"),
    "not utf-8": lambda: broken(b'data: {"type": "\xff"}\n\n'),
    "a number without end": lambda: broken(b'data: {"sequence_number": ' + b"1" * 5000 + b"}\n\n"),
    "too deep": lambda: broken(b"data: " + b"[" * 100_000 + b"\n\n"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_failures_are_the_clients(loopback: LoopbackServer, client: AsyncOpenAI, name: str) -> None:
    answer = FAILURES[name]()
    loopback.answer(answer, answer)
    quick = client.copy(timeout=QUICK) if name == "silent" else client
    expected, theirs = await outcome(plain(quick))
    received, error = await outcome(ours(quick))
    assert theirs is not None
    assert type(error) is type(theirs)
    assert received == expected
    if isinstance(theirs, openai.APIError) and not isinstance(theirs, openai.APIConnectionError):
        assert isinstance(error, openai.APIError)
        assert (error.message, error.body, error.code) == (theirs.message, theirs.body, theirs.code)


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_cannot_be_read_is_an_error_of_the_api(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    answer = UNREADABLE[name]()
    loopback.answer(answer, answer)
    expected, theirs = await outcome(plain(client))
    received, error = await outcome(ours(client))
    assert isinstance(theirs, (ValueError, RecursionError))
    assert type(error) is openai.APIError
    assert received == expected


@pytest.mark.parametrize(
    ("name", "said"), [("dropped", "lost in the middle of the response"), ("silent", "Request timed out")]
)
async def test_a_lost_connection_says_where(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, said: str
) -> None:
    loopback.answer(FAILURES[name]())
    _, error = await outcome(ours(client.copy(timeout=QUICK)))
    assert f"{loopback.base_url}/responses" in str(error)
    assert said in str(error)


async def test_a_lost_connection_says_where_in_one_piece_too(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    # More bytes are announced than come.
    loopback.answer(Answer(whole=respond(text("hi")).whole, headers={"content-length": "99999"}))
    _, error = await outcome(ours(client.copy(timeout=QUICK)))
    assert type(error) is openai.APITimeoutError
    assert f"{loopback.base_url}/responses" in str(error)


@pytest.mark.parametrize(
    ("header", "kind", "said"),
    [
        ({"content-length": "99999"}, openai.APITimeoutError, "Request timed out"),
        ({"content-encoding": "gzip"}, openai.APIConnectionError, "in the middle of the server's error"),
    ],
)
async def test_an_errors_body_that_is_lost_is_the_clients_error(
    loopback: LoopbackServer, client: AsyncOpenAI, header: dict[str, str], kind: type, said: str
) -> None:
    """Found by the storm: the client itself lets what its transport raises through here."""
    loopback.answer(status(500, headers=header))
    _, error = await outcome(ours(client.copy(timeout=QUICK)))
    assert type(error) is kind
    assert said in str(error)
    assert f"{loopback.base_url}/responses" in str(error)


async def test_an_unreachable_server_is_named() -> None:
    with LoopbackServer() as gone:
        address = gone.base_url
    async with AsyncOpenAI(base_url=address, api_key="sk-test", max_retries=0) as client:
        _, error = await outcome(ours(client))
    assert type(error) is openai.APIConnectionError
    assert str(error) == error.message
    assert f"{address}/responses" in error.message


async def test_a_server_without_the_api_is_told_from_a_missing_model(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.answer(status(404, {"detail": "Not Found"}))
    _, error = await outcome(ours(client))
    assert type(error) is openai.NotFoundError
    assert f"{loopback.base_url}/responses" in str(error)
    assert "set_default_openai_api('chat_completions')" in str(error)


async def test_the_client_retries_before_the_stream_begins(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.answer(status(429, retry=True), status(503, retry=True), text("hi"))
    seen, error = await outcome(ours(client.copy(max_retries=2)))
    assert error is None
    assert seen[-1] == "response.completed"
    assert len(loopback.requests) == 3


@pytest.mark.parametrize("retries", [0, 3])
async def test_a_call_may_have_retries_of_its_own(
    loopback: LoopbackServer, client: AsyncOpenAI, retries: int
) -> None:
    """The client's own are 1."""
    ask = (*ASK[:2], ModelSettings(retry=ModelRetrySettings(max_retries=retries)), *ASK[3:])
    loopback.always = status(503, retry=True)
    one = client.copy(max_retries=1)
    _, error = await outcome(OpenAIResponsesModel("m", one).stream_response(*ask))
    assert type(error) is openai.InternalServerError
    assert len(loopback.requests) == 1 + retries


async def test_a_wrapped_create_has_the_retries_of_a_call(
    loopback: LoopbackServer, client: AsyncOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = AsyncResponses.create

    async def traced(self: AsyncResponses, **arguments: Any) -> Any:
        return await original(self, **arguments)

    monkeypatch.setattr(AsyncResponses, "create", traced)
    ask = (*ASK[:2], ModelSettings(retry=ModelRetrySettings(max_retries=2)), *ASK[3:])
    loopback.always = status(503, retry=True)
    await outcome(OpenAIResponsesModel("m", client).stream_response(*ask))
    assert len(loopback.requests) == 3


async def test_retries_that_cannot_be_passed_on_are_refused(client: AsyncOpenAI) -> None:
    async def patched(**arguments: Any) -> Any:
        raise AssertionError("It was asked.")

    client.responses.create = patched  # type: ignore[assignment, method-assign]
    ask = (*ASK[:2], ModelSettings(retry=ModelRetrySettings(max_retries=2)), *ASK[3:])
    with pytest.raises(UserError, match="set it where the client is made"):
        OpenAIResponsesModel("m", client).stream_response(*ask)


async def test_an_error_keeps_nothing_open_that_reads_the_response(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    """The storm's leak test: a thread that collected the garbage met the loop in such a generator."""
    created = {"type": "response.created", "response": HEAD}
    loopback.answer(events([created, b"data: {no json}\n\n", *[created] * 50]))
    with pytest.raises(openai.APIError) as failure:
        await collect_response(OpenAIResponsesModel("m", client).stream_response(*ASK), ModelSettings())
    for _ in range(100):  # rounds of the loop, which closes one after the other
        await asyncio.sleep(0)
    kept = [each for each in gc.get_objects() if isinstance(each, types.AsyncGeneratorType)]
    assert [each.__qualname__ for each in kept if each.ag_frame is not None] == ["client"]  # the fixture
    assert failure.value.__traceback__ is not None  # which still has the frames
