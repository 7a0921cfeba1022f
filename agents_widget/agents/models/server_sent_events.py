"""Reads the body of a streamed response: as server-sent events, or as the JSON that some servers send."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
from openai import APIConnectionError, APIError, AsyncStream
from openai._streaming import ServerSentEvent, SSEDecoder

from ..exceptions import ModelBehaviorError
from .server_words import shown, web_page_title

_DONE = "[DONE]"
_OTHER_FIELDS = ("data", "event", "id", "retry")


class ServerSentEvents(AsyncStream[ServerSentEvent]):
    """The events of a response, read by openai's decoder and not parsed yet.

    The body decides how it is read, not its label: JSON in one piece, a list of it or one value a line are
    events, too. Raises what the openai client raises, and ``openai.APIError`` for a body of another kind.

    Only the parsing of openai's own stream is left out: it tries each event on a union of some sixty classes.
    docs/decisions.md ("One parser per event type") has the figures.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._body = BodyDecoder()

    # These names are openai's internals (the same in 3.50 and 3.57): there is no public way to the events
    # before they are parsed. tests/agents/models/test_event_stream.py fails when they change.
    async def __stream__(self) -> AsyncIterator[ServerSentEvent]:
        body = self._body
        if type(self._decoder) is SSEDecoder:  # a client for another protocol brings its own
            self._decoder = body
        try:
            async for event in self._iter_events():
                if not event.data:  # a server may send an id or a retry time alone
                    continue
                if body.at_end and event.event != "error" and not _is_whole(event.data):
                    cause = httpx2.RemoteProtocolError("the body ended in the middle of an event")
                    raise APIConnectionError(request=self.response.request) from cause
                for each in _events_in(event):
                    yield each
        except UnicodeDecodeError as error:
            line = error.object.decode("latin-1")
            raise self.unreadable(f"{body.other_text()}\n{line}") from error
        for event in body.json_events():
            yield event

    async def close(self) -> None:
        """Close the response, and what reads it.

        The client's own stream leaves its generators as they stand. An error that is kept keeps them, too,
        by its traceback; once both are garbage, a thread that collects it ends the generators while the loop
        closes them: "async generator already executing".
        """
        events: Any = self._iterator  # an async generator
        await events.aclose()
        await super().close()

    def unreadable(self, text: str = "") -> APIError | ModelBehaviorError:
        """The error for a body without any event: ``text``, or else what is in the body, is no response."""
        text = text or self._body.other_text()
        request, label = self.response.request, self.response.headers.get("content-type", "no content type")
        where = f"{request.method} {request.url} ({self.response.status_code}, {label})"
        title = web_page_title(text)
        if not text.strip():
            return ModelBehaviorError(f"The server sent an empty response: {where}")
        if title is not None:
            what = f"a web page, {title!r}, not a model's response. Check base_url: most end in /v1"
        else:
            what = f"what is no model's response: {shown(text)}"
        return APIError(f"The server sent {what}: {where}", request, body=text)


class BodyDecoder(SSEDecoder):
    """openai's decoder of server-sent events, which keeps what is none."""

    def __init__(self) -> None:
        super().__init__()
        self.at_end = False
        """Whether the body has ended, so that an event given now may be only half there."""
        self._other_lines: list[str] = []

    def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode a body. The last event counts without the blank line that should end it."""
        return super().aiter_bytes(self._with_end(iterator))

    def decode(self, line: str) -> ServerSentEvent | None:
        """Decode a line."""
        if not line or line.startswith(("data:", "event:", ":")):
            return super().decode(line)
        line = line.removeprefix("\ufeff")
        name, _, value = line.partition(":")
        if name == "error":  # older llama.cpp: https://github.com/ggml-org/llama.cpp/pull/16109
            return ServerSentEvent(event="error", data=value.strip())
        if name in _OTHER_FIELDS or line.startswith(":"):
            return super().decode(line)
        self._other_lines.append(line)
        return None

    def other_text(self) -> str:
        """The lines that belong to no event."""
        return "\n".join(self._other_lines)

    def json_events(self) -> Iterator[ServerSentEvent]:
        """The JSON among the lines that belong to no event: one value, the items of a list, or one a line."""
        try:
            whole = json.loads(self.other_text())
        except (ValueError, RecursionError):
            yield from (ServerSentEvent(data=line) for line in self._other_lines if _is_object(line))
            return
        for item in whole if isinstance(whole, list) else [whole]:
            yield ServerSentEvent(data=json.dumps(item))

    async def _with_end(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in iterator:
            yield chunk
        self.at_end = True
        yield b"\n\n"


def _events_in(event: ServerSentEvent) -> list[ServerSentEvent]:
    """The event itself, or one for each of its lines where a server leaves out the blank lines between."""
    if "\n" not in event.data or _is_whole(event.data):
        return [event]
    lines = event.data.split("\n")
    if not all(map(_is_whole, lines)):
        return [event]
    return [ServerSentEvent(event=event.event, data=line) for line in lines]


def _is_whole(data: str) -> bool:
    return data.startswith(_DONE) or _loads(data) is not ...


def _is_object(line: str) -> bool:
    return line.lstrip().startswith("{") and isinstance(_loads(line), dict)


def _loads(data: str) -> Any:
    """Decoded JSON; ``...`` if it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return ...
