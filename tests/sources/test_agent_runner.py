"""What runs an agent: options that it has no use for are refused at once, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphs
import pytest

from agents_widget import Agent, Chat, watch
from agents_widget.sources.agent_runner import split_message


@pytest.mark.parametrize("show", [lambda agent, **more: watch(agent, "Hi", **more), Chat])
def test_an_option_of_another_framework_is_refused(show: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match=r"no use for config=.* it takes context=, .*session="):
        show(Agent(name="Ada"), config={"recursion_limit": 3})


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("Hi", ([], "Hi")),
        ({"messages": []}, ([], {"messages": []})),
        ([1, {"role": "user", "content": "Hi"}], ([1], "Hi")),
        ([1, 2], ([], [1, 2])),
        ([], ([], [])),
    ],
)
def test_the_message_is_split_from_what_was_said_before(given: Any, parts: tuple[list[Any], Any]) -> None:
    assert split_message(given) == parts


async def test_what_a_run_cannot_do_is_said_when_it_begins() -> None:
    graph = graphs.talker()
    widget = watch(graph, "Hi")
    widget.pause()
    widget.say("And then?")  # is told to the next run
    await widget
    await widget
    texts = [(entry.kind, entry.text) for entry in widget.transcript.entries]
    assert texts[0] == ("user", "Hi")
    assert texts[1][0] == "notice"
    assert "This run cannot be paused" in texts[1][1]
    assert [text for kind, text in texts if kind in ("user", "message")] == [
        "Hi",
        "Answer 1.",
        "And then?",
        "Answer 2.",
    ]
