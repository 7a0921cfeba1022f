"""A fork beside the run that it was forked from: they part where it was changed."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget import Agent, compare, function_tool, watch
from agents_widget.testing import ScriptedModel, call
from agents_widget.widget.widget import AgentWidget


@function_tool
def weather(city: str) -> str:
    """Tell the weather in a city."""
    return f"Sunny in {city}."


ASKED = [call("weather", {"city": "Rome"}), call("weather", {"city": "Oslo"})]


def guide(*steps: Any) -> Agent[Any]:
    return Agent(name="Guide", tools=[weather], model=ScriptedModel(list(steps)))


async def trunk() -> AgentWidget:
    widget = watch(guide(*ASKED, "Take a hat."), "Rome or Oslo?")
    await widget
    return widget


@pytest.mark.parametrize("place", [0, 1])
async def test_a_tool_that_answers_something_else(place: int) -> None:
    widget = await trunk()
    entry = [each for each in widget.transcript.entries if each.kind == "tool_call"][place]
    fork = widget.fork(entry, output="-40 degrees", agent=guide("Take a coat."))
    await fork

    _, parting = compare(widget, fork).divergence
    assert parting is not None
    assert parting.baseline is not None
    assert parting.other is not None
    assert (parting.baseline.entry.id, parting.other.entry.id) == (entry.id, entry.id)
    assert (parting.baseline.text, parting.other.text) == (entry.output, "-40 degrees")


async def test_arguments_that_are_others() -> None:
    widget = await trunk()
    entry = next(each for each in widget.transcript.entries if each.kind == "tool_call")
    fork = widget.fork(entry, arguments={"city": "Bergen"}, agent=guide("Take a coat."))
    await fork

    _, parting = compare(widget, fork).divergence
    assert parting is not None
    assert parting.baseline is not None
    assert parting.other is not None
    assert (parting.baseline.entry.id, parting.other.entry.id) == (entry.id, entry.id)
    assert parting.other.text == "Sunny in Bergen."


async def test_a_user_who_says_something_else() -> None:
    widget = await trunk()
    entry = widget.transcript.entries[0]
    fork = widget.fork(entry, text="Bergen?", agent=guide("Take a coat."))
    await fork

    _, parting = compare(widget, fork).divergence
    assert parting is not None
    assert (parting.row, parting.baseline and parting.baseline.text) == (0, "Rome or Oslo?")
    assert parting.other is not None
    assert parting.other.text == "Bergen?"


async def test_a_run_that_goes_on_from_its_end() -> None:
    widget = await trunk()
    fork = widget.fork(text="And Bergen?", agent=guide("A coat, too."))
    await fork

    _, parting = compare(widget, fork).divergence
    assert parting is not None
    assert (parting.row, parting.baseline) == (4, None)
    assert parting.other is not None
    assert parting.other.text == "And Bergen?"


async def test_a_fork_that_calls_the_same_again_parts_where_it_was_changed() -> None:
    widget = await trunk()
    entry = next(each for each in widget.transcript.entries if each.kind == "tool_call")
    fork = widget.fork(entry, output="-40 degrees", agent=guide(*ASKED, "Take a hat."))
    await fork

    _, parting = compare(widget, fork).divergence
    assert parting is not None
    assert parting.other is not None
    assert (parting.row, parting.other.entry.id) == (1, entry.id)
