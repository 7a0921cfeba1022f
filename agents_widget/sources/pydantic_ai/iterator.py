"""Events of a run of pydantic-ai out of any iterator."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from ...transcript.fields import text_field
from ..iterator import IteratorAdapter
from .adapter import PydanticAIAdapter


class EventIteratorAdapter(PydanticAIAdapter, IteratorAdapter):
    """Events that somebody hands on, such as those of ``node.stream(...)``: they may end without a result."""

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether it is pydantic-ai's event: each names its kind."""
        return text_field(event, "event_kind") != ""

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the iterator."""
        async with contextlib.aclosing(super().events()) as events:
            async for event in events:
                self._note(event)
                yield event
