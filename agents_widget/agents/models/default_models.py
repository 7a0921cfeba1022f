"""The default model, and the default settings of a model by its name."""

from __future__ import annotations

import os
import re

from openai.types.shared import Reasoning, ReasoningEffort

from ..model_settings import ModelSettings
from .interface import Model

_DEFAULT_MODEL = "gpt-5.6-luna"
_CHAT_ALIAS = re.compile(r"gpt-5(\.[123])?-chat-latest")
# By the model's name without its date; a model of another name chooses its own effort.
_EFFORTS: tuple[tuple[re.Pattern[str], ReasoningEffort], ...] = (
    (re.compile(r"gpt-5(\.2-codex)?"), "low"),
    (re.compile(r"gpt-5\.[24]-pro"), "medium"),
    (re.compile(r"gpt-5\.([12456]|3-codex|4-mini|4-nano|6-sol|6-terra|6-luna)"), "none"),
)
_DATE = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def get_default_model() -> str:
    """The name in ``OPENAI_DEFAULT_MODEL``, or else the default of the OpenAI Agents SDK."""
    return os.environ.get("OPENAI_DEFAULT_MODEL", _DEFAULT_MODEL).lower()


def gpt_5_reasoning_settings_required(model_name: str) -> bool:
    """Whether a model takes the reasoning settings of the GPT-5 family."""
    return model_name.startswith("gpt-5") and not _CHAT_ALIAS.fullmatch(model_name)


def is_gpt_5_default() -> bool:
    """Whether the default model is of the GPT-5 family."""
    return gpt_5_reasoning_settings_required(get_default_model())


def get_default_model_settings(model: str | None = None) -> ModelSettings:
    """The settings that suit a model (None: the default one): brief and quick for GPT-5, none for others."""
    name = get_default_model() if model is None else model
    if not gpt_5_reasoning_settings_required(name):
        return ModelSettings()
    undated = _DATE.sub("", name)
    for pattern, effort in _EFFORTS:
        if pattern.fullmatch(undated):
            return ModelSettings(reasoning=Reasoning(effort=effort), verbosity="low")
    return ModelSettings(verbosity="low")


def suited_settings(model: str | Model | None) -> ModelSettings:
    """The default settings of an agent or run: those that suit its model's name, none for a model object."""
    if model is None or isinstance(model, str):
        return get_default_model_settings(model)
    return ModelSettings()
