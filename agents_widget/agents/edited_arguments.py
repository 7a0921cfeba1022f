"""A tool's arguments as a person edits them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from .argument_problems import new_problems

EXPECTED = 'Expected an object: {"name": 1}.'
_NAMES = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
}
"""What JSON has besides objects, as Python reads it."""


class EditedArguments(NamedTuple):
    """Arguments that replace those the model wrote."""

    text: str
    """They as JSON text, which the run is given."""
    values: Mapping[str, Any]
    """They by the names of the parameters that they set."""

    def check(self, schema: Mapping[str, Any], written: str) -> None:
        """Raise ``ValueError`` for what the tool's schema refuses, but for what the model had ``written``."""
        if problems := new_problems(schema, self.values, written):
            raise ValueError(" ".join(problems))


def parse_arguments(arguments: str | Mapping[str, Any] | None) -> EditedArguments | None:
    """Read edited arguments: a mapping or model, or the JSON text of an object. None: nothing was edited.

    A text stays as it is, to the byte. Raises ``ValueError`` when it is not that of a JSON object.
    """
    if arguments is None:
        return None
    try:
        text = arguments if isinstance(arguments, str) else _as_json(arguments)
        parsed = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, TypeError, RecursionError, PydanticSerializationError) as error:
        raise ValueError(f"The arguments are not JSON ({error}). {EXPECTED}") from error
    if type(parsed) is not dict:
        raise ValueError(f"The arguments are {_NAMES[type(parsed)]}. {EXPECTED}")
    return EditedArguments(text, parsed)


def _as_json(arguments: object) -> str:
    """Write arguments as JSON text; what is no mapping is refused afterwards, as its text would be."""
    return json.dumps(arguments, allow_nan=False, default=_plain)


def _plain(value: object) -> Any:
    """Give what JSON has for a mapping, an enum, or a model: its fields by their names in a schema."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _refuse_constant(name: str) -> None:
    """Refuse ``NaN`` and ``Infinity``, which Python reads and a model's server may not."""
    raise ValueError(f"{name} is no JSON value")
