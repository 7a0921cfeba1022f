"""The protocol between the run loop and whatever answers: Model, ModelProvider and what passes between."""

from __future__ import annotations

import abc
import asyncio
import enum
import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

from openai.types.responses import ResponsePromptParam

from ..exceptions import ModelBehaviorError, ModelTimeoutError
from ..items import ModelResponse, TResponseInputItem, TResponseOutputItem, TResponseStreamEvent
from ..model_settings import ModelSettings
from .response_writer import response_events


class ModelTool(Protocol):
    """What a model needs to know of a tool."""

    name: str
    description: str
    params_json_schema: dict[str, Any]
    strict_json_schema: bool


class ModelHandoff(Protocol):
    """What a model needs to know of a handoff."""

    tool_name: str
    tool_description: str
    input_json_schema: dict[str, Any]
    strict_json_schema: bool


class ModelOutputSchema(Protocol):
    """What a model needs to know of the type that its final answer must have."""

    def is_plain_text(self) -> bool:
        """Whether the answer is plain text, so that no schema is sent."""

    def json_schema(self) -> dict[str, Any]:
        """The JSON schema of the answer."""

    def is_strict_json_schema(self) -> bool:
        """Whether the schema keeps to the strict subset that servers can enforce."""


class ModelTracing(enum.Enum):
    """Whether a model may trace its calls. Nothing here traces; a model of yours may."""

    DISABLED = 0
    ENABLED = 1
    ENABLED_WITHOUT_DATA = 2

    def is_disabled(self) -> bool:
        """Whether to trace nothing."""
        return self is ModelTracing.DISABLED

    def include_data(self) -> bool:
        """Whether inputs and outputs may be traced."""
        return self is ModelTracing.ENABLED


@dataclass(frozen=True)
class ModelCall:
    """One request to a model, as the run made it."""

    system_instructions: str | None
    input: str | list[TResponseInputItem]
    model_settings: ModelSettings
    tools: Sequence[ModelTool | Mapping[str, Any]]  # a mapping is a tool that the API runs
    output_schema: ModelOutputSchema | None
    handoffs: Sequence[ModelHandoff]
    tracing: ModelTracing
    previous_response_id: str | None = None
    conversation_id: str | None = None
    prompt: ResponsePromptParam | None = None
    streamed: bool = True

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The input as items, all in the form of dicts."""
        items: Any = [{"role": "user", "content": self.input}] if isinstance(self.input, str) else self.input
        return [each if isinstance(each, Mapping) else each.model_dump(exclude_unset=True) for each in items]

    def of(self, method: Callable[..., Any]) -> Any:
        """What one of a model's two methods gives, called as the OpenAI Agents SDK calls it."""
        *first, response_id, conversation_id, prompt, _ = vars(self).values()
        return method(
            *first, previous_response_id=response_id, conversation_id=conversation_id, prompt=prompt
        )


class Model(abc.ABC):  # noqa: B024 - which of its methods to write is the subclass's choice
    """What answers. Write a subclass with ``stream_response``, ``get_response`` or ``answer``, or several.

    What is missing is made from what is there. ``Runner.run_streamed`` calls ``stream_response``, and
    ``Runner.run`` calls ``get_response`` where there is one, with the first seven arguments by position.
    """

    async def get_response(self, *request: Any, **beside: Any) -> ModelResponse:
        """Answer in one piece; takes what ``stream_response`` takes.

        Raises ``ModelBehaviorError`` if the stream has no complete response.
        """
        call = ModelCall(*request, **beside)
        return await complete_response(call.of(self.stream_response), call.model_settings)

    def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: Sequence[ModelTool],
        output_schema: ModelOutputSchema | None,
        handoffs: Sequence[ModelHandoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """Answer as a stream of Responses API events, ``response.completed`` last."""
        asked = (system_instructions, input, model_settings, tools, output_schema, handoffs, tracing)
        return self.answer(ModelCall(*asked, previous_response_id, conversation_id, prompt))

    async def answer(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """``stream_response`` as a function of one argument."""
        if type(self).get_response is Model.get_response:
            raise NotImplementedError(f"{type(self).__name__} must define stream_response or get_response.")
        for event in response_events(await call.of(self.get_response)):
            yield event

    async def close(self) -> None:  # noqa: B027 - few models hold anything
        """Give up what the model holds, such as connections. Nothing by default."""


class ModelProvider(abc.ABC):
    """Finds models by name."""

    @abc.abstractmethod
    def get_model(self, model_name: str | None) -> Model:
        """The model of this name, or the default one for None."""

    async def aclose(self) -> None:  # noqa: B027 - few providers hold anything
        """Give up what the provider holds. Nothing by default."""


def ask_model(model: Model, call: ModelCall) -> AsyncGenerator[TResponseStreamEvent, None]:
    """The events of a model's answer: of ``get_response`` if nobody watches, or if it cannot stream.

    Raises ``ModelTimeoutError`` when the whole answer takes longer than its settings allow.
    """
    seconds, events = call.model_settings.timeout, _events_of(model, call)
    return events if seconds is None else _within(seconds, events)


async def _events_of(model: Model, call: ModelCall) -> AsyncGenerator[TResponseStreamEvent, None]:
    begun = False
    if call.streamed or type(model).get_response is Model.get_response:
        try:
            stream = call.of(model.stream_response)
            if inspect.isawaitable(stream):  # an async function without a yield
                stream = await stream
            # A plain iterator cannot be closed.
            async with aclosing(stream) if hasattr(stream, "aclose") else nullcontext():
                async for event in stream:
                    begun = True
                    yield event
        except NotImplementedError:
            if begun:
                raise
        else:
            return
    for event in response_events(await call.of(model.get_response)):
        yield event


async def _within(
    seconds: float, events: AsyncGenerator[TResponseStreamEvent, None]
) -> AsyncGenerator[TResponseStreamEvent, None]:
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    async with aclosing(events):
        while True:
            try:
                event = await asyncio.wait_for(anext(events), end - clock())
            except StopAsyncIteration:
                return
            except asyncio.TimeoutError:
                raise ModelTimeoutError(seconds) from None
            yield event


class Answer:
    """What of a stream counts in the end: the finished items, and the complete response once it is there."""

    def __init__(self, settings: ModelSettings) -> None:
        self.items: list[TResponseOutputItem] = []
        self.response: ModelResponse | None = None
        self._settings = settings

    def take(self, event: Any) -> None:
        """Keep what an event says. Raises ``ModelBehaviorError`` for one of a failure."""
        kind = getattr(event, "type", None)
        if kind == "response.output_item.done":
            self.items.append(event.item)
        elif kind == "response.completed":
            # Some servers leave the output of the final event empty.
            event.response.output = event.response.output or list(self.items)
            self.response = ModelResponse.of_response(event.response, self._settings)
        elif kind in ("response.failed", "response.incomplete", "error"):
            raise ModelBehaviorError(failure_text(event))


async def complete_response(
    stream: AsyncIterator[TResponseStreamEvent], settings: ModelSettings
) -> ModelResponse:
    """Read a stream to its end and give its response. Raises ``ModelBehaviorError`` if there is none."""
    answer = Answer(settings)
    try:
        async for event in stream:
            answer.take(event)
            if answer.response is not None:
                return answer.response
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
    raise ModelBehaviorError("The model's stream ended without a final response.")


def failure_text(event: Any) -> str:
    """Why a response failed, in a sentence: of ``response.failed``, ``response.incomplete`` or ``error``."""
    if event.type == "error":
        return f"The model's stream failed: {event.message} (code {event.code})."
    incomplete = event.type == "response.incomplete"
    details = event.response.incomplete_details if incomplete else event.response.error
    reason = getattr(details, "reason", None) or getattr(details, "message", None) or "no reason given"
    return f"The model's response {'is incomplete' if incomplete else 'failed'}: {reason}."
