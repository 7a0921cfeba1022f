"""Names for a tool's results in the user's notebook."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell

from agents_widget.widget.notebook_variables import bind


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


@pytest.mark.parametrize("name", ["", "2x", "a b", "class", "x.y", "__import__('os')"])
def test_what_is_no_name(shell: InteractiveShell, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a variable's name"):
        bind(name, 1)


def test_a_builtin_is_left_alone(shell: InteractiveShell) -> None:
    with pytest.raises(ValueError, match="print already means"):
        bind("print", 1)


def test_outside_a_notebook_there_is_nothing_to_bind_in() -> None:
    with pytest.raises(ValueError, match="no notebook"):
        bind("orders", 1)
