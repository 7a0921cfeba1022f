"""Results that raise, take long or are huge: each is asked once, off the loop, and nothing is on stderr."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import hang
import pytest

from agents_widget import Agent, function_tool, watch
from agents_widget.agents.run import Runner
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.transcript.jsonable import jsonable

FORMS = ("__str__", "_repr_html_", "_repr_markdown_", "_repr_png_", "_repr_mimebundle_")


class Odd:
    """A result that notes what it is asked for, and on which threads."""

    def __init__(self, behave: Any) -> None:
        self.behave = behave
        self.asked: list[str] = []
        self.threads: set[int] = set()

    def answer(self, name: str) -> Any:
        self.asked.append(name)
        self.threads.add(threading.get_ident())
        return self.behave(name)

    def __str__(self) -> str:
        return str(self.answer("__str__"))

    def __repr__(self) -> str:
        raise AssertionError("a repr is for the program")

    def _repr_html_(self) -> Any:
        return self.answer("_repr_html_")

    def _repr_markdown_(self) -> Any:
        return self.answer("_repr_markdown_")

    def _repr_png_(self) -> Any:
        return self.answer("_repr_png_")

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.answer("_repr_mimebundle_")


def fails(name: str) -> Any:
    raise RuntimeError(name)


def leaves(name: str) -> Any:
    raise SystemExit(name)


def is_huge(name: str) -> Any:
    return b"x" * 10**7 if name == "_repr_png_" else "x" * 10**7


def is_of_another_type(name: str) -> Any:
    return "text" if name == "__str__" else 7


async def _watched(value: Any) -> Any:
    @function_tool
    async def give() -> Any:
        return value

    model = ScriptedModel([[function_call("give", {}, call_id="c1")], "the end"])
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[give]), "go")
    widget = watch(result)
    await asyncio.wait_for(widget, hang.SECONDS)
    assert result.final_output == "the end"
    return widget


@pytest.mark.parametrize("behave", [fails, is_huge, is_of_another_type, str])
async def test_a_result_is_asked_once_and_never_on_the_loop(behave: Any, capfd: Any) -> None:
    odd = Odd(behave)
    widget = await _watched(odd)
    (entry,) = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert entry.state == "done"
    assert len(entry.output) <= 20_000
    assert sum(map(len, (entry.display or {}).values())) < 1_000_000
    assert sorted(odd.asked) == sorted(FORMS)
    assert threading.get_ident() not in odd.threads
    assert capfd.readouterr().err == ""


async def test_a_form_that_fails_leaves_the_others() -> None:
    widget = await _watched(Odd(lambda name: fails(name) if name == "_repr_html_" else "well"))
    (entry,) = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert entry.display["text/markdown"] == "well"
    assert "text/html" not in entry.display


async def test_what_ends_the_program_is_a_text_for_the_model() -> None:
    @function_tool
    async def give() -> Any:
        return [Odd(leaves)]

    class Leaves:
        def __str__(self) -> str:
            raise SystemExit("bye")

    @function_tool
    async def leave() -> Any:
        return Leaves()

    model = ScriptedModel([[function_call("leave", {}, call_id="c1")], "the end"])
    result = await Runner.run(Agent(name="A", model=model, tools=[give, leave]), "go")
    assert result.to_input_list()[2]["output"] == "(Leaves that has no text: SystemExit: bye)"


@pytest.mark.parametrize("behave", [str, fails])
async def test_a_result_that_is_the_final_output_is_asked_once(behave: Any) -> None:
    odd = Odd(behave)

    @function_tool
    async def give() -> Any:
        return odd

    model = ScriptedModel([[function_call("give", {}, call_id="c1")]])
    agent = Agent(name="A", model=model, tools=[give], tool_use_behavior="stop_on_first_tool")
    result = await Runner.run(agent, "go")
    assert result.final_output == result.to_input_list()[2]["output"]
    assert odd.asked == ["__str__"]
    assert threading.get_ident() not in odd.threads


async def test_the_loop_goes_on_while_a_result_takes_its_time() -> None:
    gate = threading.Event()

    def takes_long(name: str) -> str:
        assert gate.wait(hang.SECONDS)
        return "well"

    odd = Odd(takes_long)
    watching = asyncio.create_task(_watched(odd))
    while not odd.asked:
        await asyncio.sleep(0)
    gate.set()  # by the loop, which would wait for it otherwise
    widget = await watching
    (entry,) = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert entry.output == "well"


async def test_what_a_generator_yields_is_asked_off_the_loop() -> None:
    odd = Odd(is_huge)

    @function_tool
    async def give() -> AsyncIterator[Any]:
        yield odd
        yield Odd(fails)
        yield "the result"

    model = ScriptedModel([[function_call("give", {}, call_id="c1")], "the end"])
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[give]), "go")
    events = [event async for event in result.stream_events() if event.type == "tool_progress_stream_event"]
    messages = [event.message or "" for event in events]
    assert [len(messages[0]), *messages[1:]] == [
        10_000,
        "(Odd that has no text: RuntimeError: __str__)",
        "the result",
    ]
    assert threading.get_ident() not in odd.threads


async def test_an_error_without_a_text_leaves_nothing_on_stderr(capfd: Any) -> None:
    class Mute(Exception):  # noqa: N818
        def __str__(self) -> str:
            raise RuntimeError("no")

    @function_tool
    async def fail() -> str:
        raise Mute

    model = ScriptedModel([[function_call("fail", {}, call_id="c1")], "the end"])
    result = await Runner.run(Agent(name="A", model=model, tools=[fail]), "go")
    assert result.final_output == "the end"
    assert "Logging error" not in capfd.readouterr().err


def test_the_events_tab_names_an_object_by_its_class() -> None:
    odd = Odd(fails)
    assert jsonable({"output": odd, "in": [{odd}]}) == {
        "output": f"<{__name__}.Odd>",
        "in": [[f"<{__name__}.Odd>"]],
    }
    assert odd.asked == []
