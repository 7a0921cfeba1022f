"""How long tests wait for what must come: long enough to tell a hang from a busy machine."""

from __future__ import annotations

SECONDS = 300.0
MILLISECONDS = 1000 * SECONDS
