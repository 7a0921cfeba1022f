"""A run that fails after its tools ran is tried again, in the OpenAI Agents SDK and ours: no tool runs twice.

Only ours is asked where it does more: decisions and outputs of a turn that failed half-way, edited arguments,
agents used as tools.
"""

from __future__ import annotations

import asyncio
from typing import Any

import hang
import pytest
from kits import Names

OURS = Names("agents_widget.agents", "agents_widget.agents.testing")
SDK = Names("agents", "agents.testing")
SDK.set_tracing_disabled(True)
PACKAGES = [pytest.param(OURS, id="ours"), pytest.param(SDK, id="sdk")]
STATES = ["same", "as text", "of the failed result"]


class Payer:
    """An agent whose tool needs approval, and what it did."""

    def __init__(self, names: Any, *steps: Any, amounts: tuple[int, ...] = (1,), **options: Any) -> None:
        self.names = names
        self.paid: list[int] = []

        @names.function_tool(needs_approval=True, failure_error_function=None)
        async def pay(amount: int) -> str:
            self.paid.append(amount)
            if amount == self.broken_amount:
                raise ValueError("no money")
            return f"paid {amount}"

        self.broken_amount = 0
        calls = [names.function_call("pay", {"amount": n}, call_id=f"c{n}") for n in amounts]
        self.model = names.ScriptedModel([calls, *steps])
        self.agent = names.Agent(name="Payer", model=self.model, tools=[pay], **options)

    def says(self, text: str) -> list[Any]:
        return [self.names.assistant_message(text)]

    async def held(self, *approved: str, **options: Any) -> Any:
        """The state of a run that waits, with some calls approved."""
        state = (await self.names.Runner.run(self.agent, "pay", **options)).to_state()
        for item in state.get_interruptions():
            if item.raw_item.call_id in approved:
                state.approve(item)
        return state

    async def failed(self, state: Any, **options: Any) -> Any:
        """The result of a run from a state, which fails."""
        result = self.names.Runner.run_streamed(self.agent, state, **options)
        with pytest.raises(Exception, match=r"."):
            async for _ in result.stream_events():
                pass
        return result

    async def again(self, kind: str, state: Any, result: Any) -> Any:
        """The state to try again from."""
        if kind == "same":
            return state
        if kind == "of the failed result":
            return result.to_state()
        return await self.names.RunState.from_string(self.agent, state.to_string())

    def outputs(self) -> list[list[str]]:
        """The tool outputs that each model call was shown."""
        return [[item["output"] for item in call.input if "output" in item] for call in self.model.calls]


async def the_model_fails(payer: Payer, state: Any) -> Any:
    payer.model.enqueue(RuntimeError("500"))
    return await payer.failed(state)


async def a_hook_fails(payer: Payer, state: Any) -> Any:
    class Hooks(payer.names.RunHooks):  # type: ignore[misc, name-defined]
        async def on_llm_start(self, *args: Any) -> None:
            raise LookupError("no")

    return await payer.failed(state, hooks=Hooks())


async def a_filter_fails(payer: Payer, state: Any) -> Any:
    def broken(data: Any) -> Any:
        raise LookupError("no")

    return await payer.failed(state, run_config=payer.names.RunConfig(call_model_input_filter=broken))


async def an_output_guardrail_fails(payer: Payer, state: Any) -> Any:
    @payer.names.output_guardrail
    async def broken(context: Any, agent: Any, output: Any) -> Any:
        raise LookupError("no")

    payer.model.enqueue(payer.says("not judged"))
    return await payer.failed(state, run_config=payer.names.RunConfig(output_guardrails=[broken]))


FAILURES = [the_model_fails, a_hook_fails, a_filter_fails, an_output_guardrail_fails]


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
@pytest.mark.parametrize("names", PACKAGES)
async def test_a_retry_goes_on_from_what_was_done(names: Any, failure: Any, kind: str) -> None:
    payer = Payer(names)
    state = await payer.held("c1")
    result = await failure(payer, state)
    assert payer.paid == [1]
    state = await payer.again(kind, state, result)
    assert state.get_interruptions() == []
    payer.model.enqueue(payer.says("done"))
    again = await names.Runner.run(payer.agent, state)
    assert (again.final_output, payer.paid) == ("done", [1])
    assert payer.outputs()[-1] == ["paid 1"]
    if names is OURS or kind != "of the failed result":
        assert "not judged" not in str(payer.model.calls[-1].input)


@pytest.mark.parametrize("names", PACKAGES)
async def test_a_state_goes_on_with_its_run(names: Any) -> None:
    """With two calls: one decided, then the other; then the run fails, and succeeds."""
    payer = Payer(names, amounts=(1, 2))
    state = await payer.held("c1")
    waiting = await names.Runner.run(payer.agent, state)
    assert [item.raw_item.call_id for item in waiting.interruptions] == ["c2"]
    assert [item.raw_item.call_id for item in state.get_interruptions()] == ["c2"]
    await names.Runner.run(payer.agent, state)
    assert payer.paid == [1]
    state.reject(state.get_interruptions()[0])
    await the_model_fails(payer, state)
    payer.model.enqueue(payer.says("done"))
    assert (await names.Runner.run(payer.agent, state)).final_output == "done"
    assert payer.paid == [1]
    assert payer.outputs()[-1] == ["paid 1", "Tool execution was not approved."]
    payer.model.enqueue(payer.says("done again"))
    assert (await names.Runner.run(payer.agent, state)).final_output == "done again"
    shown = [call.input for call in payer.model.calls[-2:]]
    assert [item.get("type") for item in shown[0]] == [item.get("type") for item in shown[1]]
    assert payer.paid == [1]


@pytest.mark.parametrize("names", PACKAGES)
async def test_too_many_turns_pay_once(names: Any) -> None:
    payer = Payer(names)
    state = await payer.held("c1", max_turns=1)
    for _ in range(2):
        with pytest.raises(names.MaxTurnsExceeded):
            await names.Runner.run(payer.agent, state)
    assert payer.paid == [1]


@pytest.mark.parametrize("names", PACKAGES)
async def test_a_failed_model_call_does_not_use_up_a_turn(names: Any) -> None:
    payer = Payer(names)
    state = await payer.held("c1", max_turns=2)
    for _ in range(3):
        await the_model_fails(payer, state)
    payer.model.enqueue(payer.says("done"))
    assert (await names.Runner.run(payer.agent, state)).final_output == "done"


@pytest.mark.parametrize("names", PACKAGES)
async def test_a_standing_approval_outlives_a_failure(names: Any) -> None:
    payer = Payer(names)
    state = await payer.held()
    state.approve(state.get_interruptions()[0], always_approve=True)
    await the_model_fails(payer, state)
    again = [names.function_call("pay", {"amount": 2}, call_id="c9")]
    payer.model.extend([again, payer.says("done")])
    assert (await names.Runner.run(payer.agent, state)).final_output == "done"
    assert payer.paid == [1, 2]


@pytest.mark.parametrize("kind", STATES)
async def test_outputs_and_decisions_of_a_turn_that_failed_half_way_are_kept(kind: str) -> None:
    payer = Payer(OURS, amounts=(1, 2))
    payer.broken_amount = 2
    state = await payer.held("c1", "c2")
    result = await payer.failed(state)
    state = await payer.again(kind, state, result)
    payer.broken_amount = 0
    payer.model.enqueue(payer.says("done"))
    assert (await OURS.Runner.run(payer.agent, state)).final_output == "done"
    assert (payer.paid.count(1), payer.paid.count(2)) == (1, 2)
    assert payer.outputs()[-1] == ["paid 1", "paid 2"]


@pytest.mark.parametrize("kind", STATES)
async def test_edited_arguments_outlive_a_failure(kind: str) -> None:
    payer = Payer(OURS)
    payer.broken_amount = 5
    state = await payer.held()
    state.approve(state.get_interruptions()[0], arguments={"amount": 5})
    result = await payer.failed(state)
    state = await payer.again(kind, state, result)
    payer.broken_amount = 0
    payer.model.enqueue(payer.says("done"))
    assert (await OURS.Runner.run(payer.agent, state)).final_output == "done"
    assert payer.paid == [5, 5]


async def test_a_cancelled_run_is_gone_on_from() -> None:
    payer = Payer(OURS)
    state = await payer.held("c1")
    begun = asyncio.Event()

    async def never(call: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    payer.model.enqueue(never)
    result = OURS.Runner.run_streamed(payer.agent, state)
    await asyncio.wait_for(begun.wait(), hang.SECONDS)
    with pytest.raises(OURS.UserError, match="still goes on from this state"):
        await OURS.Runner.run(payer.agent, state)
    result.cancel()
    async for _ in result.stream_events():
        pass
    payer.model.enqueue(payer.says("done"))
    assert (await OURS.Runner.run(payer.agent, state)).final_output == "done"
    assert payer.paid == [1]


@pytest.mark.parametrize("names", PACKAGES)
async def test_what_was_added_to_a_state_is_said_once(names: Any) -> None:
    payer = Payer(names)
    state = await payer.held("c1")
    state.add_input("and thanks")
    await the_model_fails(payer, state)
    payer.model.enqueue(payer.says("done"))
    await names.Runner.run(payer.agent, state)
    assert str(payer.model.calls[-1].input).count("and thanks") == 1


@pytest.mark.parametrize("kind", STATES)
async def test_an_agent_used_as_a_tool_goes_on_from_what_it_did(kind: str) -> None:
    payer = Payer(OURS)
    tool = payer.agent.as_tool("ask", "Asks.", failure_error_function=None)
    asked = [OURS.function_call("ask", {"input": "pay"}, call_id="o1")]
    outer = Payer(OURS)
    outer.agent = OURS.Agent(name="Outer", model=OURS.ScriptedModel([asked, outer.says("so")]), tools=[tool])
    state = (await OURS.Runner.run(outer.agent, "go")).to_state()
    state.approve(state.get_interruptions()[0])
    payer.model.enqueue(RuntimeError("500"))
    result = await outer.failed(state)
    state = await outer.again(kind, state, result)
    payer.model.enqueue(payer.says("done"))
    assert (await OURS.Runner.run(outer.agent, state)).final_output == "so"
    assert payer.paid == [1]


async def test_what_the_session_could_not_keep_is_kept_by_the_retry() -> None:
    payer = Payer(OURS)
    session = FullDisk()
    state = (await OURS.Runner.run(payer.agent, "pay", session=session)).to_state()
    state.approve(state.get_interruptions()[0])
    session.is_full = True
    await payer.failed(state, session=session)
    session.is_full = False
    payer.model.enqueue(payer.says("done"))
    await OURS.Runner.run(payer.agent, state, session=session)
    kinds = [item.get("type", item.get("role")) for item in await session.get_items()]
    assert kinds == ["user", "function_call", "function_call_output", "message"]
    assert payer.paid == [1]


class FullDisk(OURS.InMemorySession):  # type: ignore[misc, name-defined]
    """A session that cannot be written while it is full."""

    is_full = False

    async def add_items(self, items: list[Any]) -> None:
        if self.is_full:
            raise OSError("disk full")
        await super().add_items(items)


@pytest.mark.parametrize("ends", ["fails", "is cancelled"])
async def test_an_agent_used_as_a_tool_that_never_waited_is_gone_on_with(ends: str) -> None:
    paid: list[str] = []
    held = asyncio.Event()

    async def never(asked: Any) -> Any:
        held.set()
        await asyncio.Event().wait()

    pay = OURS.function_tool(name_override="pay")(lambda: paid.append("paid"))
    last: Any = never if ends == "is cancelled" else RuntimeError("500")
    inner_model = OURS.ScriptedModel([[OURS.function_call("pay", {}, call_id="i1")], last])
    inner = OURS.Agent(name="I", model=inner_model, tools=[pay])
    asked = [OURS.function_call("ask", {"input": "pay"}, call_id="o1")]
    outer_model = OURS.ScriptedModel([asked, [OURS.assistant_message("so")]])
    tool = inner.as_tool("ask", "Asks.", failure_error_function=None)
    outer = OURS.Agent(name="O", model=outer_model, tools=[tool])
    result = OURS.Runner.run_streamed(outer, "go")
    if ends == "is cancelled":
        await asyncio.wait_for(held.wait(), hang.SECONDS)
        result.cancel()
    await asyncio.wait([result.run_loop_task])
    assert isinstance(result.run_loop_exception, OURS.UserError if ends == "fails" else type(None))
    state = await OURS.RunState.from_string(outer, result.to_state().to_string())
    inner_model.enqueue([OURS.assistant_message("inner")])
    assert (await OURS.Runner.run(outer, state)).final_output == "so"
    assert paid == ["paid"]


@pytest.mark.parametrize("names", PACKAGES)
@pytest.mark.parametrize("tool_turns", [0, 1])
@pytest.mark.parametrize("more", [0, 1])
async def test_the_turns_of_a_run_that_ended_well_count_for_the_run_that_goes_on(
    names: Any, tool_turns: int, more: int
) -> None:
    @names.function_tool
    def look() -> str:
        return "looked"

    answers = [[names.assistant_message(text)] for text in ("first", "again")]
    model = names.ScriptedModel([[names.function_call("look", {}, call_id="c1")]] * tool_turns + answers)
    agent = names.Agent(name="A", model=model, tools=[look])
    first = await names.Runner.run(agent, "go", max_turns=tool_turns + 1 + more)
    if more:
        assert (await names.Runner.run(agent, first.to_state())).final_output == "again"
    else:
        with pytest.raises(names.MaxTurnsExceeded):
            await names.Runner.run(agent, first.to_state(), max_turns=9)  # the state's own counts
