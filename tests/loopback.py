"""A model server on 127.0.0.1 that answers with what a test has queued, over real HTTP/1.1."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import hang
from answers import Answer, Part, chat, respond, status

Queued = Answer | Part | Callable[["Request"], "Answer | Part"]


class Request:
    """One request as the server saw it; ``closed``: the client went away before the answer's end.

    Requests with the same ``connection`` (a number) came over one connection.
    """

    def __init__(self, method: str, path: str, headers: dict[str, str], body: Any, connection: int) -> None:
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.connection = connection
        self.closed = threading.Event()
        self.done = threading.Event()

    @property
    def streamed(self) -> bool:
        """Whether the client asked for a stream."""
        return isinstance(self.body, dict) and bool(self.body.get("stream"))


class LoopbackServer:
    """Speaks Responses and Chat Completions; one queued answer per request. Also a context manager."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.always: Queued | None = None  # what to answer when the queue is empty
        self._answers: deque[Queued] = deque()
        self._changed = threading.Condition()
        self._connections: set[Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(hang.SECONDS)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.base_url = f"http://127.0.0.1:{self.port}/v1"

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: Connection(self), "127.0.0.1", 0)

    def answer(self, *answers: Queued) -> None:
        """Queue one answer per coming request; a function is asked with the request."""
        self._answers.extend(answers)

    def wait_for_request(self, n: int = 1, timeout: float = hang.SECONDS) -> Request:
        """Wait until ``n`` requests have come and give the ``n``-th."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= n, timeout):
                raise TimeoutError(f"{len(self.requests)} requests came within {timeout} s, not {n}")
            return self.requests[n - 1]

    def reset(self) -> None:
        """Forget requests and queued answers."""
        with self._changed:
            self.requests.clear()
            self._answers.clear()
            self.always = None

    def take(self, request: Request) -> Answer:
        """Note a request and choose its answer."""
        with self._changed:
            self.requests.append(request)
            chosen = self._answers.popleft() if self._answers else self.always
            self._changed.notify_all()
        if chosen is None:
            text = f"The loopback server has no answer queued for request {len(self.requests)}."
            return status(500, {"error": {"message": text}})
        if callable(chosen):
            chosen = chosen(request)
        if isinstance(chosen, Part):
            return (chat if request.path.endswith("/chat/completions") else respond)(chosen)
        return chosen

    def close(self) -> None:
        """End every connection and the server's thread."""
        asyncio.run_coroutine_threadsafe(self._close_connections(), self._loop).result(hang.SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(hang.SECONDS)
        self._loop.close()

    async def _close_connections(self) -> None:
        self._server.close()
        tasks = [connection.shut() for connection in self._connections]
        await asyncio.gather(*tasks, return_exceptions=True)

    def __enter__(self) -> LoopbackServer:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Connection(asyncio.Protocol):
    """One client connection: requests one after another, each answered before the next is read."""

    def __init__(self, server: LoopbackServer) -> None:
        self._server = server
        self._received = bytearray()
        self._request: Request | None = None
        self._changed = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server._connections.add(self)
        self._task = asyncio.get_running_loop().create_task(self._serve())

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._changed.set()

    def eof_received(self) -> None:
        self._client_left()

    def connection_lost(self, exc: Exception | None) -> None:
        self._client_left()
        self._server._connections.discard(self)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def shut(self) -> asyncio.Task[None]:
        """End the connection; gives the task that is then ending."""
        self._task.cancel()
        self._transport.abort()
        return self._task

    def _client_left(self) -> None:
        if self._request is not None and not self._request.done.is_set():
            self._request.closed.set()
        self._task.cancel()

    async def _serve(self) -> None:
        while True:
            self._request = await self._read()
            await self._write(self._request, self._server.take(self._request))

    async def _read(self) -> Request:
        head = await self._take(lambda: self._received.find(b"\r\n\r\n") + 4, minimum=4)
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = int(headers.get("content-length", 0))
        body = await self._take(lambda: size, minimum=0)
        connection = self._transport.get_extra_info("peername")[1]
        return Request(method, path, headers, json.loads(body) if body else None, connection)

    async def _take(self, size: Callable[[], int], minimum: int) -> bytes:
        """Wait until ``size()`` bytes (at least ``minimum``) are there and take them."""
        while (wanted := size()) < minimum or len(self._received) < wanted:
            self._changed.clear()
            await self._changed.wait()
        taken = bytes(self._received[:wanted])
        del self._received[:wanted]
        return taken

    async def _write(self, request: Request, answer: Answer) -> None:
        in_one_piece = answer.whole is not None and not answer.events
        streamed = request.streamed and answer.status == 200 and not in_one_piece
        whole = answer.whole if isinstance(answer.whole, bytes) else json.dumps(answer.whole).encode()
        body = b"" if streamed else whole
        headers = {
            "content-type": "text/event-stream" if streamed else "application/json",
            "x-request-id": f"req_{len(self._server.requests)}",
            **({"transfer-encoding": "chunked"} if streamed else {"content-length": str(len(body))}),
            **answer.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        first = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"
        self._transport.write(f"{first}\r\n{lines}\r\n".encode() + body)
        if streamed:
            await self._stream(request, answer)
            # Before the last bytes leave: a client that reads them may look at once.
            request.done.set()
            self._transport.write(b"0\r\n\r\n")
        request.done.set()

    async def _stream(self, request: Request, answer: Answer) -> None:
        pending = b""
        wire = answer.wire()
        for index, (event, data) in enumerate([*wire, (None, b"")]):
            gate = answer.gate(index, event)
            if gate is not None or index in (answer.drop_after, answer.stall_after):
                await self._send(pending, answer.split)
                pending = b""
            if gate is not None:
                gate.reached.set()
                await asyncio.shield(asyncio.wrap_future(gate.future))
            if index == answer.stall_after:
                await asyncio.Event().wait()
            if index == answer.drop_after:
                request.done.set()
                await self._drop()
            if answer.pace:
                await asyncio.sleep(answer.pace)
            pending += data
            if answer.split is None:
                await self._send(pending, None)
                pending = b""
        await self._send(pending, answer.split)

    async def _send(self, data: bytes, split: int | None) -> None:
        """Write bytes as HTTP chunks of ``split`` bytes; an SSE reader sees exactly these pieces."""
        step = split or len(data) or 1
        for start in range(0, len(data), step):
            piece = data[start : start + step]
            self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await self._writable.wait()
            await asyncio.sleep(0)  # lets a client's going away be noticed between two writes

    async def _drop(self) -> None:
        """Cut the connection in mid-answer, after what was written has left."""
        self._transport.close()
        await asyncio.Event().wait()
