"""Random runs: the file that the view's tests read says what Python makes of them."""

from __future__ import annotations

import json

import run_vectors

VECTORS = json.loads(run_vectors.FILE.read_text(encoding="utf-8"))


def test_the_file_is_what_python_says_today() -> None:
    assert run_vectors.vectors() == VECTORS


def test_the_file_has_all_that_patches_can_do() -> None:
    patches = [patch for case in VECTORS for row in case["rows"] for patch in row["patches"]]
    changes = {(patch["op"], patch["at"][-1]) for patch in patches}
    assert changes >= {("append", "text"), ("append", "arguments"), ("append", "log"), ("set", "text")}
    assert changes >= {("put", collection) for collection in ("entries", "lanes", "calls")}
    kinds = {patch["value"].get("kind") for patch in patches if patch["op"] == "put"}
    assert kinds >= {"user", "message", "reasoning", "tool_call", "handoff", "error"}
