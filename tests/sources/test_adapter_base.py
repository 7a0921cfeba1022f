"""The base class of adapters: every default, and what is said where there can be none."""

from __future__ import annotations

import inspect
from typing import Any, get_args

import pytest

from agents_widget.sources import Ability, Adapter, Past, RunOutcome
from agents_widget.sources.detect import ADAPTERS


def test_a_run_that_can_do_nothing_is_the_default() -> None:
    adapter = Adapter("a run")
    assert adapter.source == "a run"
    assert adapter.abilities == ()
    assert adapter.past() == Past((), ended=False, error=None)
    assert list(adapter.translate("event")) == ["event"]
    assert adapter.outcome in get_args(RunOutcome)
    assert adapter.outcome == "done"
    assert adapter.stop(after_turn=False) is False
    assert adapter.interruptions() == {}
    assert (adapter.input, adapter.result, adapter.began, adapter.loop, adapter.tape) == (None,) * 5
    assert dict(adapter.options) == {}
    assert not Adapter.matches("a run")


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("events", ()),
        ("pause", (print,)),
        ("resume", ()),
        ("step", (print,)),
        ("say", ("Hi",)),
        ("resume_with", ({},)),
    ],
)
def test_what_has_no_default_names_the_method(method: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(NotImplementedError, match=rf"Adapter .*{method}\(\)"):
        getattr(Adapter(None), method)(*arguments)


def test_every_public_member_is_documented() -> None:
    source = inspect.getsource(Adapter)
    methods = [name for name, value in vars(Adapter).items() if callable(value) and name[0] != "_"]
    assert all(inspect.getdoc(getattr(Adapter, name)) for name in methods)
    for name in Adapter.__annotations__:
        declaration = source[source.index(f"    {name}:") :].split("\n")[1]
        assert declaration.strip().startswith('"""'), f"say what {name} is"
    assert source.count("Default: ") >= len(Adapter.__annotations__)


def test_the_adapters_of_the_table_list_only_known_abilities() -> None:
    for kind in ADAPTERS:
        assert set(kind.abilities) <= set(get_args(Ability))
