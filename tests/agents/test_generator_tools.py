"""Tools written as generators: progress, and the last value."""

import asyncio
import threading

import hang
import pytest

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.tool import function_tool
from agents_widget.agents.tool_context import ToolContext


def context():
    ctx = ToolContext(None, tool_name="tool", tool_call_id="c1", tool_arguments="")
    ctx.reported = []
    ctx.emit = lambda event: ctx.reported.append((event.progress, event.message))
    return ctx


async def run(function, **options):
    ctx = context()
    options = {"failure_error_function": None, **options}
    return await function_tool(function, **options).on_invoke_tool(ctx, ""), ctx.reported


def both(*values):
    """The same generator tool, sync and async."""

    def tool():
        yield from values

    async def async_tool():
        for value in values:
            await asyncio.sleep(0)
            yield value

    return [tool, async_tool]


async def test_all_but_the_last_value_is_progress():
    for tool in both(0.25, "page 2", (0.75, "page 3"), (None, "nearly"), 7, {"pages": 4}):
        result, reported = await run(tool)
        assert result == {"pages": 4}
        assert reported == [(0.25, None), (None, "page 2"), (0.75, "page 3"), (None, "nearly"), (None, "7")]


async def test_the_last_value_is_progress_and_the_result():
    for value, progress in (
        ("done", [(None, "done")]),
        (0.5, [(0.5, None)]),
        ((0.5, "half"), [(0.5, "half")]),
        (1, []),
        (21.5, []),
        ((True, "no fraction"), []),
        ({"a": "result"}, []),
    ):
        for tool in both(value):
            assert await run(tool) == (value, progress)


async def test_nothing_yielded_is_none():
    for tool in both():
        assert await run(tool) == (None, [])


async def test_a_generator_may_return_its_result():
    def tool():
        yield 0.5
        yield "almost"
        return "result"

    assert await run(tool) == ("result", [(0.5, None), (None, "almost")])


async def test_a_bad_fraction_is_the_tools_failure():
    for tool in both(50.0, "done"):
        with pytest.raises(UserError, match="from 0 to 1, got 50"):
            await run(tool)


async def test_progress_is_seen_while_the_tool_is_still_at_work():
    seen = threading.Event()

    def tool():
        yield "working"
        assert seen.wait(hang.SECONDS)
        yield "done"

    ctx = context()
    ctx.emit = lambda event: seen.set()
    assert await function_tool(tool).on_invoke_tool(ctx, "") == "done"
    assert seen.is_set()


async def test_async_progress_is_seen_while_the_tool_is_still_at_work():
    seen = asyncio.Event()

    async def tool():
        yield 0.1
        await seen.wait()
        seen.clear()
        yield 0.2
        await seen.wait()
        yield "done"

    ctx = context()
    ctx.emit = lambda event: (ctx.reported.append((event.progress, event.message)), seen.set())
    assert await asyncio.wait_for(function_tool(tool).on_invoke_tool(ctx, ""), hang.SECONDS) == "done"
    assert ctx.reported == [(0.1, None), (0.2, None), (None, "done")]


async def test_a_value_that_does_not_look_like_progress_waits_for_the_next():
    finish = asyncio.Event()

    async def tool():
        yield {"a": "result, perhaps"}
        await finish.wait()

    ctx = context()
    running = asyncio.ensure_future(function_tool(tool).on_invoke_tool(ctx, ""))
    for _ in range(20):
        await asyncio.sleep(0)
    assert ctx.reported == []
    finish.set()
    assert await running == {"a": "result, perhaps"}


async def test_a_bad_fraction_is_no_progress_while_it_may_be_the_result():
    finish = asyncio.Event()

    async def tool():
        yield 21.5
        await finish.wait()

    running = asyncio.ensure_future(function_tool(tool).on_invoke_tool(context(), ""))
    for _ in range(20):
        await asyncio.sleep(0)
    finish.set()
    assert await running == 21.5


async def test_a_cancelled_generator_is_closed_at_its_next_yield():
    started, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def tool():
        try:
            started.set()
            assert go_on.wait(hang.SECONDS)
            yield "one"
            pytest.fail("went on after the cancellation")
        finally:
            closed.set()

    running = asyncio.ensure_future(function_tool(tool).on_invoke_tool(context(), ""))
    await asyncio.to_thread(started.wait, hang.SECONDS)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    go_on.set()
    assert await asyncio.to_thread(closed.wait, hang.SECONDS)


async def test_a_failing_generator_is_closed():
    closed = []

    async def tool():
        try:
            yield 0.1
            raise LookupError("broken")
        finally:
            closed.append(True)

    with pytest.raises(LookupError):
        await run(tool)
    assert closed == [True]


async def test_one_task_drives_an_async_generator():
    """Cancel scopes and context variables within the generator need that."""

    async def tool():
        first = asyncio.current_task()
        yield 0.5
        yield first is asyncio.current_task()

    assert (await run(tool))[0] is True


async def test_generators_take_arguments_and_context():
    def tool(ctx: ToolContext, n: int):
        for i in range(n):
            yield i / n
        yield ctx.tool_call_id

    ctx = context()
    assert await function_tool(tool).on_invoke_tool(ctx, '{"n": 2}') == "c1"
    assert ctx.reported == [(0.0, None), (0.5, None), (None, "c1")]
