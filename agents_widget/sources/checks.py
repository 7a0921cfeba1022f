"""Checks of what an adapter gives: anybody may write one, and a wrong type would fail far from its cause."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias, get_args

from ..agents.approvals import Decision
from .base import Ability, Adapter, Past, RunOutcome

Translate: TypeAlias = Callable[[Any], Iterable[Any]]
"""Gives what an event means in events that the projector reads: ``Adapter.translate``."""

_METHODS: dict[Ability, tuple[str, ...]] = {
    "stop_after_turn": ("stop",),
    "pause": ("pause", "resume"),
    "step": ("step",),
    "approve": ("interruptions", "resume_with"),
    "say": ("say",),
}
"""The methods that an adapter with an ability has to define."""


def describe_type(value: Any) -> str:
    """Name the type of a value, for an error message."""
    if isinstance(value, type):
        return f"the class {value.__qualname__}"
    kind = type(value)
    return f"an object of type {kind.__module__}.{kind.__qualname__}".replace("builtins.", "")


def check_definition(adapter: Adapter) -> None:
    """Raise ``TypeError`` for an adapter that does not define what it needs."""
    name = type(adapter).__qualname__
    if not hasattr(adapter, "source"):
        raise TypeError(f"{name}.__init__ does not call super().__init__(source).")
    known = get_args(Ability)
    listed: object = adapter.abilities  # what a user wrote may be anything
    if not isinstance(listed, (tuple, list)) or not set(listed) <= set(known):
        raise TypeError(f"{name}.abilities is a tuple of {', '.join(map(repr, known))}, not {listed!r}.")
    needed = ["events"] if adapter.tape is None else []
    needed += [method for ability in adapter.abilities for method in _METHODS.get(ability, ())]
    for method in needed:
        if inspect.getattr_static(adapter, method) is inspect.getattr_static(Adapter, method):
            raise TypeError(f"{name} does not define {method}(). See docs/adapters.md.")
    if "step" in listed and "pause" not in listed:
        raise TypeError(f"{name}.abilities has 'step', which needs 'pause' beside it.")
    if "edit_arguments" in listed and "approve" not in listed:
        raise TypeError(f"{name}.abilities has 'edit_arguments', which needs 'approve' beside it.")


def past_of(adapter: Adapter) -> Past:
    """Give what happened before. Raises ``ValueError`` for events that have no beginning to count from."""
    past = adapter.past()
    if past.events and adapter.began is None:
        raise ValueError(
            f"{type(adapter).__qualname__}.past() gave events, and began is None: set began to the time of "
            "time.monotonic at which the run began."
        )
    return past


def open_events(adapter: Adapter) -> AsyncGenerator[Any, None]:
    """Begin to read an adapter's events. Raises ``TypeError`` for what is no asynchronous generator."""
    events: Any = adapter.events()
    if isinstance(events, AsyncIterator) and hasattr(events, "aclose"):
        return events  # type: ignore[return-value]
    if inspect.iscoroutine(events):
        events.close()  # it is never awaited, and Python would warn of that
    raise _wrong_type(adapter, "events()", events, "an asynchronous generator: `async def` with `yield`")


def translate_of(adapter: Adapter) -> Translate:
    """Give the adapter's ``translate``; what it gives is checked if it is a user's own."""
    if type(adapter).translate is Adapter.translate:
        return adapter.translate
    return partial(_translate, adapter)


def interruptions_of(adapter: Adapter) -> Mapping[str, Any]:
    """Give the tool calls that wait for approval. Raises ``TypeError`` for what is no mapping."""
    interruptions: Any = adapter.interruptions()
    if isinstance(interruptions, Mapping):
        return interruptions
    raise _wrong_type(adapter, "interruptions()", interruptions, "a mapping from call ids to requests")


def outcome_of(adapter: Adapter) -> RunOutcome:
    """Give how a run ended without an error. Raises ``ValueError`` for what is no such outcome."""
    outcome = adapter.outcome
    if outcome in get_args(RunOutcome):
        return outcome
    raise ValueError(
        f"{type(adapter).__qualname__}.outcome is {outcome!r}, and has to be 'done' or 'cancelled'. "
        "A run that fails raises its error from events()."
    )


def resume_with(adapter: Adapter, decisions: Mapping[str, Decision]) -> Adapter:
    """Go on after the decisions, and give the adapter to read next. Raises ``TypeError`` if it is none."""
    following: Any = adapter.resume_with(decisions)
    if isinstance(following, Adapter):
        return following
    raise _wrong_type(adapter, "resume_with()", following, "the adapter to read next, perhaps `self`")


def _translate(adapter: Adapter, event: Any) -> Iterable[Any]:
    meaning: Any = adapter.translate(event)
    if isinstance(meaning, Iterable) and not isinstance(meaning, (dict, str)):
        return meaning
    raise _wrong_type(adapter, "translate()", meaning, "a list or an iterator of events, perhaps empty")


def _wrong_type(adapter: Adapter, method: str, given: Any, expected: str) -> TypeError:
    name = type(adapter).__qualname__
    return TypeError(f"{name}.{method} gave {describe_type(given)}. It has to give {expected}.")
