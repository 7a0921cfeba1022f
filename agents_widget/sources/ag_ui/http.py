"""Asks a server of AG-UI for a run: a POST, answered by server-sent events."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import httpx2

from ...agents.models.server_words import error_text, shown, web_page_title
from ..iterator import StreamCutOffError
from .errors import AgentServerError
from .wire import UNREADABLE, Event, EventDecoder, is_event

CONNECT_SECONDS = 10.0
"""How long a server may take to accept a connection. Between two events it may be silent for ever."""
_MOST_REDIRECTS = 5
_BODY_LIMIT = 100_000
"""Bytes of an answer that are read to say what it is."""


async def post_events(
    url: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> AsyncGenerator[Event, None]:
    """Give the events of a run as they come. Closing it closes the connection.

    Raises ``AgentServerError`` for what is no run of AG-UI, ``StreamCutOffError`` when the connection
    is lost.
    """
    async with contextlib.AsyncExitStack() as stack:
        try:
            response = await _post(stack, url, body, headers)
        except httpx2.HTTPError as error:
            raise AgentServerError(_unreachable(url, error)) from error
        try:
            async for event in _events(response):
                yield event
        except httpx2.HTTPError as error:
            lost = f"the connection to {url} was lost before the run ended ({_reason(error)})"
            raise StreamCutOffError(lost) from error


async def _post(
    stack: contextlib.AsyncExitStack, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> httpx2.Response:
    """Send a request, and give its response if that is a stream."""
    client = await stack.enter_async_context(
        httpx2.AsyncClient(timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS))
    )
    sent = {"Accept": "text/event-stream", **headers}
    target = httpx2.URL(url)
    for _ in range(_MOST_REDIRECTS):
        response = await stack.enter_async_context(client.stream("POST", target, json=body, headers=sent))
        if response.is_success:
            return await _checked(response)
        if response.status_code in (307, 308):  # the same request again; others would become a GET
            target = _next_target(response)
            continue
        text = await _read_text(response)
        if response.status_code == 422 and "protocolVersion" in text and "protocolVersion" in body:
            # A server before 1.0 may refuse fields that it does not know.
            body = {name: value for name, value in body.items() if name != "protocolVersion"}
            continue
        raise AgentServerError(_refused(response, text))
    raise AgentServerError(f"{url} leads from one address to the next without an end.")


def _next_target(response: httpx2.Response) -> httpx2.URL:
    """Give the address that a server sends on to. What is said to one server is not told to another."""
    here, there = response.url, response.url.join(response.headers.get("location", ""))
    if (here.scheme, here.host, here.port) != (there.scheme, there.host, there.port):
        raise AgentServerError(f"{here} sends on to another server, {there}: use that address.")
    return there


async def _checked(response: httpx2.Response) -> httpx2.Response:
    """Give a response that may have events. Raises ``AgentServerError`` for one whose type has none."""
    label = response.headers.get("content-type", "")
    if "html" not in label and "application/json" not in label:
        return response
    text = await _read_text(response)
    if (title := web_page_title(text)) is not None:
        what = f"is a web page, {title!r}"
    else:
        what = f"answers with {label.partition(';')[0]}: {shown(text)}"
    raise AgentServerError(f"{response.url} {what}, not a run of AG-UI. Check the address.")


async def _events(response: httpx2.Response) -> AsyncGenerator[Event, None]:
    """Decode a body, up to the event that ends its run. Raises ``AgentServerError`` if it has none at all."""
    decoder, any_event, other = EventDecoder(), False, ""
    async for piece in _pieces(response):
        for event in decoder.feed(piece) if piece else decoder.end():
            if not any_event and not is_event(event):
                other = other or shown(event["data"] if event.get("type") == UNREADABLE else event)
                continue
            any_event = True
            yield event
            if event.get("type") in ("RUN_FINISHED", "RUN_ERROR"):
                return  # some servers leave the connection open after it
    if not any_event:
        sent = f"sent what is none of AG-UI's events: {other}" if other else "sent nothing at all"
        raise AgentServerError(f"{response.url} {sent}. Check the address.")


async def _pieces(response: httpx2.Response) -> AsyncGenerator[bytes, None]:
    """Give a body in pieces, and an empty one at its end."""
    async for piece in response.aiter_bytes():
        if piece:
            yield piece
    yield b""


async def _read_text(response: httpx2.Response) -> str:
    """Read the beginning of a body that is no stream of events."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _BODY_LIMIT:
            break
    return body.decode("utf-8", "replace")


def _refused(response: httpx2.Response, text: str) -> str:
    """Say what a status means, with the server's own words."""
    code = response.status_code
    means = {
        401: "wants to know who asks: give config={'headers': {'Authorization': 'Bearer ...'}}",
        403: "does not let you ask: check config={'headers': ...}",
        404: "is not there, though its server is: check the path",
        405: "takes no POST, so it is no endpoint of AG-UI: check the path",
        422: "does not take what AG-UI sends, so it may be no endpoint of AG-UI, or of another version",
        429: "asks to slow down: wait, then retry",
    }.get(code, "failed: look at its server's log" if code >= 500 else "refused the request")
    try:
        words = error_text(json.loads(text)) or text
    except ValueError:
        words = text
    title = web_page_title(text)
    said = f" It said: {shown(title or words.strip())}" if words.strip() else ""
    return f"{response.url} {means} (status {code}).{said}"


def _unreachable(url: str, error: httpx2.HTTPError) -> str:
    """Say why no answer came."""
    if isinstance(error, (httpx2.UnsupportedProtocol, httpx2.InvalidURL)):
        return f"{url} is no address of a server: {error}"
    if isinstance(error, httpx2.ConnectTimeout):
        return (
            f"{url} accepted no connection within {CONNECT_SECONDS:g} s. Check the address, and the network."
        )
    if isinstance(error, httpx2.ConnectError):
        return f"Nothing answers at {url} ({_reason(error)}). Start its server, or check the address."
    return f"{url} closed the connection without an answer ({_reason(error)}). Look at its server's log."


def _reason(error: BaseException) -> str:
    return str(error).strip() or type(error).__name__
