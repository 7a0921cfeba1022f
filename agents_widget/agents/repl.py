"""A chat with an agent in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai.types.responses import ResponseTextDeltaEvent

from .items import ToolCallItem, ToolCallOutputItem, TResponseInputItem
from .run import Runner
from .run_config import DEFAULT_MAX_TURNS
from .stream_events import AgentUpdatedStreamEvent, RawResponsesStreamEvent, RunItemStreamEvent

if TYPE_CHECKING:
    from .agent import Agent
    from .stream_events import StreamEvent


async def run_demo_loop(
    agent: Agent[Any], *, stream: bool = True, context: Any = None, max_turns: int | None = DEFAULT_MAX_TURNS
) -> None:
    """Chat with an agent in the terminal, until you say ``exit`` or ``quit`` or end the input.

    With ``stream`` the text is printed as it comes, with a line for each tool call and handoff.
    """
    history: list[TResponseInputItem] = []
    while (text := _read_line()) is not None:
        if not text:
            continue
        history.append({"role": "user", "content": text})
        if stream:
            result: Any = Runner.run_streamed(agent, history, context=context, max_turns=max_turns)
            async for event in result.stream_events():
                print(_line(event), end="", flush=True)
            print()
        else:
            result = await Runner.run(agent, history, context=context, max_turns=max_turns)
            print(result.final_output)
        agent = result.last_agent
        history = result.to_input_list()


def _read_line() -> str | None:
    try:
        text = input(" > ").strip()
    except (EOFError, KeyboardInterrupt):
        print()
        return None
    if text.lower() in ("exit", "quit"):
        return None
    return text


def _line(event: StreamEvent) -> str:
    if isinstance(event, RawResponsesStreamEvent) and isinstance(event.data, ResponseTextDeltaEvent):
        return event.data.delta
    if isinstance(event, AgentUpdatedStreamEvent):
        return f"\n[Agent updated: {event.new_agent.name}]\n"
    item = event.item if isinstance(event, RunItemStreamEvent) else None
    if isinstance(item, ToolCallOutputItem):
        return f"\n[tool output: {item.output}]\n"
    return "\n[tool called]\n" if isinstance(item, ToolCallItem) else ""
