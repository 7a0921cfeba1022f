"""The base class of adapters: everything that a widget asks of a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from typing_extensions import Self

from ..agents.approvals import Decision
from ..agents.run_internal.event_log import EventLog
from ..transcript.tape import Tape

Options: TypeAlias = Mapping[str, Any]
"""What ``watch`` was given for a run: keyword arguments of ``Runner.run_streamed``, and ``config``."""
Ability: TypeAlias = Literal["stop", "stop_after_turn", "pause", "step", "approve", "edit_arguments", "say"]
"""What can be asked of a run that is at work."""
EVERY_ABILITY: tuple[Ability, ...] = get_args(Ability)
RunOutcome: TypeAlias = Literal["done", "cancelled"]
"""How a run ended whose events ended without an error."""


class RunEndedError(RuntimeError):
    """The run ended before it could take what it was told."""


class Past(NamedTuple):
    """What happened in a run before a widget followed it."""

    events: Sequence[tuple[float, Any]] = ()
    """Each event with its time, in seconds of ``time.monotonic``."""
    ended: bool = False
    """Whether no event is to come."""
    error: BaseException | None = None
    """What ended the run, if an error did."""


class Adapter:
    """One run as a widget reads and steers it. Subclass it for a kind of run, and define ``events``.

    Every other attribute and method has a default, for a run that cannot do it. A widget calls ``past`` and
    ``attach`` where ``watch`` was called, ``say`` on any thread, and the rest on the run's own loop.
    ``pause``, ``resume``, ``step``, ``say`` and ``resume_with`` are called only for runs that list the
    ability.
    """

    abilities: tuple[Ability, ...] = ()
    """What can be asked of the run while it is at work. Default: nothing; the view shows no such buttons."""
    input: str | list[Any] | None = None
    """What the run was asked: a text, or input items such as ``{"role": "user", "content": "Hi"}``.
    Default: not known."""
    starting_agent: Any = None
    """The agent that the run began with. Default: not known."""
    result: Any = None
    """What ``await widget`` gives. Default: None, which gives the transcript."""
    options: Options = MappingProxyType({})
    """Options for a run that goes on from this one. Default: none."""
    next_agent: Any = None
    """Who answers a next message. Default: nobody, so that the run cannot be gone on with."""
    began: float | None = None
    """When the run began, in seconds of ``time.monotonic``. Default: when its events are first read."""
    loop: asyncio.AbstractEventLoop | None = None
    """The event loop that the events must be read on. Default: any."""
    tape: Tape | None = None
    """The recording that the run is, instead of events. Default: it is none."""

    def __init__(self, source: Any) -> None:
        self.source = source

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether this adapter reads ``source``, told by its shape. Default: never; it is passed by name."""
        return False

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter of a source that matches. Default: options for a run that goes on are not used."""
        return cls(source)

    # Reading

    def past(self) -> Past:
        """Give what happened before the widget came; ``events`` gives what comes after. Default: nothing."""
        return Past()

    def events(self) -> AsyncGenerator[Any, None]:
        """Yield the run's events as they come; raise what ends the run.

        Closing the generator means that nobody reads on. It is called once, and once more each time that
        ``resume_with`` gives this adapter again.
        """
        raise self._missing("events")

    def translate(self, event: Any) -> Iterable[Any]:
        """Give what an event means in terms of ``agents_widget.sources.events``. Default: the event itself.

        It is called once for each event, in order. The widget's readers and the Events tab get the event as
        it came.
        """
        return (event,)

    @property
    def event_time(self) -> float | None:
        """When the event that was yielded last happened, in seconds of ``time.monotonic``. Default: now."""
        return None

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended, asked once its events have ended. Default: it is done."""
        return "done"

    def late_events(self) -> Iterable[Any]:
        """Give events of ``agents_widget.sources.events`` for what the run did and ``events`` did not show.

        Asked each time that ``events`` has ended, however. Default: none.
        """
        return ()

    @property
    def begun_calls(self) -> Collection[str] | None:
        """The call ids of the tools that have begun, asked once the run has ended.

        Default: None, not known. Which calls of a run that was stopped or failed were not run is then
        guessed by its events.
        """
        return None

    @property
    def call_errors(self) -> Mapping[str, BaseException] | None:
        """What tool calls raised that have no output for it, by call id; asked once the run has ended.

        Default: None, not known. Every call under way in a run that fails counts as failed then; else those
        that are not named were cut off.
        """
        return None

    def history(self) -> list[Any]:
        """Give what the input of the next run begins with, asked once the run has ended. Default: nothing.

        The items may be of any kind: an ``AgentRunner`` of the same framework reads them. They must not
        change, since who edits an earlier message goes back to them.
        """
        return []

    @property
    def next_options(self) -> Options:
        """The options of the next run, asked once this one has ended. Default: this run's."""
        return self.options

    def attach(self, log: EventLog[Any], widget: Any) -> None:
        """Take the widget that follows the run, and the log that it writes the run's events to.

        A source that can be read only once can give the log to its other readers. Default: does nothing.
        """

    # Steering

    def stop(self, *, after_turn: bool) -> bool:
        """Ask the run to end: now, or after the model call and tools under way. Gives whether it was asked.

        Default: False. The widget then stops reading, which closes ``events``. While tool calls wait for
        approval, ``events`` has ended: the run is over then whatever this gives, without ``resume_with``.
        """
        return False

    def pause(self, on_hold: Callable[[str], None]) -> None:
        """Hold the run before its next step.

        Call ``on_hold`` on the run's loop for each tool call that is held, with its call id, and for a model
        call with "". The hold lasts until ``resume``, through approvals too if the same adapter goes on.
        """
        raise self._missing("pause")

    def resume(self) -> None:
        """Let a held run go on."""
        raise self._missing("resume")

    def step(self, on_hold: Callable[[str], None]) -> str:
        """Let the run take one step and hold it before the next; it may be held already, or not.

        Gives the id of the held tool call that goes on, or "". ``on_hold`` is as for ``pause``, and is also
        called when the step has ended while other calls are still held.
        """
        raise self._missing("step")

    def say(self, text: str) -> None:
        """Tell the model something before its next call; called on any thread.

        Raises ``RunEndedError`` if the run makes no more calls.
        """
        raise self._missing("say")

    # Approvals

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval, by call id, asked once ``events`` has ended.

        ``agents_widget.sources.events.approval_request`` makes one. Default: none, so that the run has ended.
        """
        return {}

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Go on with the run after each interruption was decided.

        Gives the adapter to read next: a new one, or this one if the same run goes on.
        """
        raise self._missing("resume_with")

    def _missing(self, method: str) -> NotImplementedError:
        return NotImplementedError(
            f"{type(self).__qualname__} does not define {method}(), which is needed here. "
            "See docs/adapters.md."
        )
