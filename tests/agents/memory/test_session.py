from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import agents.memory as sdk_memory
import pytest
from answers import Gate, call, respond, text
from loopback import LoopbackServer
from short_events import shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.extensions.handoff_filters import remove_all_tools
from agents_widget.agents.handoffs import handoff
from agents_widget.agents.memory import (
    InMemorySession,
    Session,
    SessionABC,
    SessionSettings,
    SQLiteSession,
)
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig
from agents_widget.agents.tool import function_tool

HELLO: Any = {"role": "user", "content": "hello"}
AGAIN: Any = {"role": "user", "content": "again ☃"}


@pytest.fixture(params=["memory", "sqlite", "file"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "memory":
        yield InMemorySession("s")
        return
    sqlite = SQLiteSession("s", tmp_path / "s.db" if request.param == "file" else ":memory:")
    yield sqlite
    sqlite.close()


async def test_items_come_back_as_they_were_put_in(session: SessionABC) -> None:
    assert isinstance(session, Session)
    assert await session.get_items() == []
    assert await session.pop_item() is None
    await session.add_items([HELLO, AGAIN])
    await session.add_items([])
    assert await session.get_items() == [HELLO, AGAIN]
    assert await session.get_items(limit=1) == [AGAIN]
    assert await session.get_items(limit=0) == []
    assert await session.pop_item() == AGAIN
    assert await session.get_items() == [HELLO]
    await session.clear_session()
    assert await session.get_items() == []


async def test_sessions_in_one_file_are_apart_and_last(tmp_path: Path) -> None:
    one, two = SQLiteSession("one", tmp_path / "s.db"), SQLiteSession("two", tmp_path / "s.db")
    await asyncio.gather(one.add_items([HELLO]), two.add_items([AGAIN]))
    assert await two.get_items() == [AGAIN]
    await two.clear_session()
    one.close()
    two.close()
    later = SQLiteSession("one", tmp_path / "s.db")
    assert await later.get_items() == [HELLO]
    later.close()


async def test_a_file_can_be_shared_with_the_sdk(tmp_path: Path) -> None:
    import agents

    theirs = agents.SQLiteSession("s", tmp_path / "s.db")
    await theirs.add_items([HELLO])
    ours = SQLiteSession("s", tmp_path / "s.db")
    await ours.add_items([AGAIN])
    assert await ours.get_items() == await theirs.get_items() == [HELLO, AGAIN]
    ours.close()
    theirs.close()


def test_table_names_are_checked() -> None:
    with pytest.raises(UserError, match="cannot be a table's name"):
        SQLiteSession("s", messages_table="x; drop table y")


async def test_runs_go_on_from_each_other(loopback: LoopbackServer, model: Model, session: Any) -> None:
    agent = Agent(name="A", model=model)
    loopback.answer(text("one"), text("two"))
    await Runner.run(agent, "first", session=session)
    result = await Runner.run(agent, "second", session=session)
    said = [item["content"] for item in loopback.requests[1].body["input"] if item["role"] == "user"]
    assert said == ["first", "second"]
    assert len(await session.get_items()) == 4
    assert [item.type for item in result.new_items] == ["message_output_item"]


async def test_a_limit_from_the_session_itself(loopback: LoopbackServer, model: Model) -> None:
    session = SQLiteSession("s", session_settings=SessionSettings(limit=1))
    loopback.answer(text("one"), text("two"))
    for said in ("first", "second"):
        await Runner.run(Agent(name="A", model=model), said, session=session)
    assert len(loopback.requests[1].body["input"]) == 2
    assert len(await session.get_items()) == 1
    assert len(await session.get_items(limit=3)) == 3
    loopback.answer(text("three"))
    config = RunConfig(session_settings=SessionSettings(limit=2))
    await Runner.run(Agent(name="A", model=model), "third", session=session, run_config=config)
    assert len(loopback.requests[2].body["input"]) == 3
    session.close()


def test_session_settings_are_put_over_each_other() -> None:
    few = SessionSettings(limit=3)
    assert few.resolve(None) == few.resolve(SessionSettings()) == few
    assert few.resolve({"limit": 0}).limit == 0
    session = SQLiteSession("s", session_settings={"limit": 2})
    assert session.session_settings == SessionSettings(limit=2)
    session.close()
    with pytest.raises(TypeError, match="limitt"):
        SQLiteSession("s", session_settings={"limitt": 2})


async def test_a_callback_may_copy_and_the_same_may_be_said_again(
    loopback: LoopbackServer, model: Model
) -> None:
    session = InMemorySession()
    config = RunConfig(session_input_callback=lambda history, new: [dict(i) for i in history[-1:]] + new)
    loopback.answer(text("one"), text("two"))
    for _ in range(2):
        await Runner.run(Agent(name="A", model=model), "yes", session=session, run_config=config)
    assert [item["role"] for item in await session.get_items()] == ["user", "assistant"] * 2


async def test_the_callback_must_give_a_list(loopback: LoopbackServer, model: Model) -> None:
    wrong: Any = lambda history, new: None  # noqa: E731
    config = RunConfig(session_input_callback=wrong)
    with pytest.raises(UserError, match="session_input_callback must return list"):
        await Runner.run(Agent(name="A", model=model), "x", session=InMemorySession(), run_config=config)


async def test_a_cancelled_turn_leaves_a_session_to_go_on_from(
    loopback: LoopbackServer, model: Model
) -> None:
    @function_tool
    async def endless() -> str:
        await asyncio.Event().wait()
        return "never"

    @function_tool
    def quick() -> str:
        return "quick"

    session = InMemorySession()
    loopback.answer(respond(text("hm"), call("endless", call_id="e"), call("quick", call_id="q")))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[endless, quick]), "go", session=session)
    async for event in result.stream_events():
        if event.type == "run_item_stream_event" and event.name == "tool_output":
            result.cancel()
    kept = [item.get("call_id") or item.get("role") for item in await session.get_items()]
    assert kept == ["user", "assistant", "q", "q"]


class Broken(InMemorySession):
    """Fails in one method, the ``n``-th time it is called."""

    def __init__(self, method: str, n: int) -> None:
        super().__init__()
        self._fails, self._n = method, n

    async def get_items(self, limit: int | None = None) -> list[Any]:
        self._count("get_items")
        return await super().get_items(limit)

    async def add_items(self, items: list[Any]) -> None:
        self._count("add_items")
        await super().add_items(items)

    def _count(self, method: str) -> None:
        self._n -= method == self._fails
        if not self._n and method == self._fails:
            raise OSError("disk full")


@pytest.mark.parametrize(("method", "n"), [("get_items", 1), ("add_items", 1), ("add_items", 2)])
async def test_a_failing_session_ends_every_reader(
    loopback: LoopbackServer, model: Model, method: str, n: int
) -> None:
    loopback.answer(text("hi"))
    result = Runner.run_streamed(Agent(name="A", model=model), "go", session=Broken(method, n))
    readers = [asyncio.create_task(shorts(result)) for _ in range(2)]
    ends = await asyncio.gather(*readers, return_exceptions=True)
    assert [str(end) for end in ends] == ["disk full", "disk full"]
    assert result.is_complete


async def test_a_session_that_fails_while_a_run_is_cancelled(loopback: LoopbackServer, model: Model) -> None:
    gate = Gate()
    loopback.answer(respond(text("whole"), text("hal"), gates={11: gate}))
    result = Runner.run_streamed(Agent(name="A", model=model), "go", session=Broken("add_items", 2))
    async for event in result.log.read():
        if event.type == "raw_response_event" and event.data.type == "response.output_item.done":
            result.cancel()
            break
    with pytest.raises(OSError, match="disk full"):
        await shorts(result)


async def test_a_write_that_has_begun_is_finished(loopback: LoopbackServer, model: Model) -> None:
    began, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Slow(InMemorySession):
        async def add_items(self, items: list[Any]) -> None:
            if self._items:
                began.set()
                await go_on.wait()
            await super().add_items(items)
            if go_on.is_set():
                done.set()

    loopback.answer(text("hi"))
    session = Slow()
    result = Runner.run_streamed(Agent(name="A", model=model), "go", session=session)
    await began.wait()
    result.cancel()
    await result.log.wait()
    go_on.set()
    await done.wait()
    assert [item["role"] for item in await session.get_items()] == ["user", "assistant"]


async def test_a_session_and_the_servers_conversation_exclude_each_other() -> None:
    with pytest.raises(UserError, match="not both"):
        Runner.run_streamed(Agent(name="A"), "x", session=InMemorySession(), conversation_id="conv_1")


async def test_a_filter_after_an_approval_takes_out_both_halves(
    loopback: LoopbackServer, model: Model
) -> None:
    """A call without its output would be refused by servers; the SDK leaves it in the session."""

    @function_tool(needs_approval=True)
    def look() -> str:
        return "seen"

    loopback.answer(respond(call("look"), call("transfer_to_b")), text("B here"))
    b = handoff(Agent(name="B", model=model), input_filter=remove_all_tools)
    agent, session = Agent(name="A", model=model, tools=[look], handoffs=[b]), InMemorySession()
    state = (await Runner.run(agent, "go", session=session)).to_state()
    state.approve(state.get_interruptions()[0])
    await Runner.run(agent, state, session=session)
    assert [item.get("role") for item in await session.get_items()] == ["user", "assistant"]


async def test_a_closed_session_says_so(tmp_path: Path) -> None:
    for path in (":memory:", tmp_path / "talks.db"):
        for theirs in (sdk_memory.SQLiteSession, SQLiteSession):
            session: Any = theirs("s", path)
            await session.add_items([HELLO])
            session.close()
            session.close()
            for use in (
                session.get_items(),
                session.add_items([HELLO]),
                session.add_items([]),
                session.pop_item(),
                session.clear_session(),
            ):
                with pytest.raises(RuntimeError, match="is closed"):
                    await use


async def test_a_run_with_a_closed_session_says_so(loopback: LoopbackServer, model: Model) -> None:
    session = SQLiteSession("ada")
    session.close()
    with pytest.raises(RuntimeError, match="SQLiteSession 'ada' is closed"):
        await Runner.run(Agent(name="A", model=model), "go", session=session)
    assert loopback.requests == []
