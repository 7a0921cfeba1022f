"""Settings of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class SessionSettings:
    """How much of a session is read: its latest ``limit`` items, or all (None)."""

    limit: int | None = None

    def resolve(self, override: SessionSettings | dict[str, Any] | None) -> SessionSettings:
        """These settings, overridden by what ``override`` sets."""
        over = SessionSettings(**override) if isinstance(override, dict) else override
        return self if over is None or over.limit is None else over
