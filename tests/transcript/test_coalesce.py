"""Coalesced patches change a transcript as the patches themselves do."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, strategies as st

from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.schema import Patch, Transcript, apply, apply_all

IDS = ["e1", "e2", "e3"]
texts = st.text("ab\n", max_size=3)


def put(at: str, row_id: str, **fields: Any) -> Patch:
    return Patch("put", (at,), {"id": row_id, **fields})


@st.composite
def changes(draw: st.DrawFn) -> list[Patch]:
    """Patches of which each one can be applied after those before it."""
    known = {"e1"}
    patches = []
    for _ in range(draw(st.integers(0, 25))):
        row, text = draw(st.sampled_from(IDS)), draw(texts)
        match draw(st.sampled_from(["put", "append", "append", "set", "state", "fact", "lane"])):
            case "put":
                known.add(row)
                patches.append(
                    put("entries", row, kind="message", **draw(st.sampled_from([{}, {"text": text}])))
                )
            case "append" if row in known:
                patches.append(
                    Patch("append", ("entries", row, draw(st.sampled_from(["text", "log"]))), text)
                )
            case "set" if row in known:
                patches.append(Patch("set", ("entries", row, "text"), text))
            case "state" if row in known:
                patches.append(
                    Patch("set", ("entries", row, "state"), draw(st.sampled_from(["done", "failed"])))
                )
            case "fact":
                patches.append(Patch(draw(st.sampled_from(["set", "append"])), ("detail",), text))
            case "lane":
                patches.append(put("lanes", row, name=text))
    return patches


def base() -> Transcript:
    """A transcript that has something already."""
    return apply_all(Transcript(), [put("entries", "e1", kind="user", text="hello")])


@given(changes())
def test_the_end_is_the_same(patches: list[Patch]) -> None:
    given_patches = copy.deepcopy(patches)
    short = coalesce(patches)

    assert apply_all(base(), short).to_dict() == apply_all(base(), patches).to_dict()
    assert len(short) <= len(patches)
    assert patches == given_patches, "the patches themselves are left as they were"


@given(changes(), st.integers(0, 25))
def test_it_may_be_done_in_steps_and_again(patches: list[Patch], cut: int) -> None:
    parts = [*coalesce(patches[:cut]), *coalesce(patches[cut:])]

    assert apply_all(base(), coalesce(parts)).to_dict() == apply_all(base(), patches).to_dict()


def test_a_place_is_touched_once() -> None:
    patches = [put("entries", "e1", kind="message")]
    for letter in "hello":
        patches += [Patch("append", ("entries", "e1", "text"), letter), Patch("set", ("detail",), letter)]

    assert coalesce(patches) == [
        put("entries", "e1", kind="message", text="hello"),
        Patch("set", ("detail",), "o"),
    ]


def test_appends_to_a_known_row_become_one() -> None:
    at = ("entries", "e1", "text")

    assert coalesce([Patch("append", at, "a"), Patch("append", at, "b")]) == [Patch("append", at, "ab")]
    assert coalesce([Patch("set", at, "a"), Patch("append", at, "b")]) == [Patch("set", at, "ab")]
    assert coalesce([Patch("append", at, "a"), Patch("set", at, "b")]) == [Patch("set", at, "b")]


def test_the_order_of_rows_is_kept() -> None:
    patches = [put("entries", name, kind="notice") for name in ("e2", "e3")]
    patches += [put("entries", "e2", kind="error")]
    transcript = Transcript()
    for patch in coalesce(patches):
        apply(transcript, patch)

    assert [(entry.id, entry.kind) for entry in transcript.entries] == [("e2", "error"), ("e3", "notice")]
