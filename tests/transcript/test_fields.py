"""Reading by shape: objects and dicts, whole or with gaps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from agents_widget.transcript.fields import (
    agent_name,
    as_text,
    field,
    handoff_targets,
    list_field,
    real_id,
    text_field,
)


@pytest.mark.parametrize("make", [dict, SimpleNamespace])
def test_objects_and_dicts_are_read_alike(make: Any) -> None:
    source = make(name="Ada", tools=("a",), gone=None)

    assert (text_field(source, "name"), text_field(source, "tools"), text_field(source, "gone")) == (
        "Ada",
        "",
        "",
    )
    assert (list_field(source, "tools"), list_field(source, "name")) == (["a"], [])
    assert (field(source, "gone", 1), field(source, "missing")) == (1, None)
    assert agent_name(source) == agent_name("Ada") == "Ada"


def test_what_has_no_json_is_as_python_shows_it() -> None:
    circular: list[object] = []
    circular.append(circular)
    assert as_text({("a", 1): 2}) == "{('a', 1): 2}"
    assert as_text(circular) == "[[...]]"


def test_ids_that_servers_make_up_identify_nothing() -> None:
    assert [real_id(value) for value in ("fc_1", "__fake_id__", "", None, 7)] == ["fc_1", "", "", "", ""]


@pytest.mark.parametrize("make", [dict, SimpleNamespace])
def test_declared_handoffs_are_found_by_their_tools(make: Any) -> None:
    handoffs = [
        make(tool_name="escalate", agent_name="Boss"),
        make(name="Billing & Refunds"),
        make(tool_name="go"),
        make(other=1),
        7,
    ]

    assert handoff_targets(make(name="Ada", handoffs=handoffs)) == {
        "escalate": "Boss",
        "transfer_to_billing___refunds": "Billing & Refunds",
        "go": "",
    }


@pytest.mark.parametrize("agent", ["Ada", None, {}, {"handoffs": None}, {"handoffs": "Bob"}])
def test_what_declares_no_handoffs_has_none(agent: Any) -> None:
    assert handoff_targets(agent) == {}
