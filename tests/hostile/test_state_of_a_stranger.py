"""A run's state as JSON from a stranger: read as data, or refused with a `UserError`."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest

from agents_widget import Agent, Runner, UserError, function_tool
from agents_widget.agents import RunState
from agents_widget.testing import ScriptedModel, call


@function_tool(needs_approval=True)
def pay(amount: int) -> str:
    """Pay."""
    return "Paid."


def agent() -> Agent[Any]:
    return Agent(name="A", model=ScriptedModel([call("pay", {"amount": 1}), "Done."]), tools=[pay])


async def state() -> dict[str, Any]:
    return (await Runner.run(agent(), "Pay.")).to_state().to_json()


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "x", "[" * 100_000, '{"a":' * 100_000, "\x00", '{"format": "other"}']
)
async def test_a_text_that_is_no_state(text: str) -> None:
    with pytest.raises(UserError, match=r"not the (?:text|data) of a run's state"):
        await RunState.from_string(agent(), text)


ODD: list[Any] = [None, 7, "x", [], {}, [None], [{}], {"a": None}, {"__class__": "os.system"}]


async def test_a_field_of_another_type_is_taken_or_refused() -> None:
    whole = await state()
    refused = 0
    for name in whole:
        for value in ODD:
            damaged = {**copy.deepcopy(whole), name: value}
            try:
                read = await RunState.from_json(agent(), damaged)
            except UserError:
                refused += 1
            else:
                assert isinstance(read, RunState)
    assert refused > len(whole)


async def test_a_field_that_is_missing_is_taken_or_refused() -> None:
    whole = await state()
    for name in whole:
        less = {key: value for key, value in whole.items() if key != name}
        with contextlib.suppress(UserError):
            assert isinstance(await RunState.from_json(agent(), less), RunState)


async def test_reading_a_state_calls_no_tool() -> None:
    called: list[int] = []

    @function_tool(name_override="pay", needs_approval=True)
    def noted(amount: int) -> str:
        """Pay."""
        called.append(amount)
        return "Paid."

    read = await RunState.from_string(Agent(name="A", tools=[noted]), json.dumps(await state()))

    assert [item.name for item in read.get_interruptions()] == ["pay"]
    assert called == []
