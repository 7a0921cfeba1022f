"""Settings of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..config_checks import WrongTypeError, config_of, convert_fields


def check_limit(limit: Any) -> None:
    """Raise ``WrongTypeError`` for what is no number of items; None is all of them."""
    if not isinstance(limit, int | None):
        raise WrongTypeError(f"limit must be a number of items, or None for all, got {limit!r}.")


@dataclass
class SessionSettings:
    """How much of a session is read: its latest ``limit`` items, or all (None)."""

    limit: int | None = None

    def __post_init__(self) -> None:
        convert_fields(self)

    def resolve(self, override: SessionSettings | dict[str, Any] | None) -> SessionSettings:
        """These settings, overridden by what ``override`` sets."""
        if override is None:
            return self
        over = config_of(override, SessionSettings, "session_settings")
        return self if over.limit is None else over
