"""The server of the runtime bench, in a process of its own: answers with bytes made beforehand."""

from __future__ import annotations

import asyncio
import functools
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from answers import Answer, call, encode, respond, text

CALLS_PER_TURN = 4


@functools.cache
def deltas(count: int) -> bytes:
    """A text of this many deltas."""
    return _http(respond(text("word " * count, size=5)))


@functools.cache
def tool_turn(turn: int) -> bytes:
    """One turn that calls a tool a few times at once."""
    calls = [call("add", {"a": turn, "b": n}, call_id=f"call_{turn}_{n}") for n in range(CALLS_PER_TURN)]
    return _http(respond(*calls))


def _http(answer: Answer) -> bytes:
    """A whole HTTP answer, one chunk for each event."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    pieces = [encode(event) for event in answer.events]
    return head + b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def answer_to(body: dict[str, Any]) -> bytes:
    """``model`` says what is wanted: ``deltas-20000``, or ``tools-50`` for so many turns with tools."""
    kind, _, count = body["model"].partition("-")
    if kind == "deltas":
        return deltas(int(count))
    outputs = sum(1 for item in body["input"] if item.get("type") == "function_call_output")
    turn = outputs // CALLS_PER_TURN
    return tool_turn(turn) if turn < int(count) else deltas(5)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            writer.write(answer_to(json.loads(await reader.readexactly(size))))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Say the port on the first line of the output, then serve until killed."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
