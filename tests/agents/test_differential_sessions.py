"""What a session keeps of a run that a guardrail, a stop or the session itself ends: the SDK's and ours."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import hang
import pytest
from kits import Names
from openai.types.responses import ResponseReasoningItem

OURS = Names("agents_widget.agents", "agents_widget.agents.testing")
SDK = Names("agents", "agents.testing")
SDK.set_tracing_disabled(True)
BOTH = [pytest.param(OURS, id="ours"), pytest.param(SDK, id="sdk")]
WITHHELD = "Output withheld by an output guardrail."
STOPS: Any = {"tool_use_behavior": "stop_on_first_tool"}
Kept = list[tuple[str, str | None, str | None]]


def paying(names: Any, steps: list[Any], **options: Any) -> Any:
    @names.function_tool
    async def pay(n: int) -> str:
        return f"paid {n}"

    return names.Agent(name="A", model=names.ScriptedModel(steps), tools=[pay], **options)


def pays(names: Any, *numbers: int) -> list[Any]:
    return [names.function_call("pay", {"n": n}, call_id=f"c{n}") for n in numbers]


def tripping(names: Any) -> Any:
    @names.output_guardrail
    async def trip(context: Any, agent: Any, output: Any) -> Any:
        return names.GuardrailFunctionOutput(None, True)

    return trip


async def kept(session: Any) -> Kept:
    """The items of a session: type, call id, and output."""
    items = await session.get_items()
    return [(i.get("type", i.get("role")), i.get("call_id"), i.get("output")) for i in items]


async def run(names: Any, agent: Any, streamed: bool, **options: Any) -> Any:
    """The result of a run, or the name of the error that ended it."""
    try:
        if not streamed:
            return await names.Runner.run(agent, "go", **options)
        result = names.Runner.run_streamed(agent, "go", **options)
        await read(result)
    except Exception as error:
        return type(error).__name__
    return result


CALL, ANSWERED = ("function_call", "c1", None), ("function_call_output", "c1", "paid 1")
USER, MESSAGE = ("user", None, None), ("message", None, None)
HIDDEN = ("function_call_output", "c1", WITHHELD)


@pytest.mark.parametrize("streamed", [False, True], ids=["awaited", "streamed"])
@pytest.mark.parametrize("names", BOTH)
async def test_a_tripped_output_guardrail_leaves_what_was_done(names: Any, streamed: bool) -> None:
    said = names.assistant_message("hm")
    cases: list[tuple[list[Any], dict[str, Any], Kept]] = [
        ([pays(names, 1)], STOPS, [USER, CALL, HIDDEN]),
        ([[said, *pays(names, 1)]], STOPS, [USER, CALL, HIDDEN]),
        ([pays(names, 1), [said]], {}, [USER, CALL, ANSWERED]),
        ([[said]], {}, [USER]),
    ]
    for steps, options, expected in cases:
        session = names.SQLiteSession("s")
        agent = paying(names, steps, output_guardrails=[tripping(names)], **options)
        assert await run(names, agent, streamed, session=session) == "OutputGuardrailTripwireTriggered"
        assert await kept(session) == expected
        session.close()


@pytest.mark.parametrize("names", BOTH)
async def test_only_the_last_turn_is_withheld(names: Any) -> None:
    session = names.SQLiteSession("s")
    stops = {"stop_at_tool_names": ["last"]}
    last = names.function_tool(name_override="last")(lambda: "secret")
    agent = paying(names, [pays(names, 1), [*pays(names, 2), names.function_call("last", {}, call_id="c3")]])
    agent = agent.clone(
        tools=[*agent.tools, last], tool_use_behavior=stops, output_guardrails=[tripping(names)]
    )
    await run(names, agent, streamed=True, session=session)
    outputs = [(call_id, output) for _, call_id, output in await kept(session) if output]
    assert outputs == [("c1", "paid 1"), ("c2", WITHHELD), ("c3", WITHHELD)]
    session.close()


@pytest.mark.parametrize("message", ["Blocked.", lambda args: f"{args.guardrail_name} of {args.agent.name}"])
@pytest.mark.parametrize("names", BOTH)
async def test_the_withheld_text_can_be_set(names: Any, message: Any) -> None:
    session = names.SQLiteSession("s")
    agent = paying(names, [pays(names, 1)], output_guardrails=[tripping(names)], **STOPS)
    config = names.RunConfig(output_guardrail_blocked_message=message)
    await run(names, agent, streamed=False, session=session, run_config=config)
    assert (await kept(session))[-1][2] == ("Blocked." if isinstance(message, str) else "trip of A")
    session.close()


def failing(args: Any) -> str:
    raise ValueError("no")


@pytest.mark.parametrize("message", [failing, lambda args: None, lambda args: 7, lambda args: ""])
async def test_a_withheld_text_that_is_none_is_the_default(message: Any) -> None:
    session = OURS.SQLiteSession("s")
    agent = paying(OURS, [pays(OURS, 1)], output_guardrails=[tripping(OURS)], **STOPS)
    config = OURS.RunConfig(output_guardrail_blocked_message=message)
    await run(OURS, agent, streamed=False, session=session, run_config=config)
    assert await kept(session) == [USER, CALL, HIDDEN]
    session.close()


async def test_calls_after_reasoning_are_kept_without_the_ids_that_ask_for_it() -> None:
    """The SDK keeps nothing of such a turn."""
    session = OURS.SQLiteSession("s")
    thought = ResponseReasoningItem(id="rs_1", type="reasoning", summary=[])
    agent = paying(OURS, [[thought, *pays(OURS, 1)]], output_guardrails=[tripping(OURS)], **STOPS)
    await run(OURS, agent, streamed=False, session=session)
    assert await kept(session) == [USER, CALL, HIDDEN]
    assert "id" not in (await session.get_items())[1]
    session.close()


@pytest.mark.parametrize("options", [{}, STOPS], ids=["message", "tool"])
@pytest.mark.parametrize("mode", ["immediate", "after_turn"])
@pytest.mark.parametrize("names", BOTH)
async def test_nothing_unjudged_is_kept(names: Any, mode: str, options: dict[str, Any]) -> None:
    judging, judge = asyncio.Event(), asyncio.Event()

    @names.output_guardrail
    async def slow(context: Any, agent: Any, output: Any) -> Any:
        judging.set()
        await judge.wait()
        return names.GuardrailFunctionOutput(None, False)

    session = names.SQLiteSession("s")
    steps = [pays(names, 1), [names.assistant_message("answer")]]
    agent = paying(names, steps, output_guardrails=[slow], **options)
    result = names.Runner.run_streamed(agent, "go", session=session)
    reading = asyncio.create_task(read(result))
    await asyncio.wait_for(judging.wait(), hang.SECONDS)
    result.cancel(mode=mode)
    judge.set()
    await asyncio.wait_for(reading, hang.SECONDS)
    done = [CALL, ANSWERED] if mode == "after_turn" or not options else []
    answer = [MESSAGE] if mode == "after_turn" and not options else []
    assert await kept(session) == [USER, *done, *answer]
    assert (result.final_output is None) == (mode == "immediate")
    session.close()


async def test_an_awaited_run_that_is_cancelled_keeps_nothing_unjudged() -> None:
    """The SDK keeps the answer then."""
    judging = asyncio.Event()

    @OURS.output_guardrail  # type: ignore[untyped-decorator]
    async def slow(context: Any, agent: Any, output: Any) -> Any:
        judging.set()
        await asyncio.Event().wait()

    session = OURS.SQLiteSession("s")
    agent = paying(OURS, [[OURS.assistant_message("answer")]], output_guardrails=[slow])
    running = asyncio.create_task(OURS.Runner.run(agent, "go", session=session))
    await asyncio.wait_for(judging.wait(), hang.SECONDS)
    running.cancel()
    await asyncio.wait([running])
    assert await kept(session) == [USER]
    session.close()


async def read(result: Any, on_item: Any = str) -> None:
    """Read a stream to its end; ``on_item`` is told the name of each item event."""
    async for event in result.stream_events():
        if hasattr(event, "name"):
            on_item(event.name)


def full_disk(names: Any, fails_at: int) -> Any:
    class FullDisk(names.SQLiteSession):  # type: ignore[misc, name-defined]
        writes = 0

        async def add_items(self, items: list[Any], **options: Any) -> None:
            self.writes += 1
            if self.writes == fails_at:
                raise OSError("disk full")
            await super().add_items(items, **options)

    return FullDisk("s")


@pytest.mark.parametrize("handled", [False, True], ids=["answer", "handler's answer"])
@pytest.mark.parametrize("names", BOTH)
async def test_an_answer_that_could_not_be_saved_is_no_final_output(names: Any, handled: bool) -> None:
    session = full_disk(names, fails_at=3)
    options: dict[str, Any] = {"session": session}
    if handled:
        options |= {"max_turns": 1, "error_handlers": {"max_turns": lambda failure: "handled"}}
    agent = paying(names, [pays(names, 1), [names.assistant_message("answer")]])
    result = names.Runner.run_streamed(agent, "go", **options)
    events: list[str] = []
    with pytest.raises(OSError, match="disk full"):
        await read(result, events.append)
    assert result.final_output is None
    assert ("message_output_created" in events) == (not handled)
    assert await kept(session) == [USER, CALL, ANSWERED]
    session.close()


async def test_a_tripwire_is_raised_though_the_session_fails(caplog: pytest.LogCaptureFixture) -> None:
    session = full_disk(OURS, fails_at=2)
    agent = paying(OURS, [pays(OURS, 1)], output_guardrails=[tripping(OURS)], **STOPS)
    with caplog.at_level(logging.ERROR):
        raised = await run(OURS, agent, streamed=True, session=session)
    assert raised == "OutputGuardrailTripwireTriggered"
    assert "could not be saved" in caplog.text
    assert "disk full" in caplog.text
    session.close()


async def test_what_the_user_said_meanwhile_is_kept_after_a_tripwire() -> None:
    session = OURS.SQLiteSession("s")
    steps = [pays(OURS, 1), [OURS.assistant_message("answer")]]
    agent = paying(OURS, steps, output_guardrails=[tripping(OURS)])
    result = OURS.Runner.run_streamed(agent, "go", session=session)
    with pytest.raises(OURS.OutputGuardrailTripwireTriggered):
        await read(result, lambda name: result.say("and thanks") if name == "tool_output" else None)
    assert await kept(session) == [USER, CALL, ANSWERED, USER]
    session.close()


@pytest.mark.parametrize("names", BOTH)
@pytest.mark.parametrize("handled", [False, True])
async def test_an_answer_whose_output_guardrail_fails_is_kept(names: Any, handled: bool) -> None:
    @names.output_guardrail
    async def fails(context: Any, agent: Any, output: Any) -> Any:
        raise RuntimeError("guardrail failed")

    model = names.ScriptedModel([[names.assistant_message("real")]])
    agent = names.Agent(name="A", model=model, output_guardrails=[fails])
    session = names.SQLiteSession("s")
    options = {"max_turns": 0, "error_handlers": {"max_turns": lambda data: "fallback"}} if handled else {}
    with pytest.raises(RuntimeError, match="guardrail failed"):
        await names.Runner.run(agent, "go", session=session, **options)
    kept = [item.get("type", item.get("role")) for item in await session.get_items()]
    assert kept == ["user", "message"]
