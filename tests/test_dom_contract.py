"""docs/dom-contract.md names what the view has; js/test/views/dom-contract.test.ts holds what it means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from agents_widget.transcript.schema import EntryKind, EntryState, RunStatus

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
MARKED = re.compile(r"`([^`]+)`")
PAGE = (ROOT / "docs" / "dom-contract.md").read_text()
SOURCES = "\n".join(path.read_text() for path in sorted((ROOT / "js" / "src").rglob("*.ts*")))


def values(attribute: str) -> list[set[str]]:
    """What each row of an attribute says that it may be."""
    return [
        set(MARKED.findall(meaning))
        for _, name, meaning in ROW.findall(PAGE)
        if name.strip() == f"`{attribute}`"
    ]


@pytest.mark.parametrize(
    ("attribute", "known"), [("data-status", RunStatus), ("data-kind", EntryKind), ("data-state", EntryState)]
)
def test_every_value_is_named(attribute: str, known: object) -> None:
    assert values(attribute) == [set(get_args(known))]


def is_set(attribute: str) -> bool:
    """Whether the view has an attribute: ``data-seq={...}`` in what it draws, or ``dataset.seq = ...``."""
    own = re.sub("-(.)", lambda found: found[1].upper(), attribute.removeprefix("data-"))
    return re.search(rf'\b{attribute}"?[=:]|\bdataset\.{own} =', SOURCES) is not None


def test_every_attribute_is_there() -> None:
    named = {name for _, cell, _ in ROW.findall(PAGE) for name in MARKED.findall(cell)} - {"data-action"}
    assert len(named) > 10
    assert {name for name in named if not is_set(name)} == set()


def test_every_action_is_named() -> None:
    table = PAGE[PAGE.index("| `data-action` | the button") :]
    named = [
        name for cell in re.findall(r"^\|([^|]*)\|", table, re.MULTILINE) for name in MARKED.findall(cell)
    ]
    # Items of menus have theirs from a property.
    there = re.findall(r'\b(?:data-)?action(?:=|": )"([a-z-]+)"', SOURCES)
    assert len(named) == len(set(named))
    assert set(named) == {"data-action", *there}
