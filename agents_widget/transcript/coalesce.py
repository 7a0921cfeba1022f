"""Fewer patches to the same end: what many small changes come to, sent as one message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from .transcript import Patch

_Path = tuple[str, ...]


class _Change:
    """What is done to one field: an append, or a set with what was appended after it."""

    __slots__ = ("op", "pieces", "value")

    def __init__(self, op: Literal["set", "append"], value: Any) -> None:
        self.op = op
        self.value = value
        self.pieces: list[str] = []

    def result(self) -> Any:
        return self.value + "".join(self.pieces) if self.pieces else self.value


class _Row:
    """A row that is put, and what is changed of it afterwards."""

    __slots__ = ("changes", "value")

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value
        self.changes: dict[_Path, _Change] = {}

    def result(self) -> dict[str, Any]:
        value = dict(self.value)
        for (name,), change in self.changes.items():
            done = change.result()
            value[name] = value.get(name, "") + done if change.op == "append" else done
        return value


def coalesce(patches: Iterable[Patch]) -> list[Patch]:
    """Give the shortest list of patches that changes any transcript as these do, taken whole.

    Appends to the same text become one, a value that is overwritten is dropped, and changes of a row
    that was put go into it. Rows are put in the order in which they were put first.
    """
    rows: dict[_Path, _Row] = {}
    changes: dict[_Path, _Change] = {}
    order: dict[_Path, None] = {}
    for op, at, value in patches:
        if op == "put":
            path = (*at, value["id"])
            for outdated in [other for other in changes if other[:2] == path]:
                del changes[outdated], order[outdated]
            rows[path] = _Row(value)
            order.setdefault(path)
        elif (row := rows.get(at[:2])) is not None:
            _change(row.changes, at[2:], op, value)
        else:
            _change(changes, at, op, value)
            order.setdefault(at)
    return [
        Patch("put", path[:1], rows[path].result())
        if path in rows
        else Patch(changes[path].op, path, changes[path].result())
        for path in order
    ]


def _change(changes: dict[_Path, _Change], path: _Path, op: Literal["set", "append"], value: Any) -> None:
    known = changes.get(path)
    if op == "append" and known is not None:
        known.pieces.append(value)
    else:
        changes[path] = _Change(op, value)
