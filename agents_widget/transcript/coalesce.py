"""Fewer patches to the same end: what many small changes come to, sent as one message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .schema import Patch

_Path = tuple[str, ...]


def coalesce(patches: Iterable[Patch]) -> list[Patch]:
    """Give the shortest list of patches that changes any transcript as these do, taken whole.

    Appends to the same text become one, a value that is overwritten is dropped, and changes of a row
    that was put go into it. Rows are put in the order in which they were put first.
    """
    rows: dict[_Path, dict[str, Any]] = {}
    fields: dict[
        _Path, dict[_Path, list[Any]]
    ] = {}  # by their row: the operation, its value, what was appended
    order: dict[_Path, None] = {}
    latest: tuple[_Path, list[Any]] | None = None
    for op, at, value in patches:
        if op == "append" and latest is not None and at == latest[0]:  # nearly all, so it has a short way
            latest[1].append(value)
            continue
        latest = None
        if op == "put":
            path = (*at, value["id"])
            for outdated in fields.pop(path, ()):
                order.pop(outdated, None)
            rows[path], order[path] = value, None
            continue
        changes = fields.setdefault(at[:2], {})
        if op == "append" and at in changes:
            changes[at].append(value)
        else:
            changes[at] = [op, value]
        latest = (at, changes[at])
        if at[:2] not in rows:
            order[at] = None
    return [
        _put(path, rows[path], fields.get(path, {}))
        if path in rows
        else _change(path, *fields[path[:2]][path])
        for path in order
    ]


def _put(path: _Path, row: dict[str, Any], changes: dict[_Path, list[Any]]) -> Patch:
    value = dict(row)
    for (_, _, name), (op, *pieces) in changes.items():
        value[name] = _joined([value.get(name, ""), *pieces] if op == "append" else pieces)
    return Patch("put", path[:1], value)


def _change(path: _Path, op: Any, *pieces: Any) -> Patch:
    return Patch(op, path, _joined(pieces))


def _joined(pieces: Sequence[Any]) -> Any:
    return pieces[0] if len(pieces) == 1 else "".join(pieces)
