"""What a chat completions server sends beyond the API goes back to it, and to no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import agents
import pytest
from answers import Answer, chat, chat_chunk, events, respond, text
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    RunState,
    SQLiteSession,
    UserError,
    function_tool,
)
from agents_widget.agents.models.chatcmpl_extra_fields import ReplayTarget
from agents_widget.agents.models.reasoning_content_replay import (
    ReasoningContentReplayContext,
    ReasoningContentSource,
    default_should_replay_reasoning_content,
)

DONE = b"data: [DONE]\n\n"
SIGNED = {"google": {"thought_signature": "c2lnbmVk"}}
CALL = {"id": "c1", "type": "function", "function": {"name": "tide", "arguments": '{"harbour": "Stade"}'}}
OTHER = {"id": "c2", "type": "function", "function": {"name": "tide", "arguments": '{"harbour": "Jork"}'}}


@function_tool
def tide(harbour: str) -> str:
    """The next high water in a harbour."""
    return "at noon"


@function_tool(needs_approval=True, name_override="tide")
def guarded_tide(harbour: str) -> str:
    """The next high water in a harbour."""
    return "at noon"


def streamed(*deltas: dict[str, Any]) -> Answer:
    return events([*map(chat_chunk, deltas), chat_chunk({}, "tool_calls"), DONE])


def in_one_piece(message: dict[str, Any]) -> Answer:
    choice = {"index": 0, "message": {"role": "assistant", "content": None, **message}}
    choice["finish_reason"] = "tool_calls"
    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return Answer(whole=whole)


def pieces_of(call: dict[str, Any], index: int, **late: Any) -> list[dict[str, Any]]:
    """The deltas of a call: its head, its arguments in two, and what comes late."""
    arguments = call["function"]["arguments"]
    head = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
    rest = [{"index": index, "function": {"arguments": part}} for part in (arguments[:5], arguments[5:])]
    return [{"tool_calls": [each]} for each in (head, *rest, *([{"index": index, **late}] if late else []))]


def assistant(request: Any) -> dict[str, Any]:
    """The one message of the assistant in a request."""
    (message,) = [each for each in request.body["messages"] if each["role"] == "assistant"]
    return dict(message)


def agent_of(model: Any, *tools: Any, **options: Any) -> Agent[Any]:
    return Agent(name="Harbour", tools=list(tools or [tide]), model=model, **options)


SIGNED_CALLS: dict[str, Callable[[], Answer]] = {
    "with the head": lambda: streamed(*pieces_of({**CALL, "extra_content": SIGNED}, 0), *pieces_of(OTHER, 1)),
    "late": lambda: streamed(*pieces_of(CALL, 0, extra_content=SIGNED), *pieces_of(OTHER, 1)),
    "whole calls in one chunk": lambda: streamed({"tool_calls": [{**CALL, "extra_content": SIGNED}, OTHER]}),
    "not streamed": lambda: in_one_piece({"tool_calls": [{**CALL, "extra_content": SIGNED}, OTHER]}),
}


@pytest.mark.parametrize("form", SIGNED_CALLS)
@pytest.mark.parametrize("model", ["gemini-3-pro-preview", "a-gateway's-name"])
async def test_a_thought_signature_goes_back_with_its_call_alone(
    loopback: LoopbackServer, client: AsyncOpenAI, form: str, model: str
) -> None:
    loopback.answer(SIGNED_CALLS[form](), chat(text("At noon.")))
    await Runner.run(agent_of(OpenAIChatCompletionsModel(model, client)), "When?")
    assert assistant(loopback.requests[1])["tool_calls"] == [{**CALL, "extra_content": SIGNED}, OTHER]


async def test_the_sdk_sends_the_same_messages_to_gemini(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    for _ in range(2):
        loopback.answer(SIGNED_CALLS["with the head"](), chat(text("At noon.")))
    await Runner.run(agent_of(OpenAIChatCompletionsModel("gemini-3", client)), "When?")
    their_tide = agents.function_tool(tide.__wrapped__)
    theirs = agents.OpenAIChatCompletionsModel("gemini-3", client)
    result = agents.Runner.run_streamed(agents.Agent("Harbour", tools=[their_tide], model=theirs), "When?")
    async for _ in result.stream_events():
        pass
    assert loopback.requests[1].body["messages"] == loopback.requests[3].body["messages"]


EXTRAS: dict[str, dict[str, Any]] = {
    "of another vendor": {"extra_content": {"acme": {"trace": [1, 2]}}},
    "beside the call": {"thought_signature": "abc", "encrypted": {"data": "x"}},
    "in the function": {"function": {**CALL["function"], "signature": "abc"}},
    "of LiteLLM": {"provider_specific_fields": {"thought_signature": "abc"}},
}


@pytest.mark.parametrize("name", EXTRAS)
@pytest.mark.parametrize("form", [streamed, in_one_piece])
async def test_unknown_fields_of_a_call_go_back_with_it(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, form: Callable[..., Answer]
) -> None:
    sent = {**CALL, **EXTRAS[name]}
    loopback.answer(form({"tool_calls": [sent]}), chat(text("At noon.")))
    await Runner.run(agent_of(OpenAIChatCompletionsModel("m", client)), "When?")
    assert assistant(loopback.requests[1])["tool_calls"] == [sent]


async def test_pieces_of_extra_content_are_put_together(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    first = {**CALL, "index": 0, "extra_content": {"google": {"a": 1}, "acme": {}}}
    second = {"index": 0, "extra_content": {"google": {"b": 2}}}
    loopback.answer(streamed({"tool_calls": [first]}, {"tool_calls": [second]}), chat(text("At noon.")))
    await Runner.run(agent_of(OpenAIChatCompletionsModel("m", client)), "When?")
    (sent,) = assistant(loopback.requests[1])["tool_calls"]
    assert sent["extra_content"] == {"google": {"a": 1, "b": 2}, "acme": {}}


THOUGHT_FIELDS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "reasoning": ([{"reasoning": "H"}, {"reasoning": "m."}], {"reasoning": "Hm."}),
    "details of a text": (
        [
            {"reasoning": "H", "reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "H"}]},
            {"reasoning": "m.", "reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "m."}]},
            {"reasoning_details": [{"type": "reasoning.text", "index": 0, "text": None, "signature": "s"}]},
        ],
        {
            "reasoning": "Hm.",
            "reasoning_details": [{"type": "reasoning.text", "index": 0, "text": "Hm.", "signature": "s"}],
        },
    ),
    "details of two texts at once": (
        [
            {
                "reasoning_details": [
                    {"type": "t", "index": 0, "text": "a"},
                    {"type": "t", "index": 1, "text": "c"},
                ]
            },
            {
                "reasoning_details": [
                    {"type": "t", "index": 0, "text": "b"},
                    {"type": "t", "index": 1, "text": "d"},
                ]
            },
        ],
        {
            "reasoning_details": [
                {"type": "t", "index": 0, "text": "ab"},
                {"type": "t", "index": 1, "text": "cd"},
            ]
        },
    ),
    "encrypted details alone": (
        [{"reasoning_details": [{"type": "reasoning.encrypted", "data": "gAA", "id": "rs_1", "index": 0}]}],
        {"reasoning_details": [{"type": "reasoning.encrypted", "data": "gAA", "id": "rs_1", "index": 0}]},
    ),
    "blocks without indexes": (
        [
            {"thinking_blocks": [{"type": "thinking", "thinking": "H"}]},
            {"thinking_blocks": [{"type": "thinking", "thinking": "m."}]},
            {"thinking_blocks": [{"type": "thinking", "thinking": "", "signature": "s1"}]},
            {"thinking_blocks": [{"type": "thinking", "thinking": "So."}]},
            {"thinking_blocks": [{"type": "redacted_thinking", "data": "x"}]},
        ],
        {
            "thinking_blocks": [
                {"type": "thinking", "thinking": "Hm.", "signature": "s1"},
                {"type": "thinking", "thinking": "So."},
                {"type": "redacted_thinking", "data": "x"},
            ]
        },
    ),
}


@pytest.mark.parametrize("name", THOUGHT_FIELDS)
async def test_what_a_model_thought_goes_back_as_it_came(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    deltas, whole = THOUGHT_FIELDS[name]
    ask = {"tool_calls": [CALL]}
    loopback.answer(streamed(*deltas, ask), chat(text("At noon.")))
    loopback.answer(in_one_piece({**whole, **ask}), chat(text("At noon.")))
    for _ in range(2):
        await Runner.run(agent_of(OpenAIChatCompletionsModel("m", client)), "When?")
    expected = {"role": "assistant", "content": None, **whole, "tool_calls": [CALL]}
    assert assistant(loopback.requests[1]) == expected
    assert assistant(loopback.requests[3]) == expected


async def test_blocks_that_came_whole_are_not_joined(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    blocks = [{"type": "reasoning.text", "text": "a"}, {"type": "reasoning.text", "text": "b"}]
    message = {"reasoning_details": blocks, "tool_calls": [CALL]}
    loopback.answer(in_one_piece(message), chat(text("At noon.")))
    await Runner.run(agent_of(OpenAIChatCompletionsModel("m", client)), "When?")
    assert assistant(loopback.requests[1])["reasoning_details"] == blocks


async def test_the_signature_of_a_text_goes_back_without_the_mark_of_a_thought(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    thought = {"content": "<thought>Hm.</thought>", "extra_content": {"google": {"thought": True}}}
    answer = {"content": "Noon.", "extra_content": SIGNED}
    loopback.answer(events([chat_chunk(thought), chat_chunk(answer), chat_chunk({}, "stop"), DONE]))
    loopback.answer(chat(text("Yes.")))
    agent = agent_of(OpenAIChatCompletionsModel("gemini-3", client))
    first = await Runner.run(agent, "When?")
    await Runner.run(agent, [*first.to_input_list(), {"role": "user", "content": "Sure?"}])
    assert assistant(loopback.requests[1])["extra_content"] == SIGNED


ODD: list[dict[str, Any]] = [
    {"extra_content": "text"},
    {"extra_content": {"google": "text"}},
    {"extra_content": {"google": {"thought_signature": 7}}},
    {"extra_content": None, "provider_specific_fields": []},
    {"reasoning_details": "text"},
    {"reasoning_details": [None, "text", {"text": 7}, {"type": "reasoning.text"}]},
    {"thinking_blocks": {"type": "thinking"}},
]


@pytest.mark.parametrize("odd", ODD)
async def test_odd_fields_end_no_run(loopback: LoopbackServer, client: AsyncOpenAI, odd: Any) -> None:
    pieces = [{**odd}, {**odd, "tool_calls": [{**CALL, **odd, "index": 0}]}]
    loopback.answer(streamed(*pieces), chat(text("At noon.")))
    result = await Runner.run(agent_of(OpenAIChatCompletionsModel("m", client)), "When?")
    assert result.final_output == "At noon."


# What goes with a call through a store, a file, another agent.


def thinking_call() -> Answer:
    details = [{"type": "reasoning.encrypted", "data": "gAA", "index": 0}]
    return streamed(
        {"reasoning": "Hm.", "reasoning_details": details}, *pieces_of({**CALL, "extra_content": SIGNED}, 0)
    )


def assert_all_is_back(message: dict[str, Any]) -> None:
    assert message["reasoning"] == "Hm."
    assert message["reasoning_details"] == [{"type": "reasoning.encrypted", "data": "gAA", "index": 0}]
    assert message["tool_calls"] == [{**CALL, "extra_content": SIGNED}]


async def test_it_goes_through_a_session_in_a_file(
    loopback: LoopbackServer, client: AsyncOpenAI, tmp_path: Path
) -> None:
    loopback.answer(thinking_call(), chat(text("At noon.")), chat(text("Yes.")))
    agent = agent_of(OpenAIChatCompletionsModel("gemini-3", client))
    for prompt in ("When?", "Sure?"):
        session = SQLiteSession("s", tmp_path / "talks.db")
        await Runner.run(agent, prompt, session=session)
        session.close()
    first, last = [m for m in loopback.requests[2].body["messages"] if m["role"] == "assistant"]
    assert_all_is_back(first)
    assert last == {"role": "assistant", "content": "At noon."}


async def test_it_goes_through_a_state_in_a_file(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    agent = agent_of(OpenAIChatCompletionsModel("gemini-3", client), guarded_tide)
    loopback.answer(thinking_call(), chat(text("At noon.")))
    result = await Runner.run(agent, "When?")
    state = await RunState.from_string(agent, result.to_state().to_string())
    state.approve(state.get_interruptions()[0])
    await Runner.run(agent, state)
    assert_all_is_back(assistant(loopback.requests[1]))


async def test_an_edited_call_keeps_its_signature(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    agent = agent_of(OpenAIChatCompletionsModel("gemini-3", client), guarded_tide)
    loopback.answer(thinking_call(), chat(text("At noon.")))
    state = (await Runner.run(agent, "When?")).to_state()
    state.approve(state.get_interruptions()[0], arguments={"harbour": "Jork"})
    await Runner.run(agent, state)
    (sent,) = assistant(loopback.requests[1])["tool_calls"]
    assert sent["extra_content"] == SIGNED
    assert json.loads(sent["function"]["arguments"]) == {"harbour": "Jork"}


async def test_another_model_gets_none_of_it(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    """The next agent has another chat model, or one of the Responses API, which refuses unknown fields."""
    handover = {"name": "transfer_to_other", "arguments": "{}"}
    asked = {**CALL, "function": handover, "extra_content": SIGNED}
    for other, answer in (
        (OpenAIChatCompletionsModel("gpt-5", client), chat(text("x"))),
        (OpenAIResponsesModel("gpt-5", client), respond(text("x"))),
    ):
        loopback.answer(
            streamed({"reasoning": "Hm.", "reasoning_details": [{"a": 1}]}, {"tool_calls": [asked]})
        )
        loopback.answer(answer)
        first = Agent(
            name="First",
            handoffs=[Agent(name="other", model=other)],
            model=OpenAIChatCompletionsModel("gemini-3", client),
        )
        await Runner.run(first, "When?")
    assert assistant(loopback.requests[1]) == {
        "role": "assistant",
        "content": None,
        "tool_calls": [{**CALL, "function": handover}],
    }
    items = loopback.requests[3].body["input"]
    assert [item.get("type") for item in items] == [None, "function_call", "function_call_output"]
    assert not any("provider_data" in item for item in items)


async def test_a_session_of_the_sdk_is_gone_on_from(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    """And ours by the SDK: both write the signature by the same name."""
    item = {"type": "function_call", "call_id": "c1", "name": "tide", "arguments": "{}"}
    history: list[Any] = [
        {"role": "user", "content": "When?"},
        {**item, "provider_data": {"model": "gemini-2.5", "thought_signature": "s"}},
        {"type": "function_call_output", "call_id": "c1", "output": "noon"},
    ]
    loopback.always = chat(text("x"))
    await Runner.run(agent_of(OpenAIChatCompletionsModel("gemini-3", client)), history)
    (sent,) = assistant(loopback.requests[0])["tool_calls"]
    assert sent["extra_content"] == {"google": {"thought_signature": "s"}}
    loopback.reset()
    loopback.answer(SIGNED_CALLS["late"](), chat(text("x")), chat(text("x")))
    ours = await Runner.run(agent_of(OpenAIChatCompletionsModel("gemini-3", client)), "When?")
    theirs = agents.OpenAIChatCompletionsModel("gemini-3", client)
    await agents.Runner.run(agents.Agent("A", model=theirs), [*ours.to_input_list()])  # type: ignore[list-item]
    first = next(each for each in loopback.requests[2].body["messages"] if each["role"] == "assistant")
    assert first["tool_calls"][0]["extra_content"] == SIGNED


@pytest.mark.parametrize(
    "base_url", ["https://api.openai.com/v1", "https://x.openai.azure.com/", "https://api.groq.com/openai/v1"]
)
def test_a_server_that_refuses_unknown_fields_gets_none(base_url: str) -> None:
    data = {"model": "kimi-k2", "thought_signature": "s", "call_fields": {"a": 1}, "message_fields": {"b": 1}}
    thought = {"type": "reasoning", "summary": [{"text": "Hm."}], "provider_data": data}
    strict, lenient = ReplayTarget("kimi-k2", base_url), ReplayTarget("kimi-k2", "https://x.example/v1")
    assert strict.message_fields(thought) == strict.call_fields({"provider_data": data}) == {}
    assert lenient.message_fields(thought) == {"reasoning_content": "Hm.", "b": 1}
    assert lenient.call_fields({"provider_data": data}) == {"a": 1}


# Reasoning as `reasoning_content`.


@pytest.mark.parametrize(
    "model", ["kimi-k2.5", "moonshotai/Kimi-K2-Thinking", "mimo-v2.5-pro", "deepseek-chat"]
)
async def test_models_that_want_their_reasoning_get_it(
    loopback: LoopbackServer, client: AsyncOpenAI, model: str
) -> None:
    loopback.answer(streamed({"reasoning_content": "Hm."}, {"tool_calls": [CALL]}), chat(text("At noon.")))
    await Runner.run(agent_of(OpenAIChatCompletionsModel(model, client)), "When?")
    assert assistant(loopback.requests[1])["reasoning_content"] == "Hm."


ORIGINS: list[dict[str, Any] | None] = [
    None,
    {},
    {"thinking_blocks": []},
    {"model": "deepseek-r1"},
    {"model": "kimi-k2"},
    {"model": "qwen3"},
    {"response_id": "r"},
]


@pytest.mark.parametrize("model", ["deepseek-chat", "qwen3", "gpt-5"])
@pytest.mark.parametrize("origin", ORIGINS)
async def test_other_models_get_it_when_the_sdk_gives_it(
    loopback: LoopbackServer, client: AsyncOpenAI, model: str, origin: dict[str, Any] | None
) -> None:
    thought: dict[str, Any] = {
        "type": "reasoning",
        "id": "rs",
        "summary": [{"type": "summary_text", "text": "Hm."}],
    }
    if origin is not None:
        thought["provider_data"] = origin
    said = {
        "type": "message",
        "role": "assistant",
        "id": "m",
        "content": [{"type": "output_text", "text": "x"}],
    }
    history: list[Any] = [{"role": "user", "content": "1"}, thought, said, {"role": "user", "content": "2"}]
    loopback.always = chat(text("x"))
    await Runner.run(Agent(name="A", model=OpenAIChatCompletionsModel(model, client)), history)
    theirs = agents.OpenAIChatCompletionsModel(model, client)
    await agents.Runner.run(agents.Agent("A", model=theirs), history)
    ours, sdks = (request.body["messages"] for request in loopback.requests)
    assert ours == sdks


async def test_a_program_decides_itself_with_what_the_sdk_tells_it(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    asked: list[tuple[Any, ...]] = []

    def decide(context: Any) -> bool:
        source = context.reasoning
        known = {name: value for name, value in source.provider_data.items() if name != "response_id"}
        asked.append((context.model, context.base_url, source.item["summary"], source.origin_model, known))
        return True

    for _ in range(2):
        loopback.answer(
            streamed({"reasoning_content": "Hm."}, {"tool_calls": [CALL]}), chat(text("At noon."))
        )
    ours = OpenAIChatCompletionsModel("thinker", client, should_replay_reasoning_content=decide)
    await Runner.run(agent_of(ours), "When?")
    assert assistant(loopback.requests[1])["reasoning_content"] == "Hm."
    theirs = agents.OpenAIChatCompletionsModel("thinker", client, should_replay_reasoning_content=decide)
    their_tide = agents.function_tool(tide.__wrapped__)
    result = agents.Runner.run_streamed(agents.Agent("A", tools=[their_tide], model=theirs), "When?")
    async for _ in result.stream_events():
        pass
    assert asked[0] == asked[1]


async def test_reasoning_that_led_to_no_message_is_forgotten(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    thought = {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "Hm."}]}
    said = {"role": "assistant", "content": "x"}
    history: list[Any] = [thought, {"role": "user", "content": "1"}, said, {"role": "user", "content": "2"}]
    loopback.always = chat(text("x"))
    await Runner.run(Agent(name="A", model=OpenAIChatCompletionsModel("deepseek", client)), history)
    assert assistant(loopback.requests[0]) == said


def test_the_default_is_importable_from_where_the_sdk_has_it() -> None:
    source = ReasoningContentSource({}, "kimi-k2", {"model": "kimi-k2"})
    context = ReasoningContentReplayContext("kimi-k2", None, source)
    assert default_should_replay_reasoning_content(context)


# The other options of the model.


async def test_buffered_calls_are_told_whole_at_the_end(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.answer(streamed(*pieces_of(CALL, 0), *pieces_of(OTHER, 1), {"content": "So."}))
    model = OpenAIChatCompletionsModel("m", client, buffer_streamed_tool_calls=True)
    result = Runner.run_streamed(agent_of(model, tide, tool_use_behavior="stop_on_first_tool"), "When?")
    raw = [event.data async for event in result.stream_events() if event.type == "raw_response_event"]
    told = [event.delta for event in raw if event.type == "response.function_call_arguments.delta"]
    assert told == [CALL["function"]["arguments"], OTHER["function"]["arguments"]]  # type: ignore[index]
    kinds = [event.type for event in raw]
    assert kinds.index("response.output_text.delta") < kinds.index("response.function_call_arguments.delta")


def custom_call() -> Answer:
    head = {"index": 0, "id": "c", "type": "custom", "custom": {"name": "f", "input": ""}}
    more = {"index": 0, "custom": {"input": "x"}}
    return streamed({"tool_calls": [head]}, {"tool_calls": [more]}, {"content": "x"})


IMAGE = {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"}
STRICTLY_REFUSED: dict[str, tuple[list[Any], dict[str, Any], Answer | None]] = {
    "an output without text": (
        [
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": [IMAGE]},
        ],
        {},
        None,
    ),
    "a setting of reasoning": ([], {"reasoning": {"effort": "low", "mode": "pro"}}, None),
    "a custom call": ([], {}, custom_call()),
    "two choices": (
        [],
        {},
        events([{**chat_chunk({}), "choices": [{"index": 1, "delta": {"content": "x"}}]}, DONE]),
    ),
}


@pytest.mark.parametrize("name", STRICTLY_REFUSED)
async def test_strict_feature_validation_refuses_what_is_otherwise_left_out(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    items, settings, answer = STRICTLY_REFUSED[name]
    history = [{"role": "user", "content": "x"}, *items]
    loopback.answer(*([answer] if answer else []))
    strict = OpenAIChatCompletionsModel("m", client, strict_feature_validation=True)
    with pytest.raises(UserError):
        await Runner.run(Agent(name="A", model=strict, model_settings=settings), history)  # type: ignore[arg-type]
    loopback.reset()
    loopback.answer(answer if answer and name == "a custom call" else chat(text("x")))
    lenient = OpenAIChatCompletionsModel("m", client)
    result = await Runner.run(Agent(name="A", model=lenient, model_settings=settings), history)  # type: ignore[arg-type]
    assert result.final_output == "x"
