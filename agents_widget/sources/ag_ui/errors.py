"""What goes wrong with a run that a server of AG-UI makes, in words."""

from __future__ import annotations


class AgentServerError(RuntimeError):
    """The server of an agent cannot be reached, does not speak AG-UI, or says that the run has failed."""
