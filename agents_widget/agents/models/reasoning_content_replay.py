"""Whether earlier reasoning goes back to a chat completions server as ``reasoning_content``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# Thinking models that refuse a tool call without the reasoning it came from:
# api-docs.deepseek.com/guides/thinking_mode, platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model,
# platform.xiaomimimo.com/docs (passing-back-reasoning_content).
_FAMILIES = ("deepseek", "kimi", "mimo")


@dataclass
class ReasoningContentSource:
    """A reasoning item of the input: the item, and the model and further data it came with, if known."""

    item: Any
    origin_model: str | None
    provider_data: Mapping[str, Any]


@dataclass
class ReasoningContentReplayContext:
    """What ``should_replay_reasoning_content`` decides by: the request's model and server, and the item."""

    model: str
    base_url: str | None
    reasoning: ReasoningContentSource


ShouldReplayReasoningContent: TypeAlias = Callable[[ReasoningContentReplayContext], bool]


def default_should_replay_reasoning_content(context: ReasoningContentReplayContext) -> bool:
    """Whether both models are of one family that wants its reasoning back; so may be an unknown origin."""
    source = context.reasoning
    origin = (source.origin_model or "").lower()
    is_unknown = not source.origin_model and not (source.provider_data.keys() - {"thinking_blocks"})
    wanted = [family for family in _FAMILIES if family in context.model.lower()]
    return any(is_unknown or family in origin for family in wanted)
