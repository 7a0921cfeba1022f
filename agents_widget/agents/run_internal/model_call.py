"""Calls a model for the run loop: the stream of events, its fallback, and the time limit."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, nullcontext
from typing import Any

from ..exceptions import ModelTimeoutError
from ..items import ModelResponse, TResponseStreamEvent
from ..models.interface import Model, ModelCall
from ..models.response_collector import ResponseCollector
from ..models.whole_characters import WholeCharacters
from ..models.whole_response import events_of_response


def call_model(
    model: Model, call: ModelCall, collector: ResponseCollector
) -> AsyncGenerator[TResponseStreamEvent, None]:
    """The events of a model's response; ``collector`` gets the response itself.

    Raises ``ModelTimeoutError`` if the whole response takes longer than ``ModelSettings.timeout``, and
    ``ModelBehaviorError`` after the event of a response that failed.
    """
    events = _events(model, call, collector)
    seconds = call.model_settings.timeout
    if seconds is None:
        return events
    return _with_timeout(events, seconds)


async def _events(
    model: Model, call: ModelCall, collector: ResponseCollector
) -> AsyncGenerator[TResponseStreamEvent, None]:
    """Stream the response; get it in one piece from a model that has no stream."""
    begun = False
    characters = WholeCharacters()
    if call.streamed or not _defines_get_response(model):
        try:
            async with _closing(await _stream_response(model, call)) as stream:
                async for sent in stream:
                    begun = True
                    for event in characters.read(sent):
                        collector.add(event)
                        yield event
                    if collector.failure is not None:
                        raise collector.failure
        except NotImplementedError:
            if begun or not _defines_get_response(model):
                raise
        else:
            return
    for made in events_of_response(await _get_response(model, call)):
        for event in characters.read(made):
            collector.add(event)
            yield event


def _defines_get_response(model: Model) -> bool:
    return type(model).get_response is not Model.get_response


async def _stream_response(model: Model, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
    # Any: a user's model may have an async function without a yield, whose result is awaited first.
    stream: Any = model.stream_response(
        call.system_instructions,
        call.input,
        call.model_settings,
        call.tools,  # type: ignore[arg-type] # the SDK's type knows no tools in the form of dicts
        call.output_schema,
        call.handoffs,
        call.tracing,
        previous_response_id=call.previous_response_id,
        conversation_id=call.conversation_id,
        prompt=call.prompt,
    )
    opened: AsyncIterator[TResponseStreamEvent] = await stream if inspect.isawaitable(stream) else stream
    return opened


async def _get_response(model: Model, call: ModelCall) -> ModelResponse:
    return await model.get_response(
        call.system_instructions,
        call.input,
        call.model_settings,
        call.tools,  # type: ignore[arg-type] # as above
        call.output_schema,
        call.handoffs,
        call.tracing,
        previous_response_id=call.previous_response_id,
        conversation_id=call.conversation_id,
        prompt=call.prompt,
    )


def _closing(stream: Any) -> Any:
    """A context that closes the stream at its end, unless it is a plain iterator, which cannot be closed."""
    return aclosing(stream) if hasattr(stream, "aclose") else nullcontext(stream)


async def _with_timeout(
    events: AsyncGenerator[TResponseStreamEvent, None], seconds: float
) -> AsyncGenerator[TResponseStreamEvent, None]:
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    async with aclosing(events):
        while True:
            try:
                event = await asyncio.wait_for(anext(events), deadline - clock())
            except StopAsyncIteration:
                return
            except asyncio.TimeoutError:
                raise ModelTimeoutError(seconds) from None
            yield event
