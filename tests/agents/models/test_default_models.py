"""The default model and its settings are the OpenAI Agents SDK's."""

from __future__ import annotations

import pytest
from agents.models import default_models as theirs

from agents_widget.agents.models import default_models as ours

NAMES = [
    "gpt-5",
    "gpt-5-2025-08-07",
    "gpt-5.1",
    "gpt-5.2",
    "gpt-5.2-2026-01-01",
    "gpt-5.2-pro",
    "gpt-5.2-codex",
    "gpt-5.3-codex",
    "gpt-5.4",
    "gpt-5.4-pro",
    "gpt-5.4-mini",
    "gpt-5.4-nano",
    "gpt-5.5",
    "gpt-5.6",
    "gpt-5.6-sol",
    "gpt-5.6-terra",
    "gpt-5.6-luna",
    "gpt-5-mini",
    "gpt-5-codex",
    "gpt-5-chat-latest",
    "gpt-5.1-chat-latest",
    "gpt-5.3-chat-latest",
    "gpt-5.4-chat-latest",
    "gpt-4o",
    "o3",
    "llama3",
]


@pytest.mark.parametrize("name", NAMES)
def test_settings_suit_the_model(name: str) -> None:
    mine, sdk = ours.get_default_model_settings(name), theirs.get_default_model_settings(name)
    assert (mine.reasoning, mine.verbosity) == (sdk.reasoning, sdk.verbosity)
    needed = theirs.gpt_5_reasoning_settings_required(name)
    assert ours.gpt_5_reasoning_settings_required(name) == needed


@pytest.mark.parametrize("name", [None, "My-Model", "gpt-5.1"])
def test_the_default_model(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.delenv("OPENAI_DEFAULT_MODEL", raising=False)
    if name is not None:
        monkeypatch.setenv("OPENAI_DEFAULT_MODEL", name)
    assert ours.get_default_model() == theirs.get_default_model()
    assert ours.is_gpt_5_default() == theirs.is_gpt_5_default()
    assert ours.get_default_model_settings().verbosity == theirs.get_default_model_settings().verbosity
