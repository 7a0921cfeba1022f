"""What a run answered, of a run of any kind."""

from __future__ import annotations

from typing import Any

from ..transcript.schema import Transcript


def final_output(result: Any, transcript: Transcript) -> Any:
    """Give the result's own final output; where it has none, the last message of a run that is done."""
    for name in ("final_output", "output"):
        if hasattr(result, name):
            return getattr(result, name)
    if transcript.status != "done":
        return None
    said = [entry.text for entry in transcript.entries if entry.kind == "message" and entry.parent is None]
    return said[-1] if said else None
