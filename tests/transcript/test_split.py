"""Splitting: small groups that say the same."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.split import PATCH_LIMIT, split

ROW = {"id": "e1", "kind": "tool_call", "text": "t" * 95, "arguments": "a" * 12, "output": "o" * 7}


def sizes(groups: list[list[Patch]]) -> list[int]:
    return [sum(len(text) for text in texts(group)) for group in groups]


def texts(group: list[Patch]) -> list[str]:
    values: list[Any] = []
    for patch in group:
        values += patch.value.values() if patch.op == "put" else [patch.value]
    return [value for value in values if isinstance(value, str)]


PATCHES = {
    "small": [Patch("put", ("entries",), {"id": "e1", "kind": "message"}), Patch("set", ("agent",), "Joker")],
    "a long row": [Patch("put", ("entries",), ROW)],
    "many long ones": [
        Patch("put", ("entries",), ROW),
        Patch("append", ("entries", "e1", "text"), "x" * 250),
        Patch("set", ("entries", "e1", "output"), "y" * 101),
        Patch("set", ("detail",), "z" * 100),
    ],
}


@pytest.mark.parametrize("name", PATCHES)
def test_groups_are_small_and_change_a_transcript_as_the_whole_does(name: str) -> None:
    patches = PATCHES[name]
    groups = list(split(patches, limit=100))
    assert max(sizes(groups)) <= 100
    joined = apply_all(Transcript(), [patch for group in groups for patch in group])
    assert joined == apply_all(Transcript(), patches)


def test_what_is_small_stays_one_group_as_it_is() -> None:
    assert list(split(PATCHES["small"], limit=100)) == [PATCHES["small"]]
    assert list(split([], limit=100)) == []


def test_many_small_patches_are_several_groups() -> None:
    rows = [Patch("put", ("entries",), {"id": f"e{n}", "kind": "message"}) for n in range(1000)]
    groups = list(split(rows))
    assert [patch for group in groups for patch in group] == rows
    assert max(map(len, groups)) == PATCH_LIMIT


def test_what_is_no_text_stays_whole() -> None:
    display = Patch("set", ("entries", "e1", "display"), {"image/png": "p" * 300})
    assert list(split([PATCHES["small"][0], display], limit=100)) == [[PATCHES["small"][0]], [display]]
