"""``RemoteGraph``: a graph behind LangGraph's server, of which this process has the client only."""

from __future__ import annotations

from typing import Any

import graphs
import pytest
from ag_ui_servers import serving
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.pregel.remote import RemoteGraph
from langgraph_server import GraphServer
from test_langgraph_runs import _rows, _two_refunds, _users

from agents_widget import AgentWidget, Chat, watch


def texts(widget: AgentWidget) -> list[str]:
    return [entry.text or entry.tool for entry in widget.transcript.entries]


async def test_it_is_shown_as_a_local_graph_is() -> None:
    local = watch(graphs.agent(checkpointer=InMemorySaver()), "How deep is the Elbe?")
    await local
    with serving(GraphServer(graphs.agent(checkpointer=InMemorySaver())).app) as url:
        widget = watch(RemoteGraph("ada", url=url), "How deep is the Elbe?")
        state = await widget
    assert state["messages"][-1]["content"] == "2.4 metres."
    assert texts(widget) == texts(local)
    assert [entry.state for entry in widget.transcript.entries] == [
        entry.state for entry in local.transcript.entries
    ]
    assert widget.usage == local.usage
    assert [lane.name for lane in widget.transcript.lanes] == ["Ada"]


async def test_approvals_and_a_next_message() -> None:
    server = GraphServer(_two_refunds())
    with serving(server.app) as url:
        widget = watch(RemoteGraph("ada", url=url), "Refund me.")
        await widget.wait_for_approval()
        widget.approve("r1", {"euros": 5})
        widget.deny("r2", "Not today.")
        await widget
        rows = _rows(widget)
        assert (rows["r1"].state, rows["r1"].arguments) == ("done", '{"euros": 5}')
        assert "5 euros" in rows["r1"].output
        assert rows["r2"].state == "denied"
        await widget.ask("And now?")
        assert texts(widget)[-2:] == ["And now?", "Again."]


async def test_an_edited_message_begins_before_it() -> None:
    with serving(GraphServer(graphs.talker(checkpointer=InMemorySaver())).app) as url:
        chat = Chat(RemoteGraph("ada", url=url))
        await chat.ask("A")
        await chat.ask("B")
        chat.edit(_users(chat)[1], "B2")
        state: Any = await chat
    assert [message["content"] for message in state["messages"]] == ["A", "Answer 1.", "B2", "Answer 3."]


async def test_a_stream_of_the_users() -> None:
    with serving(GraphServer(graphs.agent(checkpointer=InMemorySaver())).app) as url:
        graph = RemoteGraph("ada", url=url)
        modes: Any = ["messages", "updates", "tasks"]
        widget = watch(graph.astream(graphs.ASKED, stream_mode=modes, subgraphs=True))
        await widget
    assert texts(widget)[-1] == "2.4 metres."


async def test_a_server_that_fails_is_told() -> None:
    with serving(GraphServer(graphs.talker(0, checkpointer=InMemorySaver())).app) as url:
        widget = watch(RemoteGraph("ada", url=url), "Hi")
        with pytest.raises(Exception, match="IndexError"):
            await widget
    assert widget.transcript.status == "failed"


async def test_nobody_at_the_address_is_told() -> None:
    widget = watch(RemoteGraph("ada", url="http://127.0.0.1:9"), "Hi")
    assert await widget.wait_for("done", "failed", "cancelled") == "failed"
