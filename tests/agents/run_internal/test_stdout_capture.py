"""What tools print: reported while somebody watches, left alone otherwise."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import hang
import pytest

from agents_widget import Agent, Runner, function_tool
from agents_widget.agents.run_internal import stdout_capture
from agents_widget.agents.testing import ScriptedModel, call, text


@pytest.fixture(autouse=True)
def uncaptured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of other tests may still be watched, and standard output wrapped for them."""
    monkeypatch.setattr(stdout_capture, "_captures", 0)
    monkeypatch.setattr(sys, "stdout", getattr(sys.stdout, "stream", sys.stdout))


async def printed_lines(*tools: Any, watched: bool = True, **options: Any) -> dict[str, list[str | None]]:
    """The lines that each tool reported in a run that calls all of them at once."""
    model = ScriptedModel([[call(tool.name, {}, call_id=tool.name) for tool in tools], text("done")])
    result = Runner.run_streamed(Agent(name="A", model=model, tools=list(tools)), "go", **options)
    if watched:
        result.watch_prints()
        result.watch_prints()  # by a second widget: nothing is reported twice
    lines: dict[str, list[str | None]] = {tool.name: [] for tool in tools}
    async for event in result.stream_events():
        while event.type == "agent_tool_stream_event":
            event = event.event
        if event.type == "tool_progress_stream_event":
            lines[event.tool_name].append(event.message)
    return lines


async def test_each_tool_has_its_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """In worker threads, on the loop and in generators, side by side; and the output is there as before."""

    @function_tool
    def sync() -> str:
        print("page", 1)
        print("page ", end="")
        print(2)
        print()
        print("no end", end="")
        return "read"

    @function_tool
    async def coroutine() -> str:
        print("one\ntwo\r\n 50 %\r100 %\rdone")
        return "read"

    @function_tool
    async def generator() -> AsyncIterator[str]:
        sys.stdout.writelines(["from a ", "generator\n"])
        yield "result"

    before = sys.stdout
    lines = await printed_lines(sync, coroutine, generator)
    assert lines == {
        "sync": ["page 1", "page 2", "no end"],
        "coroutine": ["one", "two", "done"],
        "generator": ["from a generator", "result"],
    }
    assert sys.stdout is before
    printed = capsys.readouterr().out
    assert "page 1\n" in printed
    assert "from a generator\n" in printed


async def test_nothing_is_wrapped_where_nobody_watches() -> None:
    seen = []

    @function_tool
    def look() -> str:
        seen.append(sys.stdout)
        print("hello")
        return "looked"

    assert await printed_lines(look, watched=False) == {"look": []}
    assert seen == [sys.stdout]


async def test_what_is_printed_outside_of_tools_is_not_told() -> None:
    @function_tool
    async def look() -> str:
        return "looked"

    def instructions(context: Any, agent: Any) -> str:
        print("hello")
        return "Look."

    model = ScriptedModel([call("look", {}), text("done")])
    agent = Agent(name="A", model=model, tools=[look], instructions=instructions)
    result = Runner.run_streamed(agent, "go")
    result.watch_prints()
    kinds = [event.type async for event in result.stream_events()]
    assert "tool_progress_stream_event" not in kinds


async def test_the_tools_of_an_agent_that_is_a_tool_are_watched_with_it() -> None:
    @function_tool
    def dig() -> str:
        print("deep")
        return "dug"

    miner = Agent(name="Miner", model=ScriptedModel([call("dig", {}), text("dug")]), tools=[dig])
    outer = miner.as_tool(tool_name="mine", tool_description="Mine.")
    model = ScriptedModel([call("mine", {"input": "gold"}), text("done")])
    result = Runner.run_streamed(Agent(name="Boss", model=model, tools=[outer]), "go")
    result.watch_prints()
    inner = [event.event async for event in result.stream_events() if event.type == "agent_tool_stream_event"]
    assert [event.message for event in inner if event.type == "tool_progress_stream_event"] == ["deep"]


async def test_much_is_cut_and_what_comes_later_is_left_out() -> None:
    @function_tool
    def short_lines() -> str:
        for number in range(5_000):
            print(number)
        return "read"

    @function_tool
    def one_line() -> str:
        print("x" * 1_000_000)
        print("later")
        return "read"

    lines = await printed_lines(short_lines, one_line)
    assert len(lines["short_lines"]) == stdout_capture.LIMIT // stdout_capture.MIN_LINE + 1
    assert str(lines["short_lines"][-1]).endswith(stdout_capture.TRUNCATED)
    assert lines["one_line"] == [f"{'x' * stdout_capture.LIMIT}\n{stdout_capture.TRUNCATED}"]


async def test_who_redirects_the_output_has_it_alone() -> None:
    mine = io.StringIO()

    @function_tool
    async def look() -> str:
        with contextlib.redirect_stdout(mine):
            print("for me")
        print("for all")
        return "looked"

    assert await printed_lines(look) == {"look": ["for all"]}
    assert mine.getvalue() == "for me\n"


def test_an_output_that_was_replaced_meanwhile_stays() -> None:
    before, theirs = sys.stdout, io.StringIO()
    stdout_capture.start()
    wrapped = sys.stdout
    assert wrapped is not before
    sys.stdout = theirs
    stdout_capture.stop()
    assert sys.stdout is theirs
    sys.stdout = wrapped  # as its owner puts back what it had found
    stdout_capture.start()
    assert sys.stdout is wrapped
    stdout_capture.stop()
    assert sys.stdout is before


def test_the_wrapped_output_is_the_stream_in_all_else() -> None:
    before = sys.stdout
    stdout_capture.start()
    try:
        assert sys.stdout.encoding == before.encoding
        assert sys.stdout.isatty() == before.isatty()
        assert sys.stdout.write("abc") == 3
        with pytest.raises(TypeError):
            sys.stdout.write(b"abc")  # type: ignore[arg-type]
    finally:
        stdout_capture.stop()


PRINTS_WHILE_IT_ENDS = """
import io, sys
from agents_widget.agents.run_internal import stdout_capture

class Output(io.StringIO):
    def write(self, text):
        if text == "a":  # here another thread might run
            stdout_capture.stop()
        return super().write(text)

sys.stdout = output = Output()
stdout_capture.start()
print("a", *range(100))
sys.__stdout__.write(output.getvalue())
"""


def test_a_print_is_not_cut_off_by_the_end_of_the_watching() -> None:
    """``print`` borrows the stream: were it freed in the middle, the process would end, a kernel too."""
    program = [sys.executable, "-c", PRINTS_WHILE_IT_ENDS]
    done = subprocess.run(program, capture_output=True, text=True, timeout=hang.SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("a 0 1 2")


def test_one_output_has_one_wrapper() -> None:
    stdout_capture.start()
    first = sys.stdout
    stdout_capture.stop()
    stdout_capture.start()
    assert sys.stdout is first
    stdout_capture.stop()
