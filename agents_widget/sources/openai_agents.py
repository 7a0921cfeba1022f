"""Runs that have a result object: ours and the OpenAI Agents SDK's."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ..agents.run_internal.event_log import EventLog
from ..transcript.fields import field
from ..widget.run.approvals import Decision
from .base import Past, Source

Options = Mapping[str, Any]
"""Keyword arguments for ``Runner.run_streamed``."""
DEFAULT_MAX_TURNS = 10


class Result(Source):
    """A ``RunResultStreaming``, recognised by its shape; ours has a log that many can read."""

    def __init__(self, result: Any, options: Options) -> None:
        self.result, self.options = result, options
        self.input = getattr(result, "input", None)

    @property
    def cancelled(self) -> bool:
        """Whether it ended with neither an output nor a question."""
        return self.result.final_output is None and not self.interruptions()

    def stop(self, *, after_turn: bool) -> bool:
        """Cancel the run, now or when the model call and tools under way are done."""
        self.result.cancel(mode="after_turn" if after_turn else "immediate")
        return True

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval."""
        return {_call_id(item): item for item in getattr(self.result, "interruptions", None) or ()}

    def resumed(self, decisions: Mapping[str, Decision]) -> Source:
        """Run on from the decided state, by the runner that the result came from."""
        state, agent = self.result.to_state(), self.result.last_agent
        for call_id, item in self.interruptions().items():
            approved, arguments, message, always = decisions[call_id]
            if approved:
                edited = {} if arguments is None else {"arguments": arguments}
                state.approve(item, always_approve=always, **edited)
            else:
                state.reject(item, rejection_message=message)
        return type(self)(runner_of(agent).run_streamed(agent, state, **self.options), self.options)


class OurResult(Result):
    """A run of this package, on whatever loop it was started."""

    abilities = ("stop", "stop_after_turn", "pause", "approve", "edit_arguments", "say")

    def __init__(self, result: Any, options: Options) -> None:
        super().__init__(result, {**result.options, **options})
        self.home, self.began = result.loop, result.log.began
        self._log: EventLog[Any] = result.log
        entered = (event.new_agent for event in self._log.events if hasattr(event, "new_agent"))
        self.starting_agent = next(entered, result.last_agent)
        self._seen = 0
        result.watch_prints()

    def share(self, log: EventLog[Any], widget: Any) -> None:
        """Tell the result of its view."""
        self.result.widget = widget

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run's log, as any other reader does."""
        async for event in self._log.read(self._seen):
            yield event

    def past(self) -> Past:
        """Give what the log holds already."""
        log = self._log
        ended, self._seen = log.closed, len(log.events)
        timed = list(zip(log.times, log.events[: self._seen], strict=False))
        return Past(timed, ended, log.error)


class SdkResult(Result):
    """A run of the OpenAI Agents SDK, which is never imported: it is already there when its result is."""

    abilities = ("stop", "stop_after_turn", "approve")

    def __init__(self, result: Any, options: Options) -> None:
        context = field(field(result, "context_wrapper"), "context")
        limit = getattr(result, "max_turns", DEFAULT_MAX_TURNS)
        super().__init__(result, {"context": context, "max_turns": limit, **options})
        self._read = result.stream_events

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run's one queue: whoever else reads it takes events away."""
        async for event in self._read():
            yield event

    def share(self, log: EventLog[Any], widget: Any) -> None:
        """Have the user's own ``async for`` over this result read the log instead of the queue."""
        self.result.stream_events = log.read


def result_source(value: Any, options: Options) -> Result | None:
    """Give the source that a run's result is, by its shape; None for anything else."""
    if isinstance(getattr(value, "log", None), EventLog):
        return OurResult(value, options)
    if callable(getattr(value, "stream_events", None)) and callable(getattr(value, "cancel", None)):
        return SdkResult(value, options)
    return None


def _call_id(item: Any) -> str:
    """Give the id of the call that an approval item asks about."""
    return str(field(item.raw_item, "call_id") or field(item.raw_item, "id", ""))


def runner_of(agent: Any) -> Any:
    """Give the ``Runner`` of the package that an agent's class comes from; None when there is none."""
    for kind in type(agent).__mro__:
        package = sys.modules[kind.__module__.split(".")[0]]
        if (runner := getattr(package, "Runner", None)) is not None:
            return runner
    return None


def run_options(*, max_turns: int | None, **given: Any) -> Options:
    """Give the keyword arguments for ``Runner.run_streamed`` that differ from its defaults.

    Raises ``TypeError`` for a session that is none, such as the name of one.
    """
    session = given.get("session")
    if session is not None and not hasattr(session, "get_items"):
        raise TypeError(f"A session is an object such as SQLiteSession('ada', 'talks.db'), not {session!r}.")
    options = {name: value for name, value in given.items() if value is not None}
    return options if max_turns == DEFAULT_MAX_TURNS else options | {"max_turns": max_turns}
