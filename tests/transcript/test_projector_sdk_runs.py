"""The real OpenAI Agents SDK's streams, through the projector."""

from __future__ import annotations

from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    Handoff,
    Runner,
    function_tool,
    handoff,
    input_guardrail,
    output_guardrail,
)
from agents.extensions.handoff_filters import remove_all_tools
from agents.run import RunConfig
from agents.testing import ScriptedModel, assistant_message, function_call

from agents_widget.transcript.fields import handoff_targets
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Patch, Transcript, apply_all


@function_tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@function_tool
def divide(a: int, b: int) -> float:
    """Divide two numbers."""
    return a / b


@function_tool(needs_approval=True)
def erase(name: str) -> str:
    """Erase a file."""
    return f"{name} erased"


@input_guardrail(name="homework", run_in_parallel=True)
async def homework(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(
        output_info={"reason": "It is homework."}, tripwire_triggered="solve" in str(given)
    )


@output_guardrail(name="secrets")
async def secrets(context: Any, agent: Any, said: Any) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(output_info="It tells a secret.", tripwire_triggered="secret" in str(said))


async def watched(projector: Projector, transcript: Transcript, source: Any, given: Any) -> Any:
    """Run the SDK's runner and keep the transcript."""
    streaming = Runner.run_streamed(source, given, run_config=RunConfig(tracing_disabled=True))
    t = 0

    def put(patches: list[Patch]) -> None:
        apply_all(transcript, patches)

    try:
        async for event in streaming.stream_events():
            put(projector.project(event, t := t + 1))
    except Exception as error:
        put(projector.fail(error, t + 1))
    else:
        put(
            projector.interrupt(streaming.interruptions, t + 1)
            if streaming.interruptions
            else projector.finish(t + 1)
        )
    return streaming


async def sdk_run(*script: Any, **options: Any) -> Transcript:
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, projector.begin("Please solve this"))
    starter = Agent(name="Ada", model=ScriptedModel(list(script)), **options)
    await watched(projector, transcript, starter, "Please solve this")
    return transcript


def summaries(transcript: Transcript) -> list[tuple[str, str, str, str]]:
    return [
        (entry.kind, entry.state, entry.agent, entry.text or entry.output) for entry in transcript.entries
    ]


async def test_the_sdk_s_tools_and_handoff() -> None:
    bob = Agent(name="Bob", model=ScriptedModel([[assistant_message("It is **3**.")]]))
    calls = [
        function_call("add", {"a": 1, "b": 2}, call_id="c1"),
        function_call("divide", {"a": 1, "b": 0}, call_id="c2"),
    ]
    transcript = await sdk_run(
        [assistant_message("I compute."), *calls],
        [function_call("transfer_to_bob", {}, call_id="c3")],
        tools=[add, divide],
        handoffs=[bob],
    )

    assert summaries(transcript) == [
        ("user", "done", "", "Please solve this"),
        ("message", "done", "Ada", "I compute."),
        ("tool_call", "done", "Ada", "3"),
        ("tool_call", "failed", "Ada", "An error occurred while running the tool. Please try again."),
        ("handoff", "done", "Ada", ""),
        ("message", "done", "Bob", "It is **3**."),
    ]
    handed_over = transcript.entries[4]
    assert (handed_over.source, handed_over.target, transcript.agent) == ("Ada", "Bob", "Bob")
    assert [lane.name for lane in transcript.lanes] == ["Ada", "Bob"]
    assert (len(transcript.calls), transcript.usage["requests"], transcript.status) == (3, 3, "done")


async def test_the_target_of_a_handoff_whose_filter_leaves_out_its_output() -> None:
    """The SDK then tells of no output; who goes on is known, also where the handoff itself does not say."""
    bob = Agent(name="Bob")

    async def choose(context: Any, arguments: str) -> Agent[Any]:
        return bob

    chosen = Handoff("go_on", "Goes on.", {}, choose, "", input_filter=remove_all_tools)
    for to, tool in ((chosen, "go_on"), (handoff(bob, input_filter=remove_all_tools), "transfer_to_bob")):
        bob.model = ScriptedModel([[assistant_message("Hi.")]])
        transcript = await sdk_run([function_call(tool, {}, call_id="c1")], handoffs=[to])
        handed_over, answer = transcript.entries[1:]
        assert (handed_over.kind, handed_over.state) == ("handoff", "done")
        assert (handed_over.source, handed_over.target) == ("Ada", "Bob")
        assert handed_over.ended <= answer.started


async def test_the_sdk_s_handoff_is_one_as_soon_as_its_name_comes() -> None:
    """Whether the agent declares an agent or a handoff, with a name of its own or without."""
    bob, eve = Agent(name="Bob & Co"), Agent(name="Eve")
    declared = handoff_targets(Agent(name="Ada", handoffs=[bob, handoff(eve, tool_name_override="escalate")]))
    assert declared == {Handoff.default_tool_name(bob): "Bob & Co", "escalate": "Eve"}

    bob.model = ScriptedModel([[assistant_message("Hi.")]])
    call = function_call(Handoff.default_tool_name(bob), {}, call_id="c1")
    patches: list[Patch] = []
    projector, transcript = Projector(), Transcript()
    ada = Agent(name="Ada", model=ScriptedModel([[call]]), handoffs=[bob])
    streaming = Runner.run_streamed(ada, "Hello", run_config=RunConfig(tracing_disabled=True))
    async for event in streaming.stream_events():
        patches += projector.project(event, 1)
    apply_all(transcript, patches)

    puts = [patch.value for patch in patches if patch.op == "put" and patch.at == ("entries",)]
    assert [(put["kind"], put.get("target")) for put in puts] == [
        ("handoff", "Bob & Co"),
        ("message", None),
    ]
    assert transcript.entries[0].state == "done"


async def test_the_sdk_s_approval_goes_on_in_the_same_transcript() -> None:
    calls = [function_call("erase", {"name": name}, call_id=f"c{name}") for name in "ab"]
    source = Agent(name="Ada", tools=[erase], model=ScriptedModel([calls, [assistant_message("Half done.")]]))
    projector, transcript = Projector(), Transcript()
    streaming = await watched(projector, transcript, source, "Erase a and b")

    assert (transcript.status, transcript.detail) == ("waiting", "Approval needed: erase.")
    assert [entry.state for entry in transcript.entries] == ["awaiting_approval"] * 2
    assert (transcript.entries[0].schema or {})["properties"].keys() == {"name"}

    state, (first, second) = streaming.to_state(), streaming.interruptions
    state.approve(first)
    state.reject(second)
    apply_all(transcript, projector.decide("ca", True, 20))
    await watched(projector, transcript, source, state)

    assert summaries(transcript) == [
        ("tool_call", "done", "Ada", "a erased"),
        ("tool_call", "denied", "Ada", "Tool execution was not approved."),
        ("message", "done", "Ada", "Half done."),
    ]
    assert (transcript.status, transcript.entries[0].schema, transcript.entries[1].schema) == (
        "done",
        None,
        None,
    )


async def test_the_sdk_s_input_guardrail() -> None:
    transcript = await sdk_run([assistant_message("x = 7")], input_guardrails=[homework])

    guardrail = transcript.entries[-1]
    assert (guardrail.kind, guardrail.guardrail, guardrail.text) == (
        "guardrail",
        "homework",
        "It is homework.",
    )
    assert {entry.state for entry in transcript.entries if entry.kind == "message"} <= {"retracted"}
    assert (transcript.status, transcript.detail) == ("failed", "Stopped by the guardrail homework.")


async def test_the_sdk_s_output_guardrail() -> None:
    transcript = await sdk_run([assistant_message("The secret is 7.")], output_guardrails=[secrets])

    assert [(kind, state) for kind, state, _, _ in summaries(transcript)] == [
        ("user", "done"),
        ("message", "retracted"),
        ("guardrail", "failed"),
    ]


async def test_the_sdk_s_unknown_tool() -> None:
    transcript = await sdk_run([function_call("fly", {}, call_id="c1")])

    assert [(kind, state) for kind, state, _, _ in summaries(transcript)] == [
        ("user", "done"),
        ("tool_call", "not_run"),
        ("error", "failed"),
    ]
    assert (transcript.entries[-1].error, "fly" in transcript.entries[-1].text) == (
        "ModelBehaviorError",
        True,
    )
