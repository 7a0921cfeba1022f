"""Calls a model for the run loop: the stream of events, its fallback, and the time limit."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, nullcontext
from functools import partial
from typing import Any

import anyio

from ..exceptions import AgentsException, ModelBehaviorError, ModelTimeoutError
from ..items import ModelResponse, TResponseStreamEvent
from ..models.interface import Model, ModelCall
from ..models.response_collector import ResponseCollector
from ..models.whole_characters import WholeCharacters
from ..models.whole_response import events_of_response
from ..tool_output import text_of
from .model_gate import MODEL_GATE


def call_model(
    model: Model, call: ModelCall, collector: ResponseCollector
) -> AsyncGenerator[TResponseStreamEvent, None]:
    """The events of a model's response; ``collector`` gets the response itself.

    Raises ``ModelTimeoutError`` if the whole response takes longer than ``ModelSettings.timeout``, and
    ``ModelBehaviorError`` after the event of a response that failed.
    """
    settings = call.model_settings
    seconds = settings.timeout
    if (gate := MODEL_GATE.get()) is not None:
        retries = settings.retry.max_retries if settings.retry else None
        return gate.stream(model, seconds, retries, partial(_events, model, call, collector))
    events = _events(model, call, collector)
    return events if seconds is None else with_timeout(events, seconds)


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
                    for event in _read(sent, characters, collector):
                        yield event
                    if collector.failure is not None:
                        raise collector.failure
        except NotImplementedError:
            if begun or not _defines_get_response(model):
                raise
        else:
            return
    for made in _events_of(await _get_response(model, call)):
        for event in _read(made, characters, collector):
            yield event


def _read(sent: Any, characters: WholeCharacters, collector: ResponseCollector) -> list[TResponseStreamEvent]:
    """The events that one of a model's stands for. Raises ``ModelBehaviorError`` if it cannot be read."""
    try:
        events = [*characters.read(sent)]
        for event in events:
            collector.add(event)
    except AgentsException:
        raise
    except (
        Exception
    ) as error:  # of a model of the user's own: it may hold itself, or lack what it should have
        kind = getattr(sent, "type", None)
        name = f"{type(sent).__name__}, {kind}" if isinstance(kind, str) else type(sent).__name__
        raise ModelBehaviorError(
            f"The model's stream gave an event that cannot be read ({name}): {text_of(error)}. "
            "It has to give events of the Responses API, as openai.types.responses has them."
        ) from error
    return events


def _events_of(response: ModelResponse) -> list[TResponseStreamEvent]:
    """The events of a response in one piece. Raises ``ModelBehaviorError`` if it cannot be read."""
    try:
        return [*events_of_response(response)]
    except Exception as error:
        name = type(response).__name__
        raise ModelBehaviorError(
            f"The model's get_response gave a {name} that cannot be read: {text_of(error)}. "
            "It has to give a ModelResponse, whose output has items as openai.types.responses has them."
        ) from error


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


async def with_timeout(
    events: AsyncGenerator[TResponseStreamEvent, None], seconds: float
) -> AsyncGenerator[TResponseStreamEvent, None]:
    """Give the events of a call. Raises ``ModelTimeoutError`` when they take longer altogether."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    async with aclosing(events):
        while True:
            # Not ``asyncio.wait_for``, which before Python 3.12 waits in another task: the client's cancel
            # scopes must be left by the task that entered them.
            with anyio.move_on_after(deadline - clock()) as within:
                try:
                    event = await anext(events)
                except StopAsyncIteration:
                    return
            if within.cancelled_caught:
                raise ModelTimeoutError(seconds)
            yield event
