"""Runs with a result object: of this package's ``Runner`` and of the OpenAI Agents SDK's."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping
from typing import Any

from typing_extensions import Self

from ..agents.approvals import Decision
from ..agents.run_internal.event_log import EventLog
from ..transcript.fields import field
from .base import EVERY_ABILITY, Ability, Adapter, Options, Past, RunOutcome
from .unseen_calls import UnseenCalls

DEFAULT_MAX_TURNS = 10
"""The default of ``Runner.run_streamed(max_turns=)``."""


class RunResultAdapter(Adapter):
    """A ``RunResultStreaming``: what the two packages have in common."""

    goes_on = True
    """Whether a next message can begin another run."""

    def __init__(self, source: Any, options: Options | None = None) -> None:
        super().__init__(source)
        self.result = source
        self.options = options or {}
        self.input = getattr(source, "input", None)

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter; the options are those of a run that goes on from this one."""
        return cls(source, options)

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if the run has neither an output nor a question."""
        unfinished = self.result.final_output is None and not self.interruptions()
        return "cancelled" if unfinished else "done"

    @property
    def next_agent(self) -> Any:
        """The agent that spoke last, if the run can be gone on with."""
        return self.result.last_agent if self.goes_on else None

    def history(self) -> list[Any]:
        """Give the items of the conversation so far."""
        items: list[Any] = self.result.to_input_list()
        return items

    @property
    def next_options(self) -> Options:
        """Those of this run. Where the server keeps what was said, the next one follows its last response."""
        last = self.result.last_response_id if self.options.get("previous_response_id") else None
        return {**self.options, "previous_response_id": last} if last else self.options

    def stop(self, *, after_turn: bool) -> bool:
        """Cancel the run, now or when the model call and tools under way are done."""
        self.result.cancel(mode="after_turn" if after_turn else "immediate")
        return True

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval."""
        return {_call_id(item): item for item in getattr(self.result, "interruptions", None) or ()}

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Run on from the decided state, by the runner that the result came from."""
        state = self.result.to_state()
        agent = self.result.last_agent
        for call_id, item in self.interruptions().items():
            _decide(state, item, decisions[call_id])
        return adapter_of(runner_of(agent).run_streamed(agent, state, **self.options), self.options)


class OwnRunAdapter(RunResultAdapter):
    """A run of this package's ``Runner``: its log can have any number of readers."""

    abilities = EVERY_ABILITY

    def __init__(self, source: Any, options: Options | None = None) -> None:
        super().__init__(source, {**source.options, **(options or {})})
        self.loop = source.loop
        self.began = source.log.began
        self._log: EventLog[Any] = source.log
        entered = (event.new_agent for event in self._log.events if hasattr(event, "new_agent"))
        self.starting_agent = next(entered, source.last_agent)
        self._position = 0
        source.watch_prints()

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it has an event log."""
        return isinstance(getattr(source, "log", None), EventLog)

    def past(self) -> Past:
        """Give what the log holds already."""
        log = self._log
        # The end is asked before the length: the run may go on meanwhile, on its own thread.
        ended = log.closed
        self._position = len(log.events)
        timed = list(zip(log.times, log.events[: self._position], strict=False))
        return Past(timed, ended, log.error)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run's log, as any other reader does."""
        async for event in self._log.read(self._position):
            self._position += 1
            yield event

    @property
    def begun_calls(self) -> Collection[str]:
        """The ids of the calls whose tools have begun."""
        begun: Collection[str] = self.result.begun_calls
        return begun

    @property
    def call_errors(self) -> Mapping[str, BaseException]:
        """What tool calls raised that have no output for it."""
        errors: Mapping[str, BaseException] = self.result.call_errors
        return errors

    @property
    def event_time(self) -> float | None:
        """Give when the event came, which may be long before it is read: something can hold up the loop."""
        return self._log.times[self._position - 1]

    def attach(self, log: EventLog[Any], widget: Any) -> None:
        """Tell the result which widget shows it."""
        self.result.widget = widget

    def pause(self, on_hold: Callable[[str], None]) -> None:
        """Hold the run before its next model call, tool or handoff."""
        self.result.pause(on_hold)

    def step(self, on_hold: Callable[[str], None]) -> str:
        """Let the run take one step, and give the call that goes on if one was held."""
        next_held: str = self.result.steering.next_held
        self.result.step(on_hold)
        return next_held

    def resume(self) -> None:
        """Let the run go on."""
        self.result.resume()

    def say(self, text: str) -> None:
        """Add a user's message before the next model call. Raises ``UserError`` when the run has ended."""
        self.result.say(text)


class SdkRunAdapter(RunResultAdapter):
    """A run of the OpenAI Agents SDK, which is never imported: who has a result has loaded it already."""

    abilities: tuple[Ability, ...] = ("stop", "stop_after_turn", "approve")

    def __init__(self, source: Any, options: Options | None = None) -> None:
        context = field(field(source, "context_wrapper"), "context")
        limit = getattr(source, "max_turns", DEFAULT_MAX_TURNS)
        super().__init__(source, {"context": context, "max_turns": limit, **(options or {})})
        self._read = source.stream_events
        self._unseen = UnseenCalls()

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter of a run that somebody else began, with options that the result does not tell."""
        made = super().create(source, options)
        made.goes_on = False
        return made

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it has the methods ``stream_events`` and ``cancel``."""
        methods = (getattr(source, name, None) for name in ("stream_events", "cancel"))
        return all(callable(method) for method in methods)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run's one queue: whoever else reads it takes events away."""
        async for event in self._read():
            self._unseen.note(event)
            yield event

    def late_events(self) -> Iterable[Any]:
        """Give the model calls of agents used as tools, which the SDK does not stream."""
        return self._unseen.take(self.result)

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Run on from the decided state; its usage goes on, too."""
        following = super().resume_with(decisions)
        if isinstance(following, SdkRunAdapter):
            following._unseen = UnseenCalls(self._unseen.given)
        return following

    def attach(self, log: EventLog[Any], widget: Any) -> None:
        """Have the user's own ``async for`` over this result read the log instead of the queue."""
        # A hack: the SDK's result has one queue, and offers no way to read it twice. Without it, a cell that
        # watches a result and then reads it, as the SDK's documentation shows, would get half of the events.
        self.result.stream_events = log.read


def runner_of(agent: Any) -> Any:
    """Give the ``Runner`` of the package that an agent's class comes from; None when there is none."""
    for kind in type(agent).__mro__:
        package = sys.modules[kind.__module__.partition(".")[0]]
        if (runner := getattr(package, "Runner", None)) is not None:
            return runner
    return None


def is_own(runner: Any) -> bool:
    """Whether a ``Runner`` is this package's."""
    return runner is not None and runner.__module__.startswith(f"{__name__.partition('.')[0]}.")


def adapter_of(result: Any, options: Options) -> RunResultAdapter:
    """Give the adapter of a run that was just started. Raises ``TypeError`` for what is none."""
    for kind in (OwnRunAdapter, SdkRunAdapter):
        if kind.matches(result):
            return kind(result, options)
    raise TypeError(f"Runner.run_streamed() gave {type(result).__name__}, which is no run of either package.")


def _call_id(item: Any) -> str:
    """Give the id of the call that an approval item asks about."""
    return str(field(item.raw_item, "call_id") or field(item.raw_item, "id", ""))


def _decide(state: Any, item: Any, decision: Decision) -> None:
    """Write a decision into the state of a run."""
    if not decision.approved:
        state.reject(item, rejection_message=decision.message)
        return
    # The SDK's approve() takes no arguments.
    edited = {} if decision.arguments is None else {"arguments": decision.arguments}
    state.approve(item, always_approve=decision.always, **edited)
