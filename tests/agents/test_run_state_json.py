"""A state as text, whatever tools returned and the context holds."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.run import Runner
from agents_widget.agents.run_state import RunState
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.agents.tool import function_tool


class Hostile:
    calls = 0

    def __str__(self) -> str:
        type(self).calls += 1
        raise RuntimeError("no text")

    __repr__ = __str__


class Counting:
    calls = 0

    def __str__(self) -> str:
        type(self).calls += 1
        return "counted"


def _holds_itself() -> list[Any]:
    rows: list[Any] = []
    rows.append(rows)
    return rows


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        pytest.param(b"text", "text", id="text"),
        pytest.param(b"\xff\x00", "b'\\xff\\x00'", id="bytes"),
        pytest.param({"page": b"\xff"}, "{'page': b'\\xff'}", id="bytes in a dict"),
        pytest.param([1, b"\xff"], "[1, b'\\xff']", id="bytes in a list"),
        pytest.param(_holds_itself(), "[[...]]", id="a list that holds itself"),
        pytest.param(Hostile(), "(Hostile that has no text: RuntimeError: no text)", id="no text"),
        pytest.param({"a": 1}, {"a": 1}, id="a dict"),
    ],
)
async def test_any_output_can_be_kept(value: Any, kept: Any) -> None:
    state = (await _ended(value)).to_state()
    text = state.to_string()
    read: RunState[Any] = await RunState.from_string(Agent(name="A"), text)
    (output,) = [item for item in read.result.new_items if item.type == "tool_call_output_item"]
    assert output.output == kept
    assert read.to_string() == text


async def test_a_result_is_asked_for_its_text_once() -> None:
    state = (await _ended(Counting())).to_state()
    state.to_string()
    state.to_string()
    assert Counting.calls == 1


async def test_a_context_of_bytes_is_left_out_with_a_warning() -> None:
    result = await Runner.run(Agent(name="A", model=ScriptedModel(["hi"])), "go", context={"page": b"\xff"})
    with pytest.warns(UserWarning, match="no JSON form"):
        assert result.to_state().to_json()["context"] is None
    with pytest.raises(UserError, match="context_serializer"):
        result.to_state().to_json(strict_context=True)


async def _ended(value: Any) -> Any:
    @function_tool
    async def give() -> Any:
        return value

    model = ScriptedModel([[function_call("give", {}, call_id="c1")], "the end"])
    return await Runner.run(Agent(name="A", model=model, tools=[give]), "go")
