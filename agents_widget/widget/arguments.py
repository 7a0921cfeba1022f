"""A tool's arguments as a person edits them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

EXPECTED = 'Expected an object: {"name": 1}.'


class EditedArguments(NamedTuple):
    """Arguments that replace those the model wrote."""

    text: str
    """They as JSON text, which the run is given."""
    names: frozenset[str]
    """The names of the parameters that they set."""

    def check_names(self, schema: Mapping[str, Any], written: str) -> None:
        """Raise ``ValueError`` for a name that the tool does not have; those left out may have a default.

        What the model wrote itself, in the arguments ``written``, was not the person's doing and may stay.
        """
        known = schema.get("properties", {})
        unknown = sorted(self.names - set(known) - _names_in(written))
        if unknown and schema.get("additionalProperties") is False:
            raise ValueError(
                f"The tool takes {', '.join(known) or 'no arguments'}, not {', '.join(unknown)}."
            )


def parse_arguments(arguments: str | Mapping[str, Any] | None) -> EditedArguments | None:
    """Read edited arguments: a mapping, or the JSON text of an object. None means that nothing was edited.

    A text stays as it is, to the byte. Raises ``ValueError`` when it is not that of a JSON object.
    """
    if arguments is None:
        return None
    try:
        text = arguments if isinstance(arguments, str) else json.dumps(dict(arguments), allow_nan=False)
        parsed = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"The arguments are not JSON ({error}). {EXPECTED}") from error
    if type(parsed) is not dict:
        raise ValueError(f"The arguments are a {type(parsed).__name__}. {EXPECTED}")
    return EditedArguments(text, frozenset(parsed))


def _refuse_constant(name: str) -> None:
    """Refuse ``NaN`` and ``Infinity``, which Python reads and a model's server may not."""
    raise ValueError(f"{name} is no JSON value")


def _names_in(written: str) -> frozenset[str]:
    try:
        parsed = json.loads(written)
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(parsed) if isinstance(parsed, dict) else frozenset()
