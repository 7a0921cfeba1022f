"""What pydantic-ai's events mean, whoever hands them on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry
from pydantic_ai.messages import CustomEvent
from pydantic_ai.models.test import TestModel
from pydantic_ai_agents import agent, call, rows, thinking

from agents_widget import watch
from agents_widget.sources.pydantic_ai.iterator import EventIteratorAdapter
from agents_widget.testing import check_adapter


@dataclass
class Mine(CustomEvent):
    done: int


class City(BaseModel):
    name: str
    people: int


def weather(city: str) -> dict[str, Any]:
    return {"city": city, "celsius": 31}


async def trains(city: str) -> str:
    raise ModelRetry("No trains on Sunday.")


async def events_of(asked: Agent[Any, Any]) -> list[Any]:
    async with asked.run_stream_events("Rome?") as events:
        return [event async for event in events]


TRAVEL = (
    [
        thinking("The weather "),
        thinking("first."),
        "Let me ",
        "look.",
        call("weather", '{"city": '),
        {1: call("", '"Rome"}')[1]},
        call("trains", '{"city": "Rome"}', id="c2", index=2),
        call("nothing", id="c3", index=3),
    ],
    ["It is ", "hot."],
)


async def test_the_kit_for_adapters_finds_nothing_wrong_after_any_event() -> None:
    events = await events_of(agent(*TRAVEL, tools=[weather, trains]))
    transcript = await check_adapter(EventIteratorAdapter, events)
    assert [(entry.kind, entry.tool or entry.text, entry.state) for entry in transcript.entries] == [
        ("reasoning", "The weather first.", "done"),
        ("message", "Let me look.", "done"),
        ("tool_call", "weather", "done"),
        ("tool_call", "trains", "failed"),
        ("tool_call", "nothing", "failed"),
        ("message", "It is hot.", "done"),
    ]
    assert [entry.turn for entry in transcript.entries] == [1, 1, 1, 1, 1, 2]
    assert transcript.entries[3].output == "No trains on Sunday."


async def test_any_iterator_of_them_is_known_by_its_events() -> None:
    asked = agent(*TRAVEL, tools=[weather, trains])

    async def handed_on() -> AsyncIterator[Any]:
        async with asked.run_stream_events("Rome?") as events:
            async for event in events:
                yield event

    for source in (handed_on(), await events_of(agent(*TRAVEL, tools=[weather, trains]))):
        widget = watch(source)
        assert (await widget).output == "It is hot."
        assert rows(widget)[-1] == ("message", "It is hot.", "done")


async def test_arguments_that_come_as_a_dict_are_shown_as_json() -> None:
    asked = Agent(TestModel(), tools=[weather])  # it writes whole dicts
    widget = watch(await events_of(asked))
    await widget
    [row] = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert (row.arguments, row.state) == ('{"city": "a"}', "done")
    assert widget.tools["weather"].value == {"city": "a", "celsius": 31}


async def test_an_output_tool_is_an_answer_in_json_with_its_text_as_it_comes() -> None:
    script = (["Well, ", call("final_result", '{"name": "Rome", '), {1: call("", '"people": 3}')[1]}],)
    widget = watch(await events_of(agent(*script, output_type=City)))
    await widget
    message, answer = widget.transcript.entries
    assert (message.text, message.format) == ("Well, ", "markdown")
    assert (answer.kind, answer.text, answer.format) == ("message", '{"name": "Rome", "people": 3}', "json")
    assert widget.final_output == City(name="Rome", people=3)


async def test_an_output_that_is_refused_says_why_and_the_next_one_follows() -> None:
    script = (
        [call("final_result", '{"name": "Rome", "people": "many"}')],
        [call("final_result", '{"name": "Rome", "people": 3}', id="c2")],
    )
    widget = watch(await events_of(agent(*script, output_type=City)))
    await widget
    refused, reason, answer = widget.transcript.entries
    assert (refused.kind, refused.format, answer.text) == ("message", "json", '{"name": "Rome", "people": 3}')
    assert (reason.tool, reason.state) == ("final_result", "failed")
    assert "valid integer" in reason.output


async def test_events_of_unknown_kinds_mean_nothing() -> None:
    known = await events_of(agent(["Hello."]))
    unknown = [SimpleNamespace(event_kind="of the future", part=None), Mine(1)]
    widget = watch([*unknown, *known, *unknown])
    await widget
    assert rows(widget) == [("message", "Hello.", "done")]


async def test_a_part_that_replaces_the_one_begun_is_taken_at_its_end() -> None:
    def part(event_kind: str, content: str) -> Any:
        return SimpleNamespace(
            event_kind=event_kind, index=0, part=SimpleNamespace(part_kind="text", content=content)
        )

    widget = watch([part("part_start", "Helo"), part("part_start", "Hello"), part("part_end", "Hello")])
    await widget
    assert rows(widget) == [("message", "Hello", "done")]


async def test_a_retry_as_1_x_tells_it() -> None:
    called = SimpleNamespace(
        part_kind="tool-call", tool_name="weather", args='{"city": 1}', tool_call_id="c1"
    )
    problems = [
        {"type": "string_type", "loc": ("city",), "msg": "Input should be a valid string", "input": 1}
    ]
    retry = SimpleNamespace(
        part_kind="retry-prompt",
        tool_name="weather",
        tool_call_id="c1",
        content=problems,
        model_response=lambda: "1 validation error: city",
    )
    widget = watch(
        [
            SimpleNamespace(event_kind="part_start", index=0, part=called),
            SimpleNamespace(event_kind="part_end", index=0, part=called),
            SimpleNamespace(event_kind="function_tool_call", part=called),
            SimpleNamespace(event_kind="function_tool_result", result=retry),  # before 1.70: not .part
        ]
    )
    await widget
    [row] = widget.transcript.entries
    assert (row.state, row.output) == ("failed", "1 validation error: city")


async def test_tools_of_the_provider_have_rows_as_others() -> None:
    search = SimpleNamespace(
        part_kind="builtin-tool-call", tool_name="web_search", args={"query": "Rome"}, tool_call_id="s1"
    )
    found = SimpleNamespace(
        part_kind="builtin-tool-return", tool_name="web_search", content=["a page"], tool_call_id="s1"
    )
    text = SimpleNamespace(part_kind="text", content="Found it.")
    widget = watch(
        [
            SimpleNamespace(event_kind=kind, index=index, part=part)
            for index, part in enumerate([search, found, text])
            for kind in ("part_start", "part_end")
        ]
    )
    await widget
    assert rows(widget) == [("tool_call", "web_search", "done"), ("message", "Found it.", "done")]
    assert widget.transcript.entries[0].arguments == '{"query": "Rome"}'
    assert len(widget.transcript.calls) == 1
