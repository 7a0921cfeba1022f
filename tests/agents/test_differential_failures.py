"""Where something fails, in the OpenAI Agents SDK and in ours: the same events, results and requests."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from answers import call, reasoning, respond, text
from kits import Kit, ours, sdk, shape
from loopback import LoopbackServer
from test_differential import double, lines_of

Scenario = Callable[[Kit], Awaitable[None]]


async def attempt(k: Kit, agent: Any, said: Any, **options: Any) -> Any:
    """Run an agent and note what it said, or what it raised and what of that is known."""
    try:
        result = await k.Runner.run(agent, said, **options)
    except Exception as error:
        k.note("raised", type(error).__name__, getattr(error, "run_data", None) is not None)
        return None
    k.note("final", result.final_output, [item.name for item in result.interruptions])
    return result


async def kept(k: Kit, session: Any) -> None:
    k.note("kept", *map(shape, await session.get_items()))


async def a_tool_fails_after_another_has_ended(k: Kit) -> None:
    ended = asyncio.Event()

    class Hooks(k.RunHooks):  # type: ignore[misc, name-defined]
        async def on_tool_end(self, context: Any, agent: Any, tool: Any, output: object) -> None:
            ended.set()

    @k.function_tool(failure_error_function=None)
    async def fail() -> str:
        await ended.wait()
        raise ValueError("no")

    k.answer(respond(call("fail", call_id="c1"), call("double", {"n": 2}, call_id="c2")), text("It is 4"))
    session = k.SQLiteSession("s")
    agent = k.agent(tools=[fail, double(k)])
    await attempt(k, agent, "go", session=session, hooks=Hooks())
    await kept(k, session)
    await attempt(k, agent, "and?", session=session)
    session.close()


async def an_output_guardrail_fails(k: Kit) -> None:
    @k.output_guardrail
    def check(context: Any, agent: Any, output: Any) -> Any:
        raise ValueError("no verdict")

    k.answer(respond(call("double", {"n": 2}, call_id="c1")), text("4"))
    session = k.SQLiteSession("s")
    await attempt(k, k.agent(tools=[double(k)], output_guardrails=[check]), "go", session=session)
    await kept(k, session)
    session.close()


async def a_hook_fails_around_a_tool(k: Kit) -> None:
    for name in ("on_tool_start", "on_tool_end"):

        async def hook(self: Any, *args: Any) -> None:
            raise ValueError("no")

        k.answer(respond(call("double", {"n": 2}, call_id="c1")))
        hooks = types.new_class(
            "Hooks", (k.RunHooks,), exec_body=lambda room, n=name, h=hook: room.update({n: h})
        )()
        await attempt(k, k.agent(tools=[double(k)]), "go", hooks=hooks)


async def a_formatter_words_only_what_a_tool_leaves_open(k: Kit) -> None:
    def fail() -> str:
        raise ValueError("secret")

    async def slow() -> str:
        await asyncio.Event().wait()
        return ""

    async def cancelled() -> str:
        raise asyncio.CancelledError

    open_, own = k.function_tool(fail), k.default_tool_error_function
    closed = k.function_tool(name_override="closed", failure_error_function=own)(fail)
    tools = [open_, closed, k.function_tool(timeout=0.01)(slow), k.function_tool(cancelled)]
    k.answer(respond(*(call(tool.name, call_id=tool.name) for tool in tools)), text("well"))
    config = k.RunConfig(tool_error_formatter=lambda args: f"{args.kind} of {args.tool_name}: {args.error}")
    await attempt(k, k.agent(tools=tools), "go", run_config=config)


async def a_formatter_that_is_no_help(k: Kit) -> None:
    @k.function_tool
    def fail() -> str:
        raise ValueError("secret")

    def raising(args: Any) -> str:
        raise RuntimeError("secret")

    for worded in (raising, lambda args: None, lambda args: 7, lambda args: ""):
        k.answer(respond(call("fail", call_id="c1")), text("well"))
        await attempt(k, k.agent(tools=[fail]), "go", run_config=k.RunConfig(tool_error_formatter=worded))


async def arguments_that_nobody_can_judge(k: Kit) -> None:
    for arguments in ("{broken", "[1]"):
        k.answer(respond(call("double", arguments, call_id="c1")), text("well"))
        tools = [double(k, needs_approval=lambda context, params, call_id: False)]
        result = await attempt(k, k.agent(tools=tools), "go")
        if result.interruptions:
            state = result.to_state()
            state.approve(result.interruptions[0])
            await attempt(k, k.agent(tools=tools), state)


async def thoughts_without_ids_from_a_session(k: Kit) -> None:
    session = k.SQLiteSession("s")
    k.answer(respond(reasoning("hm"), text("one")), text("two"), text("three"))
    await attempt(k, k.agent(), "first", session=session)
    bare = k.RunConfig(reasoning_item_id_policy="omit")
    await attempt(k, k.agent(), "second", session=session, run_config=bare)
    session.close()


async def thoughts_without_ids_from_a_state(k: Kit) -> None:
    k.answer(respond(reasoning("hm"), call("double", {"n": 1}, call_id="c1")), text("2"))
    agent = k.agent(tools=[double(k, needs_approval=True)])
    result = await attempt(k, agent, "go", run_config=k.RunConfig(reasoning_item_id_policy="omit"))
    state = await k.RunState.from_string(agent, result.to_state().to_string())
    state.approve(state.get_interruptions()[0])
    await attempt(k, agent, state)


async def a_session_for_each_tenant(k: Kit) -> None:
    """A session of one's own may ask for the run's context, in all of its methods."""

    class Tenants(k.SessionABC):  # type: ignore[misc, name-defined]
        session_id, session_settings = "tenants", None

        def __init__(self) -> None:
            self.rooms: dict[str, list[Any]] = {"ada": [], "bob": []}

        async def get_items(self, limit: int | None = None, *, wrapper: Any = None) -> list[Any]:
            return list(self.rooms[wrapper.context])

        async def add_items(self, items: list[Any], *, wrapper: Any = None) -> None:
            self.rooms[wrapper.context] += items

        async def pop_item(self, *, wrapper: Any = None) -> Any:
            return self.rooms[wrapper.context].pop()

        async def clear_session(self, *, wrapper: Any = None) -> None:
            self.rooms[wrapper.context].clear()

    session = Tenants()
    k.answer(text("hello Ada"), text("hello Bob"), text("Ada again"))
    for tenant in ("ada", "bob", "ada"):
        await attempt(k, k.agent(), f"I am {tenant}", session=session, context=tenant)
    for tenant, items in session.rooms.items():
        k.note(tenant, *map(shape, items))


async def a_nested_history_that_the_server_keeps(k: Kit) -> None:
    k.answer(respond(call("transfer_to_b", call_id="c1")), text("B here"))
    agent = k.agent(handoffs=[k.agent("B")])
    config = k.RunConfig(nest_handoff_history=True)
    await attempt(k, agent, "go", run_config=config, auto_previous_response_id=True)


SCENARIOS = [
    a_nested_history_that_the_server_keeps,
    a_tool_fails_after_another_has_ended,
    an_output_guardrail_fails,
    a_hook_fails_around_a_tool,
    a_formatter_words_only_what_a_tool_leaves_open,
    a_formatter_that_is_no_help,
    arguments_that_nobody_can_judge,
    thoughts_without_ids_from_a_session,
    thoughts_without_ids_from_a_state,
    a_session_for_each_tenant,
]


@pytest.mark.parametrize("function", SCENARIOS, ids=lambda function: function.__name__)
async def test_both_do_the_same(function: Scenario, loopback: LoopbackServer) -> None:
    theirs = await lines_of(function, sdk(), loopback)
    assert await lines_of(function, ours(), loopback) == theirs
    # Requests are compared without their ids, and here the thoughts' matter.
    ids = [
        [item.get("id") for item in r.body["input"] if item.get("type") == "reasoning"]
        for r in loopback.requests
    ]
    assert "thoughts" not in function.__name__ or ids[-1] == [None]
