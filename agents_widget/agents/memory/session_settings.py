"""Settings of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..config_checks import config_of, convert_fields


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
