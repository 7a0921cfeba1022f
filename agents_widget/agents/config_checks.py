"""Checks of what programs configure: a misspelling is told at once, with the class of the SDK's error."""

from __future__ import annotations

import dataclasses
import difflib
import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from .exceptions import UserError, describe_value

ConfigT = TypeVar("ConfigT")
NOTHING_INSTEAD: Mapping[str, str] = MappingProxyType({})
_CONVERSION = ConfigDict(arbitrary_types_allowed=True)


class WrongTypeError(UserError, TypeError):
    """A value of a type that cannot be meant: a ``TypeError``, as in the SDK, and a ``UserError``."""


def config_of(value: Any, kind: type[ConfigT], name: str) -> ConfigT:
    """A config from what a program passes: one, or a dict of its fields. Raises ``TypeError`` otherwise."""
    if isinstance(value, kind):
        return value
    if not isinstance(value, dict):
        raise TypeError(f"{name} is a {kind.__name__} or a dict of its fields, got {describe_value(value)}")
    known = [each.name for each in dataclasses.fields(kind) if each.init]  # type: ignore[arg-type]
    check_names(value, known, name)
    return kind(**value)


def check_names(
    given: Iterable[Any], known: Iterable[str], owner: str, instead: Mapping[str, str] = NOTHING_INSTEAD
) -> None:
    """Raise ``TypeError`` for names that ``owner`` does not know; ``instead`` says what to write for some."""
    known = list(known)
    unknown = [str(name) for name in given if name not in known]
    if unknown:
        told = dict.fromkeys(instead[name] for name in unknown if name in instead)
        suggestion = _suggestion(unknown[0], known) or f" It has {', '.join(known)}."
        raise TypeError(
            f"{owner} has no {', '.join(unknown)}.{''.join(f' {each}' for each in told) or suggestion}"
        )


def check_choice(value: Any, choices: Iterable[Any], owner: str) -> None:
    """Raise ``ValueError`` for a value that is none of those to choose from."""
    choices = list(choices)
    if value not in choices:
        expected = ", ".join(map(repr, choices))
        raise ValueError(f"{owner} must be one of {expected}, got {value!r}.{_suggestion(value, choices)}")


def check_switch(value: Any, owner: str) -> None:
    """Raise ``TypeError`` for a switch that is neither a bool nor a function that gives one."""
    if not isinstance(value, int | None) and not callable(value):
        raise TypeError(f"{owner} must be True, False, or a function that returns one, got {value!r}.")


def check_callables(options: Mapping[str, Any], owner: str) -> None:
    """Raise ``UserError`` for the first option that is neither a function nor None."""
    for name, value in options.items():
        if value is not None and not callable(value):
            raise UserError(f"{owner} {name} must be a function or None: {value!r} is not callable.")


def check_max_turns(value: Any) -> None:
    """Raise ``UserError`` for what is no number of model calls."""
    problem = f"max_turns must be a number of model calls, or None, got {value!r}."
    if not isinstance(value, int | None):
        raise WrongTypeError(problem)
    if value is not None and value < 0:
        raise UserError(problem)


def check_tool_choice(choice: Any, offered: Iterable[str], agent: str) -> None:
    """Raise ``UserError`` for a ``tool_choice`` that is no tool of the agent, and none of the API's words."""
    words = ["auto", "required", "none", *offered]
    if isinstance(choice, str) and choice not in words:
        raise UserError(
            f"ModelSettings.tool_choice {choice!r} is no tool of agent {agent!r}: it can be "
            f"{', '.join(map(repr, words))}.{_suggestion(choice, words)}"
        )


def convert_fields(config: Any) -> None:
    """Convert the fields of a dataclass to their types; None stays. Raises pydantic's ``ValidationError``."""
    kind: Any = type(config)
    names = [each.name for each in dataclasses.fields(kind)]
    given = {name: value for name in names if (value := getattr(config, name)) is not None}
    if given:
        for name, value in _adapter(kind).validate_python(given).items():
            setattr(config, name, value)


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Validates a dict of a dataclass's fields; made when first needed, since that takes milliseconds."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {each.name: hints[each.name] for each in dataclasses.fields(kind)}
    typed: Any = TypedDict(kind.__name__, fields, total=False)  # type: ignore[misc]
    adapter: TypeAdapter[Any] = TypeAdapter(with_config(_CONVERSION)(typed))
    return adapter


def _suggestion(value: Any, choices: list[Any]) -> str:
    close = difflib.get_close_matches(str(value), [each for each in choices if isinstance(each, str)], 1)
    return f" Did you mean {close[0]!r}?" if close else ""
