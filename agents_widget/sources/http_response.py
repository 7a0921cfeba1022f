"""The HTTP response that a raw stream reads: what it answers, and how to end it."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from ..transcript.fields import field
from .generator_frames import arguments_of

_LINES = ("lines", "response", "self")
"""Where generators of huggingface_hub, and the httpx generators that they read, hold what they read."""


def response_of(source: Any) -> Any:
    """Give the HTTP response that a stream reads; None if it cannot be found.

    A stream of the ``openai`` client has its ``response``; a generator of ``huggingface_hub`` holds it in its
    frame.
    """
    for _ in range(5):  # generators that read each other
        held = field(source, "response") or field(source, "_response")
        if held is not None:
            return held
        frame = arguments_of(source)
        source = next((frame[name] for name in _LINES if name in frame), None)
        if field(source, "request") is not None:
            return source
    return None


def hang_up(response: Any) -> None:
    """End the connection of a response that another thread waits for more of: to close it does not wake that.

    https://www.python-httpx.org/advanced/extensions/#network_stream
    """
    extensions = field(response, "extensions")
    version, network = field(extensions, "http_version"), field(extensions, "network_stream")
    if version not in (b"HTTP/1.1", b"HTTP/1.0") or field(response, "is_closed") is not False:
        return  # other requests may use the connection, too
    connection = network.get_extra_info("socket") if hasattr(network, "get_extra_info") else None
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):  # the server may have hung up before
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
