"""Names for a tool's results in the user's notebook."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from agents_widget.widget.notebook_variables import bind

CORPUS = Path(__file__).parents[1] / "hostile" / "payloads.json"


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    yield shell
    shell.clear_instance()


def test_a_value_gets_a_name(shell: InteractiveShell) -> None:
    value = object()
    bind("orders", value)
    assert shell.user_ns["orders"] is value


def test_its_name_may_be_given_to_the_next_value(shell: InteractiveShell) -> None:
    bind("orders", [1])
    bind("orders", [2])
    assert shell.user_ns["orders"] == [2]


def test_a_name_of_the_users_own_is_left_alone(shell: InteractiveShell) -> None:
    shell.user_ns["mine"] = 1
    with pytest.raises(ValueError, match="mine already means something"):
        bind("mine", 2)
    bind("fresh", 1)
    shell.user_ns["fresh"] = "the user's own now"
    with pytest.raises(ValueError, match="fresh already means something"):
        bind("fresh", 2)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "2x",
            "a b",
            "class",
            "x.y",
            "__import__('os')",
            "x\n",
            "x\x00",
            "%time",
            "x=1",
            "None",
            "__debug__",
        ),
        *("__x__", "__getattr__", "____", "_", "__", "___", "_1", "_12", "_i", "_ii", "_i7"),
        *("\uff49\uff46", "\u2170\uff46", "x\u200b", "x\u202e"),  # full-width "if" among them
    ],
)
def test_what_is_no_name(shell: InteractiveShell, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a variable's name"):
        bind(name, 1)


def test_a_builtin_is_left_alone(shell: InteractiveShell) -> None:
    with pytest.raises(ValueError, match="print already means"):
        bind("print", 1)


@pytest.mark.parametrize(
    "name", ["\uff50\uff52\uff49\uff4e\uff54", "\u1d52pen", "\U0001d429rint", "In", "get_ipython"]
)
def test_a_name_that_python_reads_as_one_that_is_taken(shell: InteractiveShell, name: str) -> None:
    with pytest.raises(ValueError, match="already means"):
        bind(name, 1)


def test_a_variable_has_the_name_that_python_reads(shell: InteractiveShell) -> None:
    bind("\ufb01le_result", 1)
    assert shell.user_ns["file_result"] == 1


def test_hostile_names_change_nothing_that_was_there(shell: InteractiveShell) -> None:
    before = dict(shell.user_ns)
    for payload in json.loads(CORPUS.read_text(encoding="utf-8")):
        with contextlib.suppress(ValueError):
            bind(payload["text"], 1)

    assert {name: value for name, value in shell.user_ns.items() if name in before} == before
    added = shell.user_ns.keys() - before.keys()
    assert added
    assert all(name.isidentifier() and not (name.startswith("__") and name.endswith("__")) for name in added)


def test_outside_a_notebook_there_is_nothing_to_bind_in() -> None:
    with pytest.raises(ValueError, match="no notebook"):
        bind("orders", 1)
