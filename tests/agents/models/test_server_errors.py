"""An error of the server, in any shape, ends the run with the server's words; nothing before it is lost."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import hang
import openai
import pytest
from answers import Answer, call, chat, chat_chunk, events, respond, response_object, status, text
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
    watch,
)
from agents_widget.agents.exceptions import ModelBehaviorError

DONE = b"data: [DONE]\n\n"
DIED = "the engine died"
ERROR = {"code": 500, "message": DIED, "type": "server_error"}
HI = chat_chunk({"content": "hi"})
MODELS: list[Any] = [OpenAIChatCompletionsModel, OpenAIResponsesModel]

# What servers send in the place of an event, or of the whole body.
SHAPES: dict[str, list[Any]] = {
    "the API's": [{"error": ERROR}],
    "a text": [{"error": DIED}],
    "a flag and a text": [{"error": True, "message": DIED}],
    "a title and a text": [{"error": "Internal Server Error", "status": 500, "message": DIED}],
    "vLLM": [{"object": "error", "message": DIED, "type": "InternalServerError", "param": None, "code": 500}],
    "vLLM with its end": [{"object": "error", **ERROR}, DONE],
    "FastAPI": [{"detail": DIED}],
    "FastAPI's list": [{"detail": [{"loc": ["body", "model"], "msg": DIED, "type": "missing"}]}, DONE],
    "several errors": [{"success": False, "errors": [{"code": 5, "message": DIED}], "messages": []}],
    "a gateway": [{"message": DIED}, DONE],
    "a failure with a text": [{"success": False, "code": 1001, "msg": DIED}],
    "Anthropic": [{"type": "error", "error": {"type": "overloaded_error", "message": DIED}}],
    "OpenRouter": [{**chat_chunk({"content": ""}, "error"), "error": ERROR}, DONE],
    "in a choice": [{"choices": [{"index": 0, "delta": {}, "finish_reason": "error", "error": ERROR}]}, DONE],
    "of a filter": [
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "content_filter", "error": ERROR}]},
        DONE,
    ],
    "Gemini's list": [b"data: " + json.dumps([{"error": ERROR}]).encode() + b"\n\n"],
    "a named event": [b"event: error\ndata: " + json.dumps({"error": ERROR}).encode() + b"\n\n"],
    "a named event of llama.cpp": [b"event: error\ndata: " + json.dumps(ERROR).encode() + b"\n\n"],
    "a named text": [f"event: error\ndata: {DIED}\n\n".encode()],
    "a line of llama.cpp": [b"error: " + json.dumps(ERROR).encode() + b"\n\n", DONE],
    "a line of text": [f"error: {DIED}\n\n".encode(), DONE],
    "JSON without data:": [json.dumps({"error": DIED}).encode() + b"\n"],
    "a list without data:": [json.dumps([{"error": ERROR}], indent=1).encode()],
    "no blank line": [b"data: " + json.dumps({"error": ERROR}).encode()],
}
RESPONSES_ERRORS: dict[str, Any] = {
    "error": {"type": "error", "code": "server_error", "message": DIED, "param": None},
    "error without a code": {"type": "error", "code": None, "message": DIED},
    "response.error": {"type": "response.error", "error": {"code": "server_error", "message": DIED}},
    "response.failed": {
        "type": "response.failed",
        "response": {**response_object("r"), "status": "failed", "error": {"code": "e", "message": DIED}},
    },
    "response.completed, and failed": {
        "type": "response.completed",
        "response": {**response_object("r"), "status": "failed", "error": {"code": "e", "message": DIED}},
    },
    "response.failed, in a text": {
        "type": "response.failed",
        "response": {**response_object("r"), "status": "failed", "error": DIED},
    },
    "response.incomplete": {
        "type": "response.incomplete",
        "response": {**response_object("r"), "incomplete_details": {"reason": DIED}},
    },
}


@function_tool
def pay() -> str:
    """Pay."""
    return "paid"


def agent(client: AsyncOpenAI, model: Any) -> Agent[Any]:
    return Agent(name="Payer", model=model("m", client), tools=[pay])


def after(before: list[Any], sent: list[Any], **options: Any) -> Answer:
    return events([*before, *sent], **options)


def begun(model: Any) -> list[Any]:
    """The events of an answer that has begun."""
    return [HI] if model is OpenAIChatCompletionsModel else respond(text("hi")).events[:5]


async def failure(awaitable: Any) -> Any:
    with pytest.raises((openai.APIError, ModelBehaviorError)) as raised:
        await asyncio.wait_for(awaitable, hang.SECONDS)
    return raised.value


async def streamed(result: Any) -> None:
    async for _ in result.stream_events():
        pass


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("place", ["alone", "after some text"])
@pytest.mark.parametrize("name", SHAPES)
async def test_an_error_of_any_shape_is_the_clients(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, place: str, model: Any
) -> None:
    before = begun(model) if place == "after some text" else []
    loopback.always = after(before, SHAPES[name])
    for error in (
        await failure(Runner.run(agent(client, model), "go")),
        await failure(streamed(Runner.run_streamed(agent(client, model), "go"))),
    ):
        assert isinstance(error, openai.APIError)
        assert DIED in str(error)
        assert str(error.request.url).startswith(loopback.base_url)


@pytest.mark.parametrize("name", [*SHAPES, "no JSON", "not UTF-8", "nothing"])
@pytest.mark.parametrize("model", MODELS)
async def test_a_client_with_a_create_of_its_own_hides_no_error(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, model: Any
) -> None:
    endpoint: Any = client.responses if model is OpenAIResponsesModel else client.chat.completions
    create = endpoint.create
    endpoint.create = lambda **arguments: create(**arguments)  # as a tracing library wraps it
    odd = {"no JSON": [b"data: {oops\n\n"], "not UTF-8": [b"data: \xff\n\n"], "nothing": [b": ping\n\n"]}
    loopback.answer(events({**SHAPES, **odd}[name]))
    error = await failure(Runner.run(agent(client, model), "go"))
    assert len(str(error)) > 10


@pytest.mark.parametrize("label", ["application/json", "text/plain", "text/event-stream"])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "body",
    [{"error": ERROR}, {"error": DIED}, [{"error": ERROR}], {"detail": DIED}, {"object": "error", **ERROR}],
)
async def test_an_error_may_be_the_body(
    loopback: LoopbackServer, client: AsyncOpenAI, body: Any, label: str, model: Any
) -> None:
    loopback.answer(Answer(whole=body, headers={"content-type": label}))
    error = await failure(Runner.run(agent(client, model), "go"))
    assert isinstance(error, openai.APIError)
    assert DIED in str(error)


@pytest.mark.parametrize(
    "body", [{"error": ERROR}, {"error": DIED}, [{"error": ERROR}], {"detail": DIED}, DIED, DIED.encode()]
)
@pytest.mark.parametrize("model", MODELS)
async def test_an_http_error_keeps_the_servers_words(
    loopback: LoopbackServer, client: AsyncOpenAI, body: Any, model: Any
) -> None:
    loopback.answer(status(503, body))
    error = await failure(Runner.run(agent(client, model), "go"))
    assert type(error) is openai.InternalServerError
    assert str(error).count(DIED) == 1
    assert "503" in str(error)


@pytest.mark.parametrize("name", RESPONSES_ERRORS)
async def test_a_failed_response_keeps_the_servers_words(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    answer = after(begun(OpenAIResponsesModel), [RESPONSES_ERRORS[name]])
    loopback.answer(answer, answer)
    error = await failure(Runner.run(agent(client, OpenAIResponsesModel), "go"))
    assert DIED in str(error)
    widget = watch(agent(client, OpenAIResponsesModel), "go")
    await failure(widget)
    assert DIED in widget.transcript.entries[-1].text


async def test_a_failed_response_tells_its_code(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    failed = {**response_object("r"), "status": "failed", "error": {"code": "rate_limit", "message": "slow."}}
    loopback.answer(events([{"type": "response.failed", "response": failed}]))
    error = await failure(Runner.run(agent(client, OpenAIResponsesModel), "go"))
    assert str(error) == "The model's response failed: slow (code rate_limit)."


@pytest.mark.parametrize("error", [None, {}, {"code": None, "message": None}])
async def test_a_failed_response_without_words_is_still_one(
    loopback: LoopbackServer, client: AsyncOpenAI, error: Any
) -> None:
    loopback.answer(
        events([{"type": "response.failed", "response": {**response_object("r"), "error": error}}])
    )
    raised = await failure(Runner.run(agent(client, OpenAIResponsesModel), "go"))
    assert str(raised) == "The model's response failed: no reason given."


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", ["vLLM", "a line of llama.cpp", "OpenRouter"])
async def test_nothing_before_the_error_is_lost(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, model: Any
) -> None:
    answers = [call("pay", call_id="c1"), after(begun(model), SHAPES[name])]
    loopback.answer(*answers, *answers)
    error = await failure(Runner.run(agent(client, model), "go"))
    assert [item.type for item in error.run_data.new_items] == ["tool_call_item", "tool_call_output_item"]
    assert len(error.run_data.raw_responses) == 1

    widget = watch(agent(client, model), "go")
    await failure(widget)
    shown = [(entry.kind, entry.state) for entry in widget.transcript.entries]
    assert shown[1:] == [("tool_call", "done"), ("message", "failed"), ("error", "failed")]
    message, told = widget.transcript.entries[-2:]
    assert message.text == "hi"
    assert told.text == DIED
    assert (
        told.hint
        == "The model's server reported an error. Retry; if it stays, check the request and the model."
    )


PAGE = "<!DOCTYPE html>\n<html>\n<head>\n<title>Sign &amp; in</title></head><body>x</body></html>"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("code", [200, 404, 502])
@pytest.mark.parametrize("page", [PAGE, f"<!-- hello --> {PAGE}", "<html><body>Sign & in</body></html>"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
async def test_a_web_page_is_told_as_that(
    loopback: LoopbackServer, client: AsyncOpenAI, code: int, page: str, model: Any, encoding: str
) -> None:
    whole = page.replace("x", "\xe9").encode(encoding)
    loopback.answer(Answer(whole=whole, status=code, headers={"content-type": "text/html"}))
    error = await failure(Runner.run(agent(client, model), "go"))
    assert isinstance(error, openai.APIError)
    for words in ("a web page", "Sign & in", "base_url", f"{loopback.base_url}/", str(code)):
        assert words in str(error)
    assert len(str(error)) < 600


@pytest.mark.parametrize("model", MODELS)
async def test_a_connection_lost_in_the_middle_is_told_as_that(
    loopback: LoopbackServer, client: AsyncOpenAI, model: Any
) -> None:
    loopback.answer(text("hello", drop_after=3))
    widget = watch(agent(client, model), "go")
    error = await failure(widget)
    assert type(error) is openai.APIConnectionError
    assert str(error).startswith("The connection was lost in the middle of the response: http://127.0.0.1")
    assert "The connection was lost" in widget.transcript.entries[-1].hint


@pytest.mark.parametrize("model", MODELS)
async def test_a_server_that_is_not_there_is_not_told_as_a_lost_connection(model: Any) -> None:
    with LoopbackServer() as gone:
        address = gone.base_url
    async with AsyncOpenAI(base_url=address, api_key="sk-test", max_retries=0) as client:
        widget = watch(agent(client, model), "go")
        await failure(widget)
    assert "could not be reached" in widget.transcript.entries[-1].hint


NOTHING: dict[str, list[Any]] = {
    "no byte": [],
    "the end alone": [DONE],
    "signs of life": [b": ping\n\n", b": ping\n\n"],
    "signs of life and the end": [b": OPENROUTER PROCESSING\n\n", DONE],
    "null": [b"data: null\n\n", DONE],
    "a number": [b"data: 5\n\n"],
    "an empty object": [{}, DONE],
    "a role": [chat_chunk({"role": "assistant", "content": ""}), DONE],
    "a usage": [{"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 0}}, DONE],
    "calls that do not come": [chat_chunk({}, "tool_calls"), DONE],
    "a call of nothing": [chat_chunk({"tool_calls": [{"index": 0}]}), DONE],
    "a reason of its own": [chat_chunk({}, "malformed_function_call"), DONE],
    "other text": [b"upstream connect error or disconnect/reset before headers"],
    "other JSON": [{"status": "ok"}, DONE],
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", NOTHING)
async def test_a_stream_that_brings_nothing_is_an_error(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, model: Any
) -> None:
    loopback.answer(events(NOTHING[name]))
    error = await failure(Runner.run(agent(client, model), "go"))
    assert "server" in str(error) or "stream ended without a final response" in str(error)


@pytest.mark.parametrize("reason", ["stop", "eos_token", "STOP"])
async def test_a_model_that_says_nothing_and_stops_has_answered(
    loopback: LoopbackServer, client: AsyncOpenAI, reason: str
) -> None:
    loopback.answer(events([chat_chunk({"role": "assistant", "content": ""}, reason), DONE]))
    assert (await Runner.run(agent(client, OpenAIChatCompletionsModel), "go")).final_output == ""


async def test_words_beside_a_whole_answer_are_no_error(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    progress = {"status": "loading", "message": "The model is being loaded."}
    loopback.answer(events([progress, *chat(text("hi")).events]))
    assert (await Runner.run(agent(client, OpenAIChatCompletionsModel), "go")).final_output == "hi"
