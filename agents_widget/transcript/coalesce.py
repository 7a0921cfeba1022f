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
    changes: dict[_Path, dict[_Path, _Change]] = {}  # by the row that the fields belong to
    order: dict[_Path, dict[_Path, _Change] | _Row] = {}
    for op, at, value in patches:
        if op == "put":
            path = (*at, value["id"])
            for outdated in changes.pop(path, ()):
                del order[outdated]
            rows[path] = order[path] = _Row(value)
        elif (row := rows.get(at[:2])) is not None:
            _change(row.changes, at[2:], op, value)
        else:
            fields = changes.setdefault(at[:2], {})
            _change(fields, at, op, value)
            order[at] = fields
    return [_patch(path, source) for path, source in order.items()]


def _patch(path: _Path, source: dict[_Path, _Change] | _Row) -> Patch:
    if isinstance(source, _Row):
        return Patch("put", path[:1], source.result())
    return Patch(source[path].op, path, source[path].result())


def _change(changes: dict[_Path, _Change], path: _Path, op: Literal["set", "append"], value: Any) -> None:
    known = changes.get(path)
    if op == "append" and known is not None:
        known.pieces.append(value)
    else:
        changes[path] = _Change(op, value)
