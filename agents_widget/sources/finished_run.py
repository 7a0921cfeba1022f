"""Runs that have ended and kept no events: the result of ``Runner.run``, of both packages."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from typing import Any

from ..transcript.fields import agent_name, count_field, field
from . import events
from .base import Ability, Options, Past
from .openai_agents import DEFAULT_MAX_TURNS, RunResultAdapter, is_own, runner_of


class FinishedRunAdapter(RunResultAdapter):
    """A result whose items tell what happened, in order; when it happened is not known."""

    abilities: tuple[Ability, ...] = ("approve",)

    def __init__(self, source: Any, options: Options | None = None) -> None:
        context = field(field(source, "context_wrapper"), "context")
        limit = getattr(source, "max_turns", DEFAULT_MAX_TURNS)
        super().__init__(source, {"context": context, "max_turns": limit, **(options or {})})
        self.began = time.monotonic()
        self.goes_on = is_own(runner_of(source.last_agent))

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it has items, and no events that are still to be read."""
        is_result = isinstance(field(source, "new_items"), list) and hasattr(source, "to_input_list")
        return is_result and (not hasattr(source, "stream_events") or _was_read(source))

    def past(self) -> Past:
        """Give the run as events, all of the same moment."""
        error = field(self.result, "run_loop_exception")
        return Past([(self.began or 0.0, event) for event in _events(self.result)], True, error)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Yield nothing: all of it is past."""
        no_events: tuple[Any, ...] = ()
        for event in no_events:
            yield event

    def stop(self, *, after_turn: bool) -> bool:
        """Nothing is at work."""
        return False


def _was_read(result: Any) -> bool:
    """Whether a streamed run of the SDK has ended, and its one queue of events was emptied by a reader."""
    queue = field(result, "_event_queue")
    is_read = queue is not None and queue.empty() and bool(result.new_items)
    return is_read and bool(field(result, "is_complete", False))


def _events(result: Any) -> Iterator[Any]:
    """Tell each model call with what it wrote, then what its tools answered."""
    items = list(result.new_items)
    responses = list(field(result, "raw_responses", []))
    agent = None
    for number, response in enumerate(responses):
        later = [output for each in responses[number + 1 :] for output in each.output]
        written = _take_while(items, response.output, are_in=True)
        if written and (name := agent_name(written[0].agent)) != agent:
            agent = name
            yield events.agent_started(name)
        yield events.model_call_started(_model_of(written))
        yield from map(_item_event, written)
        yield _model_call_done(response)
        yield from map(_item_event, _take_while(items, later, are_in=False))
    yield from map(_item_event, items)


def _take_while(items: list[Any], outputs: list[Any], *, are_in: bool) -> list[Any]:
    """Remove the items at the front that are, or are not, among outputs of models; gives them."""
    taken: list[Any] = []
    while items and (items[0].raw_item in outputs) is are_in:
        taken.append(items.pop(0))
    return taken


def _item_event(item: Any) -> dict[str, Any]:
    return {"type": "run_item_stream_event", "name": "", "item": item}


def _model_of(written: list[Any]) -> str:
    """Name the model, where its agent does."""
    model = field(written[0].agent, "model") if written else None
    return model if isinstance(model, str) else str(field(model, "model", ""))


def _model_call_done(response: Any) -> Any:
    usage = field(response, "usage")
    return events.model_call_done(
        input_tokens=count_field(usage, "input_tokens"),
        output_tokens=count_field(usage, "output_tokens"),
        cached_tokens=count_field(field(usage, "input_tokens_details"), "cached_tokens"),
        reasoning_tokens=count_field(field(usage, "output_tokens_details"), "reasoning_tokens"),
    )
