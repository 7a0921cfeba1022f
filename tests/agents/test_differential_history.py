"""The history after handoffs, and repeated items, in the OpenAI Agents SDK and in ours: equal to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from answers import call, chat, reasoning, respond, text
from kits import Kit, ours, sdk
from loopback import LoopbackServer
from openai import AsyncOpenAI
from test_differential import double

Scenario = Callable[[Kit], Awaitable[None]]
scenarios: list[Any] = []

PICTURE = {"type": "input_image", "image_url": "data:image/png;base64,AA==", "detail": "auto"}
FILE = {"type": "input_file", "file_id": "file_1"}
RICH: list[Any] = [
    {"role": "system", "content": "Answer in English."},
    {"role": "user", "name": "Ada", "content": 'one line: {with} "quotes"'},
    {"role": "user", "content": "two\nlines"},
    {"role": "user", "content": [{"type": "input_text", "text": "look"}, PICTURE, FILE]},
    {"role": "developer", "content": "", "created_by": "x"},
    {"role": "assistant", "content": "1. not a number: é"},
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]},
    {"type": "function_call", "call_id": "f0", "name": "double", "arguments": '{"n": 1}'},
    {"type": "function_call_output", "call_id": "f0", "output": [{"type": "input_text", "text": "2"}]},
    {"type": "item_reference", "id": "msg_0"},
]


def scenario(function: Scenario) -> Scenario:
    scenarios.append(pytest.param(function, id=function.__name__))
    return function


def numbered(given: str) -> str:
    """Ids by the order in which they come: the server makes new ones for each run."""
    ids: dict[str, str] = {}
    name = re.compile(r"\b(resp|msg|rs|fc|call)_\d+\b")
    return name.sub(lambda found: ids.setdefault(found[0], f"{found[1]}#{len(ids)}"), given)


async def played(function: Scenario, names: Any, server: LoopbackServer) -> list[str]:
    """What a scenario notes with one package, and the input of each request."""
    server.reset()
    async with AsyncOpenAI(base_url=server.base_url, api_key="sk-test", max_retries=0) as client:
        kit = Kit(names, server, client)
        try:
            await function(kit)
        except Exception as error:
            kit.note("raised", type(error).__mro__[0].__name__)
    for request in server.requests:
        body = request.body
        items = body.get("input", body.get("messages"))
        kit.note("request", json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True))
        kit.note("  of", body.get("previous_response_id"), body.get("conversation"))
    return numbered("\n".join(kit.lines)).splitlines()


def without_source(items: Any) -> Any:
    """Items without the SDK's notes of the model that made them."""
    if isinstance(items, str):
        return items
    return [{key: value for key, value in item.items() if key != "provider_data"} for item in items]


def lists(k: Kit, result: Any) -> None:
    """Note the input lists of a result."""
    k.note("input", json.dumps(without_source(result.input), ensure_ascii=False, indent=1))
    for mode in ("preserve_all", "normalized"):
        items = without_source(result.to_input_list(mode=mode))
        k.note(mode, json.dumps(items, ensure_ascii=False, indent=1))
    k.note("items", *(item.type for item in result.new_items if item.type != "tool_approval_item"))


def three(k: Kit, **options: Any) -> Any:
    """An agent that hands over to B, which hands over to C."""
    c = k.agent("C", tools=[double(k)])
    b = k.agent("B", tools=[double(k)], handoffs=[k.handoff(c, **options)])
    return k.agent("A", tools=[double(k)], handoffs=[k.handoff(b, **options)])


def from_a_to_c(k: Kit) -> None:
    k.answer(
        respond(reasoning("hm"), text("Let me\nsee."), call("double", {"n": 2}, call_id="c1")),
        respond(text("B knows."), call("transfer_to_b", call_id="c2")),
        respond(text("It is 4."), call("double", {"n": 4}, call_id="c3")),
        respond(text("C: knows."), call("transfer_to_c", call_id="c4")),
        respond(call("double", {"n": 8}, call_id="c5")),
        text("16"),
        text("again"),
    )


@scenario
async def nested_by_the_run(k: Kit) -> None:
    from_a_to_c(k)
    config = k.RunConfig(nest_handoff_history=True)
    result = await k.Runner.run(three(k), "double it", run_config=config)
    lists(k, result)
    await k.Runner.run(three(k), result.to_input_list(), run_config=config)


@scenario
async def nested_and_streamed(k: Kit) -> None:
    from_a_to_c(k)
    result = k.Runner.run_streamed(three(k), RICH, run_config=k.RunConfig(nest_handoff_history=True))
    async for _ in result.stream_events():
        pass
    lists(k, result)


@scenario
async def nested_by_each_handoff(k: Kit) -> None:
    from_a_to_c(k)
    lists(k, await k.Runner.run(three(k, nest_handoff_history=True), RICH))


@scenario
async def nested_but_for_one_handoff(k: Kit) -> None:
    from_a_to_c(k)
    agent = three(k)
    agent.handoffs[0].nest_handoff_history = False
    lists(k, await k.Runner.run(agent, RICH, run_config=k.RunConfig(nest_handoff_history=True)))


@scenario
async def nested_for_the_first_handoff_only(k: Kit) -> None:
    from_a_to_c(k)
    agent = three(k)
    agent.handoffs[0].nest_handoff_history = True
    lists(k, await k.Runner.run(agent, RICH))


@scenario
async def nested_over_chat_completions(k: Kit) -> None:
    b = k.agent("B", model=k.chat_model)
    a = k.agent("A", model=k.chat_model, handoffs=[b], tools=[double(k)])
    k.answer(
        chat(text("OK"), call("double", {"n": 1}, call_id="c1")),
        chat(text("OK"), call("transfer_to_b", call_id="c2")),
        chat(text("OK")),
    )
    config = k.RunConfig(nest_handoff_history=True)
    lists(k, await k.Runner.run(a, "go", run_config=config))


@scenario
async def nested_with_a_mapper(k: Kit) -> None:
    def last_two(items: list[Any]) -> list[Any]:
        k.note("mapped", json.dumps(items, ensure_ascii=False, indent=1))
        return [{"role": "user", "content": f"{len(items)} items"}, *items[-2:]]

    from_a_to_c(k)
    config = k.RunConfig(nest_handoff_history=True, handoff_history_mapper=last_two)
    lists(k, await k.Runner.run(three(k), RICH, run_config=config))


@scenario
async def nested_with_the_default_mapper_named(k: Kit) -> None:
    from_a_to_c(k)
    mapper = k.default_handoff_history_mapper
    config = k.RunConfig(nest_handoff_history=True, handoff_history_mapper=mapper)
    lists(k, await k.Runner.run(three(k), RICH, run_config=config))


@scenario
async def nested_by_a_filter(k: Kit) -> None:
    from_a_to_c(k)
    lists(k, await k.Runner.run(three(k, input_filter=k.nest_handoff_history), RICH))


@scenario
async def nested_after_a_filter_has_removed_the_tools(k: Kit) -> None:
    from_a_to_c(k)

    def both(data: Any) -> Any:
        return k.nest_handoff_history(k.remove_all_tools(data))

    lists(k, await k.Runner.run(three(k, input_filter=both), RICH))


@scenario
async def nested_and_then_filtered(k: Kit) -> None:
    from_a_to_c(k)

    async def both(data: Any) -> Any:
        nested = k.nest_handoff_history(data)
        return nested.clone(input_history=nested.input_history[-1:])

    lists(k, await k.Runner.run(three(k, input_filter=both), RICH))


@scenario
async def nested_then_a_filter(k: Kit) -> None:
    from_a_to_c(k)
    agent = three(k)
    agent.handoffs[0].nest_handoff_history = True
    lists(k, await k.Runner.run(agent, "go", run_config=k.RunConfig(handoff_input_filter=k.remove_all_tools)))
    from_a_to_c(k)
    agent.handoffs[0].input_filter = k.nest_handoff_history
    lists(k, await k.Runner.run(agent, "go", run_config=k.RunConfig(handoff_input_filter=k.remove_all_tools)))


@scenario
async def nested_with_other_wrappers(k: Kit) -> None:
    from_a_to_c(k)
    k.set_conversation_history_wrappers(start="<<")
    k.set_conversation_history_wrappers(end=">>")
    try:
        k.note(k.get_conversation_history_wrappers())
        config = k.RunConfig(nest_handoff_history=True)
        lists(k, await k.Runner.run(three(k), "double it", run_config=config))
    finally:
        k.reset_conversation_history_wrappers()
    k.note(k.get_conversation_history_wrappers())


@scenario
async def nested_in_a_session(k: Kit) -> None:
    from_a_to_c(k)
    session = k.SQLiteSession("s")
    await session.add_items(RICH)
    config = k.RunConfig(nest_handoff_history=True)
    lists(k, await k.Runner.run(three(k), "double it", session=session, run_config=config))
    k.note("kept", json.dumps(await session.get_items(), ensure_ascii=False, indent=1))
    await k.Runner.run(k.agent("D"), "and?", session=session)
    session.close()


@scenario
async def nested_and_resumed(k: Kit) -> None:
    c = k.agent("C", tools=[double(k, needs_approval=True)])
    b = k.agent("B", handoffs=[c])
    a = k.agent("A", handoffs=[b])
    k.answer(
        respond(text("To B."), call("transfer_to_b", call_id="c1")),
        respond(text("To C."), call("transfer_to_c", call_id="c2")),
        respond(text("I double."), call("double", {"n": 2}, call_id="c3")),
        text("4"),
    )
    config = k.RunConfig(nest_handoff_history=True)
    result = await k.Runner.run(a, RICH, run_config=config)
    state = result.to_state()
    state.approve(state.get_interruptions()[0])
    lists(k, await k.Runner.run(a, state, run_config=config))


@scenario
async def two_handoffs_at_once_nested(k: Kit) -> None:
    b = k.agent("B")
    a = k.agent("A", handoffs=[b, k.agent("C")])
    k.answer(respond(call("transfer_to_b", call_id="c1"), call("transfer_to_c", call_id="c2")), text("B"))
    lists(k, await k.Runner.run(a, "go", run_config=k.RunConfig(nest_handoff_history=True)))


@scenario
async def items_of_every_kind_by_hand(k: Kit) -> None:
    agent = k.agent()
    raws: list[Any] = [
        {"type": "function_call", "call_id": "c1", "name": "n", "arguments": "{}", "created_by": "x"},
        {"type": "function_call_output", "call_id": "c1", "output": "o", "status": None},
        {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search"}},
        {"type": "custom_tool_call", "call_id": "c2", "name": "n", "input": "i", "id": "ct_1"},
        {"type": "custom_tool_call_output", "call_id": "c2", "output": "o"},
        {"type": "web_search_call", "id": "ws_2", "caller": {"type": "program", "caller_id": "p1"}},
        {"type": "program", "call_id": "p1", "code": "1"},
        {"type": "program_output", "call_id": "p1", "output": "1"},
        {"type": "reasoning", "id": "rs_1", "summary": [], "status": None, "encrypted_content": "zz"},
        {"type": "mcp_list_tools", "id": "mcp_1", "server_label": "s", "tools": []},
        {"role": "user", "content": "added\u2028here", "provider_data": {"a": 1}},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}], "type": "message"},
        {"role": "system", "content": None},
        {"role": "", "content": "nobody"},
    ]
    for before, new in ((raws, []), ([], raws), (raws[:7], raws[7:]), ([], [])):
        data = k.HandoffInputData(
            "hi\r\nthere",
            tuple(k.ToolCallItem(agent=agent, raw_item=raw) for raw in before),
            tuple(k.ToolCallItem(agent=agent, raw_item=raw) for raw in new),
        )
        for mapper in (None, lambda items: items[::-1], k.default_handoff_history_mapper):
            nested = k.nest_handoff_history(data, history_mapper=mapper)
            k.note(json.dumps(nested.input_history, indent=1))
            k.note(nested.pre_handoff_items, nested.input_items, nested.new_items == data.new_items)
        again = k.nest_handoff_history(k.nest_handoff_history(data.clone(input_items=data.new_items)))
        k.note(json.dumps(k.remove_all_tools(again).input_history, indent=1))


@scenario
async def summaries_by_hand(k: Kit) -> None:
    head = "For context, here is the conversation so far"
    bodies = (
        "1. user: hi\n2. assistant (Bo): yes\n\nand more\n3. user",
        '1. function_call: {"call_id": "c"}\n2. {"role": "user", "content": [1]}',
        "user: hi\nnobody\nsystem (x)\n12 things. no",
        "1. (Eve): psst\n2. : nothing\n3. thing: [1]\n4. odd (): what",
        "",
        "(no previous turns recorded)",
    )
    wrapped = [f"<CONVERSATION HISTORY>\n{body}\n</CONVERSATION HISTORY>" for body in bodies]
    texts = [f"{head} between the user and the previous agent:\n{each}" for each in wrapped]
    for each in [*texts, f"{head}:\n{wrapped[0]}", f"{head}:\nno wrappers", f"Hm:\n{wrapped[0]}"]:
        history = ({"role": "assistant", "content": each}, {"role": "user", "content": "x"})
        data = k.HandoffInputData(history, (), ())
        nested = k.nest_handoff_history(data, history_mapper=lambda items: items)
        k.note(json.dumps(nested.input_history, ensure_ascii=False))
        k.note(json.dumps(k.nest_handoff_history(data).input_history, ensure_ascii=False))
    k.note(k.default_handoff_history_mapper([]))
    k.note(k.default_handoff_history_mapper([{"role": "user"}, {"role": "user", "content": None}, *RICH]))
    k.note(k.default_handoff_history_mapper([{"role": "user", "content": [{1, 2}]}, {"type": "t", (1,): 2}]))


def repeated() -> list[Any]:
    """Items of which some repeat, one after the other or far apart."""
    call_item = {"type": "function_call", "call_id": "r1", "name": "double", "arguments": '{"n": 1}'}
    output = {"type": "function_call_output", "call_id": "r1", "output": "first"}
    thought = {"type": "reasoning", "id": "rs_7", "summary": []}
    search = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    approval = {"type": "mcp_approval_response", "approval_request_id": "ar_1", "approve": False}
    request = {
        "type": "mcp_approval_request",
        "id": "ar_1",
        "name": "x",
        "arguments": "{}",
        "server_label": "s",
    }
    # Without an id: one that comes twice is refused, and only ours leaves it out then.
    message = {"type": "message", "role": "assistant", "status": "completed", "content": []}
    return [
        {"role": "user", "content": "go"},
        thought,
        call_item,
        output,
        message,
        search,
        request,
        approval,
        {"role": "user", "content": "go"},
        {**thought, "summary": [{"type": "summary_text", "text": "late"}]},
        {**call_item, "arguments": '{"n": 2}'},
        message,
        {**output, "output": "second"},
        {**search, "status": "failed"},
        request,
        {**approval, "approve": True},
        {**call_item, "call_id": "r2", "id": "__fake_id__"},
        {**output, "call_id": "r2", "output": "other", "id": "__fake_id__"},
        {"type": "item_reference", "id": "msg_9"},
        {"type": "item_reference", "id": "msg_9"},
        {"role": "user", "content": "on"},
    ]


ORPHANS: list[Any] = [
    {"type": "function_call_output", "call_id": "gone", "output": "whose?"},
    {"role": "user", "content": "go"},
    {"type": "reasoning", "id": "rs_8", "summary": []},
    {"type": "reasoning", "id": "rs_9", "summary": []},
    {"type": "function_call", "call_id": "lost", "name": "double", "arguments": '{"n": 1}'},
    {"role": "assistant", "content": "well"},
    {"type": "function_call_output", "call_id": "early", "output": "2"},
    {"type": "function_call", "call_id": "early", "name": "double", "arguments": '{"n": 1}'},
    {"role": "user", "content": "on"},
]


@scenario
async def repeated_in_the_input(k: Kit) -> None:
    k.answer(text("done"))
    lists(k, await k.Runner.run(k.agent(), repeated()))


@scenario
async def repeated_by_a_filter(k: Kit) -> None:
    k.answer(text("done"))

    def again(data: Any) -> Any:
        return k.ModelInputData(input=[*data.model_data.input, *repeated()], instructions=None)

    await k.Runner.run(k.agent(), repeated(), run_config=k.RunConfig(call_model_input_filter=again))


@scenario
async def repeated_in_a_session(k: Kit) -> None:
    session = k.SQLiteSession("s")
    await session.add_items(repeated()[:9])
    k.answer(text("done"), text("again"))
    await k.Runner.run(k.agent(), repeated()[9:], session=session)
    k.note("kept", json.dumps(await session.get_items(), indent=1))
    await k.Runner.run(k.agent(), "more", session=session)
    session.close()


@scenario
async def repeated_by_a_callback(k: Kit) -> None:
    session = k.SQLiteSession("s")
    await session.add_items(repeated())
    k.answer(text("done"))
    config = k.RunConfig(session_input_callback=lambda old, new: [*old, *new, *old])
    await k.Runner.run(k.agent(), "on", session=session, run_config=config)
    k.note("kept", json.dumps(await session.get_items(), indent=1))
    session.close()


@scenario
async def orphans_in_a_session(k: Kit) -> None:
    session = k.SQLiteSession("s")
    await session.add_items(ORPHANS[1:])
    k.answer(text("done"))
    await k.Runner.run(k.agent(), "on", session=session)
    session.close()


@scenario
async def orphans_in_a_session_with_a_limit(k: Kit) -> None:
    session = k.SQLiteSession("s")
    await session.add_items([*repeated(), *ORPHANS])
    k.answer(text("done"))
    config = k.RunConfig(session_settings=k.SessionSettings(limit=4))
    await k.Runner.run(k.agent(), "on", session=session, run_config=config)
    session.close()


@scenario
async def an_output_answers_a_call_of_the_session(k: Kit) -> None:
    session = k.SQLiteSession("s")
    await session.add_items(ORPHANS[1:5])
    k.answer(text("done"))
    output = {"type": "function_call_output", "call_id": "lost", "output": "found"}
    await k.Runner.run(k.agent(), [output], session=session)
    session.close()


@pytest.mark.parametrize("function", scenarios)
async def test_the_same_histories(function: Scenario, loopback: LoopbackServer) -> None:
    theirs = await played(function, sdk(), loopback)
    assert await played(function, ours(), loopback) == theirs
