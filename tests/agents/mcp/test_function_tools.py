"""The tools of MCP servers in a run: as the OpenAI Agents SDK gives them to the model."""

from __future__ import annotations

import json
from typing import Any

import agents.mcp as sdk_mcp
import pytest
from answers import call, respond, text
from harbour import PNG
from harbour_servers import harbour
from kits import Kit, ours, sdk
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget.agents import (
    Agent,
    MCPServerStdio,
    MCPToolError,
    MCPUtil,
    RunContextWrapper,
    Runner,
    UserError,
    create_static_tool_filter,
)

pytestmark = pytest.mark.processes

CALLS: list[tuple[str, Any]] = [
    ("add", {"a": 1, "b": 2}),
    ("tide", {"harbour": "Vik"}),
    ("chart", {}),
    ("report", {}),
    ("remark", {"text": "calm"}),
    ("remark", {"text": ""}),
    ("nothing", {}),
    ("boom", {}),
    ("add", {"a": "one", "b": 2}),
    ("add", {}),
]


async def played(names: Any, server: Any, calls: list[tuple[str, Any]], **config: Any) -> tuple[Any, Any]:
    """The offered tools, and what the model was told of each call, in one package."""
    with LoopbackServer() as model_server:
        async with AsyncOpenAI(base_url=model_server.base_url, api_key="sk-test", max_retries=0) as client:
            kit = Kit(names, model_server, client)
            parts = [call(name, given, call_id=f"c{number}") for number, (name, given) in enumerate(calls)]
            kit.answer(respond(*parts), respond(text("Done.")))
            agent = kit.agent(mcp_servers=[server], mcp_config=config)
            await kit.names.Runner.run(agent, "Go.")
        first, second = (request.body for request in model_server.requests)
        outputs = [item["output"] for item in second["input"] if item.get("type") == "function_call_output"]
        return first["tools"], outputs


@pytest.mark.parametrize("is_structured", [False, True])
@pytest.mark.parametrize(
    "config",
    [{}, {"convert_schemas_to_strict": True}, {"include_server_in_tool_names": True}],
    ids=["plain", "strict", "prefixed"],
)
async def test_the_model_gets_what_it_gets_in_the_sdk(config: dict[str, Any], is_structured: bool) -> None:
    prefix = "mcp_My_Srv__" if "include_server_in_tool_names" in config else ""
    calls = [(prefix + name, given) for name, given in CALLS]
    options: dict[str, Any] = {"name": "My Srv!", "use_structured_content": is_structured}
    async with MCPServerStdio(harbour(), **options) as server:
        own = await played(ours(), server, calls, **config)
    async with sdk_mcp.MCPServerStdio(harbour(), client_session_timeout_seconds=60, **options) as theirs:
        expected = await played(sdk(), theirs, calls, **config)
    assert own[0] == expected[0]
    assert own[1] == expected[1]
    assert len(own[1]) == len(CALLS)


def agent_of(loopback: LoopbackServer, server: Any, **options: Any) -> Agent[Any]:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=0)
    return Agent(
        name="A", model=ours().OpenAIResponsesModel("test-model", client), mcp_servers=[server], **options
    )


async def test_the_python_value_is_the_structured_content_or_the_bytes(
    program: MCPServerStdio, loopback: LoopbackServer
) -> None:
    loopback.answer(respond(*(call(name, given) for name, given in CALLS[:8])), respond(text("Done.")))
    result = await Runner.run(agent_of(loopback, program), "Go.")
    items = [item for item in result.new_items if item.type == "tool_call_output_item"]
    assert [item.output for item in items] == [
        3,
        {"metres": 2.4, "length": 3.0},
        PNG,
        ["Calm.", PNG],
        "calm",
        "",
        None,
        "Error executing tool boom",
    ]
    assert [item.outcome for item in items] == ["done"] * 7 + ["failed"]
    assert isinstance(items[-1].error, MCPToolError)
    assert str(items[-1].error) == "Error executing tool boom"


async def test_progress_and_pictures_are_events_of_the_run(
    program: MCPServerStdio, loopback: LoopbackServer
) -> None:
    loopback.answer(respond(call("sweep", {}), call("chart", {})), respond(text("Done.")))
    result = Runner.run_streamed(agent_of(loopback, program), "Go.")
    told = [event async for event in result.stream_events() if event.type == "tool_progress_stream_event"]
    reports = [(event.progress, event.message) for event in told if event.display is None]
    assert reports == [(0.25, "step 1"), (0.5, "step 2"), (0.75, "step 3"), (None, None)]
    assert [list(event.display or {}) for event in told if event.display] == [["image/png"]]


async def test_a_failure_is_told_by_the_error_function(
    program: MCPServerStdio, loopback: LoopbackServer
) -> None:
    def explain(context: Any, error: Exception) -> str:
        return f"{context.tool_name}: {error}"

    await program.list_tools()
    loopback.answer(respond(call("add", {}), call("add", "[1]")), respond(text("Done.")))
    result = await Runner.run(
        agent_of(loopback, program, mcp_config={"failure_error_function": explain}), "Go."
    )
    outputs = [item.output for item in result.new_items if item.type == "tool_call_output_item"]
    assert outputs == [
        "add: Failed to call tool 'add' on MCP server 'harbour': missing required parameters: a, b",
        "add: Invalid JSON input for tool add: expected a JSON object",
    ]


async def test_without_an_error_function_a_failure_ends_the_run(
    program: MCPServerStdio, loopback: LoopbackServer
) -> None:
    loopback.answer(respond(call("add", {})))
    with pytest.raises(UserError, match="missing required parameters: a, b"):
        await Runner.run(agent_of(loopback, program, mcp_config={"failure_error_function": None}), "Go.")


async def test_approval_waits_as_for_any_tool(loopback: LoopbackServer) -> None:
    server = MCPServerStdio(harbour(), require_approval={"always": {"tool_names": ["add"]}})
    async with server:
        loopback.answer(respond(call("add", {"a": 1, "b": 2}), call("remark", {"text": "x"})))
        agent = agent_of(loopback, server)
        result = await Runner.run(agent, "Go.")
        assert [item.name for item in result.interruptions] == ["add"]
        state = result.to_state()
        state.approve(result.interruptions[0])
        loopback.answer(respond(text("Done.")))
        result = await Runner.run(agent, state)
        assert result.final_output == "Done."
        assert 3 in [item.output for item in result.new_items if item.type == "tool_call_output_item"]


async def test_two_tools_of_one_name(program: MCPServerStdio) -> None:
    twin = MCPServerStdio(harbour(), name="twin", tool_filter=create_static_tool_filter(["add"]))
    async with twin:
        agent = Agent(name="A", mcp_servers=[program, twin])
        with pytest.raises(UserError, match=r"'add'.*include_server_in_tool_names"):
            await agent.get_all_tools(RunContextWrapper(None))
        agent.mcp_config = {"include_server_in_tool_names": True}
        names = [tool.name for tool in await agent.get_all_tools(RunContextWrapper(None))]
        assert {"mcp_harbour__add", "mcp_twin__add"} < {*names}


async def test_meta_is_sent(loopback: LoopbackServer) -> None:
    asked: list[Any] = []

    def resolve(context: Any) -> dict[str, Any]:
        asked.append((context.server_name, context.tool_name, context.arguments))
        return {"trace": "t1"}

    class Noted(MCPServerStdio):
        async def call_tool(self, tool_name: str, arguments: Any, meta: Any = None) -> Any:
            asked.append(meta)
            return await super().call_tool(tool_name, arguments, meta)

    async with Noted(harbour(), name="harbour", tool_meta_resolver=resolve) as server:
        [add] = [
            each
            for each in await MCPUtil.get_function_tools(server, False, RunContextWrapper(None), None)
            if each.name == "add"
        ]
        from agents_widget.agents import ToolContext

        arguments = json.dumps({"a": 1, "b": 2})
        context: Any = ToolContext(None, tool_name="add", tool_call_id="c1", tool_arguments=arguments)
        value, _ = await add.on_invoke_tool(context, arguments)
    assert value == 3
    assert asked == [("harbour", "add", {"a": 1, "b": 2}), {"trace": "t1"}]
