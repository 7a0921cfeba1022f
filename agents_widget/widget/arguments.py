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

    def check_names(self, schema: Mapping[str, Any]) -> None:
        """Raise ``ValueError`` for a name that the tool does not have; those left out may have a default."""
        known = schema.get("properties", {})
        unknown = sorted(self.names - set(known))
        if unknown and schema.get("additionalProperties") is False:
            raise ValueError(
                f"The tool takes {', '.join(known) or 'no arguments'}, not {', '.join(unknown)}."
            )


def parse_arguments(arguments: str | Mapping[str, Any] | None) -> EditedArguments | None:
    """Read edited arguments: a mapping, or the JSON text of an object. None means that nothing was edited.

    Raises ``ValueError`` when a text is not that of a JSON object.
    """
    if arguments is None:
        return None
    if not isinstance(arguments, str):
        return EditedArguments(json.dumps(dict(arguments)), frozenset(arguments))
    try:
        parsed = json.loads(arguments)
    except ValueError as error:
        raise ValueError(f"The arguments are not JSON ({error}). {EXPECTED}") from error
    if type(parsed) is not dict:
        raise ValueError(f"The arguments are a {type(parsed).__name__}. {EXPECTED}")
    return EditedArguments(arguments, frozenset(parsed))
