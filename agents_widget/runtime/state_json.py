"""States as JSON data, and back."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseReasoningItem,
)
from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_jsonable_python

from ..errors import UserError
from ..models.model import ModelResponse, Usage
from .agent import Agent
from .approvals import Approvals
from .context import RunContextWrapper
from .handoff import Handoff
from .items import (
    HandoffCallItem,
    HandoffOutputItem,
    HostedItem,
    InputItem,
    MessageOutputItem,
    ReasoningItem,
    RunItem,
    ToolApprovalItem,
    ToolCallItem,
    ToolCallOutputItem,
)
from .result_base import Conversation, RunResult, TurnUsage
from .state import RunState

_FORMAT, _VERSION = "agents_widget.run_state", 1
_usage: TypeAdapter[Usage] = TypeAdapter(Usage)
_turns: TypeAdapter[list[TurnUsage]] = TypeAdapter(list[TurnUsage])
_output_item: TypeAdapter[Any] = TypeAdapter(ResponseOutputItem)
_RAW: dict[str, type[BaseModel]] = {
    "message": ResponseOutputMessage,
    "reasoning": ResponseReasoningItem,
    "function_call": ResponseFunctionToolCall,
}
_ITEMS: dict[str, type[Any]] = {
    "input_item": InputItem,
    "message_output_item": MessageOutputItem,
    "reasoning_item": ReasoningItem,
    "handoff_call_item": HandoffCallItem,
    "handoff_output_item": HandoffOutputItem,
    "tool_call_item": ToolCallItem,
    "tool_call_output_item": ToolCallOutputItem,
    "tool_approval_item": ToolApprovalItem,
}


def dump_state(
    state: RunState[Any], serialize: Callable[[Any], Mapping[str, Any]] | None, strict: bool
) -> dict[str, Any]:
    """A state as JSON data."""
    result, context = state.result, state.result.context_wrapper
    same = list(map(id, result._model_items)) == list(map(id, result.new_items))
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "input": result.input,
        "current_agent": result.current_agent.name,
        "current_turn": result.current_turn,
        "max_turns": result.max_turns,
        "context": _dump_context(context.context, serialize, strict),
        "usage": _usage.dump_python(context.usage, mode="json"),
        "approvals": context.approvals.to_json(),
        "new_items": [_dump_item(item) for item in result.new_items],
        "model_items": None if same else [_dump_item(item) for item in result._model_items],
        "interruptions": [_dump_item(item) for item in result.interruptions],
        "raw_responses": [_dump_response(response) for response in result.raw_responses],
        "turn_usage": _turns.dump_python(result.turn_usage, mode="json"),
        "conversation": dataclasses.asdict(result._conversation),
        "pending_input": result._pending_input,
        "tool_users": sorted(result._tool_users),
        "saved_items": result._saved_items,
        "nested": {key: dump_state(nested, serialize, strict) for key, nested in result._nested.items()},
    }


def load_state(
    agent: Agent[Any],
    data: Mapping[str, Any],
    override: Any,
    deserialize: Callable[[Mapping[str, Any]], Any] | None,
    strict: bool,
) -> RunState[Any]:
    """The state that ``dump_state`` wrote."""
    if (data.get("format"), data.get("version")) != (_FORMAT, _VERSION):
        raise UserError(
            f"This is not the data of a run's state: RunState.to_json() writes version {_VERSION}."
        )
    if strict and data["context"] is not None and override is None and deserialize is None:
        raise UserError("The state has a context: pass context_deserializer or context_override for it.")
    context = data["context"]
    if deserialize is not None and context is not None:
        context = deserialize(context)
    usage, approvals = _usage.validate_python(data["usage"]), Approvals.from_json(data["approvals"])
    given = context if override is None else override
    wrapper: RunContextWrapper[Any] = RunContextWrapper(given, usage, approvals=approvals)
    agents = _reachable(agent)
    return _load(data, wrapper, agents)


def _load(
    data: Mapping[str, Any], wrapper: RunContextWrapper[Any], agents: Mapping[str, Agent[Any]]
) -> RunState[Any]:
    def items(name: str) -> list[RunItem]:
        return [_load_item(row, agents) for row in data[name]]

    new_items = items("new_items")
    return RunState(
        RunResult(
            input=data["input"],
            current_agent=_agent(agents, data["current_agent"]),
            context_wrapper=wrapper,
            max_turns=data["max_turns"],
            new_items=new_items,
            raw_responses=[_load_response(row) for row in data["raw_responses"]],
            interruptions=[item for item in items("interruptions") if isinstance(item, ToolApprovalItem)],
            current_turn=data["current_turn"],
            turn_usage=_turns.validate_python(data["turn_usage"]),
            _model_items=list(new_items) if data["model_items"] is None else items("model_items"),
            _conversation=Conversation(**data["conversation"]),
            _pending_input=list(data["pending_input"]),
            _tool_users=set(data["tool_users"]),
            _saved_items=data["saved_items"],
            # An agent used as a tool shares the usage and the approvals of the run around it.
            _nested={key: _load(nested, wrapper, agents) for key, nested in data["nested"].items()},
        )
    )


def _dump_item(item: RunItem) -> dict[str, Any]:
    row: dict[str, Any] = {"type": item.type, "agent": item.agent.name, "raw_item": item.to_input_item()}
    if isinstance(item, HandoffOutputItem):
        row |= {"source_agent": item.source_agent.name, "target_agent": item.target_agent.name}
    elif isinstance(item, ToolCallOutputItem):
        row["output"] = to_jsonable_python(item.output, fallback=str)
    elif isinstance(item, ToolCallItem):
        row |= {"description": item.description, "title": item.title}
    elif isinstance(item, ToolApprovalItem):
        row["tool_name"] = item.tool_name
    return row


def _load_item(row: Mapping[str, Any], agents: Mapping[str, Agent[Any]]) -> RunItem:
    fields = {key: value for key, value in row.items() if key != "type"}
    fields |= {key: _agent(agents, fields[key]) for key in fields if key.endswith("agent")}
    fields["raw_item"] = _load_raw(row["raw_item"])
    if row["type"] in _ITEMS:
        loaded: RunItem = _ITEMS[row["type"]](**fields)
        return loaded
    return HostedItem(type=row["type"], **fields)


def _load_raw(raw: Any) -> Any:
    """A model's item as the openai object it was; what the model was sent stays a dict."""
    kind = raw.get("type")
    if kind in _RAW and not (kind == "message" and raw.get("role") != "assistant"):
        return _RAW[kind].model_validate(raw)
    return raw if kind in (None, "message", "function_call_output") else _output_item.validate_python(raw)


def _dump_response(response: ModelResponse) -> dict[str, Any]:
    return {
        "output": response.to_input_items(),
        "usage": _usage.dump_python(response.usage, mode="json"),
        "response_id": response.response_id,
        "request_id": response.request_id,
        "raw_usage": response.raw_usage,
    }


def _load_response(row: Mapping[str, Any]) -> ModelResponse:
    output = [_load_raw(raw) for raw in row["output"]]
    usage = _usage.validate_python(row["usage"])
    return ModelResponse(output, usage, row["response_id"], row.get("request_id"), row.get("raw_usage"))


def _dump_context(context: Any, serialize: Callable[[Any], Mapping[str, Any]] | None, strict: bool) -> Any:
    if context is None:
        return None
    if serialize is not None:
        return dict(serialize(context))
    if isinstance(context, (Mapping, BaseModel)) or dataclasses.is_dataclass(context):
        return to_jsonable_python(context)
    message = (
        f"The context is a {type(context).__name__}, which has no JSON form: pass context_serializer, and "
        "context_deserializer or context_override when the state is read."
    )
    if strict:
        raise UserError(message)
    warnings.warn(f"{message} It is left out.", stacklevel=4)
    return None


def _agent(agents: Mapping[str, Agent[Any]], name: str) -> Agent[Any]:
    if name not in agents:
        raise UserError(
            f"The state knows an agent {name!r}, which cannot be reached from the agent given: "
            f"found {', '.join(sorted(agents))}."
        )
    return agents[name]


def _reachable(agent: Agent[Any]) -> dict[str, Agent[Any]]:
    """An agent, and those it reaches by handoffs or as tools, by name; the nearest of a name counts."""
    found: dict[str, Agent[Any]] = {}
    queue = [agent]
    seen: set[int] = set()
    while queue:
        each = queue.pop(0)
        if id(each) not in seen:
            seen.add(id(each))
            found.setdefault(each.name, each)
            targets: list[Any] = [h.agent if isinstance(h, Handoff) else h for h in each.handoffs]
            targets += [getattr(getattr(tool, "on_invoke_tool", None), "agent", None) for tool in each.tools]
            queue += [target for target in targets if isinstance(target, Agent)]
    return found
