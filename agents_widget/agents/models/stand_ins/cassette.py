"""Cassette: records what a model says with its times, and plays it again without a key or a network."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

from ...items import TResponseStreamEvent
from ..interface import BuiltInModel, Model, ModelCall, ModelProvider
from ..whole_response import events_of_response
from .cassette_file import CassetteFile
from .cassette_miss import CassetteMissError, miss
from .cassette_request import Request, describe, key_of, redacted
from .cassette_take import Recording, Take, error_data, error_of
from .cassette_takes import Takes

Mode = Literal["auto", "record", "replay"]
_WORDS_PER_SECOND = 5.0


class Cassette(BuiltInModel):
    """A model that records another one's answers in a file, and plays them with their times, tools and all.

    ``model`` is the model to record, or its name. ``mode``: ``"auto"`` plays what the file has and records
    what it lacks, if there is a ``model``; ``"record"`` asks the model anew; ``"replay"`` never asks one.
    ``speed`` is 1.0 for the recorded times, 2.0 for half of them, 0 for none, ``"words"`` for reading pace.

    A call is found by its content: instructions, items, tools with their schemas, handoffs, output type and
    settings; and by how often it was asked. ``match="order"`` takes the next one where no content matches,
    for tools that answer with the time. A ``path`` that ends in ``.gz`` is compressed.

    The file has what was asked and answered, each line a call, never a key or a header. Raises
    ``FileNotFoundError`` when there is nothing to play, and in a run ``CassetteMissError`` for a call that
    is not there.
    """

    _provider: ModelProvider | None

    def __init__(
        self,
        path: str | Path,
        model: str | Model | None = None,
        *,
        speed: float | Literal["words"] = 1.0,
        mode: Mode = "auto",
        match: Literal["content", "order"] = "content",
    ) -> None:
        _check(speed, mode, match, model)
        # Absolute: a cell may change the working directory, and a worker of a cluster has another.
        self.path = Path(path).expanduser().absolute()
        self.speed = speed
        self.mode: Mode = mode
        self.match = match
        self._model = model
        self._begin()
        if not self.path.exists() and (mode == "replay" or model is None):
            raise FileNotFoundError(
                f'There is no cassette {self.path}. To record it: Cassette("{path}", model="gpt-5").'
            )

    @property
    def model(self) -> str:
        """The name of the model that is recorded; empty if none was given."""
        name = self._model if isinstance(self._model, str) else getattr(self._model, "model", "")
        return name if isinstance(name, str) else ""

    @property
    def calls(self) -> int:
        """How many calls it was asked since it was made, or since ``rewind``."""
        return self._calls

    def rewind(self) -> None:
        """Begin again with the first take of each call."""
        self._calls = 0
        self._loaded().restart()

    async def stream_call(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Play the take of a call, or record it. Raises ``CassetteMissError`` where neither can be."""
        began = time.monotonic()  # not later: to read the file takes time, too
        takes, request = self._loaded(), describe(call)
        key = key_of(request)
        self._calls += 1
        epoch, number = takes.ask(key)
        found = None
        if self.mode != "record":
            in_order = self.match == "order"
            found = takes.find_in_order(key) if in_order else takes.find(key, epoch, number)
        if found is not None:
            events = self._play(found, began)
        elif self.mode == "replay" or self._model is None:
            raise miss(self.path, takes, request, key, self._calls, epoch, number)
        else:
            model = self._live_model(request, key, epoch, number)
            take = Take(key, number, epoch, self.model, time.time(), redacted(request))
            events = self._record(model, call, take, began)
        async with aclosing(events):
            async for event in events:
                yield event

    async def close(self) -> None:
        """Close the model that is recorded."""
        if isinstance(self._model, Model):
            await self._model.close()
        if self._provider is not None:
            await self._provider.aclose()

    async def _play(self, take: Take, began: float) -> AsyncGenerator[TResponseStreamEvent, None]:
        due = began
        await asyncio.sleep(0)
        for milliseconds, event in take.events(_label(take)):
            if self.speed == "words":
                due += len(str(getattr(event, "delta", "")).split()) / _WORDS_PER_SECOND
            elif self.speed:
                due = began + milliseconds / 1000 / self.speed
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            yield event
        if take.error is not None:
            raise error_of(take.error)

    async def _record(
        self, model: Model, call: ModelCall, take: Take, began: float
    ) -> AsyncGenerator[TResponseStreamEvent, None]:
        recording, error, has_ended = Recording(), None, False
        try:
            async with aclosing(_live_events(model, call)) as events:
                async for event in events:
                    # Before it is passed on: who reads it may change it.
                    recording.add(round((time.monotonic() - began) * 1000), event)
                    yield event
            has_ended = True
        except Exception as raised:
            error = error_data(raised)
            raise
        finally:
            # A stream that its reader left in the middle is no answer.
            if has_ended or error is not None or recording.is_whole:
                done = replace(take, events_text=recording.events_text, error=error)
                if self._file.append(done):
                    self._loaded().add(done)

    def _live_model(self, request: Request, key: str, epoch: int | None, number: int) -> Model:
        if not isinstance(self._model, str):
            return cast("Model", self._model)  # checked by who calls
        from ..openai_provider import NoAPIKeyError, OpenAIProvider  # here: playing needs no client

        try:
            self._provider = self._provider or OpenAIProvider()  # kept: it has the connections
            return self._provider.get_model(self._model)
        except NoAPIKeyError as error:
            takes = self._loaded()
            raise miss(self.path, takes, request, key, self._calls, epoch, number) from error

    def _begin(self) -> None:
        self._file = CassetteFile(self.path)
        self._takes: Takes | None = None
        self._provider = None
        self._calls = 0

    def _loaded(self) -> Takes:
        if self._takes is None:
            self._takes = Takes(self._file.read(), self.model)
        return self._takes

    def __getstate__(self) -> dict[str, Any]:
        """Give what goes to another process: not the takes, which it reads from the file."""
        own = ("path", "speed", "mode", "match", "_model")
        return {name: getattr(self, name) for name in own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._begin()

    def __repr__(self) -> str:
        return f"Cassette({str(self.path)!r}, mode={self.mode!r})"


async def _live_events(model: Model, call: ModelCall) -> AsyncGenerator[TResponseStreamEvent, None]:
    """Stream a model's answer; get it in one piece from a model that has no stream."""
    given: Any = (call.system_instructions, call.input, call.model_settings, call.tools, call.output_schema)
    given += (call.handoffs, call.tracing)
    more: Any = {
        "previous_response_id": call.previous_response_id,
        "conversation_id": call.conversation_id,
        "prompt": call.prompt,
    }
    if type(model).stream_response is Model.stream_response:
        for event in events_of_response(await model.get_response(*given, **more)):
            yield event
        return
    stream: Any = model.stream_response(*given, **more)
    opened = await stream if inspect.isawaitable(stream) else stream
    try:
        async for event in opened:
            yield event
    finally:
        if hasattr(opened, "aclose"):
            await opened.aclose()


def _label(take: Take) -> str:
    """Say that an answer was recorded, and when: a replay must not pass for a live answer."""
    day = datetime.fromtimestamp(take.at)
    return f"(recorded {day.day} {day:%b %Y})"


def _check(speed: Any, mode: Any, match: Any, model: Any) -> None:
    if speed != "words" and (isinstance(speed, (str, bool)) or not speed >= 0):
        raise ValueError(f"speed is a number of 0 or more, or 'words', not {speed!r}.")
    if mode not in ("auto", "record", "replay"):
        raise ValueError(f"mode is 'auto', 'record' or 'replay', not {mode!r}.")
    if match not in ("content", "order"):
        raise ValueError(f"match is 'content' or 'order', not {match!r}.")
    if model is not None and not isinstance(model, (str, Model)):
        raise TypeError(f"model is a Model, the name of one, or None, not {type(model).__name__}.")
    if mode == "record" and model is None:
        raise ValueError('There is nothing to record: Cassette(path, model="gpt-5", mode="record").')


__all__ = ["Cassette", "CassetteMissError"]
