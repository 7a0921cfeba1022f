"""Names, filters and approvals of MCP tools, without a server: as in the OpenAI Agents SDK."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import agents.mcp as sdk_mcp
import pytest
from agents.exceptions import UserError as SdkUserError
from hypothesis import given, strategies as st

from agents_widget.agents import (
    Agent,
    MCPServerStdio,
    RunContextWrapper,
    ToolFilterContext,
    UserError,
    create_static_tool_filter,
)
from agents_widget.agents.mcp.tool_filter import filtered
from agents_widget.agents.mcp.tool_names import ListedTool, prefixed_names

NAMES = st.text("ab_- é!", max_size=12) | st.text("ab", min_size=60, max_size=70)


@given(
    st.lists(
        st.tuples(NAMES, st.lists(NAMES, max_size=4, unique=True)), max_size=3, unique_by=lambda s: s[0]
    ),
    st.sets(st.sampled_from(["mcp_a__a", "mcp_a__b", "mcp_server__tool"])),
)
def test_names_are_the_sdks(servers: list[tuple[str, list[str]]], reserved: set[str]) -> None:
    batches: Any = [
        (index, SimpleNamespace(name=name), [SimpleNamespace(name=tool) for tool in tools])
        for index, (name, tools) in enumerate(servers)
    ]
    expected = sdk_mcp.MCPUtil._build_prefixed_tool_name_overrides(batches, reserved_names=reserved)
    listed = [ListedTool(name, tool) for name, tools in servers for tool in tools]
    assert prefixed_names(listed, reserved) == list(dict(sorted(expected.items())).values())


def test_a_static_filter_is_the_sdks() -> None:
    for allowed, blocked in [(None, None), (["a"], None), (None, ["b"]), (["a", "b"], ["b"]), ([], [])]:
        assert create_static_tool_filter(allowed, blocked) == sdk_mcp.create_static_tool_filter(
            allowed, blocked
        )


class Tool(SimpleNamespace):
    """A tool as a server lists it."""

    def model_copy(self, *, deep: bool) -> Tool:
        return Tool(**vars(self))


TOOLS = [Tool(name="a"), Tool(name="b"), Tool(name="c")]


@pytest.mark.parametrize(
    ("tool_filter", "kept"),
    [
        (None, "abc"),
        ({"allowed_tool_names": ["a", "b"], "blocked_tool_names": ["b"]}, "a"),
        ({"blocked_tool_names": ["b"]}, "ac"),
        ({"allowed_tool_names": []}, ""),
        (lambda context, tool: tool.name != "a" and context.server_name == "s", "bc"),
        (lambda context, tool: {"a": True, "b": False}[tool.name], "a"),  # it raises for c, which is left out
    ],
)
async def test_a_filter_lets_pass(tool_filter: Any, kept: str) -> None:
    agent: Agent[Any] = Agent(name="A")
    passed = await filtered(TOOLS, tool_filter, "s", RunContextWrapper(None), agent)
    assert "".join(tool.name for tool in passed) == kept


async def test_an_async_filter_knows_who_asks() -> None:
    asked: list[ToolFilterContext] = []

    async def ask(context: ToolFilterContext, tool: Any) -> bool:
        asked.append(context)
        tool.name = "changed"
        return True

    agent: Agent[Any] = Agent(name="A")
    context = RunContextWrapper("mine")
    assert await filtered(TOOLS[:1], ask, "s", context, agent) == TOOLS[:1]
    assert asked == [ToolFilterContext(context, agent, "s")]
    assert TOOLS[0].name == "a"
    with pytest.raises(UserError, match="required for dynamic tool filtering"):
        await filtered(TOOLS, ask, "s", None, None)


POLICIES: list[Any] = [
    None, True, False, "always", "never",
    {"a": "always", "b": "never", "c": True},
    {"always": {"tool_names": ["a"]}, "never": {"tool_names": ["b"]}},
    {"always": {"tool_names": ["a"]}},
    {"always": "always"},  # a tool of that name
    "sometimes", 1, ["a"], {"a": "sometimes"},
    {"always": {"tool_names": "a"}}, {"always": {"tool_names": [1]}},
    {"always": {"tool_names": ["a"]}, "never": {"tool_names": ["a"]}},
    {"always": {"tool_names": ["a"]}, "b": "never"},
    {"always": {"tool_names": ["a"]}, "never": ["b"]},
]  # fmt: skip


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_an_approval_policy_is_the_sdks(policy: Any) -> None:
    def needs(kind: Any, error: Any) -> Any:
        try:
            server = kind({"command": "x"}, require_approval=policy)
        except error:
            return "refused"
        ask = getattr(server, "needs_approval", None) or server._get_needs_approval_for_tool
        return [ask(SimpleNamespace(name=name), None) for name in ("a", "b", "c", "always")]

    assert needs(MCPServerStdio, UserError) == needs(sdk_mcp.MCPServerStdio, SdkUserError)


async def test_an_approval_function_is_asked() -> None:
    asked: list[Any] = []

    async def policy(context: Any, agent: Any, tool: Any) -> bool:
        asked.append((context, agent, tool.name))
        return True

    server = MCPServerStdio({"command": "x"}, require_approval=policy)
    agent: Agent[Any] = Agent(name="A")
    needed: Any = server.needs_approval(TOOLS[0], agent)  # type: ignore[arg-type]
    assert await needed("context", {}, "c1") is True
    assert asked == [("context", agent, "a")]


def test_an_agent_takes_servers_only() -> None:
    with pytest.raises(TypeError, match="OpenAI Agents SDK: import it from agents_widget"):
        Agent(name="A", mcp_servers=[sdk_mcp.MCPServerStdio({"command": "x"})])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="Did you mean 'include_server_in_tool_names'"):
        Agent(name="A", mcp_config={"include_server_in_tool_name": True})  # type: ignore[typeddict-unknown-key]
