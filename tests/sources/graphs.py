"""Graphs of LangGraph's and agents of LangChain's for tests, with scripted models."""

from __future__ import annotations

import asyncio
from typing import Any

import scripted_chat_model as scripted
from langchain.agents import create_agent
from langchain_core.messages import AIMessageChunk
from langchain_core.tools import ToolException, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.graph import START, MessagesState, StateGraph
from langgraph_supervisor import create_supervisor
from langgraph_swarm import create_handoff_tool, create_swarm
from scripted_chat_model import ScriptedChatModel, call, end, text, thought

ASKED: Any = {"messages": [{"role": "user", "content": "How deep is the Elbe?"}]}
CONFIG: Any = {"configurable": {"thread_id": "elbe"}}


@tool(response_format="content_and_artifact")
async def depth(river: str) -> tuple[str, dict[str, float]]:
    """Measure."""
    get_stream_writer()({"progress": 0.5, "message": "measuring"})
    return "2.4 metres", {"metres": 2.4}


@tool
async def flood(river: str) -> str:
    """Warn."""
    raise ToolException("No data.")


flood.handle_tool_error = True


def agent(model: type[ScriptedChatModel] = ScriptedChatModel, **options: Any) -> Any:
    """An agent that reasons, calls two tools at once of which one fails, and answers."""
    first = [
        *thought("Let me ", "see."),
        AIMessageChunk(content="I measure."),
        *call("d1", "depth", '{"riv', 'er":"Elbe"}', index=1),
        *call("f1", "flood", '{"river":"Elbe"}', index=2),
        end(),
    ]
    replies = [first, text("2.4 ", "metres."), text("Again.")]
    return create_agent(model(replies=replies), [depth, flood], name="Ada", **options)


def swarm() -> Any:
    """Alice hands over to Bob."""
    alice = create_agent(
        ScriptedChatModel(replies=[[*call("h1", "transfer_to_bob", "{}"), end()]]),
        [create_handoff_tool(agent_name="Bob")],
        name="Alice",
    )
    bob = create_agent(ScriptedChatModel(replies=[text("I am Bob."), text("Still Bob.")]), [], name="Bob")
    return create_swarm([alice, bob], default_active_agent="Alice").compile(checkpointer=InMemorySaver())


def supervisor() -> Any:
    """A supervisor asks Ada, who has a tool, and says it again."""
    ada = create_agent(
        ScriptedChatModel(replies=[[*call("d1", "depth", '{"river":"Elbe"}'), end()], text("2.4 metres.")]),
        [depth],
        name="Ada",
    )
    model = ScriptedChatModel(replies=[[*call("h1", "transfer_to_ada", "{}"), end()], text("Ada says so.")])
    return create_supervisor([ada], model=model).compile()


def nested() -> Any:
    """Ada asks an expert, an agent of its own, within a tool, while another tool runs."""
    expert = create_agent(
        ScriptedChatModel(replies=[[*call("d2", "depth", '{"river":"Main"}'), end()], text("4 metres.")]),
        [depth],
        name="Expert",
    )

    @tool
    async def ask(question: str) -> str:
        """Ask an expert."""
        answer = await expert.ainvoke({"messages": [("user", question)]})
        return str(answer["messages"][-1].text)

    first = [
        *call("a1", "ask", '{"question":"Main?"}', index=1),
        *call("d1", "depth", '{"river":"Elbe"}', index=2),
        end(),
    ]
    return create_agent(ScriptedChatModel(replies=[first, text("Done.")]), [ask, depth], name="Ada")


def side_by_side() -> Any:
    """A poet and a critic write at the same time, each only as the other goes on."""
    turns = [asyncio.Event(), asyncio.Event()]

    def writer(n: int) -> Any:
        async def chunks(messages: list[Any]) -> Any:
            for part in ("one ", "two ", "three"):
                yield AIMessageChunk(content=f"{part}")
                turns[n].set()
                await turns[1 - n].wait()
                turns[1 - n].clear()
            turns[n].set()
            yield end()

        return chunks

    poet, critic = (ScriptedChatModel(replies=[writer(n)]) for n in (0, 1))

    async def write(state: MessagesState) -> dict[str, Any]:
        return {"messages": [await poet.ainvoke(state["messages"])]}

    async def judge(state: MessagesState) -> dict[str, Any]:
        return {"messages": [await critic.ainvoke(state["messages"])]}

    graph = StateGraph(MessagesState)
    graph.add_node("poet", write)
    graph.add_node("critic", judge)
    graph.add_edge(START, "poet")
    graph.add_edge(START, "critic")
    return graph.compile()


def talker(replies: int = 8, **options: Any) -> Any:
    """An agent that answers each message with the number of its answer."""
    model = ScriptedChatModel(replies=[text(f"Answer {n}.") for n in range(1, replies + 1)])
    return create_agent(model, [], name="Ada", **options)


__all__ = ["agent", "nested", "scripted", "side_by_side", "supervisor", "swarm", "talker"]
