"""``watch(graph, ...)`` and ``Chat(graph)``: graphs that the widget runs, asks for, and goes on with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import graphs
import hang
import pytest
from graphs import ASKED, CONFIG
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint, task
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt
from scripted_chat_model import ScriptedChatModel, call, end, text

from agents_widget import AgentWidget, Chat, watch
from agents_widget.transcript.schema import Entry

pytestmark = pytest.mark.filterwarnings("ignore:The v3 streaming protocol")


@tool
async def refund(euros: int) -> str:
    """Refund."""
    return f"{euros} euros"


@tool
async def ask_person(question: str) -> str:
    """Ask."""
    return f"The person says {interrupt({'question': question})}."


def _two_refunds(**middleware: Any) -> Any:
    calls = [
        *call("r1", "refund", '{"euros":1}', index=1),
        *call("r2", "refund", '{"euros":2}', index=2),
        end(),
    ]
    model = ScriptedChatModel(replies=[calls, text("Done."), text("Again.")])
    return create_agent(
        model,
        [refund],
        name="Ada",
        checkpointer=InMemorySaver(),
        middleware=[HumanInTheLoopMiddleware(interrupt_on={"refund": True}, **middleware)],
    )


def _graph(*nodes: Any, **options: Any) -> Any:
    """A graph of nodes that follow each other."""
    graph = StateGraph(MessagesState)
    for n, node in enumerate(nodes):
        graph.add_node(node.__name__, node)
        graph.add_edge(START if n == 0 else nodes[n - 1].__name__, node.__name__)
    return graph.compile(**options)


async def _state(widget: AgentWidget) -> list[str]:
    return [str(message.text) for message in (await widget)["messages"]]


def _rows(widget: AgentWidget) -> dict[str, Entry]:
    return {entry.call_id: entry for entry in widget.transcript.entries if entry.call_id}


def _users(widget: AgentWidget) -> list[str]:
    return [entry.id for entry in widget.transcript.entries if entry.kind == "user"]


# Going through


async def test_a_graph_is_asked_with_a_text_or_with_its_state() -> None:
    for prompt in ("How deep is the Elbe?", ASKED):
        widget = watch(graphs.agent(), prompt)
        state = await widget
        assert widget.transcript.entries[0].kind == "user"
        assert state["messages"][-1].text == "2.4 metres."
        assert widget.transcript.status == "done"


async def test_context_and_config_are_the_graphs_own() -> None:
    seen: list[Any] = []

    async def note(state: MessagesState, config: RunnableConfig, runtime: Runtime[Any]) -> dict[str, Any]:
        seen.extend([config["configurable"]["city"], runtime.context])
        return {"messages": [AIMessage(content="Noted.")]}

    await watch(_graph(note), "Hi", config={"configurable": {"city": "Rome"}}, context={"user": "Ada"})
    assert seen == ["Rome", {"user": "Ada"}]


async def test_what_langgraph_has_no_use_for_is_refused_at_once() -> None:
    graph = graphs.talker()
    with pytest.raises(TypeError, match="LangGraph has no use for max_turns="):
        watch(graph, "Hi", max_turns=3)
    with pytest.raises(TypeError, match="config is a mapping"):
        watch(graph, "Hi", config="ada")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"graph\.compile\(\)"):
        watch(StateGraph(MessagesState), "Hi")


@pytest.mark.parametrize("asks_model", [True, False])
async def test_a_function_of_the_functional_api_is_given_its_input(asks_model: bool) -> None:
    model = ScriptedChatModel(replies=[text("A poem.")])

    @task
    async def write(topic: str) -> str:
        return (await model.ainvoke(topic)).text if asks_model else "A poem."

    @entrypoint()
    async def poet(topic: str) -> str:
        return (await write(topic)).upper()

    widget = watch(poet, "Rivers")
    assert await widget == "A POEM."
    told = [(entry.kind, entry.text) for entry in widget.transcript.entries]
    assert told == [("user", "Rivers"), ("message", "A poem." if asks_model else "A POEM.")]


async def test_a_text_needs_a_state_with_messages() -> None:
    graph: Any = StateGraph(dict)
    graph.add_node("same", lambda state: state)
    graph.add_edge(START, "same")
    widget = watch(graph.compile(), "Hi")
    with pytest.raises(TypeError, match="has no messages"):
        await widget


# Approvals


@pytest.mark.parametrize("mode", ["batched", "per_call"])
async def test_a_middleware_asks_and_is_answered(mode: str) -> None:
    widget = watch(_two_refunds(interrupt_mode=mode), "Refund me.")
    await widget.wait_for("waiting")
    rows = _rows(widget)
    assert {row.state for row in rows.values()} == {"awaiting_approval"}
    assert rows["r1"].schema is not None
    assert rows["r1"].schema["properties"]["euros"]["type"] == "integer"
    widget.approve("r1", {"euros": 5})
    widget.deny("r2", "Not today.")
    await widget
    rows = _rows(widget)
    assert (rows["r1"].state, rows["r1"].arguments) == ("done", '{"euros": 5}')
    assert "5 euros" in rows["r1"].output
    assert (rows["r2"].state, "Not today." in rows["r2"].output) == ("denied", True)
    assert widget.transcript.entries[-1].text == "Done."


async def test_a_question_of_a_tool_is_answered_in_its_row() -> None:
    model = ScriptedChatModel(
        replies=[[*call("a1", "ask_person", '{"question":"Age?"}'), end()], text("So.")]
    )
    graph = create_agent(model, [ask_person], name="Ada", checkpointer=InMemorySaver())
    widget = watch(graph, "Ask.")
    await widget.wait_for("waiting")
    [question] = widget.interruptions
    assert question.tool == "interrupt"
    assert question.parent == _rows(widget)["a1"].id
    assert '{"question": "Age?"}' in question.arguments
    widget.approve(question, {"answer": 42})
    await widget
    rows = _rows(widget)
    assert rows["a1"].output == "The person says 42."
    assert rows[question.call_id].output == "42"


@pytest.mark.parametrize(("approved", "answer"), [(True, "True"), (False, "False")])
async def test_a_question_of_a_node_is_answered_with_yes_or_no(approved: bool, answer: str) -> None:
    def greeter(state: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(content=str(interrupt("Go on?")))]}

    widget = watch(_graph(greeter, checkpointer=InMemorySaver()), "Hi")
    await widget.wait_for("waiting")
    [question] = widget.interruptions
    (widget.approve if approved else widget.deny)(question)
    await widget
    assert widget.transcript.entries[-1].text == answer


async def test_the_older_human_interrupt_is_answered_in_its_own_words() -> None:
    answers: list[Any] = []

    def reviewer(state: MessagesState) -> dict[str, Any]:
        request = {"action_request": {"action": "rm", "args": {"path": "/"}}, "config": {"allow_edit": True}}
        answers.extend(interrupt([request]))
        return {}

    ways: tuple[Callable[[AgentWidget, Entry], None], ...] = (
        lambda widget, row: widget.approve(row),
        lambda widget, row: widget.approve(row, {"path": "/tmp"}),
        lambda widget, row: widget.deny(row),
    )
    for decide in ways:
        widget = watch(_graph(reviewer, checkpointer=InMemorySaver()), "Hi")
        await widget.wait_for("waiting")
        decide(widget, widget.interruptions[0])
        await widget
    assert [answer["type"] for answer in answers] == ["accept", "edit", "ignore"]
    assert answers[1]["args"] == {"action": "rm", "args": {"path": "/tmp"}}


async def test_a_breakpoint_asks_whether_to_go_on() -> None:
    model = ScriptedChatModel(replies=[[*call("r1", "refund", '{"euros":1}'), end()], text("Done.")])
    for approved, status in ((True, "done"), (False, "cancelled")):
        model.taken = 0
        graph = create_agent(
            model, [refund], name="Ada", checkpointer=InMemorySaver(), interrupt_before=["tools"]
        )
        widget = watch(graph, "Refund me.")
        await widget.wait_for("waiting")
        [row] = widget.interruptions
        assert (row.tool, row.arguments) == ("breakpoint", '{"before": ["tools"]}')
        (widget.approve if approved else widget.deny)(row)
        await widget
        assert widget.transcript.status == status
        assert _rows(widget)["r1"].state == ("done" if approved else "not_run")


async def test_a_graph_that_keeps_no_state_cannot_be_answered_and_says_so() -> None:
    def greeter(state: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(content=str(interrupt("Go on?")))]}

    widget = watch(_graph(greeter), "Hi")
    await widget
    assert widget.transcript.status == "cancelled"
    assert "checkpointer=InMemorySaver()" in widget.transcript.entries[-1].text


@pytest.mark.parametrize("version", ["updates", "v2", "v3"])
async def test_a_stream_of_the_users_is_answered_and_gone_on_with(version: str) -> None:
    graph = _two_refunds()
    if version == "updates":
        stream = graph.astream(ASKED, CONFIG)
    else:
        stream = graph.astream_events(ASKED, CONFIG, version=version)
    widget = watch(stream)
    await widget.wait_for("waiting")
    widget.approve_all()
    await widget
    assert {row.state for row in _rows(widget).values()} == {"done"}
    await widget.ask("And now?")
    assert widget.transcript.entries[-1].text == "Again."


# Stopping


async def test_a_stopped_run_is_gone_on_with_before_its_open_calls() -> None:
    """A server takes no message after a tool call without an answer."""
    begun = asyncio.Event()

    @tool
    async def endless() -> str:
        """Go on."""
        begun.set()
        await asyncio.Event().wait()
        return ""

    replies = [[*call("e1", "endless", "{}"), end()], text("Fine.")]
    graph = create_agent(
        ScriptedChatModel(replies=replies), [endless], name="Ada", checkpointer=InMemorySaver()
    )
    widget = watch(graph, "Go.")
    await begun.wait()
    widget.stop()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"
    assert _rows(widget)["e1"].state == "cancelled"
    await widget.ask("Stop that.")
    assert await _state(widget) == ["Go.", "Stop that.", "Fine."]


async def test_a_run_may_end_with_its_step() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    @tool
    async def held() -> str:
        """Wait."""
        begun.set()
        await go_on.wait()
        return "held"

    replies = [[*call("h1", "held", "{}"), end()], text("Never."), text("Fine.")]
    graph = create_agent(ScriptedChatModel(replies=replies), [held], checkpointer=InMemorySaver())
    widget = watch(graph, "Go.")
    await begun.wait()
    widget.stop(after_turn=True)
    go_on.set()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"
    assert [entry.kind for entry in widget.transcript.entries] == ["user", "tool_call"]
    assert _rows(widget)["h1"].output == "held"


async def test_a_run_that_waits_may_be_stopped_and_asked_again() -> None:
    widget = watch(_two_refunds(), "Refund me.")
    await widget.wait_for("waiting")
    widget.stop()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"
    assert {row.state for row in _rows(widget).values()} == {"not_run"}
    await widget.ask("Never mind.")
    assert await _state(widget) == ["Refund me.", "Never mind.", "Done."]


# Going on


@pytest.mark.parametrize("kept", ["in a thread", "in the user's thread", "by the client"])
async def test_a_conversation_goes_on_and_back(kept: str) -> None:
    graph = graphs.talker() if kept == "by the client" else graphs.talker(checkpointer=InMemorySaver())
    chat = Chat(graph, config=CONFIG if kept == "in the user's thread" else None)
    for question in ("A", "B", "C"):
        await chat.ask(question)
    assert await _state(chat) == ["A", "Answer 1.", "B", "Answer 2.", "C", "Answer 3."]
    chat.edit(_users(chat)[1], "B2")
    assert await _state(chat) == ["A", "Answer 1.", "B2", "Answer 4."]
    chat.edit(_users(chat)[0], "A2")
    assert await _state(chat) == ["A2", "Answer 5."]
    await chat.ask("D")
    assert await _state(chat) == ["A2", "Answer 5.", "D", "Answer 6."]
    chat.branch(_users(chat)[0], 1)
    await chat.ask("E")
    assert (await _state(chat))[:2] == ["A", "Answer 1."]


async def test_a_thread_that_holds_something_is_kept() -> None:
    graph = graphs.talker(checkpointer=InMemorySaver())
    await graph.ainvoke({"messages": [("user", "0")]}, CONFIG)
    chat = Chat(graph, config=CONFIG)
    await chat.ask("A")
    chat.retry()
    assert await _state(chat) == ["0", "Answer 1.", "A", "Answer 3."]
    await chat.ask("B")
    assert await _state(chat) == ["0", "Answer 1.", "A", "Answer 3.", "B", "Answer 4."]


async def test_a_swarm_s_last_agent_answers_next() -> None:
    widget = watch(graphs.swarm(), "Hi")
    await widget
    await widget.ask("More?")
    assert (widget.transcript.entries[-1].agent, widget.transcript.entries[-1].text) == ("Bob", "Still Bob.")


async def test_going_back_shows_what_was_said_before() -> None:
    """What was recorded is not translated again: the reader of a stream knows it by then."""
    chat = Chat(graphs.talker(checkpointer=InMemorySaver()))
    for question in ("A", "B"):
        await chat.ask(question)
    chat.edit(_users(chat)[1], "B2")
    await chat
    texts = [entry.text for entry in chat.transcript.entries]
    assert texts == ["A", "Answer 1.", "B2", "Answer 3."]


# Checkpointers without asynchronous methods


class SyncSaver(BaseCheckpointSaver[str]):
    """Has ordinary methods alone, as ``SqliteSaver`` and ``PostgresSaver`` do."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = InMemorySaver()
        for name in ("get_tuple", "list", "put", "put_writes", "get_next_version"):
            setattr(self, name, getattr(self.kept, name))


@tool
def pay(euros: int) -> str:
    """Pay."""
    return f"{euros} euros"


def _payer(*tools: Any) -> Any:
    model = ScriptedChatModel(
        replies=[[*call("p1", "pay", '{"euros":1}'), end()], text("Paid."), text("Yes.")]
    )
    middleware = HumanInTheLoopMiddleware(interrupt_on={"pay": True})
    return create_agent(model, tools, name="Ada", checkpointer=SyncSaver(), middleware=[middleware])


async def test_a_checkpointer_without_asynchronous_methods() -> None:
    widget = watch(_payer(pay), "Pay.")
    await widget.wait_for_approval()
    widget.approve("p1", {"euros": 2})
    await widget
    assert _rows(widget)["p1"].output == "2 euros"
    await widget.ask("Was it paid?")
    assert (await _state(widget))[-2:] == ["Was it paid?", "Yes."]
    widget.edit(_users(widget)[1], "And now?")
    with pytest.raises(IndexError):  # the script has no more, so that it is known who was asked
        await widget


async def test_such_a_graph_may_be_stopped() -> None:
    begun, go_on = threading.Event(), threading.Event()

    @tool
    def pay(euros: int) -> str:
        """Pay."""
        begun.set()
        go_on.wait(hang.SECONDS)
        return "paid"

    widget = watch(_payer(pay), "Pay.")
    await widget.wait_for_approval()
    widget.approve()
    await asyncio.to_thread(begun.wait, hang.SECONDS)
    widget.stop()
    go_on.set()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"


async def test_what_cannot_run_on_a_thread_says_why() -> None:
    @tool
    async def pay(euros: int) -> str:
        """Pay."""
        return "paid"

    widget = watch(_payer(pay), "Pay.")
    await widget.wait_for_approval()
    widget.approve()
    assert await widget.wait_for("done", "failed", "cancelled") == "failed"
    notices = [entry.text for entry in widget.transcript.entries if entry.kind == "notice"]
    assert len(notices) == 1
    assert "SyncSaver has no asynchronous methods" in notices[0]


async def test_a_stream_of_the_users_with_such_a_checkpointer_goes_on() -> None:
    widget = watch(_payer(pay).stream({"messages": [("user", "Pay.")]}, CONFIG))
    await widget.wait_for_approval()
    widget.approve_all()
    await widget
    assert widget.transcript.entries[-1].text == "Paid."
