"""ModelSettings: overlaying, checking, and its JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.shared import Reasoning

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.retry import ModelRetrySettings


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


@pytest.mark.parametrize("retry", [ModelRetrySettings(max_retries=3), {"max_retries": 3}])
def test_retries_may_be_a_dict_and_go_to_json(retry: Any) -> None:
    settings = ModelSettings(retry=retry)
    assert settings.retry == ModelRetrySettings(max_retries=3)
    assert json.loads(json.dumps(settings.to_json_dict()))["retry"] == {"max_retries": 3}
    assert settings.resolve(ModelSettings()).retry == settings.retry
    assert settings.resolve(ModelSettings(retry=ModelRetrySettings())).retry == settings.retry
    assert settings.resolve({"retry": {"max_retries": 0}}).retry == ModelRetrySettings(max_retries=0)


@pytest.mark.parametrize(
    ("retry", "error", "said"),
    [
        ({"max_retries": 1, "policy": print}, UserError, "has no policy: the openai client decides"),
        ({"backoff": {"initial_delay": 1}}, UserError, "has no backoff"),
        ({"max_retrys": 1}, TypeError, "max_retrys"),
        ({"max_retries": -1}, ValueError, "whole number from 0 on, not -1"),
        ({"max_retries": 1.5}, ValueError, "not 1.5"),
        ({"max_retries": True}, ValueError, "not True"),
        (3, TypeError, "not int: 3"),
    ],
)
def test_other_retries_are_refused_by_name(retry: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        ModelSettings(retry=retry)
