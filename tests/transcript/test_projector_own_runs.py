"""Runs of this package's own runtime, through the projector."""

from __future__ import annotations

from typing import Any

from agents_widget import Agent, Runner, ToolContext, function_tool
from agents_widget.agents.testing import ScriptedModel, call, handoff, reasoning, text
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Transcript, apply_all


@function_tool
async def scan(context: ToolContext[Any], path: str) -> str:
    """Scan a folder."""
    context.progress(0.5, f"in {path}")
    return "2 files"


@function_tool
def fail() -> str:
    """Fail."""
    raise ValueError("broken")


@function_tool(needs_approval=True)
def erase(name: str) -> str:
    """Erase a file."""
    return f"{name} erased"


async def followed(projector: Projector, transcript: Transcript, source: Agent[Any], given: Any) -> Any:
    result, t = Runner.run_streamed(source, given), 0
    async for event in result.stream_events():
        apply_all(transcript, projector.project(event, t := t + 1))
    ending = projector.interrupt(result.interruptions, t) if result.interruptions else projector.finish(t)
    apply_all(transcript, ending)
    return result


def summaries(transcript: Transcript) -> list[tuple[str, str, str, str]]:
    return [
        (entry.kind, entry.state, entry.agent, entry.text or entry.output) for entry in transcript.entries
    ]


async def test_reasoning_progress_failure_and_handoff() -> None:
    bob = Agent(name="Bob", model=ScriptedModel(["Bye."]))
    script = [
        [reasoning("I look."), text("Let me see."), call("scan", {"path": "a"}), call("fail")],
        handoff("Bob"),
    ]
    ada = Agent(name="Ada", model=ScriptedModel(script), tools=[scan, fail], handoffs=[bob])
    transcript = Transcript()
    await followed(Projector(), transcript, ada, "Hello")

    assert summaries(transcript) == [
        ("reasoning", "done", "Ada", "I look."),
        ("message", "done", "Ada", "Let me see."),
        ("tool_call", "done", "Ada", "2 files"),
        ("tool_call", "failed", "Ada", "An error occurred while running the tool. Please try again."),
        ("handoff", "done", "Ada", ""),
        ("message", "done", "Bob", "Bye."),
    ]
    scanned = transcript.entries[2]
    assert (scanned.progress, scanned.log) == (0.5, "in a\n")
    assert (transcript.model, transcript.agent, transcript.usage["requests"]) == ("scripted", "Bob", 3)


async def test_a_handoff_is_one_as_soon_as_its_name_comes() -> None:
    bob = Agent(name="Bob", model=ScriptedModel(["Bye."]))
    ada = Agent(name="Ada", model=ScriptedModel([handoff("Bob")]), handoffs=[bob])
    projector, kinds = Projector(), []
    async for event in Runner.run_streamed(ada, "Hello").stream_events():
        patches = projector.project(event, 1)
        kinds += [patch.value["kind"] for patch in patches if patch[:2] == ("put", ("entries",))]

    assert kinds == ["handoff", "message"]


async def test_an_agent_inside_a_tool_waits_for_approval_there() -> None:
    inner = Agent(name="Eve", tools=[erase], model=ScriptedModel([call("erase", {"name": "a"}), "Erased."]))
    tool = inner.as_tool("clean", "Clean up.")
    outer = Agent(name="Ada", tools=[tool], model=ScriptedModel([call("clean", {"input": "a"}), "Clean."]))
    projector, transcript = Projector(), Transcript()
    result = await followed(projector, transcript, outer, "Hello")

    cleaning, erasing = transcript.entries
    assert [(entry.tool, entry.state) for entry in (cleaning, erasing)] == [
        ("clean", "running"),
        ("erase", "awaiting_approval"),
    ]
    assert (erasing.parent, erasing.schema is not None) == (cleaning.id, True)

    state = result.to_state()
    state.approve(result.interruptions[0])
    apply_all(transcript, projector.decide(erasing.call_id, True, 50))
    await followed(projector, transcript, outer, state)

    assert summaries(transcript) == [
        ("tool_call", "done", "Ada", "Erased."),
        ("tool_call", "done", "Eve", "a erased"),
        ("message", "done", "Eve", "Erased."),
        ("message", "done", "Ada", "Clean."),
    ]
    assert [(lane.name, lane.parent) for lane in transcript.lanes] == [("Ada", None), ("Eve", cleaning.id)]
    assert transcript.entries[2].parent == cleaning.id
