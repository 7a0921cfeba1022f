"""Names that people try: of the widget, of ``watch``, and what the names give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agents_widget import Agent, AgentWidget, DemoModel, ModelBehaviorError, Tape, watch
from agents_widget.agents.testing import call
from agents_widget.transcript.schema import Entry
from agents_widget.widget.other_names import INSTEAD


def agent(*turns: object) -> Agent:
    return Agent(name="Ada", model=DemoModel(list(turns), tokens_per_second=None))  # type: ignore[arg-type]


async def test_how_a_run_stands_and_what_it_gave() -> None:
    widget = watch(agent("Hello."), input="Hi")
    await widget
    assert (widget.status, widget.final_output, widget.error, widget.cost) == ("done", "Hello.", None, None)
    assert widget.transcript.entries[0].text == "Hi"


async def test_a_run_that_failed() -> None:
    widget = watch(agent(ValueError("no such key")), "Hi")
    with pytest.raises(ValueError, match="no such key"):
        await widget
    assert (widget.status, widget.final_output, str(widget.error)) == ("failed", None, "no such key")


async def test_what_a_run_cost() -> None:
    prices = {"demo": {"input": 1_000_000, "output": 1_000_000}}
    widget = watch(agent("Hello."), "Hi", budget_usd=1e9, prices=prices)
    await widget
    assert widget.cost == widget.usage["input_tokens"] + widget.usage["output_tokens"]


async def test_the_answer_of_a_recording() -> None:
    run = watch(agent("Hello."), "Hi")
    await run
    recording = watch(run.tape)
    assert (recording.status, recording.final_output) == ("done", "Hello.")
    assert watch(Tape()).final_output is None


def test_a_prompt_and_an_input() -> None:
    with pytest.raises(TypeError, match="leave one of them out"):
        watch(agent("Hello."), "Hi", input="Hi")


@pytest.mark.parametrize("suffix", [".html", ".md", ".jsonl"])
async def test_saving_gives_the_path(tmp_path: Path, suffix: str) -> None:
    widget = watch(agent("Hello."), "Hi")
    await widget
    saved = widget.save(str(tmp_path / f"run{suffix}"))
    assert saved == tmp_path / f"run{suffix}"
    assert saved.read_text(encoding="utf-8")


async def test_an_entrys_repr_is_one_line() -> None:
    widget = watch(agent(["a\n\nlong\tanswer " * 50, call("send", {"text": "x" * 500})]), "Hi")
    with pytest.raises(ModelBehaviorError):  # it has no such tool
        await widget
    assert len(widget.transcript.entries) > 2
    for entry in widget.transcript.entries:
        assert "\n" not in repr(entry)
        assert len(repr(entry)) < 140
    assert repr(Entry("e3", "message", agent="Ada", text="Hi.\nYou?")) == (
        "<Entry e3: message done by Ada: 'Hi. You?'>"
    )
    assert repr(Entry("e4", "handoff", source="A", target="B")) == "<Entry e4: handoff done: 'A -> B'>"


async def test_a_name_that_is_not_there_says_what_to_write() -> None:
    widget = watch(agent("Hello."), "Hi")
    with pytest.raises(AttributeError, match=r"'entries': write widget\.transcript\.entries"):
        _ = widget.entries  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'nothing_like_it'"):
        _ = widget.nothing_like_it  # type: ignore[attr-defined]


def test_what_is_written_instead_of_a_name_is_there() -> None:
    for name, instead in INSTEAD.items():
        assert not hasattr(AgentWidget, name)
        for attribute in re.findall(r"widget\.(\w+)", instead):
            assert hasattr(AgentWidget, attribute), instead
