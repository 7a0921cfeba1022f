"""ModelSettings: overlaying, checking, and its JSON."""

from __future__ import annotations

import json

import pytest
from openai.types.shared import Reasoning

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.model_settings import ModelSettings


def test_resolve_overlays_what_is_set() -> None:
    base = ModelSettings(temperature=0.5, top_p=0.9, extra_args={"a": 1}, extra_body={"x": 1})
    over = ModelSettings(temperature=0.0, extra_args={"b": 2}, extra_body={"y": 2})
    merged = base.resolve(over)
    assert (merged.temperature, merged.top_p) == (0.0, 0.9)
    assert merged.extra_args == {"a": 1, "b": 2}
    assert merged.extra_body == {"y": 2}
    assert base.temperature == 0.5


def test_resolve_takes_a_dict_or_nothing() -> None:
    base = ModelSettings(max_tokens=5)
    assert base.resolve(None) is base
    assert base.resolve({"tool_choice": "required"}) == ModelSettings(max_tokens=5, tool_choice="required")


def test_reasoning_may_be_a_dict_and_all_goes_to_json() -> None:
    settings = ModelSettings(reasoning={"effort": "low"})  # type: ignore[arg-type]
    assert settings.reasoning == Reasoning(effort="low")
    assert json.loads(json.dumps(settings.to_json_dict()))["reasoning"]["effort"] == "low"


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_a_timeout_must_be_a_time(timeout: float) -> None:
    with pytest.raises(ValueError, match=r"ModelSettings\.timeout must be a number of seconds above 0"):
        ModelSettings(timeout=timeout)


def test_retries_are_the_clients() -> None:
    with pytest.raises(UserError, match=r"AsyncOpenAI\(max_retries=5\)"):
        ModelSettings(retry=object())
