"""Whatever JSON a server sends, a run ends with an answer, or with an error that is made for its user."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from answers import call, chat, encode, events, reasoning, respond, text
from hypothesis import HealthCheck, given, settings, strategies as st
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, function_tool
from agents_widget.agents.exceptions import AgentsException
from agents_widget.transcript.projector import Projector

JUNK = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        2**70,
        float("nan"),
        float("inf"),
        "",
        "x",
        "7",
        [],
        [None],
        [5],
        ["x"],
        [[]],
        {},
        {"type": "x"},
        {"text": 5},
        [{}],
    ]
)
DONE = b"data: [DONE]\n\n"


@function_tool(name_override="f")
def tool(a: int = 0) -> str:
    """Do it."""
    return "done"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside of a value."""
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


def damaged(sent: list[Any], path: tuple[Any, ...], junk: Any) -> list[Any]:
    sent = copy.deepcopy(sent)
    *outer, last = path
    target: Any = sent
    for key in outer:
        target = target[key]
    target[last] = junk
    return sent


CHOICE = {
    "index": 0,
    "delta": {
        "role": "assistant",
        "content": "Hi",
        "refusal": None,
        "reasoning_content": "Hm",
        "function_call": None,
        "tool_calls": [
            {"index": 0, "id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        ],
        "annotations": [
            {"type": "url_citation", "url_citation": {"url": "u", "title": "t", "start_index": 0}}
        ],
    },
    "message": None,
    "logprobs": {"content": [{"token": "Hi", "logprob": -1, "bytes": None, "top_logprobs": None}]},
    "finish_reason": None,
}
CHUNK = {
    "id": "x",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [CHOICE],
    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": None}},
}
CHAT = [CHUNK, *(event for event in chat(text("there")).events if isinstance(event, dict))]
PARTS = (reasoning("Hm"), text("Hi", annotations=[{"type": "x"}]), call("f", {"a": 1}, call_id="c1"))
RESPONSES = [json.loads(json.dumps(event)) for event in respond(*PARTS).events]


async def run(loopback: LoopbackServer, client: AsyncOpenAI, model: Any, sent: list[Any]) -> Any:
    """Run an agent twice over, streamed and not; what it comes to in the end, an answer or an error."""
    ends = []
    for streamed in (True, False):
        loopback.reset()
        wire = [
            event if isinstance(event, bytes) else f"data: {json.dumps(event)}\n\n".encode() for event in sent
        ]
        loopback.answer(events(wire), text("end"))
        agent = Agent(name="A", model=model("m", client), tools=[tool])
        projector = Projector()
        try:
            if streamed:
                result = Runner.run_streamed(agent, "hi")
                async for event in result.stream_events():
                    projector.project(event, 0)
                ends.append(result.final_output)
            else:
                ends.append((await Runner.run(agent, "hi")).final_output)
        except (openai.APIError, AgentsException) as error:
            ends.append((type(error), len(str(error)) > 20))
    return ends


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(list(places(CHAT))), junk=JUNK)
async def test_junk_in_a_chunk_is_told_or_left_out(
    loopback: LoopbackServer, client: AsyncOpenAI, path: tuple[Any, ...], junk: Any
) -> None:
    streamed, whole = await run(
        loopback, client, OpenAIChatCompletionsModel, [*damaged(CHAT, path, junk), DONE]
    )
    assert streamed == whole
    assert not isinstance(whole, tuple) or whole[1]  # an error says something


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(list(places(RESPONSES))), junk=JUNK)
async def test_junk_in_an_event_is_told_or_left_out(
    loopback: LoopbackServer, client: AsyncOpenAI, path: tuple[Any, ...], junk: Any
) -> None:
    streamed, whole = await run(loopback, client, OpenAIResponsesModel, damaged(RESPONSES, path, junk))
    assert streamed == whole
    assert not isinstance(whole, tuple) or whole[1]  # an error says something


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999"])
async def test_a_number_that_json_cannot_hold_is_not_sent_back(
    loopback: LoopbackServer, number: bytes
) -> None:
    answer = respond(call("f"))
    for event in answer.events:
        assert isinstance(event, dict)
        for item in (event.get("item"), *event.get("response", {}).get("output", ())):
            if item:
                item.update(score="ODD", notes=[{"score": "ODD"}])
    wire = [encode(event).replace(b'"ODD"', number) for event in answer.events]
    loopback.answer(events(wire), text("Hello"))
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="k", max_retries=0)
    agent = Agent(name="A", model=OpenAIResponsesModel("m", client), tools=[tool])
    assert (await Runner.run(agent, "Hi")).final_output == "Hello"
    sent = loopback.requests[1].body["input"][1]
    assert (sent["score"], sent["notes"]) == (None, [{"score": None}])
