"""What an agent used as a tool is asked, in the OpenAI Agents SDK and in ours: the same message."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from answers import call, respond, text
from kits import Kit, ours, sdk
from loopback import LoopbackServer
from pydantic import BaseModel, Field, RootModel
from test_differential_history import played


class Plain(BaseModel):
    city: str
    days: int = 3


class Described(BaseModel):
    """A trip."""

    city: Annotated[str, Field(description="Where to.")]
    days: int
    sure: bool | None = None
    price: float
    kind: Literal["train", "ship"]
    by: Literal["train"] = "train"
    more: Annotated[Any, Field(description="Blank next", examples=[1])] = None


class Simple(BaseModel):
    """A trip."""

    city: Annotated[str, Field(description="Where to.")]
    days: int
    price: Annotated[float, Field(description=" ")]


class Number(enum.Enum):
    ONE = 1
    TWO = "two"


class Mixed(BaseModel):
    number: Annotated[Literal[1, "two", 3, "four", 5, "six"], Field(description="One of six.")]
    same: Literal["a"]
    hour: Annotated[int, Field(description="24 of them", ge=0)]


class Nested(BaseModel):
    """A trip with stops."""

    stops: list[Plain]
    start: datetime.datetime
    number: Number


class JustInput(BaseModel):
    input: str


class DescribedInput(BaseModel):
    input: Annotated[str, Field(description="What to do.")]


class NumberInput(BaseModel):
    input: int


@dataclasses.dataclass
class Point:
    """Where it is."""

    x: int
    y: float = 0.5


@dataclasses.dataclass
class Bare:
    x: int


class Numbers(RootModel[list[int]]):
    pass


GIVEN: list[tuple[Any, Any]] = [
    (None, {"input": 'go "there"\nnow'}),
    (Plain, {"city": "Århus", "days": 2}),
    (
        Described,
        {"city": "Oslo", "days": 1, "sure": None, "price": 1, "kind": "ship", "by": "train", "more": 7},
    ),
    (Simple, {"city": "Oslo", "days": "1", "price": 2}),
    (Mixed, {"number": "two", "same": "a", "hour": 3}),
    (Nested, {"stops": [{"city": "A", "days": 1}], "start": "2026-05-01T10:00:00Z", "number": "two"}),
    (JustInput, {"input": "go"}),
    (DescribedInput, {"input": "go"}),
    (NumberInput, {"input": 5}),
    (Point, {"x": 1, "y": 2}),
    (Bare, {"x": 1}),
    (Plain, {"city": 1}),
    (Plain, '{"city": '),
    (None, {}),
]


@pytest.mark.parametrize(("parameters", "arguments"), GIVEN)
@pytest.mark.parametrize("builder", [False, True])
@pytest.mark.parametrize("schema", [False, True])
async def test_the_same_question(
    loopback: LoopbackServer, parameters: Any, arguments: Any, builder: bool, schema: bool
) -> None:
    async def play(k: Kit) -> None:
        def build(given: Any) -> Any:
            k.note(json.dumps({**given, "summary": given["summary"] if parameters else None}))
            return [{"role": "user", "content": str(given["params"])}]

        def instructions(context: Any, agent: Any) -> str:
            k.note("tool input", context.tool_input)
            return ""

        inner = k.agent("Inner", instructions=instructions)
        options = {"input_builder": build} if builder else {}
        tool = inner.as_tool("ask", "", parameters=parameters, include_input_schema=schema, **options)
        k.answer(respond(call("ask", arguments, call_id="c1")), text("ok"), text("done"))
        result = await k.Runner.run(k.agent(tools=[tool]), "go")
        k.note(result.final_output)

    theirs = await played(play, sdk(), loopback)
    mended = [line.split("parsing JSON")[0] for line in await played(play, ours(), loopback)]
    assert mended == [line.split("parsing JSON")[0] for line in theirs]


@pytest.mark.parametrize("wrong", [int, "Plain", Plain(city="x"), list[int], Literal["a"]])
async def test_the_same_refusals(loopback: LoopbackServer, wrong: Any) -> None:
    async def play(k: Kit) -> None:
        k.agent("Inner").as_tool("ask", "", parameters=wrong)

    theirs = await played(play, sdk(), loopback)
    assert await played(play, ours(), loopback) == theirs == ["raised TypeError"]


def error_of(action: Callable[[], Any]) -> str:
    """The class of the error that an action raises."""
    try:
        action()
    except Exception as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        return "UserError" if "UserError" in names else names[0]
    return "taken"


async def test_other_options_that_are_refused(loopback: LoopbackServer) -> None:
    async def play(k: Kit) -> None:
        inner = k.agent("Inner")
        for options in (
            {"run_config": 7},
            {"on_stream": 7},
            {"on_stream_max_pending_events": 0},
            {"parameters": Numbers},
            {"typo": 1},
        ):
            k.note(options, error_of(lambda options=options: inner.as_tool("ask", "", **options)))
        tool = inner.as_tool("ask", "", input_builder=lambda given: 7, failure_error_function=None)
        k.answer(respond(call("ask", {"input": "go"})), text("done"))
        await k.Runner.run(k.agent(tools=[tool]), "go")

    theirs = await played(play, sdk(), loopback)
    assert await played(play, ours(), loopback) == theirs
