"""The gate that model calls pass in some context: it may hold them, limit their time, and try them again."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextvars import ContextVar
from typing import Any, Protocol


class ModelGate(Protocol):
    """What stands before the model calls of the runs that a context began."""

    has_retries: bool
    """Whether it tries calls again, so that the client must not."""

    def stream(
        self,
        model: Any,
        timeout: float | None,
        retries: int | None,
        events: Callable[[], AsyncGenerator[Any, None]],
    ) -> AsyncGenerator[Any, None]:
        """Give the events of a model call when it may begin.

        ``events`` makes the call, once more each time that it is called; ``timeout`` (seconds) and
        ``retries`` are those of its settings, if they have any.
        """


MODEL_GATE: ContextVar[ModelGate | None] = ContextVar("MODEL_GATE", default=None)
