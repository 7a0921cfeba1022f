"""Names that people try on a widget, and that it does not have."""

from __future__ import annotations

INSTEAD = {
    "entries": "widget.transcript.entries",
    "messages": "widget.transcript.entries, whose kind is 'user' or 'message'",
    "events": "`async for event in widget`",
    "stream_events": "`async for event in widget`",
    "to_dataframe": "pandas.DataFrame(widget.transcript.entries)",
    "replay": "widget.seek(seconds), and widget.seek(None) for now",
    "cancel": "widget.stop()",
    "reject": "widget.deny()",
    "export": "widget.save('run.html')",
    "tokens": "widget.usage",
    "agent": "widget.transcript.agent",
}
"""What to write instead, by name."""
