"""Grouping of entries: tool calls of one agent that follow each other share a table.

``groupEntries`` in ``js/src/transcript/blocks.ts`` is its twin: ``tests/vectors/twins`` holds both alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..schema import Entry


class EntryGroup(NamedTuple):
    """Entries that are shown together: one entry, or the tool calls of a table."""

    is_table: bool
    entries: list[Entry]


def group_entries(entries: Iterable[Entry]) -> dict[str | None, list[EntryGroup]]:
    """Give the groups of each parent: None is the run itself, else the entry id of a tool call."""
    groups_by_parent: dict[str | None, list[EntryGroup]] = {}
    for entry in entries:
        groups = groups_by_parent.setdefault(entry.parent, [])
        if groups and _belongs_to(groups[-1], entry):
            groups[-1].entries.append(entry)
        else:
            groups.append(EntryGroup(entry.kind == "tool_call", [entry]))
    return groups_by_parent


def _belongs_to(group: EntryGroup, entry: Entry) -> bool:
    return group.is_table and entry.kind == "tool_call" and group.entries[0].agent == entry.agent
