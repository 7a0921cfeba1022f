"""A stream opened through an openai client and read as bytes; it fails as the client itself fails."""

from __future__ import annotations

import ssl
import sys
import types
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import anyio
import httpx2
import openai
from openai import APIConnectionError, APIError, APITimeoutError, AsyncOpenAI, AsyncStream, NotFoundError
from typing_extensions import Self

_OPENAI_SOURCE = str(Path(openai.__file__).parent)
_OPTIONS = {
    "extra_headers": "headers",
    "extra_query": "params",
    "extra_body": "extra_json",
    "timeout": "timeout",
}
_DRAIN_SECONDS = 0.1
_NO_SUCH_API = "if this server has chat completions only, call set_default_openai_api('chat_completions')"


def is_genuine(create: object) -> bool:
    """Whether ``create`` is the openai client's own method, so that its request may be sent by ``post``.

    A fake client, a patched method or one wrapped by a tracing library has to be called as it is.
    """
    function = getattr(create, "__func__", None)
    return (
        type(create) is types.MethodType
        and type(function) is types.FunctionType
        and function.__code__.co_filename.startswith(_OPENAI_SOURCE)
    )


async def post_stream(
    client: AsyncOpenAI, path: str, body: Mapping[str, Any], extras: Mapping[str, Any]
) -> AsyncStream[object]:
    """Open a stream by the client's own ``post``: with its auth, retries and errors, without its transform.

    ``create`` walks the whole body with all its unions to find nothing to change in plain JSON, which for a
    long history is nearly all of a turn's time. ``extras`` are named as the arguments of ``create``.
    """
    options: Any = {_OPTIONS[name]: value for name, value in extras.items()}
    options["security"] = {"bearer_auth": True}  # as create does: an admin key has no business here
    stream: AsyncStream[object] = await client.post(
        path, cast_to=object, body=body, options=options, stream=True, stream_cls=AsyncStream[object]
    )
    return stream


class Connection:
    """An open stream's bytes. Leaving it closes it at once; set ``finished`` to have it kept for reuse."""

    def __init__(self, open_stream: Callable[[], Awaitable[AsyncStream[object]]]) -> None:
        self._open = open_stream
        self.finished = False

    async def __aenter__(self) -> Self:
        try:
            self._stream = await self._open()
        except APIConnectionError as error:
            _say_where(error, error.__cause__)
            raise
        except NotFoundError as error:
            if "model" not in error.message:  # the address is missing, not the model
                _say_where(error, _NO_SUCH_API if error.request.url.path.endswith("/responses") else None)
            raise
        self.response = self._stream.response
        self.chunks: AsyncGenerator[bytes, None] = self.response.aiter_bytes()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.finished:
            await self._drain()
        await self.chunks.aclose()
        await self._stream.close()  # the chunks of the older httpx do not
        broken = _as_openai_error(error, self.response.request)
        if broken is not None:
            _say_where(broken, error)
            raise broken from error

    async def _drain(self) -> None:
        """Read the little that follows the last event: a connection is free only after its body's end."""
        with anyio.move_on_after(_DRAIN_SECONDS), suppress(*_failures()):
            async for _ in self.chunks:
                pass


def _as_openai_error(error: BaseException | None, request: httpx2.Request) -> APIConnectionError | None:
    """What the openai client raises for an error of its transport in mid-stream."""
    if isinstance(error, (httpx2.TimeoutException, *_legacy("TimeoutException"))):
        return APITimeoutError(request=request)
    return APIConnectionError(request=request) if isinstance(error, _failures()) else None


def _failures() -> tuple[type[Exception], ...]:
    return (httpx2.RequestError, ssl.SSLError, anyio.EndOfStream, *_legacy("RequestError"))


def _legacy(name: str) -> list[type[Exception]]:
    """The same error of the older httpx, whose clients the openai client takes too."""
    module = sys.modules.get("httpx")
    return [getattr(module, name)] if module else []


def _say_where(error: APIError, cause: object) -> None:
    """Put the address, and what happened there, into the error's text."""
    happened = f" ({cause})" if str(cause or "") else ""
    error.message = f"{error.message.rstrip('.')}: {error.request.url}{happened}"
    error.args = (error.message,)
