"""Changes of a JSON document, as STATE_DELTA has them: RFC 6902, https://www.rfc-editor.org/rfc/rfc6902."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any


def patched(document: Any, operations: Iterable[Mapping[str, Any]]) -> Any:
    """Give a document with all operations applied; the given one stays as it is.

    Raises ``ValueError``, ``LookupError``, ``TypeError`` or ``AttributeError`` if one does not fit.
    """
    root = {"": copy.deepcopy(document)}
    for operation in operations:
        _apply(root, operation)
    return root[""]


def _apply(root: dict[str, Any], operation: Mapping[str, Any]) -> None:
    path = _steps(operation["path"])
    match operation["op"]:
        case "add":
            _add(root, path, copy.deepcopy(operation["value"]))
        case "remove":
            _remove(root, path)
        case "replace":
            _remove(root, path)
            _add(root, path, copy.deepcopy(operation["value"]))
        case "move":
            _add(root, path, _remove(root, _steps(operation["from"])))
        case "copy":
            _add(root, path, copy.deepcopy(_get(root, _steps(operation["from"]))))
        case "test":
            if _get(root, path) != operation["value"]:
                raise ValueError(f"The value at {operation['path']!r} is another one.")
        case other:
            raise ValueError(f"{other!r} is no operation of RFC 6902.")


def _steps(pointer: str) -> list[str]:
    """Split a JSON pointer: https://www.rfc-editor.org/rfc/rfc6901. The first step is to the document."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]


def _get(root: Any, path: list[str]) -> Any:
    for step in path:
        root = root[int(step)] if isinstance(root, list) else root[step]
    return root


def _add(root: dict[str, Any], path: list[str], value: Any) -> None:
    parent, last = _get(root, path[:-1]), path[-1]
    if not isinstance(parent, list):
        parent[last] = value
    elif last == "-":
        parent.append(value)
    else:
        parent.insert(int(last), value)


def _remove(root: dict[str, Any], path: list[str]) -> Any:
    parent, last = _get(root, path[:-1]), path[-1]
    return parent.pop(int(last) if isinstance(parent, list) else last)
