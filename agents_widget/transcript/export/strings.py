"""The words for what a run does and for the states of its entries.

``js/src/views/strings.ts`` has the same; ``tests/vectors/twins`` holds both to them.
"""

from __future__ import annotations

from ..schema import EntryState, RunStatus

RUN_STATUS: dict[RunStatus, str] = {
    "running": "Running",
    "waiting": "Waiting",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Stopped",
}

TOOL_STATE: dict[EntryState, str] = {
    "streaming": "writing arguments",
    "waiting": "waiting",
    "running": "running",
    "awaiting_approval": "needs your approval",
    "done": "done",
    "failed": "failed",
    "denied": "denied",
    "not_run": "not run",
    "cancelled": "cancelled",
    "retracted": "retracted",
}

MESSAGE_STATE: dict[EntryState, str] = {
    "streaming": "Writing",
    "failed": "Failed",
    "cancelled": "Stopped here",
    "retracted": "Retracted",
}
"""What is said of a message that is not whole, or came to no good end."""
