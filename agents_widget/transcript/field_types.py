"""Which JSON values a field of the transcript may hold: what its type hint says."""

from __future__ import annotations

import math
from types import UnionType
from typing import Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

FieldTypes: TypeAlias = dict[str, tuple[type, ...]]
"""The types of each field by name, for ``isinstance``."""

JSON_NAMES: dict[type, str] = {
    str: "string",
    int: "number",
    float: "number",
    dict: "object",
    list: "array",
    type(None): "null",
}


def field_types(record: type) -> FieldTypes:
    """Read the types of a record's fields from its hints. A word from a fixed choice is any string.

    A later version may know more words: a reader shows what it does not know as it is.
    """
    return {name: _types_of(hint) for name, hint in get_type_hints(record).items()}


def member_types(record: type) -> FieldTypes:
    """Read which types the members of a record's lists and objects have, by field, where hints tell."""
    hints = {name: _member_hint(hint) for name, hint in get_type_hints(record).items()}
    return {name: _types_of(hint) for name, hint in hints.items() if hint not in (None, Any)}


def check_members(value: Any, types: tuple[type, ...] | None, name: str) -> None:
    """Raise ``ValueError`` unless all members of a list or an object have one of the types; None: any."""
    if types is None:
        return
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for member in members:
        check_type(member, types, f"{name} (a member)")


def check_type(value: Any, types: tuple[type, ...], name: str) -> None:
    """Raise ``ValueError`` unless a field may hold a value. A bool is no number, nor is infinity."""
    fits = isinstance(value, types) and not isinstance(value, bool)
    if not fits or (isinstance(value, float) and not math.isfinite(value)):
        expected = " or ".join(dict.fromkeys(JSON_NAMES[python_type] for python_type in types))
        raise ValueError(f"Not a patch of a transcript: {name} holds {expected}, not {str(value)[:80]!r}.")


def _types_of(hint: Any) -> tuple[type, ...]:
    if isinstance(hint, UnionType):
        return tuple(python_type for option in get_args(hint) for python_type in _types_of(option))
    if get_origin(hint) is Literal:
        return (str,)
    if hint in (int, float):
        return (int, float)
    return (get_origin(hint) or hint,)


def _member_hint(hint: Any) -> Any:
    """The hint of a list's or an object's members; None for what is neither."""
    if isinstance(hint, UnionType):
        return next(filter(None, map(_member_hint, get_args(hint))), None)
    return get_args(hint)[-1] if get_origin(hint) in (list, dict) else None
