"""The placeholder for ids that a server did not give."""

from __future__ import annotations

FAKE_RESPONSES_ID = "__fake_id__"
"""The id of responses and items from a server that gives none; never sent to a server."""
