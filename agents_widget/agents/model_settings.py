"""The settings of a model call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from openai import Omit
from openai.types.shared import Reasoning

from .config_checks import check_choice, config_of, convert_fields
from .guessed_arguments import ON_MODEL_SETTINGS, explain_fields
from .retry import ModelRetrySettings, retry_settings


@explain_fields(ON_MODEL_SETTINGS)
@dataclass
class ModelSettings:
    """Settings of a model call, such as the temperature; None leaves the choice to the model's server.

    Not every server supports every setting. ``extra_headers``, ``extra_query`` and ``extra_body`` go into the
    request as they are, ``extra_args`` into its body; ``timeout`` is the whole call's, in seconds.
    """

    temperature: float | None = None
    top_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    truncation: Literal["auto", "disabled"] | None = None
    max_tokens: int | None = None
    reasoning: Reasoning | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
    metadata: dict[str, str] | None = None
    store: bool | None = None
    prompt_cache_retention: Literal["in_memory", "24h"] | None = None
    include_usage: bool | None = None
    response_include: list[str] | None = None
    top_logprobs: int | None = None
    extra_query: Mapping[str, Any] | None = None
    extra_body: Any = None
    extra_headers: Mapping[str, str | Omit] | None = None
    extra_args: dict[str, Any] | None = None
    retry: ModelRetrySettings | None = None
    """``ModelRetrySettings``, or a dict of its fields: how often a failed request is tried again."""
    context_management: list[Any] | None = None
    prompt_cache_options: Mapping[str, Any] | None = None
    preserve_raw_usage: bool | None = None
    timeout: float | None = None

    def __post_init__(self) -> None:
        self.retry = retry_settings(self.retry)
        convert_fields(self)
        if self.prompt_cache_options and "mode" in self.prompt_cache_options:
            mode = self.prompt_cache_options["mode"]
            check_choice(mode, ("implicit", "explicit"), "ModelSettings.prompt_cache_options mode")
        if self.timeout is not None and not 0 < self.timeout < float("inf"):
            raise ValueError(
                f"ModelSettings.timeout must be a number of seconds above 0, not {self.timeout!r}."
            )

    def resolve(self, override: ModelSettings | dict[str, Any] | None) -> ModelSettings:
        """These settings, replaced by every one that ``override`` sets; ``extra_args`` are merged."""
        if override is None:
            return self
        override = config_of(override, ModelSettings, "ModelSettings.resolve(override)")
        changes = {name: value for name, value in vars(override).items() if value is not None}
        if override.retry is not None and override.retry.max_retries is None:
            del changes["retry"]
        if self.extra_args and override.extra_args:
            changes["extra_args"] = {**self.extra_args, **override.extra_args}
        return replace(self, **changes)

    def to_json_dict(self) -> dict[str, Any]:
        """All settings as JSON values."""
        reasoning = None if self.reasoning is None else self.reasoning.model_dump(mode="json")
        retry = None if self.retry is None else {"max_retries": self.retry.max_retries}
        return {**vars(self), "reasoning": reasoning, "retry": retry}
