"""Models: what answers. This floor imports nothing of the others."""

from typing import Any

_NAMES_OF_THE_SDK = (
    *("get_default_model", "get_default_model_settings", "gpt_5_reasoning_settings_required"),
    "is_gpt_5_default",
)


def __getattr__(name: str) -> Any:
    """The names that the OpenAI Agents SDK keeps here, all of them about default models."""
    if name in _NAMES_OF_THE_SDK:
        from . import provider

        return getattr(provider, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
