"""Requests of both APIs: what the OpenAI Agents SDK sends for the same settings, tools and history."""

from __future__ import annotations

import dataclasses
from typing import Any

import agents
import pytest
from answers import chat, text
from loopback import LoopbackServer
from openai import AsyncOpenAI
from pydantic import BaseModel

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.fake_id import FAKE_RESPONSES_ID
from agents_widget.agents.models.interface import Model, ModelTracing
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel

TOOL = agents.FunctionTool(
    name="add",
    description="Adds.",
    params_json_schema={"type": "object", "properties": {}, "additionalProperties": False, "required": []},
    on_invoke_tool=lambda context, arguments: None,  # type: ignore[arg-type, return-value]
    strict_json_schema=False,
)
HANDOFF = agents.handoff(agents.Agent(name="Spanish speaker", handoff_description="Speaks Spanish."))


class Answer(BaseModel):
    number: int


SETTINGS: dict[str, dict[str, Any]] = {
    "none": {},
    "sampling": {
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 10,
        "frequency_penalty": 0.1,
        "presence_penalty": 1,
    },
    "choice": {"tool_choice": "required", "parallel_tool_calls": False},
    "named choice": {"tool_choice": "add"},
    "thinking": {"reasoning": {"effort": "low"}, "verbosity": "low"},
    "keeping": {
        "metadata": {"a": "b"},
        "store": False,
        "prompt_cache_retention": "24h",
        "include_usage": True,
    },
    "chances": {"top_logprobs": 2, "response_include": ["reasoning.encrypted_content"]},
    "more": {"extra_args": {"user": "me"}, "extra_body": {"top_k": 5}, "truncation": "auto"},
}
WITH: dict[str, dict[str, Any]] = {
    "nothing": {"tools": [], "output_schema": None, "handoffs": []},
    "tools": {"tools": [TOOL], "output_schema": None, "handoffs": [HANDOFF]},
    "a schema": {"tools": [], "output_schema": agents.AgentOutputSchema(Answer), "handoffs": []},
    "plain text": {"tools": [], "output_schema": agents.AgentOutputSchema(str), "handoffs": []},
}


async def sent(
    loopback: LoopbackServer, model: Model | agents.Model, settings: object, tracing: object, **arguments: Any
) -> dict[str, Any]:
    """The body of the request that a model makes."""
    asked: dict[str, Any] = {
        "system_instructions": "Be brief.",
        "input": "hi",
        **WITH["nothing"],
        **arguments,
    }
    more = {"previous_response_id": None, "conversation_id": None, "prompt": None}
    stream: Any = model.stream_response(
        model_settings=settings,
        tracing=tracing,
        **{**more, **asked},  # type: ignore[arg-type]
    )
    async for _ in stream:
        pass
    body = loopback.requests[-1].body
    assert isinstance(body, dict)
    return body


async def both(
    loopback: LoopbackServer, client: AsyncOpenAI, api: str, settings: dict[str, Any], **arguments: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What we send and what the SDK sends."""
    if api == "responses":
        loopback.always = text("hi")
        pair = OpenAIResponsesModel("m", client), agents.OpenAIResponsesModel("m", client)
    else:
        loopback.always = chat(text("hi"))
        pair = OpenAIChatCompletionsModel("m", client), agents.OpenAIChatCompletionsModel("m", client)
    ours = await sent(loopback, pair[0], ModelSettings(**settings), ModelTracing.DISABLED, **arguments)
    theirs = await sent(
        loopback, pair[1], agents.ModelSettings(**settings), agents.ModelTracing.DISABLED, **arguments
    )
    # An empty list says nothing, and some servers do not like it.
    theirs = {name: value for name, value in theirs.items() if value != []}
    if api == "chat":  # the SDK asks OpenAI's own server only for the usage of a stream, we ask every one
        theirs.setdefault("stream_options", {"include_usage": True})
    return ours, theirs


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_settings_and_tools_go_out_as_the_sdk_sends_them(
    loopback: LoopbackServer, client: AsyncOpenAI, api: str, settings: str
) -> None:
    for offered in WITH.values():
        ours, theirs = await both(loopback, client, api, SETTINGS[settings], **offered)
        for body in (ours, theirs):
            body["include"] = sorted(body.get("include", []))
        assert ours == theirs


CALL = {
    "type": "function_call",
    "call_id": "c1",
    "name": "add",
    "arguments": '{"a": 1}',
    "id": FAKE_RESPONSES_ID,
}
SAID = {"type": "output_text", "text": "Hello.", "annotations": []}
MESSAGE = {"type": "message", "role": "assistant", "status": "completed", "id": "m1", "content": [SAID]}
REFUSED = {**MESSAGE, "content": [{"type": "refusal", "refusal": "No."}]}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Hm."}]}
OUTPUT = {"type": "function_call_output", "call_id": "c1", "output": "3"}
PICTURE = {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"}
USER = {"role": "user", "content": "hi"}
HISTORIES: dict[str, list[Any]] = {
    "a talk": [USER, MESSAGE, USER],
    "roles": [
        {"role": "system", "content": "S"},
        {"role": "developer", "content": [{"type": "input_text", "text": "D"}]},
        {"role": "user", "content": [{"type": "input_text", "text": "U"}, PICTURE]},
        {"role": "assistant", "content": "A"},
    ],
    "a tool": [USER, CALL, OUTPUT, MESSAGE],
    "two calls": [
        USER,
        CALL,
        {**CALL, "call_id": "c2", "arguments": ""},
        OUTPUT,
        {**OUTPUT, "call_id": "c2"},
    ],
    "text, then a call": [USER, MESSAGE, CALL, OUTPUT],
    "a call, then text": [USER, CALL, MESSAGE, OUTPUT],
    "a refusal": [USER, REFUSED, USER],
    "thoughts": [USER, THOUGHT, CALL, OUTPUT, {**THOUGHT, "id": "rs_2"}, MESSAGE, USER],
    "thoughts of another server": [
        USER,
        {**THOUGHT, "id": FAKE_RESPONSES_ID, "provider_data": {"model": "x"}},
        CALL,
    ],
    "two messages": [USER, MESSAGE, {**MESSAGE, "id": "m2"}, USER],
    "a text output": [USER, CALL, {**OUTPUT, "output": [{"type": "input_text", "text": "3"}]}],
    "a mixed output": [USER, CALL, {**OUTPUT, "output": [{"type": "input_text", "text": "3"}, PICTURE]}],
    "files": [
        {
            "role": "user",
            "content": [
                {"type": "input_file", "file_data": "data:x", "filename": "a.txt"},
                {"type": "input_file", "file_id": "f1"},
                {"type": "input_image", "image_url": "data:x", "detail": "original"},
                {"type": "image_url", "image_url": {"url": "https://example.org/b.png", "detail": "low"}},
                {"type": "input_audio", "input_audio": {"data": "x", "format": "wav"}},
            ],
        }
    ],
}


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_history_goes_out_as_the_sdk_sends_it(
    loopback: LoopbackServer, client: AsyncOpenAI, api: str, name: str
) -> None:
    ours, theirs = await both(loopback, client, api, {}, input=HISTORIES[name])
    assert ours == theirs


AGAIN = {**MESSAGE, "id": "m2", "content": [{**SAID, "text": "Wait."}]}
BETWEEN: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "text": ([MESSAGE, CALL, AGAIN], {"content": "Hello.\nWait."}),
    "text twice": ([CALL, MESSAGE, AGAIN], {"content": "Hello.\nWait."}),
    "a thought, then text": ([MESSAGE, CALL, THOUGHT, AGAIN], {"content": "Hello.\nWait."}),
    "a refusal": ([MESSAGE, CALL, REFUSED], {"content": "Hello.", "refusal": "No."}),
    "a refusal twice": ([REFUSED, CALL, REFUSED], {"refusal": "No.\nNo."}),
    "nothing": ([MESSAGE, CALL, {**MESSAGE, "content": []}], {"content": "Hello."}),
}


@pytest.mark.parametrize("name", BETWEEN)
async def test_nothing_stands_between_a_call_and_its_output(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    """Found by the storm: chat completions refuse it. The SDK begins another message."""
    loopback.always = chat(text("hi"))
    items, said = BETWEEN[name]
    model = OpenAIChatCompletionsModel("test-model", client)
    body = await sent(
        loopback, model, ModelSettings(), ModelTracing.DISABLED, input=[USER, *items, OUTPUT, MESSAGE]
    )
    _, user, called, output, after = body["messages"]
    assert {key: called[key] for key in called if key not in ("role", "tool_calls")} == said
    assert ([each["id"] for each in called["tool_calls"]], output["tool_call_id"]) == (["c1"], "c1")
    assert (user["role"], output["role"], after["content"]) == ("user", "tool", "Hello.")


async def test_deepseek_gets_its_reasoning_back(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = chat(text("hi"))
    asked = {"input": [USER, THOUGHT, CALL, OUTPUT]}
    model = OpenAIChatCompletionsModel("deepseek-reasoner", client)
    ours = await sent(loopback, model, ModelSettings(), ModelTracing.DISABLED, **asked)
    theirs = await sent(
        loopback,
        agents.OpenAIChatCompletionsModel("deepseek-reasoner", client),
        agents.ModelSettings(),
        agents.ModelTracing.DISABLED,
        **asked,
    )
    assert ours["messages"] == theirs["messages"]
    assert ours["messages"][2]["reasoning_content"] == "Hm."


async def test_objects_of_the_openai_package_are_taken(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = chat(text("hi"))
    from openai.types.responses import ResponseFunctionToolCall

    call = ResponseFunctionToolCall(type="function_call", call_id="c1", name="add", arguments='{"a": 1}')
    model = OpenAIChatCompletionsModel("m", client)
    body = await sent(loopback, model, ModelSettings(), ModelTracing.DISABLED, input=[USER, call])
    assert body["messages"][2]["tool_calls"][0]["function"] == {"name": "add", "arguments": '{"a": 1}'}


async def test_what_the_responses_api_keeps_is_passed_on(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.always = text("hi")
    named = {"previous_response_id": "r1", "conversation_id": "c1", "prompt": {"id": "p1"}}
    model = OpenAIResponsesModel("m", client, model_is_explicit=False)
    body = await sent(loopback, model, ModelSettings(), ModelTracing.DISABLED, **named)
    assert (body["previous_response_id"], body["conversation"], body["prompt"]) == ("r1", "c1", {"id": "p1"})
    assert "model" not in body


@pytest.mark.parametrize("name", ["previous_response_id", "conversation_id", "prompt"])
async def test_what_chat_completions_cannot_keep_is_refused(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    model = OpenAIChatCompletionsModel("m", client)
    with pytest.raises(UserError, match=f"{name} needs a server that keeps .* or use OpenAIResponsesModel"):
        await sent(loopback, model, ModelSettings(), ModelTracing.DISABLED, **{name: "x"})


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"type": "item_reference", "id": "x"}, "item of type 'item_reference'"),
        ({"role": "user", "content": [{"type": "input_file", "file_url": "x"}]}, "files by their data or id"),
        ({"role": "user", "content": [{"type": "input_image", "file_id": "x"}]}, "images by URL"),
    ],
)
async def test_items_without_a_form_in_chat_completions_are_refused(
    loopback: LoopbackServer, client: AsyncOpenAI, item: dict[str, Any], said: str
) -> None:
    model = OpenAIChatCompletionsModel("m", client)
    with pytest.raises(UserError, match=said):
        await sent(loopback, model, ModelSettings(), ModelTracing.DISABLED, input=[item])


async def test_an_output_without_text_is_replaced(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = chat(text("hi"))
    asked = [USER, CALL, {**OUTPUT, "output": [PICTURE]}]
    model = OpenAIChatCompletionsModel("m", client)
    body = await sent(loopback, model, ModelSettings(), ModelTracing.DISABLED, input=asked)
    assert "has no text" in body["messages"][-1]["content"]


async def test_a_hosted_tool_is_a_dict_and_only_for_the_responses_api(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.always = text("hi")
    search = {"type": "web_search"}
    settings = ModelSettings(tool_choice="web_search")
    body = await sent(
        loopback, OpenAIResponsesModel("m", client), settings, ModelTracing.DISABLED, tools=[search]
    )
    assert (body["tools"], body["tool_choice"]) == ([search], {"type": "web_search"})
    with pytest.raises(UserError, match="function tools only, but the agent has 'web_search'"):
        await sent(
            loopback, OpenAIChatCompletionsModel("m", client), settings, ModelTracing.DISABLED, tools=[search]
        )
    with pytest.raises(UserError, match=r"Use @function_tool or FunctionTool\(\.\.\.\)"):
        await sent(
            loopback, OpenAIResponsesModel("m", client), settings, ModelTracing.DISABLED, tools=[object()]
        )


async def test_extras_reach_the_server(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = text("hi")
    settings = ModelSettings(
        extra_headers={"x-team": "blue"},
        extra_query={"version": "2"},
        extra_body={"top_k": 5, "input": "instead"},
        extra_args={"user": "me", "timeout": 7.5},
    )
    body = await sent(loopback, OpenAIResponsesModel("m", client), settings, ModelTracing.DISABLED)
    request = loopback.requests[-1]
    assert request.headers["x-team"] == "blue"
    assert request.headers["x-stainless-read-timeout"] == "7.5"
    assert request.path == "/v1/responses?version=2"
    assert (body["top_k"], body["input"], body["user"]) == (5, "instead", "me")
    twice = dataclasses.replace(settings, extra_args={"extra_body": {}, "input": "x"})
    with pytest.raises(UserError, match="extra_args gives extra_body, input again"):
        await sent(loopback, OpenAIResponsesModel("m", client), twice, ModelTracing.DISABLED)


PROMPT = {"id": "pmpt_1", "version": "2", "variables": {"city": "Stade"}}


@pytest.mark.parametrize("settings", ["none", "choice", "named choice"])
@pytest.mark.parametrize("offered", WITH)
@pytest.mark.parametrize("explicit", [True, False])
async def test_a_stored_prompt_goes_out_as_the_sdk_sends_it(
    loopback: LoopbackServer, client: AsyncOpenAI, settings: str, offered: str, explicit: bool
) -> None:
    loopback.always = text("hi")
    ours = await sent(
        loopback,
        OpenAIResponsesModel("m", client, model_is_explicit=explicit),
        ModelSettings(**SETTINGS[settings]),
        ModelTracing.DISABLED,
        **WITH[offered],
        prompt=PROMPT,
    )
    theirs = await sent(
        loopback,
        agents.OpenAIResponsesModel("m", client, model_is_explicit=explicit),
        agents.ModelSettings(**SETTINGS[settings]),
        agents.ModelTracing.DISABLED,
        **WITH[offered],
        prompt=PROMPT,
    )
    assert ours == {name: value for name, value in theirs.items() if value != []}


async def test_a_deferred_tool_goes_out_with_the_search_for_it(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    deferred = dataclasses.replace(TOOL, defer_loading=True)
    loopback.always = text("hi")
    model = OpenAIResponsesModel("m", client)
    ask: tuple[Any, ...] = (loopback, model, ModelSettings(), ModelTracing.DISABLED)
    ours = await sent(*ask, tools=[deferred, {"type": "tool_search"}])
    theirs = await sent(
        loopback,
        agents.OpenAIResponsesModel("m", client),
        agents.ModelSettings(),
        agents.ModelTracing.DISABLED,
        tools=[deferred, agents.ToolSearchTool()],
    )
    assert ours["tools"][0]["defer_loading"] is True
    assert ours["tools"] == theirs["tools"]
    with pytest.raises(UserError, match=r'cannot find add .*add {"type": "tool_search"}'):
        await sent(*ask, tools=[deferred])
    chat_model = OpenAIChatCompletionsModel("m", client)
    with pytest.raises(UserError, match="add has defer_loading=True"):
        await sent(loopback, chat_model, ModelSettings(), ModelTracing.DISABLED, tools=[deferred])
