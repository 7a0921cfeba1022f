"""The demo model: scripts, tours of an agent and ready-made answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from openai.types.responses import ResponseStreamEvent

from agents_widget.agents.agent import Agent
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.stand_ins.demo import DemoModel
from agents_widget.agents.run import Runner
from agents_widget.agents.testing import call, handoff, reasoning, text
from agents_widget.agents.tool import function_tool


@dataclass
class Tool:
    name: str
    params_json_schema: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    strict_json_schema: bool = True


@dataclass
class Move:
    tool_name: str
    input_json_schema: dict[str, Any] = field(default_factory=dict)
    tool_description: str = ""
    strict_json_schema: bool = True


class Schema:
    def is_plain_text(self) -> bool:
        return False

    def is_strict_json_schema(self) -> bool:
        return True

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {"city": {"type": "string"}, "warm": {"type": "boolean"}}}


WEATHER = Tool("weather", {"properties": {"city": {"type": "string"}}})
JOKES = Tool("how_many_jokes")


async def events_of(model: DemoModel, asked: Any, **request: Any) -> list[ResponseStreamEvent]:
    stream = model.stream_response(
        request.get("instructions"),
        asked,
        ModelSettings(**request.get("settings", {})),
        request.get("tools", []),
        request.get("schema"),
        request.get("handoffs", []),
        ModelTracing.DISABLED,
    )
    return [event async for event in stream]


async def turn(asked: Any, *, model: DemoModel | None = None, **request: Any) -> list[Any]:
    """What the demo does: texts as strings, calls as (name, arguments)."""
    events = await events_of(model or DemoModel(tokens_per_second=None), asked, **request)
    end: Any = events[-1]
    return [
        item.content[0].text if item.type == "message" else (item.name, json.loads(item.arguments))
        for item in end.response.output
        if item.type != "reasoning"
    ]


def asked(question: str, *ran: tuple[str, str]) -> list[dict[str, Any]]:
    """The input of a turn after these calls with their outputs, one call a turn."""
    items: list[dict[str, Any]] = [{"role": "user", "content": question}]
    for number, (name, output) in enumerate(ran):
        call_id = f"call_{number}"
        items.append({"type": "function_call", "name": name, "arguments": "{}", "call_id": call_id})
        items.append({"type": "function_call_output", "call_id": call_id, "output": output})
    return items


TO_B = ("to_b", '{"assistant": "B"}')


async def test_it_names_itself_demo_in_every_response() -> None:
    events = await events_of(DemoModel(tokens_per_second=None), "Hello")
    names = [event.response.model for event in events if hasattr(event, "response")]
    assert names == ["demo"] * 3


async def test_every_tool_is_called_once_with_example_arguments() -> None:
    request: dict[str, Any] = {"tools": [WEATHER, JOKES], "handoffs": [Move("to_b")]}
    assert await turn("Go", **request) == [("weather", {"city": "Paris"}), ("how_many_jokes", {})]
    assert await turn(asked("Go", ("weather", "18 C")), **request) == [("how_many_jokes", {})]


async def test_then_it_hands_off_to_each_agent_once() -> None:
    request: dict[str, Any] = {"tools": [JOKES], "handoffs": [Move("to_b"), Move("to_c")]}
    assert await turn(asked("Go", ("how_many_jokes", "3")), **request) == [("to_b", {})]
    assert await turn(asked("Go", ("how_many_jokes", "3"), TO_B), **request) == [("to_c", {})]
    ended = await turn(asked("Go", ("how_many_jokes", "3"), TO_B, ("to_c", '{"assistant": "C"}')), **request)
    assert "the first agent → **B** → **C**" in ended[0]


async def test_a_new_question_starts_the_tour_again() -> None:
    items = [*asked("Go", ("weather", "18 C")), {"role": "user", "content": "Again"}]
    assert await turn(items, tools=[WEATHER]) == [("weather", {"city": "Paris"})]


async def test_a_tour_ends_before_a_run_would_be_cut_off() -> None:
    ran = [(f"to_{number}", f'{{"assistant": "Agent {number}"}}') for number in range(8)]
    (answer,) = await turn(asked("Go", *ran), handoffs=[Move("to_9")])
    assert "8 handoffs" in answer


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"tool_choice": "auto"}, ["weather", "how_many_jokes"]),
        ({"tool_choice": "required"}, ["weather", "how_many_jokes"]),
        ({"tool_choice": "how_many_jokes"}, ["how_many_jokes"]),
        ({"tool_choice": "to_b"}, ["to_b"]),
        ({"parallel_tool_calls": False}, ["weather"]),
    ],
)
async def test_tool_choice_is_honoured(settings: Any, expected: list[str]) -> None:
    made = await turn("Go", tools=[WEATHER, JOKES], handoffs=[Move("to_b")], settings=settings)
    assert [name for name, _ in made] == expected


async def test_tool_choice_none_gives_a_text() -> None:
    (answer,) = await turn("Go", tools=[WEATHER], settings={"tool_choice": "none"})
    assert "demo model" in answer


async def test_the_account_shows_what_ran() -> None:
    items = asked("Go", ("weather", "18 C | *rain*\nall day"), ("how_many_jokes", "x" * 500), TO_B)
    (answer,) = await turn(items, tools=[WEATHER, JOKES, {"type": "web_search"}])
    assert "| `weather` | nothing | 18 C \\| \\*rain\\* all day |" in answer
    assert "2 tool calls and 1 handoff" in answer
    assert "the first agent → **B**" in answer
    assert "Left alone, since only their own service can run them: `web_search`" in answer
    assert "model=LocalModel()" in answer
    assert max(len(line) for line in answer.splitlines()) < 200


async def test_a_run_tours_the_agents_and_their_tools_really_run() -> None:
    ran: list[Any] = []

    @function_tool
    def find_orders(customer: str, limit: int = 2) -> list[str]:
        """Find a customer's orders."""
        ran.append((customer, limit))
        return ["A-1", "A-2"]

    @function_tool
    def broken() -> str:
        """Fail."""
        raise ValueError("nope")

    model = DemoModel(tokens_per_second=None)
    refunds = Agent(name="Refunds", tools=[find_orders, broken], model=model)
    triage = Agent(name="Triage", handoffs=[refunds], model=model)
    refunds.handoffs = [triage]

    result = Runner.run_streamed(triage, "I was charged twice")
    seen = [event.name async for event in result.stream_events() if event.type == "run_item_stream_event"]

    handed = ["handoff_requested", "handoff_occured"]
    tools = ["tool_called", "tool_called", "tool_output", "tool_output"]
    assert seen == [*handed, *tools, *handed, "message_output_created"]
    assert ran == [("Ada", 2)]
    assert (
        '| `find_orders` | `{"customer": "Ada", "limit": 2}` | `[\'A-1\', \'A-2\']` |' in result.final_output
    )
    assert "the first agent → **Refunds** → **Triage**, who is speaking now" in result.final_output


async def test_a_tool_that_wants_approval_waits_for_it() -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        """Pay back."""
        return f"paid {order}"

    result = await Runner.run(
        Agent(name="Refunds", tools=[refund], model=DemoModel(tokens_per_second=None)), "Pay me back"
    )
    state = result.to_state()
    state.approve(result.interruptions[0])
    resumed = await Runner.run(result.last_agent, state)
    assert "| paid A-7 |" in resumed.final_output


async def test_the_account_tells_as_many_jokes_as_a_tool_said() -> None:
    (answer,) = await turn(asked("Hello", ("how_many_jokes", "4")), tools=[JOKES], instructions="Tell jokes.")
    assert "\n4. " in answer
    assert "\n5. " not in answer


async def test_structured_output_is_example_json() -> None:
    (said,) = await turn("Go", schema=Schema())
    assert json.loads(said) == {"city": "Paris", "warm": True}


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("Please tell me 5 jokes.", "\n5. "),
        ("Tell me two jokes", "\n2. "),
        ("Tell me 99 jokes", "of the 99"),
        ("a haiku please", "> "),
        ("Write some Python code", "```python"),
        ("Compare models in a table", "|---"),
        ("Hello there!", "**Hello!**"),
        ("What is <b>life</b>?", "> What is \\<b\\>life\\</b\\>?"),
        ("", "demo model"),
    ],
)
async def test_plain_prompts_get_an_answer_that_fits_and_says_what_it_is(question: str, fits: str) -> None:
    (said,) = await turn(question)
    assert fits in said
    assert "demo model" in said


async def test_it_is_deterministic() -> None:
    request: dict[str, Any] = {"tools": [WEATHER, JOKES]}
    assert await turn("Go", **request) == await turn("Go", **request)


async def said_by(model: DemoModel, items: list[Any]) -> list[Any]:
    """The output items of the next turn, as they come back in the next input."""
    events = await events_of(model, items)
    return [item.model_dump(exclude_unset=True) for item in events[-1].response.output]  # type: ignore[union-attr]


async def test_a_script_is_played_turn_by_turn_from_the_conversation() -> None:
    model = DemoModel([[reasoning("Hm"), call("f", {"a": 1})], handoff("B"), "Done."], tokens_per_second=None)
    for _ in range(2):  # the second time as if the cell were run again
        items: list[Any] = [{"role": "user", "content": "Go"}]
        for expected in (["reasoning", "function_call"], ["function_call"], ["message"]):
            made = await said_by(model, items)
            assert [item["type"] for item in made] == expected
            items += made


async def test_agents_with_a_script_each_play_their_own() -> None:
    first = DemoModel(["one", "two"], tokens_per_second=None)
    second = DemoModel(["eins", "zwei"], tokens_per_second=None)
    items: list[Any] = [{"role": "user", "content": "Go"}]
    texts = []
    for model in (first, second, first, second):
        (made,) = await said_by(model, items)
        texts.append(made["content"][0]["text"])
        items.append(made)
    assert texts == ["one", "eins", "two", "zwei"]


async def test_a_script_says_when_it_has_ended() -> None:
    model = DemoModel([text("Hi")], tokens_per_second=None)
    items: list[Any] = [{"role": "user", "content": "Go"}]
    items += await said_by(model, items)
    (said,) = await turn([*items, {"role": "user", "content": "More"}], model=model)
    assert said.startswith("*The script of this demo ends here: its one turn was played.*")


async def test_a_script_may_be_a_function_of_the_input() -> None:
    async def later(items: list[Any]) -> str:
        return items[-1]["content"] + " later"

    now = DemoModel(lambda items: items[-1]["content"].upper(), tokens_per_second=None)
    assert await turn("Go", model=now) == ["GO"]
    assert await turn("Go", model=DemoModel(later, tokens_per_second=None)) == ["Go later"]


async def test_a_script_may_fail() -> None:
    with pytest.raises(ConnectionError, match="gone"):
        await events_of(DemoModel([["Hel", ConnectionError("gone")]], tokens_per_second=None), "Go")


async def test_it_streams_at_the_given_pace() -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    events = await events_of(DemoModel(["one two three four"], tokens_per_second=40), "Go")
    assert sum(event.type.endswith(".delta") for event in events) == 4
    assert clock() - began >= 4 / 40 - 0.01


async def test_hurrying_still_lets_others_run() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    events = await events_of(DemoModel(["a " * 100], tokens_per_second=None), "Go")
    ticking.cancel()
    assert ticks >= sum(event.type.endswith(".delta") for event in events)


@pytest.mark.parametrize("pace", [0, -1])
def test_a_pace_must_be_positive(pace: float) -> None:
    with pytest.raises(ValueError, match="above 0, or None"):
        DemoModel(tokens_per_second=pace)


def test_a_script_is_not_one_string() -> None:
    with pytest.raises(TypeError, match="list of turns"):
        DemoModel("Hello")
