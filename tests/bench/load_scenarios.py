"""The loads of the load bench: each is one function, run in a process of its own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from load_meter import (
    Figures,
    Lag,
    Wire,
    full_collection,
    lag_of,
    memory,
    most_in_a_second,
    peak_memory,
    sockets,
)
from openai import AsyncOpenAI

MANY_DELTAS = "deltas-500"
CELLS = 200
TWENTY_MB = "word " * 4_000_000


def client_of(address: str) -> AsyncOpenAI:
    """A client of the bench's server."""
    return AsyncOpenAI(base_url=address, api_key="sk-test", max_retries=0, timeout=600)


async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def our_agent(address: str, model: str, tools: list[Any] | None = None) -> Any:
    """An agent of agents_widget."""
    from agents_widget import Agent, OpenAIResponsesModel, function_tool

    return Agent(
        name="Adder",
        model=OpenAIResponsesModel(model, client_of(address)),
        tools=tools or [function_tool(add)],
    )


async def sdk_run(address: str, model: str) -> None:
    """A run of the OpenAI Agents SDK, unwatched."""
    from contenders import theirs

    await theirs(client_of(address), model)()


# Many runs at once


def _lag_figures(lag: Lag, idle_collection: float) -> Figures:
    """How late a loop was, and the garbage collector's part in it: its full collections, idle and at work."""
    return {
        "lag ms": lag.max * 1000,
        "CPU of it ms": lag.max_cpu * 1000,
        "without full collections": lag.max_own_cpu * 1000,
        "a full collection before": idle_collection * 1000,
        "the longest": lag.longest_collection * 1000,
    }


async def _many_watched(address: str, runs: int, start: Callable[[Any], Any], loop: Any) -> Figures:
    wire = Wire()
    agent = our_agent(address, MANY_DELTAS)
    await start(our_agent(address, "deltas-1"))  # what is imported and opened once
    wire.times.clear()
    wire.times_of_ours.clear()
    idle_collection = full_collection()
    began = time.monotonic()
    async with lag_of(loop()) as lag:
        widgets = []
        for _ in range(runs):
            widgets.append(wire.show(start(agent)))
            await asyncio.sleep(0)
        await asyncio.gather(*widgets)
        seconds = time.monotonic() - began
    complete = sum(widget.transcript.entries[-1].text == "word " * 500 for widget in widgets)
    return {
        "s": seconds,
        **_lag_figures(lag, idle_collection),
        "messages": len(wire.times),
        "messages a second": len(wire.times) / seconds,
        "in the busiest": most_in_a_second(wire.times),
        "without opening": most_in_a_second(wire.times_of_ours),
        "complete": complete,
        "MB": peak_memory(),
    }


async def many_on_the_background_loop(address: str, runs: int) -> Figures:
    """Runs that widgets start."""
    from agents_widget import watch
    from agents_widget.agents.run_internal import background

    return await _many_watched(address, runs, lambda agent: watch(agent, "Go."), background.loop)


async def many_on_the_callers_loop(address: str, runs: int) -> Figures:
    """Runs that the program starts, and shows."""
    from agents_widget import Runner, watch

    def start(agent: Any) -> Any:
        return watch(Runner.run_streamed(agent, "Go."))

    return await _many_watched(address, runs, start, asyncio.get_running_loop)


async def many_of_the_sdk(address: str, runs: int) -> Figures:
    """The SDK's runs, with one client for each as above."""
    from contenders import theirs

    await sdk_run(address, "deltas-1")
    run = theirs(client_of(address), MANY_DELTAS)
    idle_collection = full_collection()
    began = time.monotonic()
    async with lag_of(asyncio.get_running_loop()) as lag:
        await asyncio.gather(*(run() for _ in range(runs)))
        seconds = time.monotonic() - began
    return {
        "s": seconds,
        **_lag_figures(lag, idle_collection),
        "MB": peak_memory(),
    }


# One cell, run again and again


async def _again_and_again(cell: Callable[[], Awaitable[Any]]) -> Figures:
    figures: Figures = {}
    for number in range(1, CELLS + 1):
        await cell()
        if number in (10, CELLS // 2, CELLS):
            figures |= {
                f"MB after {number}": memory(),
                f"sockets after {number}": sockets(),
                f"tasks after {number}": len(asyncio.all_tasks()),
            }
    return figures


async def cells(address: str) -> Figures:
    """``watch`` with a client of its own, the widget kept in ``Out`` as a notebook does."""
    from agents_widget import watch

    Wire()
    out: list[Any] = []

    async def cell() -> None:
        out.append(watch(our_agent(address, "deltas-100"), "Go."))
        await out[-1]

    return await _again_and_again(cell)


async def closed_cells(address: str) -> Figures:
    """The same, each widget closed before the next."""
    from agents_widget import watch

    Wire()

    async def cell() -> None:
        widget = watch(our_agent(address, "deltas-100"), "Go.")
        await widget
        widget.close()

    return await _again_and_again(cell)


async def cells_of_the_sdk(address: str) -> Figures:
    """The SDK's runs, a client for each, their results kept."""
    import agents

    agents.set_tracing_disabled(True)
    out: list[Any] = []

    async def cell() -> None:
        model = agents.OpenAIResponsesModel("deltas-100", client_of(address))
        out.append(agents.Runner.run_streamed(agents.Agent(name="Adder", model=model), "Go."))
        async for _ in out[-1].stream_events():
            pass

    return await _again_and_again(cell)


async def clients_alone(address: str) -> Figures:
    """A client for each cell, asked once and kept, with neither an agent nor a widget."""
    out: list[Any] = []

    async def cell() -> None:
        out.append(client_of(address))
        async for _ in await out[-1].responses.create(model="deltas-1", input="Go.", stream=True):
            pass

    return await _again_and_again(cell)


# Long runs


async def watched(address: str, model: str, tools: list[Any] | None = None) -> Figures:
    """One run, watched; ``growth`` is what it added to the process."""
    from agents_widget import watch

    wire = Wire()
    await watch(our_agent(address, "deltas-1"), "Go.")
    before, began = memory(), time.monotonic()
    widget = wire.show(watch(our_agent(address, model, tools), "Go.", max_turns=2000))
    await widget
    seconds = time.monotonic() - began
    return {
        "s": seconds,
        "MB": peak_memory(),
        "growth MB": memory() - before,
        "messages": len(wire.times),
        "largest kB": wire.largest / 1000,
    }


async def by_the_sdk(address: str, model: str) -> Figures:
    """One run of the SDK, unwatched."""
    await sdk_run(address, "deltas-1")
    before, began = memory(), time.monotonic()
    await sdk_run(address, model)
    return {"s": time.monotonic() - began, "MB": peak_memory(), "growth MB": memory() - before}


async def readers(address: str) -> Figures:
    """A hundred readers of one run of 5,000 deltas."""
    from agents_widget import watch

    Wire()
    widget = watch(our_agent(address, "deltas-5000"), "Go.")

    async def read() -> int:
        return sum([1 async for _ in widget])

    began = time.monotonic()
    counts = await asyncio.gather(*(read() for _ in range(100)))
    return {"s": time.monotonic() - began, "counts that differ": len(set(counts)) - 1, "MB": peak_memory()}


# Things that are too big


async def _watched_events(*events: dict[str, Any]) -> Figures:
    from agents_widget import watch

    async def stream() -> AsyncIterator[dict[str, Any]]:
        for event in events:
            yield event

    wire = Wire()
    began = time.monotonic()
    widget = wire.show(watch(stream()))
    await widget
    widget._handle_custom_msg({"type": "resync", "seq": 0}, [])
    widget._handle_custom_msg({"type": "tape"}, [])
    widget.send_state("snapshot")
    return {"s": time.monotonic() - began, "largest message kB": wire.largest / 1000, "MB": peak_memory()}


async def large_delta(address: str) -> Figures:
    """One delta of 20 MB, and pages that come late."""
    return await _watched_events(
        {"type": "response.created", "response": {"id": "r", "model": "m"}},
        {"type": "response.output_text.delta", "item_id": "m", "output_index": 0, "delta": TWENTY_MB},
    )


async def large_item(address: str) -> Figures:
    """A finished tool call whose arguments are 20 MB, and pages that come late."""
    call = {"type": "function_call", "name": "f", "call_id": "c", "arguments": json.dumps(TWENTY_MB)}
    return await _watched_events(
        {"type": "response.output_item.done", "output_index": 0, "item": call},
    )


class _Hostile:
    """A result of a tool whose every look at it fails or is large."""

    def __str__(self) -> str:
        return "word " * 20_000_000

    def __repr__(self) -> str:
        return str(self)

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def _table() -> Any:
    import pandas

    return pandas.DataFrame({"n": range(1_000_000), "square": range(1_000_000)})


def _recursive() -> Any:
    result: list[Any] = [1]
    result.append(result)
    return result


RESULTS: dict[str, Callable[[], Any]] = {
    "100 MB": lambda: "word " * 20_000_000,
    "a million rows": _table,
    "recursive": _recursive,
    "hostile": _Hostile,
}


async def result(address: str, kind: str) -> Figures:
    """A run with one tool that gives such a result."""
    from agents_widget import function_tool, watch

    def add(a: int, b: int) -> Any:
        return RESULTS[kind]() if (a, b) == (0, 0) else a + b

    wire = Wire()
    await watch(our_agent(address, "deltas-1"), "Go.")
    began = time.monotonic()
    async with lag_of(asyncio.get_running_loop()) as lag:
        agent = our_agent(address, "tools-1", [function_tool(add, strict_mode=False)])
        await wire.show(watch(agent, "Go."))
        seconds = time.monotonic() - began
    return {
        "s": seconds,
        "lag ms": lag.max * 1000,
        "CPU of it ms": lag.max_cpu * 1000,
        "without full collections": lag.max_own_cpu * 1000,
        "largest message kB": wire.largest / 1000,
        "MB": peak_memory(),
    }


async def result_of_the_sdk(address: str) -> Figures:
    """A run of the SDK with a tool that gives 100 MB, unwatched: what its client's request costs."""
    import agents

    agents.set_tracing_disabled(True)

    def add(a: int, b: int) -> str:
        return RESULTS["100 MB"]() if (a, b) == (0, 0) else str(a + b)

    tools: list[Any] = [agents.function_tool(add, strict_mode=False)]
    await sdk_run(address, "deltas-1")
    began = time.monotonic()
    async with lag_of(asyncio.get_running_loop()) as lag:
        model = agents.OpenAIResponsesModel("tools-1", client_of(address))
        run = agents.Runner.run_streamed(agents.Agent(name="Adder", model=model, tools=tools), "Go.")
        async for _ in run.stream_events():
            pass
        seconds = time.monotonic() - began
    return {
        "s": seconds,
        "lag ms": lag.max * 1000,
        "CPU of it ms": lag.max_cpu * 1000,
        "without full collections": lag.max_own_cpu * 1000,
        "MB": peak_memory(),
    }


async def progress(address: str) -> Figures:
    """10,000 progress reports by each of four calls."""
    from agents_widget.agents import FunctionTool

    async def report(context: Any, arguments: str) -> str:
        for n in range(10_000):
            context.progress(n / 10_000)
            if n % 100 == 0:
                await asyncio.sleep(0)
        return "added"

    tool = FunctionTool("add", "Add.", {"type": "object", "properties": {}}, report, strict_json_schema=False)
    return await watched(address, "tools-1", [tool])


async def prints(address: str) -> Figures:
    """100,000 printed lines in four calls."""
    from agents_widget import function_tool

    def add(a: int, b: int) -> int:
        """Add."""
        for n in range(25_000):
            print("line", n)
        return a + b

    return await watched(address, "tools-1", [function_tool(add)])
