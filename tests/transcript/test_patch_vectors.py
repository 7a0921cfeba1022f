"""Arbitrary patches: the file that the view's tests read says what Python makes of them."""

from __future__ import annotations

import json

import patch_vectors
import pytest

from agents_widget.transcript.schema import Patch, Transcript, apply

VECTORS = json.loads(patch_vectors.FILE.read_text(encoding="utf-8"))


def test_the_file_is_what_python_says_today() -> None:
    assert patch_vectors.vectors() == VECTORS


def test_the_file_reaches_every_rule() -> None:
    counts = [len(case["refused"]) for case in VECTORS["cases"]]
    taken = sum(len(case["patches"]) for case in VECTORS["cases"]) - sum(counts)
    assert taken > 800
    assert sum(counts) > 800
    assert sum(bool(case["transcript"]["entries"]) for case in VECTORS["cases"]) > 100


@pytest.mark.parametrize("seed", range(200))
def test_a_refused_patch_changes_nothing(seed: int) -> None:
    (case,) = patch_vectors.vectors(seed, 1)["cases"]
    transcript = Transcript()
    for number, patch in enumerate(case["patches"]):
        before = transcript.to_dict()
        if number in case["refused"]:
            with pytest.raises(ValueError, match=r"Not a patch|No .* in this transcript"):
                apply(transcript, Patch.from_dict(patch))
            assert transcript.to_dict() == before
        else:
            apply(transcript, Patch.from_dict(patch))
    assert Transcript.from_dict(transcript.to_dict()) == transcript
