"""Whatever comes in whatever order, every reader gets the same events in the same order, and one end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import hang
from hypothesis import given, settings, strategies as st

from agents_widget.agents.agent import Agent
from agents_widget.agents.memory import InMemorySession
from agents_widget.agents.models.interface import Model
from agents_widget.agents.models.stand_ins.scripted_turn import call, stream_parts
from agents_widget.agents.result import RunResultStreaming
from agents_widget.agents.run import Runner
from agents_widget.agents.run_internal import background
from agents_widget.agents.run_internal.items import drop_orphans
from agents_widget.agents.testing import ScriptedModel, reasoning, text
from agents_widget.agents.tool import function_tool

TOOLS = 3
STEERING = [("pause",), ("resume",), ("say", "more"), ("cancel", "immediate"), ("cancel", "after_turn")]
CALLS = [call("work", {"n": n}, call_id=f"c{n}") for n in range(TOOLS)]


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex}"


class SteppedModel(Model):
    """Calls three tools, then answers, and answers again if told more; each event waits to be allowed."""

    def __init__(self, broken_after: int | None) -> None:
        self.turns = [[text("calling"), *CALLS], [text("an answer in some pieces")], [text("I heard you")]]
        self.allowed = asyncio.Semaphore(0)
        self.broken_after = broken_after
        self.given = 0
        self.open = 0

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        self.open += 1
        try:
            for event in stream_parts(self.turns.pop(0), model="stepped", new_id=new_id):
                await self.allowed.acquire()
                if self.given == self.broken_after:
                    raise ConnectionError("the line went dead")
                self.given += 1
                yield event
        finally:
            self.open -= 1


class Reader:
    """Someone who follows the run."""

    def __init__(self, result: RunResultStreaming, elsewhere: bool) -> None:
        self.seen: list[Any] = []
        self.ends: list[Any] = []
        self.task: Any = (
            asyncio.wrap_future(background.submit(self.read(result)))
            if elsewhere
            else asyncio.ensure_future(self.read(result))
        )

    async def read(self, result: RunResultStreaming) -> None:
        try:
            async for event in result.stream_events():
                self.seen.append(event)
        except Exception as error:
            self.ends.append(error)
        else:
            self.ends.append("end")


step = st.one_of(
    st.tuples(st.just("events"), st.integers(1, 12)),
    st.tuples(st.just("tool"), st.integers(0, TOOLS - 1)),
    st.tuples(st.just("break tool"), st.integers(0, TOOLS - 1)),
    st.tuples(st.just("join"), st.booleans()),
    st.tuples(st.just("leave"), st.none()),
    st.tuples(st.just("turn the loop"), st.integers(1, 6)),
    st.tuples(st.just("steer"), st.sampled_from(STEERING)),
)


class Play:
    """A run, its readers, and what can happen to them."""

    def __init__(self, broken_after: int | None) -> None:
        loop = asyncio.get_running_loop()
        self.ends: list[asyncio.Future[str]] = [loop.create_future() for _ in range(TOOLS)]
        self.model = SteppedModel(broken_after)

        @function_tool(failure_error_function=None)
        async def work(n: int) -> str:
            return await asyncio.shield(self.ends[n])

        self.result = Runner.run_streamed(Agent(name="A", model=self.model, tools=[work]), "go")
        self.readers = [Reader(self.result, elsewhere=False)]

    async def do(self, action: str, value: Any) -> None:
        """Take one step."""
        if action == "events":
            for _ in range(value):
                self.model.allowed.release()
        elif action == "tool":
            self.end_tool(value, None)
        elif action == "break tool":
            self.end_tool(value, ValueError(f"broken {value}"))
        elif action == "join":
            self.readers.append(Reader(self.result, elsewhere=value))
        elif action == "leave":
            await leave(self.result)
        elif action == "turn the loop":
            for _ in range(value):
                await asyncio.sleep(0)
        elif action == "steer" and not (value[0] == "say" and self.result.is_complete):
            getattr(self.result, value[0])(*value[1:])

    def end_tool(self, n: int, error: Exception | None) -> None:
        if not self.ends[n].done():
            self.ends[n].set_exception(error) if error else self.ends[n].set_result(f"done {n}")

    async def finish(self) -> None:
        """Let everything come that has not come yet, and look at what everybody got."""
        self.result.resume()
        await self.do("events", 200)
        for n in range(TOOLS):
            self.end_tool(n, None)
        await asyncio.wait_for(asyncio.gather(*(reader.task for reader in self.readers)), hang.SECONDS)
        late = Reader(self.result, elsewhere=False)
        await late.task
        check(self.result, [*self.readers, late])
        assert self.model.open == 0
        for end in self.ends:
            end.exception()


async def play(steps: list[tuple[str, Any]], broken_after: int | None) -> None:
    run = Play(broken_after)
    for action, value in steps:
        await run.do(action, value)
    await run.finish()


async def leave(result: RunResultStreaming) -> None:
    """Read what is there and go."""
    if result.log.events:
        async for _ in result.stream_events():
            break


def check(result: RunResultStreaming, readers: list[Reader]) -> None:
    events = result.log.events
    for reader in readers:
        assert len(reader.seen) == len(events)
        assert reader.seen == list(events)
        # Deltas of a while ago are made anew for whoever reads them.
        kept = [event.type != "raw_response_event" for event in events]
        assert all(a is b for a, b, is_kept in zip(reader.seen, events, kept, strict=True) if is_kept)
        assert reader.ends == readers[0].ends
        assert len(reader.ends) == 1
    assert result.log.closed
    assert result.is_complete
    outputs = [item.call_id for item in result.new_items if item.type == "tool_call_output_item"]
    assert outputs == sorted(outputs)
    call_ids = [
        e.item.call_id for e in events if e.type == "run_item_stream_event" and e.name == "tool_output"
    ]
    assert set(call_ids) <= set(outputs)


@settings(max_examples=120, deadline=None)
@given(st.lists(step, max_size=25), st.none() | st.integers(0, 60))
def test_every_reader_gets_the_same_events_and_one_end(
    steps: list[tuple[str, Any]], broken_after: int | None
) -> None:
    asyncio.run(play(steps, broken_after))


class Breathing(ScriptedModel):
    """Lets others run before each event, as a connection does."""

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async for event in super().stream_response(*args, **kwargs):
            for _ in range(3):
                await asyncio.sleep(0)
            yield event


async def stopped_at(n: int, mode: Any) -> tuple[list[Any], RunResultStreaming]:
    """Cancel a run with thoughts, tools and a handoff when its ``n``-th event is read."""

    @function_tool
    def look(n: int) -> str:
        return f"seen {n}"

    @function_tool
    async def listen() -> str:
        await asyncio.sleep(0)
        return "heard"

    calls = [call("look", {"n": 1}), call("listen"), call("look", {"n": 2})]
    script = [
        [reasoning("hm"), text("looking"), *calls],
        [reasoning("well"), call("transfer_to_b")],
        [reasoning("so"), text("an answer")],
    ]
    model = Breathing(script)
    agent = Agent(name="A", model=model, tools=[look, listen], handoffs=[Agent(name="B", model=model)])
    session = InMemorySession()
    result = Runner.run_streamed(agent, "go", session=session)
    seen = 0
    async for _ in result.stream_events():
        seen += 1
        if seen == n:
            result.cancel(mode)
    return await session.get_items(), result


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 90), st.sampled_from(["immediate", "after_turn"]))
def test_whenever_a_run_is_stopped_its_history_can_be_gone_on_from(n: int, mode: str) -> None:
    kept, result = asyncio.run(stopped_at(n, mode))
    assert result.run_loop_exception is None
    for items in (kept, drop_orphans(result.to_input_list())):
        rows: list[Any] = list(items)
        called = [row["call_id"] for row in rows if row.get("type") == "function_call"]
        answered = [row["call_id"] for row in rows if row.get("type") == "function_call_output"]
        assert sorted(called) == sorted(answered)
        kinds = [row.get("type") or row["role"] for row in rows]
        followers = [kinds[at + 1 : at + 2] for at, kind in enumerate(kinds) if kind == "reasoning"]
        assert all(follower in (["message"], ["function_call"]) for follower in followers)
    assert kept == drop_orphans(result.to_input_list())
