"""Servers of AG-UI on 127.0.0.1: any app, and one that answers with what a test says."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import hang
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

Body = dict[str, Any]
Script = list[Any] | Callable[[Body], AsyncIterator[Any]] | Response
"""Events to answer with (dicts, or texts to send as they are), a function that makes them, or a response."""


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an app on a thread of its own; gives its address."""
    config = uvicorn.Config(app, port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="uvicorn", daemon=True)
    started = threading.Event()
    startup = server.startup

    async def start(*args: Any, **kwargs: Any) -> None:
        await startup(*args, **kwargs)
        started.set()

    server.startup = start  # type: ignore[method-assign]
    thread.start()
    assert started.wait(hang.SECONDS)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(hang.SECONDS)


class ScriptedServer:
    """Answers one script after another at ``/agui``; keeps what it was asked."""

    def __init__(self, *scripts: Script) -> None:
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.client_left = threading.Event()
        """Set when a client has closed the connection in the middle of an answer."""
        self._scripts = deque(scripts)
        self.app = Starlette(routes=[Route("/agui", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        script = self._scripts.popleft()
        if isinstance(script, Response):
            return script
        events = script(body) if callable(script) else _each(script)
        return StreamingResponse(self._wire(events), media_type="text/event-stream")

    async def _wire(self, events: AsyncIterator[Any]) -> AsyncIterator[str]:
        done = False
        try:
            async for event in events:
                yield event if isinstance(event, str) else sse(event)
            done = True
        finally:
            if not done:
                self.client_left.set()


async def _each(events: list[Any]) -> AsyncIterator[Any]:
    for event in events:
        yield event


def sse(event: Any) -> str:
    """An event as a server sends it."""
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
