"""The state of AG-UI, changed by RFC 6902."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from agents_widget.sources.ag_ui.json_patch import patched
from agents_widget.sources.ag_ui.messages import Conversation

STATE = {"a/b": {"~": [1, 2]}, "n": None}


@pytest.mark.parametrize(
    ("operation", "after"),
    [
        ({"op": "add", "path": "/a~1b/~0/1", "value": 9}, {"a/b": {"~": [1, 9, 2]}, "n": None}),
        ({"op": "add", "path": "/a~1b/~0/-", "value": {}}, {"a/b": {"~": [1, 2, {}]}, "n": None}),
        ({"op": "remove", "path": "/n"}, {"a/b": {"~": [1, 2]}}),
        ({"op": "replace", "path": "/n", "value": 3}, {"a/b": {"~": [1, 2]}, "n": 3}),
        ({"op": "replace", "path": "/a~1b/~0/0", "value": 3}, {"a/b": {"~": [3, 2]}, "n": None}),
        ({"op": "replace", "path": "", "value": [7]}, [7]),
        ({"op": "move", "from": "/a~1b/~0/0", "path": "/n"}, {"a/b": {"~": [2]}, "n": 1}),
        ({"op": "copy", "from": "/a~1b/~0", "path": "/n"}, {"a/b": {"~": [1, 2]}, "n": [1, 2]}),
        ({"op": "test", "path": "/n", "value": None}, STATE),
    ],
)
def test_an_operation(operation: dict[str, Any], after: Any) -> None:
    before = copy.deepcopy(STATE)
    assert patched(before, [operation]) == after
    assert before == STATE


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/nope"},
        {"op": "replace", "path": "/a~1b/~0/9", "value": 1},
        {"op": "test", "path": "/n", "value": 1},
        {"op": "shuffle", "path": "/n"},
        {"op": "add", "path": "/n/x", "value": 1},
        {"op": "add"},
        {"op": "remove", "path": 3},
        "remove",
    ],
)
def test_a_change_that_does_not_fit_leaves_the_state_as_it_is(operation: Any) -> None:
    conversation = Conversation(state=STATE)
    conversation.read({"type": "STATE_DELTA", "delta": [{"op": "add", "path": "/m", "value": 1}, operation]})
    assert conversation.state == STATE
