"""A run's state in which one call of a response has no output yet: the run begins with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...transcript.fields import text_field


def state_before_call(agent: Any, before: list[Any], turn: Sequence[Any], max_turns: int | None) -> Any:
    """Give a ``RunState`` of a response and the outputs that there are of its calls.

    ``before`` is what the model was sent, and ``turn`` the items of its response, then the outputs and what
    the user said meanwhile.
    """
    # Here, for who only reads recordings needs no runtime.
    from openai.types.responses import ResponseOutputItem
    from pydantic import TypeAdapter

    from ...agents.continuation import Continuation
    from ...agents.items import (
        MessageOutputItem,
        ModelResponse,
        ReasoningItem,
        ToolCallItem,
        ToolCallOutputItem,
    )
    from ...agents.result import RunResult
    from ...agents.run_context import RunContextWrapper
    from ...agents.run_state import RunState
    from ...agents.usage import Usage

    read = TypeAdapter(ResponseOutputItem)
    kinds: dict[str, Any] = {"message": MessageOutputItem, "reasoning": ReasoningItem}
    items: list[Any] = []
    written: list[Any] = []
    said: list[Any] = []
    for item in turn:
        kind = text_field(item, "type")
        if text_field(item, "role") == "user":
            said.append(item)
        elif kind.endswith("_output"):
            items.append(
                ToolCallOutputItem(agent=agent, raw_item=item, output=item["output"], outcome="done")
            )
        else:
            raw: Any = read.validate_python(item)
            written.append(raw)
            items.append(kinds.get(kind, ToolCallItem)(agent=agent, raw_item=raw))
    return RunState(
        RunResult(
            input=before,
            current_agent=agent,
            context_wrapper=RunContextWrapper(None),
            max_turns=max_turns,
            new_items=items,
            raw_responses=[ModelResponse(output=written, usage=Usage(), response_id=None)],
            continuation=Continuation(model_items=list(items), pending_input=said),
        )
    )
