"""Runs that have a result object: ours and the OpenAI Agents SDK's."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ..runtime.event_log import EventLog
from .approvals import Decision
from .sources import Past, Source

Options = Mapping[str, Any]
"""Keyword arguments for ``Runner.run_streamed``."""
DEFAULT_MAX_TURNS = 10


class Result(Source):
    """A ``RunResultStreaming``, recognised by its shape; ours has a log that many can read."""

    def __init__(self, result: Any, options: Options) -> None:
        self._result = result
        self._options = options
        self.input = getattr(result, "input", None)

    @property
    def result(self) -> Any:
        """The result object of the run."""
        return self._result

    @property
    def options(self) -> Options:
        """The keyword arguments for a run that goes on from it."""
        return {**self._known(), **self._options}

    def _known(self) -> Options:
        """Give the options that the result itself tells."""
        raise NotImplementedError

    @property
    def cancelled(self) -> bool:
        """Whether it ended with neither an output nor a question."""
        return self._result.final_output is None and not self.interruptions()

    def stop(self, *, after_turn: bool) -> bool:
        """Cancel the run, now or when the model call and tools under way are done."""
        self._result.cancel(mode="after_turn" if after_turn else "immediate")
        return True

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval."""
        return {_call_id(item): item for item in getattr(self._result, "interruptions", None) or ()}

    def _decided(self, decisions: Mapping[str, Decision]) -> Any:
        """Give the state of the run with each decision noted in it."""
        state = self._result.to_state()
        for call_id, item in self.interruptions().items():
            self._decide(state, item, decisions[call_id])
        return state

    def _decide(self, state: Any, item: Any, decision: Decision) -> None:
        if decision.approved:
            state.approve(item, always_approve=decision.always)
        else:
            state.reject(item, rejection_message=decision.message)


class OurResult(Result):
    """A run of this package, on whatever loop it was started."""

    abilities = ("stop", "stop_after_turn", "pause", "approve", "edit_arguments", "say")

    def __init__(self, result: Any, options: Options) -> None:
        super().__init__(result, options)
        self.home, self.began = result.loop, result.log.began
        self._log: EventLog[Any] = result.log
        result.watch_prints()
        self._seen = 0

    def _known(self) -> Options:
        known: Options = self._result.options
        return known

    @property
    def starting_agent(self) -> Any:
        """The agent that the run began with."""
        entered = (event.new_agent for event in self._log.events if hasattr(event, "new_agent"))
        return next(entered, self._result.last_agent)

    def share(self, log: EventLog[Any], widget: Any) -> None:
        """Tell the result of its view."""
        self._result.widget = widget

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

    def resumed(self, decisions: Mapping[str, Decision]) -> Source:
        """Run on from the decided state."""
        state = self._decided(decisions)
        agent = self._result.last_agent
        return OurResult(runner_of(agent).run_streamed(agent, state, **self.options), self.options)

    def _decide(self, state: Any, item: Any, decision: Decision) -> None:
        if decision.approved and decision.arguments is not None:
            state.approve(item, always_approve=decision.always, arguments=decision.arguments)
        else:
            super()._decide(state, item, decision)


class SdkResult(Result):
    """A run of the OpenAI Agents SDK, which is never imported: it is already there when its result is."""

    abilities = ("stop", "stop_after_turn", "approve")

    def __init__(self, result: Any, options: Options) -> None:
        super().__init__(result, options)
        self._read = result.stream_events

    def _known(self) -> Options:
        return {"context": self._result.context_wrapper.context, "max_turns": self._result.max_turns}

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run's one queue: whoever else reads it takes events away."""
        async for event in self._read():
            yield event

    def share(self, log: EventLog[Any], widget: Any) -> None:
        """Have the user's own ``async for`` over this result read the log instead of the queue."""
        self._result.stream_events = log.read

    def resumed(self, decisions: Mapping[str, Decision]) -> Source:
        """Run on from the decided state, by the runner that the result came from."""
        state = self._decided(decisions)
        agent = self._result.last_agent
        return SdkResult(runner_of(agent).run_streamed(agent, state, **self.options), self.options)


def result_source(value: Any, options: Options) -> Result | None:
    """Give the source that a run's result is, by its shape; None for anything else."""
    if isinstance(getattr(value, "log", None), EventLog):
        return OurResult(value, options)
    if callable(getattr(value, "stream_events", None)) and callable(getattr(value, "cancel", None)):
        return SdkResult(value, options)
    return None


def _call_id(item: Any) -> str:
    """Give the id of the call that an approval item asks about."""
    raw = item.raw_item
    call_id = raw.get("call_id") if isinstance(raw, Mapping) else getattr(raw, "call_id", None)
    return str(call_id or getattr(raw, "id", ""))


def runner_of(agent: Any) -> Any:
    """Give the ``Runner`` of the package that an agent's class comes from; None when there is none."""
    for kind in type(agent).__mro__:
        package = sys.modules[kind.__module__.split(".")[0]]
        if (runner := getattr(package, "Runner", None)) is not None:
            return runner
    return None


def run_options(*, max_turns: int | None, **given: Any) -> Options:
    """Give the keyword arguments for ``Runner.run_streamed`` that differ from its defaults."""
    options = {name: value for name, value in given.items() if value is not None}
    return options if max_turns == DEFAULT_MAX_TURNS else options | {"max_turns": max_turns}
