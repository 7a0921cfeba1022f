"""The context managers that the ``openai`` client's ``stream()`` helpers give, not entered yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from .any_iterator import AnyIteratorAdapter
from .model_requests import input_of_chat, input_of_responses, request_body

_MODULE = "openai.lib.streaming."


class StreamManagerAdapter(AnyIteratorAdapter):
    """``client.chat.completions.stream(...)`` or ``client.responses.stream(...)``, which it enters.

    https://github.com/openai/openai-python/blob/main/helpers.md
    """

    begun_calls = frozenset()

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        body = request_body(source)
        self.input = input_of_chat(body) or input_of_responses(body)

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is such a manager, told by its class's module."""
        kind = type(source)
        return kind.__module__.startswith(_MODULE) and kind.__name__.endswith("StreamManager")

    async def events(self) -> AsyncGenerator[Any, None]:
        """Send the request, and read the answer."""
        if hasattr(self.source, "__aenter__"):
            self.source = await self.source.__aenter__()
        else:
            self.source = await _enter(self.source)
        reading = super().events()
        try:
            async for event in reading:
                yield event
        finally:
            await reading.aclose()


async def _enter(manager: Any) -> Any:
    """Enter a blocking client's manager on a thread. If that is waited for no more, its stream is closed."""
    entering = asyncio.ensure_future(asyncio.to_thread(manager.__enter__))
    try:
        return await asyncio.shield(entering)
    except asyncio.CancelledError:
        entering.add_done_callback(_close_entered)
        raise


def _close_entered(entering: asyncio.Future[Any]) -> None:
    if not entering.cancelled() and entering.exception() is None:
        entering.result().close()
