"""The JSON schema of a form that the view draws: of a call's arguments, or of an answer."""

from __future__ import annotations

import json
from typing import Any

SIZE_LIMIT = 300_000
"""Bytes of a schema as JSON: several are in one message, which has 2 MB at most."""


def form_schema(schema: Any) -> dict[str, Any] | None:
    """Give a schema as plain JSON data; None for what is none, or too large for a form.

    It is not cut: a form of a part would have a person answer another question. Without one they write JSON.
    """
    try:
        text = json.dumps(schema, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    plain = json.loads(text) if len(text) <= SIZE_LIMIT else None
    return plain if isinstance(plain, dict) else None
