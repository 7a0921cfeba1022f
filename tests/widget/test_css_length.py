"""Lengths for a widget's layout."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget import Agent, Chat, DemoModel, watch
from agents_widget.widget.css_length import css_length


@pytest.mark.parametrize(
    ("given", "length"),
    [(300, "300px"), (2.5, "2.5px"), ("30rem", "30rem"), ("100%", "100%"), (None, None)]
    + [
        (each, each)
        for each in (".5em", "50vh", "calc(100vh - 3rem)", "min(50vh, 300px)", "auto", "max-content")
    ],
)
def test_a_length(given: Any, length: str | None) -> None:
    assert css_length(given) == length


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (0, ValueError),
        (-3, ValueError),
        (float("nan"), ValueError),
        ("", TypeError),
        ("tall", ValueError),
        ("300", ValueError),
        ("30 rem", ValueError),
        ("-3px", ValueError),
        ("3px; color: red", ValueError),
        (True, TypeError),
        ([3], TypeError),
    ],
)
def test_what_is_no_length(given: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="A height is"):
        css_length(given)


def test_a_views_height_is_its_layouts() -> None:
    agent = Agent(name="Ada", model=DemoModel(["Hi"]))
    assert watch(agent, "Hi", height=300).layout.height == "300px"
    assert watch([{"type": "error"}], height="50vh").layout.height == "50vh"
    assert Chat(agent, height=420).layout.height == "420px"
    assert watch(agent, "Hi").layout.height is None
