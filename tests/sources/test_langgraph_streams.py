"""Streams of LangGraph's graphs in every mode and version tell the same run."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import graphs
import pytest
from graphs import ASKED, CONFIG
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt
from scripted_chat_model import ScriptedChatModel, WholeChatModel, call, end, text

from agents_widget import watch
from agents_widget.sources.langgraph import GraphStreamAdapter
from agents_widget.testing import check_adapter
from agents_widget.transcript.schema import Entry, Transcript

pytestmark = [
    pytest.mark.filterwarnings("ignore:The v3 streaming protocol"),
    pytest.mark.filterwarnings("ignore:create_react_agent has been moved"),  # langgraph-supervisor's
]

Begin = Callable[[Any], Any]

ALL_MODES = ["messages", "updates", "values", "tasks", "custom", "tools"]
STREAMS: dict[str, Begin] = {
    "all modes": lambda graph: graph.astream(ASKED, CONFIG, stream_mode=ALL_MODES, subgraphs=True),
    "all modes, v2": lambda graph: graph.astream(
        ASKED, CONFIG, stream_mode=ALL_MODES, subgraphs=True, version="v2"
    ),
    "advised": lambda graph: graph.astream(
        ASKED, CONFIG, stream_mode=["messages", "updates", "tasks"], subgraphs=True
    ),
    "messages": lambda graph: graph.astream(ASKED, CONFIG, stream_mode="messages", subgraphs=True),
    "messages, v2": lambda graph: graph.astream(
        ASKED, CONFIG, stream_mode="messages", subgraphs=True, version="v2"
    ),
    "updates": lambda graph: graph.astream(ASKED, CONFIG, stream_mode="updates", subgraphs=True),
    "a list of one": lambda graph: graph.astream(ASKED, CONFIG, stream_mode=["updates"], subgraphs=True),
    "tasks": lambda graph: graph.astream(ASKED, CONFIG, stream_mode="tasks", subgraphs=True),
    "debug": lambda graph: graph.astream(ASKED, CONFIG, stream_mode="debug", subgraphs=True),
    "third protocol": lambda graph: graph.astream_events(ASKED, CONFIG, version="v3"),
    "LangChain events": lambda graph: graph.astream_events(ASKED, CONFIG, version="v2"),
}
OUTERMOST: dict[str, Begin] = {
    "updates without subgraphs": lambda graph: graph.astream(ASKED, CONFIG, stream_mode="updates"),
    "values": lambda graph: graph.astream(ASKED, CONFIG, stream_mode="values"),
    "values, v2": lambda graph: graph.astream(ASKED, CONFIG, stream_mode=["values"], version="v2"),
    "no mode": lambda graph: graph.astream(ASKED, CONFIG),
}


async def _shown(source: Any) -> Transcript:
    widget = watch(source)
    await widget
    return widget.transcript


def _lines(entries: list[Entry]) -> list[str]:
    names = {entry.id: entry.tool for entry in entries}
    return [_line(entry, names) for entry in entries]


def _line(entry: Entry, names: dict[str, str]) -> str:
    what = f"{entry.tool}: {entry.output}" if entry.tool else entry.text
    if entry.kind == "handoff":
        what = f"{entry.source} to {entry.target}"
    inside = f" in {names[entry.parent]}" if entry.parent else ""
    return f"{entry.agent} {entry.kind} {entry.state}{inside} | {what}"


AGENT = [
    " user done | How deep is the Elbe?",
    "Ada reasoning done | Let me see.",
    "Ada message done | I measure.",
    "Ada tool_call done | depth: 2.4 metres",
    "Ada tool_call failed | flood: No data.",
    "Ada message done | 2.4 metres.",
]


@pytest.mark.parametrize("name", STREAMS | OUTERMOST)
async def test_an_agents_run_is_the_same_in_every_shape(name: str) -> None:
    transcript = await _shown((STREAMS | OUTERMOST)[name](graphs.agent()))
    assert _lines(transcript.entries) == AGENT
    assert [lane.name for lane in transcript.lanes] == ["Ada"]
    assert transcript.usage["input_tokens"] == 20
    assert transcript.usage["cached_tokens"] == 8
    assert transcript.usage["reasoning_tokens"] == 4
    assert [(each.agent, each.model) for each in transcript.calls] == [("Ada", "scripted-1")] * 2
    by_tool = {entry.tool: entry for entry in transcript.entries}
    assert by_tool["depth"].arguments.replace(" ", "") == '{"river":"Elbe"}'


@pytest.mark.parametrize("name", ["all modes", "values", "LangChain events"])
async def test_a_model_that_does_not_stream_gives_the_same(name: str) -> None:
    begin = (STREAMS | OUTERMOST)[name]
    transcript = await _shown(begin(graphs.agent(WholeChatModel)))
    assert _lines(transcript.entries) == AGENT


@pytest.mark.parametrize("name", STREAMS)
async def test_a_swarm_hands_over(name: str) -> None:
    transcript = await _shown(STREAMS[name](graphs.swarm()))
    assert _lines(transcript.entries)[1:] == [
        "Alice handoff done | Alice to Bob",
        "Bob message done | I am Bob.",
    ]
    assert [lane.name for lane in transcript.lanes] == ["Alice", "Bob"]


@pytest.mark.parametrize("name", STREAMS)
async def test_a_supervisor_asks_and_takes_the_turn_back(name: str) -> None:
    transcript = await _shown(STREAMS[name](graphs.supervisor()))
    assert _lines(transcript.entries)[1:] == [
        "supervisor handoff done | supervisor to Ada",
        "Ada tool_call done | depth: 2.4 metres",
        "Ada message done | 2.4 metres.",
        "supervisor message done | Ada says so.",
    ]


@pytest.mark.parametrize("name", STREAMS)
async def test_an_agent_inside_a_tool_stands_in_its_call(name: str) -> None:
    transcript = await _shown(STREAMS[name](graphs.nested()))
    lines = _lines(transcript.entries)
    # Only tasks, and the later versions, tell which of two calls the agent works for.
    inside = " in ask" if name not in ("messages", "messages, v2", "updates", "a list of one") else ""
    if name not in ("updates", "a list of one"):
        assert f"Expert tool_call done{inside} | depth: 2.4 metres" in lines
        assert f"Expert message done{inside} | 4 metres." in lines
    assert lines[-1] == "Ada message done | Done."


@pytest.mark.parametrize("name", STREAMS)
async def test_calls_of_one_id_are_told_apart(name: str) -> None:
    """A server may number the calls of each answer anew: here all are `c0`, of the agent in the tool, too."""
    expert = create_agent(
        ScriptedChatModel(replies=[[*call("c0", "depth", '{"river":"Main"}'), end()], text("Deep.")]),
        [graphs.depth],
        name="Expert",
    )

    @tool
    async def ask(question: str) -> str:
        """Ask an expert."""
        return str((await expert.ainvoke({"messages": [("user", question)]}))["messages"][-1].text)

    replies = [
        [*call("c0", "ask", '{"question":"Main?"}'), end()],
        [*call("c0", "shout", '{"word":"a"}'), end()],
        [*call("c0", "shout", '{"word":"b"}'), end()],
        text("Done."),
    ]

    @tool
    def shout(word: str) -> str:
        """Shout."""
        return word.upper()

    graph = create_agent(ScriptedChatModel(replies=replies), [ask, shout], name="Ada")
    assert _lines((await _shown(STREAMS[name](graph))).entries) == [
        " user done | How deep is the Elbe?",
        "Ada tool_call done | ask: Deep.",
        "Expert tool_call done in ask | depth: 2.4 metres",
        "Expert message done in ask | Deep.",
        "Ada tool_call done | shout: A",
        "Ada tool_call done | shout: B",
        "Ada message done | Done.",
    ]


@pytest.mark.parametrize("name", STREAMS)
async def test_models_that_write_side_by_side_have_lanes_of_their_own(name: str) -> None:
    transcript = await _shown(STREAMS[name](graphs.side_by_side()))
    assert sorted(_lines(transcript.entries)[1:]) == [
        "critic message done | one two three",
        "poet message done | one two three",
    ]
    assert sorted(lane.name for lane in transcript.lanes) == ["critic", "poet"]
    assert transcript.usage["requests"] == 2
    assert all(request.ended is not None for request in transcript.calls)


async def test_side_by_side_is_shown_as_it_comes() -> None:
    """Both messages grow at the same time, and neither model call is given up for the other."""
    stream = graphs.side_by_side().astream(ASKED, stream_mode=["messages"])
    adapter = GraphStreamAdapter(stream)
    kinds = [event["type"] async for item in adapter.events() for event in adapter.translate(item)]
    first_end = kinds.index("response.completed") if "response.completed" in kinds else len(kinds)
    assert kinds[:first_end].count("branch_stream_event") >= 2


async def test_a_history_is_not_told_again() -> None:
    graph = graphs.talker(checkpointer=InMemorySaver())
    await graph.ainvoke({"messages": [("user", "Before")]}, CONFIG)
    for begin in (STREAMS["all modes"], STREAMS["updates"], OUTERMOST["values"], STREAMS["tasks"]):
        transcript = await _shown(begin(graph))
        assert [entry.kind for entry in transcript.entries] == ["user", "message"]


async def test_progress_and_an_artifact_are_the_tools_own() -> None:
    model = ScriptedChatModel(replies=[[*call("d1", "depth", '{"river":"Elbe"}'), end()], text("2.4.")])
    widget = watch(STREAMS["all modes"](create_agent(model, [graphs.depth])))
    await widget
    row = widget.transcript.entries[1]
    assert (row.progress, row.log, row.output) == (0.5, "measuring\n", "2.4 metres")
    assert widget.tools["depth"].value == {"metres": 2.4}


async def test_a_tool_that_raises_is_the_one_that_failed() -> None:
    @tool
    async def broken() -> str:
        """Break."""
        raise ValueError("It broke.")

    @tool
    async def slow() -> str:
        """Wait."""
        await asyncio.Event().wait()
        return ""

    calls = [*call("b1", "broken", "{}", index=1), *call("s1", "slow", "{}", index=2), end()]
    for name in ("all modes", "advised", "tasks"):
        graph = create_agent(ScriptedChatModel(replies=[calls]), [broken, slow])
        widget = watch(STREAMS[name](graph))
        with pytest.raises(ValueError, match="It broke"):
            await widget
        states = {entry.tool: entry.state for entry in widget.transcript.entries if entry.tool}
        assert states == {"broken": "failed", "slow": "cancelled"}
        assert widget.transcript.status == "failed"


@pytest.mark.parametrize("name", ["all modes", "messages", "values", "LangChain events"])
@pytest.mark.parametrize("graph", [graphs.agent, graphs.swarm, graphs.nested])
async def test_a_stream_may_be_cut_anywhere(name: str, graph: Callable[[], Any]) -> None:
    items = [item async for item in (STREAMS | OUTERMOST)[name](graph())]
    transcript = await check_adapter(GraphStreamAdapter, items)
    assert transcript.entries


async def test_the_third_protocol_may_be_cut_anywhere() -> None:
    run = await STREAMS["third protocol"](graphs.agent())
    transcript = await check_adapter(GraphStreamAdapter, [item async for item in run])
    assert _lines(transcript.entries) == AGENT[1:]


async def test_a_list_and_a_stranger_s_generator_are_told_by_their_items() -> None:
    items = [item async for item in STREAMS["advised"](graphs.agent())]

    async def passed_on() -> Any:
        for item in items:
            yield item

    for source in (items, passed_on()):
        assert _lines((await _shown(source)).entries) == AGENT[1:]


async def test_a_synchronous_stream_is_read_on_a_thread() -> None:
    model = ScriptedChatModel(replies=[text("One ", "two.")])
    ways: tuple[Begin, ...] = (
        lambda graph: graph.stream(ASKED, stream_mode=["messages", "updates"]),
        lambda graph: graph.stream(ASKED, stream_mode="messages"),
        lambda graph: graph.stream_events(ASKED, version="v3"),
    )
    for begin in ways:
        model.taken = 0
        transcript = await _shown(begin(create_agent(model, [], name="Ada")))
        assert _lines(transcript.entries)[1:] == ["Ada message done | One two."]


@pytest.mark.parametrize("name", ["advised", "third protocol", "LangChain events", "updates"])
async def test_a_stop_ends_the_graph(name: str) -> None:
    begun, closed = asyncio.Event(), asyncio.Event()

    @tool
    async def endless() -> str:
        """Go on."""
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            closed.set()
        return ""

    model = ScriptedChatModel(replies=[[*call("e1", "endless", "{}"), end()]])
    widget = watch(STREAMS[name](create_agent(model, [endless], name="Ada")))
    await begun.wait()
    widget.stop()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"
    await closed.wait()
    assert widget.transcript.entries[-1].state == "cancelled"


async def test_a_graph_that_waits_and_cannot_be_answered_says_so() -> None:
    def ask(state: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(content=f"Hello {interrupt('Your name?')}")]}

    graph = StateGraph(MessagesState)
    graph.add_node("greeter", ask)
    graph.add_edge(START, "greeter")
    items = [item async for item in graph.compile(checkpointer=InMemorySaver()).astream(ASKED, CONFIG)]
    widget = watch(items)
    await widget
    assert widget.transcript.status == "cancelled"
    [notice] = [entry for entry in widget.transcript.entries if entry.kind == "notice"]
    assert "'Your name?'" in notice.text
    assert "Command(resume=...)" in notice.text


async def test_messages_without_ids_are_told_once() -> None:
    """A node may give a message as a dict, or without an id: a later state gives it one."""

    def answer(state: MessagesState) -> dict[str, Any]:
        return {"messages": [{"role": "assistant", "content": "Hello."}]}

    graph = StateGraph(MessagesState)
    graph.add_node("greeter", answer)
    graph.add_edge(START, "greeter")
    transcript = await _shown(graph.compile().astream(ASKED, stream_mode=["updates", "values"]))
    assert _lines(transcript.entries)[1:] == ["greeter message done | Hello."]


async def test_a_human_message_that_a_node_adds_is_no_news() -> None:
    def report(state: MessagesState) -> dict[str, Any]:
        return {"messages": [HumanMessage(content="Found.", name="researcher")]}

    graph = StateGraph(MessagesState)
    graph.add_node("researcher", report)
    graph.add_edge(START, "researcher")
    transcript = await _shown(graph.compile().astream(ASKED, stream_mode="values"))
    assert transcript.entries[0].kind == "user"


async def test_a_graph_without_messages_shows_its_state() -> None:
    from typing_extensions import TypedDict

    class Count(TypedDict):
        n: int

    graph = StateGraph(Count)
    graph.add_node("add", lambda state: {"n": state["n"] + 1})
    graph.add_edge(START, "add")
    for begin in (
        lambda: graph.compile().astream({"n": 1}),
        lambda: graph.compile().stream({"n": 1}, stream_mode="values"),
    ):
        widget = watch(begin())
        assert await widget == {"n": 2}
        assert '"n": 2' in widget.transcript.entries[-1].text


def test_a_delta_costs_the_same_late_in_a_stream() -> None:
    """The work of 20,000 deltas is ten times that of 2,000, counted in calls."""

    def calls(count: int) -> int:
        [first, *_] = text("word ")
        chunk = first.model_copy(update={"id": "m1"})
        where = {"langgraph_node": "model", "langgraph_checkpoint_ns": "model:1", "langgraph_step": 1}
        adapter = GraphStreamAdapter(iter(()))
        counted = 0

        def count_call(frame: Any, event: str, argument: Any) -> None:
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count_call)
        try:
            for _ in range(count):
                list(adapter.translate(((), "messages", (chunk, where))))
        finally:
            sys.setprofile(None)
        return counted

    assert calls(20_000) < 10.1 * calls(2_000)


def test_nothing_of_langgraph_is_imported() -> None:
    import subprocess

    program = (
        "import sys, agents_widget; from agents_widget import watch; "
        "from agents_widget.sources.langgraph import LangGraphRunner; "
        "print([n for n in sys.modules if n.startswith(('langgraph', 'langchain'))])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
