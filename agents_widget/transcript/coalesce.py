"""Coalescing of patches: many small changes become few, which are sent as one message."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, TypeAlias

from ..utf8 import join_halves
from .schema import Operation, Patch

_Path: TypeAlias = tuple[str, ...]


def coalesce(patches: Iterable[Patch]) -> list[Patch]:
    """Give the shortest list of patches that changes any transcript as these do, taken whole.

    Appends to the same text become one, a value that is overwritten is dropped, and changes of a row
    that was put go into it. Rows are put in the order in which they were put first.
    """
    pending = _PendingPatches()
    last_path: _Path | None = None
    last_change = _Change("append")
    for op, path, value in patches:
        if op == "append" and path == last_path:  # nearly all patches are such, so they go the short way
            last_change.values.append(value)
        elif op == "put":
            pending.put((*path, value["id"]), value)
            last_path = None
        else:
            last_path, last_change = path, pending.change(op, path, value)
    return pending.patches()


@dataclasses.dataclass(slots=True)
class _Change:
    """What is to be done to a field: one value to set, which later ones lengthen, or values to append."""

    op: Operation
    values: list[Any] = dataclasses.field(default_factory=list)

    def value(self) -> Any:
        return self.values[0] if len(self.values) == 1 else join_halves("".join(self.values))

    def applied_to(self, value: str) -> Any:
        return join_halves("".join([value, *self.values])) if self.op == "append" else self.value()


class _PendingPatches:
    def __init__(self) -> None:
        self._rows: dict[_Path, dict[str, Any]] = {}
        """Rows that were put, by collection and id."""
        self._changes: dict[_Path, dict[_Path, _Change]] = {}
        """Changes by the path of their row, then by their own; a fact of the run is a row of its own."""
        self._order: dict[_Path, None] = {}
        """What to send: paths of rows, and of fields of rows that were not put. A dict for its order."""

    def put(self, row_path: _Path, row: dict[str, Any]) -> None:
        for overwritten in self._changes.pop(row_path, ()):
            self._order.pop(overwritten, None)
        self._rows[row_path] = row
        self._order[row_path] = None

    def change(self, op: Operation, path: _Path, value: Any) -> _Change:
        row_path = path[:2]
        changes = self._changes.setdefault(row_path, {})
        if op == "append" and path in changes:
            changes[path].values.append(value)
        else:
            changes[path] = _Change(op, [value])
        if row_path not in self._rows:
            self._order[path] = None
        return changes[path]

    def patches(self) -> list[Patch]:
        return [self._put(path) if path in self._rows else self._field(path) for path in self._order]

    def _put(self, row_path: _Path) -> Patch:
        row = dict(self._rows[row_path])
        for path, change in self._changes.get(row_path, {}).items():
            name = path[-1]
            row[name] = change.applied_to(row.get(name, ""))
        return Patch("put", row_path[:1], row)

    def _field(self, path: _Path) -> Patch:
        change = self._changes[path[:2]][path]
        return Patch(change.op, path, change.value())
