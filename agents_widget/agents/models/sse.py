"""Server-sent events cut out of a stream of bytes."""

from __future__ import annotations

from typing import NamedTuple


class ServerSentEvent(NamedTuple):
    """One event as it came: its name (empty if none was sent) and its data, both undecoded."""

    name: bytes
    data: bytes


class SSEDecoder:
    """Takes bytes however they were split and gives the events that are complete.

    Lines may end in LF, CR LF or CR. Comments, ids and retry times are dropped, and so are events without
    data and an event that the end of the stream cuts short.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._after_cr = False

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Take more bytes and give the events they complete."""
        if self._after_cr or b"\r" in chunk:
            chunk = self._with_plain_line_ends(chunk)
        if self._buffer:
            # From one byte back: an event's end may lie across two chunks.
            start = len(self._buffer) - 1
            self._buffer += chunk
            if self._buffer.find(b"\n\n", start) < 0:
                return []
            chunk = bytes(self._buffer)
            self._buffer.clear()
        *blocks, rest = chunk.split(b"\n\n")
        if rest:
            self._buffer += rest
        return [event for block in blocks if (event := _event(block)).data]

    def _with_plain_line_ends(self, chunk: bytes) -> bytes:
        if self._after_cr:
            chunk = chunk.removeprefix(b"\n")  # the rest of a CR LF cut in two
        self._after_cr = chunk.endswith(b"\r")
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _event(block: bytes) -> ServerSentEvent:
    first, _, second = block.partition(b"\n")
    if first.startswith(b"event: ") and second.startswith(b"data: ") and b"\n" not in second:
        return ServerSentEvent(first[7:], second[6:])  # nearly all are of this form
    name = b""
    data = []
    for line in block.split(b"\n"):
        field, _, value = line.partition(b":")
        if field == b"data":
            data.append(value.removeprefix(b" "))
        elif field == b"event":
            name = value.removeprefix(b" ")
    return ServerSentEvent(name, b"\n".join(data))
