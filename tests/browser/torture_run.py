"""Runs in the kernel: one conversation with everything in it, at the pace of a fast model."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from agents_widget import (
    Agent,
    Chat,
    GuardrailFunctionOutput,
    OutputGuardrailTripwireTriggered,
    RunContextWrapper,
    ToolContext,
    function_tool,
    output_guardrail,
)
from agents_widget.agents.testing import ScriptedModel, call, handoff, reasoning, text

SHOWN = Path("shown")
TOKENS_PER_SECOND = 1_000
PARAGRAPH = (
    "The quick brown fox jumps over the lazy dog, and **then** it *rests* under a `tree` for a while. "
    "See [the guide](https://example.com/guide) for more, or ask again.\n\n"
)
PIECES = [
    "## A heading with a [link](https://example.com)\n\n",
    PARAGRAPH,
    "1. first\n2. second\n   - nested\n   - deeper\n3. third\n\n",
    PARAGRAPH,
    "| name | value | note |\n| --- | ---: | --- |\n| a | 1 | yes |\n| b | 22 | **maybe** |\n\n",
    PARAGRAPH,
    '```python\ndef add(a: int, b: int) -> int:\n    """Add two numbers."""\n    return a + b\n```\n\n',
    "Euler: $e^{i\\pi} + 1 = 0$, and\n\n$$\\sum_{k=1}^n k = \\frac{n(n+1)}{2}$$\n\n",
    PARAGRAPH,
    "> A quote that goes on\n> over two lines.\n\n- [x] done\n- [ ] open\n\n",
]


class PacedModel(ScriptedModel):
    """Says what its script says, a token at a time."""

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Stream the next turn at the pace."""
        clock = asyncio.get_running_loop().time
        due = clock()
        async for event in super().stream_response(*args, **kwargs):
            if event.type.endswith(".delta"):
                due = max(due + 1 / TOKENS_PER_SECOND, clock() - 1)
                await asyncio.sleep(due - clock())
            yield event


@function_tool
async def look_up(context: ToolContext[Any], number: int, topic: str) -> dict[str, Any]:
    """Look something up; every fifth is not to be found."""
    for step in range(4):
        context.progress(step / 4, f"page {step}")
        await asyncio.sleep(0.05 * (1 + number % 3))
    if number % 5 == 4:
        raise LookupError(f"There is nothing on {topic} number {number}.")
    return {"number": number, "topic": topic, "found": True}


@function_tool(needs_approval=True)
async def pay(amount: int) -> str:
    """Pay somebody."""
    return f"paid {amount}"


@output_guardrail
async def no_foxes(
    context: RunContextWrapper[Any], agent: Agent[Any], output: Any
) -> GuardrailFunctionOutput:
    """Take back an answer that ends on a fox."""
    return GuardrailFunctionOutput("Too many foxes.", tripwire_triggered=output.endswith("One more fox."))


def markdown(blocks: int) -> str:
    """So many blocks of text, of all kinds."""
    return "".join(itertools.islice(itertools.cycle(PIECES), blocks))


def searches(first: int) -> list[Any]:
    """A turn with nine calls at once."""
    calls = [call("look_up", {"number": first + at, "topic": "foxes"}) for at in range(9)]
    return [reasoning(markdown(6)), text(markdown(36)), *calls]


def turns(worker: Agent[Any], writer: Agent[Any]) -> list[Any]:
    """What the three agents say: the great run, one that ends well, two to stop, and one that fails."""
    mixed = [call("pay", {"amount": 12}), call("research", {"input": "foxes"})]
    return [
        searches(0),
        searches(9),
        mixed,
        handoff(worker),
        searches(18),
        searches(27),
        mixed,
        handoff(writer),
        [text(markdown(660) + "One more fox.")],
        [text("No fox at all.")],
        [text(markdown(200))],
        [call("pay", {"amount": 13})],
        RuntimeError("The model is tired."),
    ]


def conversation() -> Chat:
    """A planner who hands over to a worker, who hands over to a writer; a researcher is a tool of two."""
    researcher = Agent(name="Researcher", model=PacedModel([text(markdown(12)), text(markdown(12))])).as_tool(
        "research", "Find out about something."
    )
    model = PacedModel([])
    tools = [look_up, pay, researcher]
    writer = Agent(name="Writer", model=model, tools=[pay], output_guardrails=[no_foxes])
    worker = Agent(name="Worker", model=model, tools=tools, handoffs=[writer])
    planner = Agent(name="Planner", model=model, tools=tools, handoffs=[worker])
    model.extend(turns(worker, writer))
    return Chat(planner, max_turns=20)


async def told_by_test() -> None:
    """Wait until the test tells, by a file, that the page shows what the run waits for."""
    while not SHOWN.exists():
        await asyncio.sleep(0.01)
    SHOWN.unlink()


async def torture(chat: Chat, shown: Callable[[], Awaitable[None]] = told_by_test) -> None:
    """Have all of it said, and decide what waits for a person once it is ``shown``."""
    chat.say("Do everything.")
    await _speaks(chat)
    chat.pause()
    while chat.transcript.status != "waiting":
        await asyncio.sleep(0.05)
    await shown()
    chat.resume()
    verdicts = [chat.approve, chat.deny]
    while waiting := await chat.wait_for_approval():
        for entry in waiting:
            await shown()
            verdicts.pop(0)(entry)
    await _ended(chat)
    chat.say("And now without foxes.")
    await chat
    chat.say("Go on until I stop you.")
    await _speaks(chat)
    chat.stop()
    await _ended(chat)
    chat.say("Ask me before you pay.")
    await chat.wait_for_approval()
    await shown()
    chat.stop()
    await _ended(chat)
    chat.say("Once more.")
    await _ended(chat)


async def _speaks(chat: Chat) -> None:
    """Wait until the run that goes on says something."""
    async for event in chat:
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            break


async def _ended(chat: Chat) -> None:
    """Wait for the end of a run that does not end well."""
    with contextlib.suppress(asyncio.CancelledError, OutputGuardrailTripwireTriggered, RuntimeError):
        await chat
