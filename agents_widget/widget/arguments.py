"""A tool's arguments as a person gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def check_names(arguments: str, schema: Mapping[str, Any]) -> None:
    """Raise ``ValueError`` for arguments that a tool does not have; those left out may have a default."""
    known = schema.get("properties", {})
    unknown = sorted(json.loads(arguments).keys() - known)
    if unknown and schema.get("additionalProperties") is False:
        raise ValueError(f"The tool takes {', '.join(known) or 'no arguments'}, not {', '.join(unknown)}.")


def json_object(arguments: str | Mapping[str, Any] | None) -> str | None:
    """Give arguments as JSON text. Raises ``ValueError`` when a text is not that of a JSON object."""
    if arguments is None:
        return None
    if not isinstance(arguments, str):
        return json.dumps(dict(arguments))
    try:
        parsed = json.loads(arguments)
    except ValueError as error:
        raise ValueError(
            f'The arguments are not JSON ({error}). Expected an object: {{"name": 1}}.'
        ) from error
    if type(parsed) is not dict:
        raise ValueError(f'The arguments are a {type(parsed).__name__}. Expected an object: {{"name": 1}}.')
    return arguments
