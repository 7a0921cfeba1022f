"""Results that raise, take long or are huge: each is asked once, off the loop, and nothing is on stderr."""

from __future__ import annotations

import asyncio
import builtins
import dataclasses
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hang
import pandas
import pydantic
import pytest

from agents_widget import Agent, function_tool, register_tool_view, watch
from agents_widget.agents.run import Runner
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.transcript.jsonable import jsonable
from agents_widget.transcript.tool_outputs import TABLE_TYPE
from agents_widget.widget import tool_views
from agents_widget.widget.tool_views import _views

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


@pytest.fixture
def view() -> Any:
    """Registers a view of the tool ``give``, until the test ends."""
    yield partial(register_tool_view, "give")
    _views.clear()


def tool_call(widget: Any) -> Any:
    (entry,) = [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]
    return entry


async def test_a_users_view_is_called_once_and_off_the_loop(view: Any) -> None:
    odd = Odd(str)
    view(lambda value: value.answer("view"))
    widget = await _watched(odd)
    assert tool_call(widget).display == {"text/html": "view"}
    assert odd.asked.count("view") == 1
    assert threading.get_ident() not in odd.threads


async def test_the_loop_goes_on_while_a_users_view_takes_its_time(view: Any) -> None:
    gate, called = threading.Event(), threading.Event()

    def takes_long(value: Any) -> str:
        called.set()
        assert gate.wait(hang.SECONDS)
        return "<b>well</b>"

    view(takes_long)
    watching = asyncio.create_task(_watched("plain text"))
    while not called.is_set():
        await asyncio.sleep(0)
    gate.set()  # by the loop, which would wait for it otherwise
    assert tool_call(await watching).display == {"text/html": "<b>well</b>"}


class Plain(Odd):
    """One that has a text and no other form."""

    _repr_html_ = _repr_markdown_ = _repr_png_ = _repr_mimebundle_ = None  # type: ignore[assignment]


async def test_a_javascript_view_is_given_the_text_that_was_asked_for(view: Any) -> None:
    odd = Plain(str)
    view(esm="export default () => {}")
    shown = tool_call(await _watched(odd)).display[tool_views.VIEW_DATA_TYPE]
    assert shown == '{"tool": "give", "value": "__str__"}'
    assert odd.asked == ["__str__"]
    assert threading.get_ident() not in odd.threads


@pytest.mark.parametrize("module", [None, "export default () => {}"])
async def test_a_cell_of_a_table_is_asked_once_for_its_text(module: str | None, view: Any) -> None:
    odd = Plain(str)
    if module is not None:
        view(esm=module)
    display = tool_call(await _watched(pandas.Series([odd], dtype=object))).display
    assert '"__str__"' in display[tool_views.VIEW_DATA_TYPE if module else TABLE_TYPE]
    # Once by pandas, in the text that the model is given.
    assert odd.asked == ["__str__", "__str__"]
    assert threading.get_ident() not in odd.threads


async def test_the_label_of_a_column_is_not_asked_on_the_loop() -> None:
    odd = Plain(str)
    widget = await _watched(pandas.DataFrame({odd: [1]}))
    assert tool_call(widget).summary == "DataFrame, 1 x 1: <Plain>"
    assert threading.get_ident() not in odd.threads


@pytest.mark.parametrize("behave", [leaves, fails])
async def test_a_users_view_that_fails_is_told_in_its_place(behave: Any, view: Any, capfd: Any) -> None:
    view(lambda value: behave("no view"))
    shown = tool_call(await _watched("plain text")).display["text/plain"]
    assert shown.startswith("The view of give failed: ")
    assert shown.endswith(": no view")
    assert capfd.readouterr().err == ""


async def _past(value: Any) -> Any:
    @function_tool
    async def give() -> Any:
        return value

    model = ScriptedModel([[function_call("give", {}, call_id="c1")], "the end"])
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[give]), "go")
    async for _ in result.stream_events():
        pass
    return result


@pytest.mark.parametrize("has_view", [False, True])
async def test_a_result_of_the_past_is_asked_once_and_on_another_thread(has_view: bool, view: Any) -> None:
    odd = Odd(str)
    result = await _past(odd)
    if has_view:
        view(lambda value: value.answer("view"))
    widget = watch(result)
    assert tool_call(widget).display["text/html"] == ("view" if has_view else "_repr_html_")
    assert sorted(odd.asked) == sorted(["__str__", "view"] if has_view else FORMS)
    assert threading.get_ident() not in odd.threads


@pytest.mark.parametrize("has_view", [False, True])
async def test_results_of_the_past_hold_up_the_caller_for_so_long_and_no_longer(
    has_view: bool, view: Any, monkeypatch: Any
) -> None:
    gate = threading.Event()
    odd = Odd(lambda name: name if name == "__str__" else gate.wait(hang.SECONDS))
    result = await _past(odd)
    if has_view:
        view(lambda value: value.answer("view"))
    monkeypatch.setattr(tool_views, "PAST_SECONDS", 0.01)
    entry = tool_call(watch(result))  # the gate is closed
    gate.set()
    assert entry.output == "__str__"
    assert entry.display == ({"text/plain": "The view of give took too long."} if has_view else None)


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


class Member:
    """An object without fields, which notes what it is asked for, and on which threads."""

    def __init__(self, behave: Any) -> None:
        self.odd = Odd(behave)

    def __repr__(self) -> str:
        return str(self.odd.answer("__repr__"))


@dataclasses.dataclass
class Box:
    member: Any


class Model(pydantic.BaseModel):
    model_config = {"arbitrary_types_allowed": True}
    member: Any


CONTAINERS: list[Callable[[Any], Any]] = [
    lambda member: [member],
    lambda member: (member, 1),
    lambda member: {member},
    lambda member: {"a": member},
    lambda member: {"a": [{"b": member}]},
    lambda member: {(member,): 1},
    Box,
    lambda member: [Box(member)],
    lambda member: Model(member=member),
    lambda member: SimpleNamespace(member=member),
]


@pytest.mark.parametrize("behave", [fails, leaves, is_huge, str])
@pytest.mark.parametrize("contain", CONTAINERS)
async def test_what_a_container_holds_is_asked_once_and_never_on_the_loop(
    contain: Any, behave: Any, capfd: Any
) -> None:
    member = Member(behave)
    entry = tool_call(await _watched(contain(member)))
    assert entry.state == "done"
    assert len(entry.output) <= 20_000
    assert sum(map(len, (entry.display or {}).values())) < 1_000_000
    assert member.odd.asked == ["__repr__"]
    assert threading.get_ident() not in member.odd.threads
    assert capfd.readouterr().err == ""


async def test_a_container_is_a_tree_where_all_of_it_is_data() -> None:
    entry = tool_call(await _watched([{"a": Box([1, Path("b"), None])}]))
    assert json.loads(entry.display["application/json"]) == [{"a": {"member": [1, "b", None]}}]


class OddError(Exception):
    """An error that notes when it is asked for its text, and on which threads."""

    def __init__(self, behave: Any) -> None:
        super().__init__()
        self.odd = Odd(behave)

    def __str__(self) -> str:
        return str(self.odd.answer("__str__"))


def _of(behave: Any) -> str:
    try:
        return str(behave("__str__"))
    except BaseException as error:
        return f"<OddError, whose text cannot be had: {type(error).__name__}>"


@pytest.mark.parametrize("behave", [fails, leaves, is_huge, str])
@pytest.mark.parametrize("kind", ["raised", "explained", "default", "model", "behind", "in a group"])
async def test_an_error_is_asked_for_its_text_once_and_never_on_the_loop(
    kind: str, behave: Any, capfd: Any
) -> None:
    error = OddError(behave)

    async def give() -> str:
        """Fail."""
        if kind == "behind":
            raise ValueError("before") from error
        if kind == "in a group":
            raise _group("several", [error])
        raise error

    explain = {"raised": None, "behind": None, "in a group": None, "explained": lambda context, error: "no"}
    options = {"failure_error_function": explain[kind]} if kind in explain else {}
    answer: Any = error if kind == "model" else [function_call("give", {}, call_id="c1")]
    model = ScriptedModel([answer, "the end"])
    agent = Agent(name="A", model=model, tools=[function_tool(give, **options)])
    widget = watch(Runner.run_streamed(agent, "go"))
    with suppress(Exception):
        await asyncio.wait_for(widget, hang.SECONDS)
    shown = "".join(entry.traceback for entry in widget.transcript.entries)
    assert "OddError: " + _of(behave)[:1000] in shown
    assert "in give" in shown or kind == "model"
    assert error.odd.asked == ["__str__"]
    assert threading.get_ident() not in error.odd.threads
    assert "Logging error" not in capfd.readouterr().err


def _group(message: str, errors: list[Exception]) -> Exception:
    groups = getattr(builtins, "ExceptionGroup", None)
    if groups is None:
        pytest.skip("Python has groups of errors from 3.11 on")
    made: Exception = groups(message, errors)
    return made


async def test_a_long_text_hides_nothing_of_a_traceback() -> None:
    @function_tool
    async def give() -> str:
        """Fail."""
        raise ValueError("x" * 1_000_000)

    model = ScriptedModel([[function_call("give", {}, call_id="c1")], "the end"])
    widget = watch(Runner.run_streamed(Agent(name="A", model=model, tools=[give]), "go"))
    await asyncio.wait_for(widget, hang.SECONDS)
    assert "in give" in tool_call(widget).traceback
    assert tool_call(widget).traceback.endswith("x... (100,000 characters or more)\n")


async def test_an_error_that_takes_too_long_is_shown_without_its_text(monkeypatch: Any) -> None:
    gate = threading.Event()
    error = OddError(lambda name: str(gate.wait(hang.SECONDS)))
    monkeypatch.setattr("agents_widget.error_text.SECONDS", 0.01)
    widget = watch(Runner.run_streamed(Agent(name="A", model=ScriptedModel([error])), "go"))
    with pytest.raises(OddError):
        await asyncio.wait_for(widget, hang.SECONDS)
    gate.set()
    assert widget.transcript.entries[-1].text == "<OddError, whose text took too long>"


def test_the_events_tab_names_an_object_by_its_class() -> None:
    odd = Odd(fails)
    assert jsonable({"output": odd, "in": [{odd}]}) == {
        "output": f"<{__name__}.Odd>",
        "in": [[f"<{__name__}.Odd>"]],
    }
    assert odd.asked == []


class Interrupts:
    def __repr__(self) -> str:
        raise KeyboardInterrupt


def interrupts() -> Any:
    raise KeyboardInterrupt


async def interrupts_later() -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "behave", [interrupts, interrupts_later, lambda: Interrupts(), lambda: [Interrupts()]]
)
async def test_an_interrupt_that_is_a_tools_own_ends_its_run_only(behave: Any) -> None:
    """It took the background loop's thread with it: this run and every other one waited for ever."""
    tool = function_tool(behave, name_override="give")
    model = ScriptedModel([[function_call("give", {}, call_id="c1")], "the end"])
    widget = watch(Agent(name="A", model=model, tools=[tool]), "go")
    with pytest.raises(RuntimeError, match="tried to end the program: KeyboardInterrupt"):
        await asyncio.wait_for(widget, hang.SECONDS)
    states = {entry.kind: entry.state for entry in widget.transcript.entries}
    assert (states["tool_call"], states["error"]) == ("failed", "failed")
    again = watch(Agent(name="A", model=ScriptedModel(["fine"])), "go")
    assert (await asyncio.wait_for(again, hang.SECONDS)).final_output == "fine"
