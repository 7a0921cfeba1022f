"""A run's state as JSON data: its items, responses and context, and its agents by their names."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping
from typing import Any, get_args

from openai.types.responses import ResponseOutputItem
from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_jsonable_python

from .agent import Agent
from .exceptions import UserError
from .handoffs import Handoff
from .items import HostedItem, ModelResponse, RunItem, ToolCallOutputItem
from .result_base import RunResultBase
from .tool import FunctionTool
from .usage import Usage

ContextWriter = Callable[[Any], Mapping[str, Any]]

usage_type: TypeAdapter[Usage] = TypeAdapter(Usage)
_KINDS: dict[str, Any] = {kind.type: kind for kind in get_args(RunItem)}
_output_item: TypeAdapter[Any] = TypeAdapter(ResponseOutputItem)


def write_model_items(result: RunResultBase) -> list[dict[str, Any]] | None:
    """The items of the model's input, or None if they are the new items."""
    model_items = result.continuation.model_items
    if [id(item) for item in model_items] == [id(item) for item in result.new_items]:
        return None
    return [write_item(item) for item in model_items]


def write_item(item: RunItem) -> dict[str, Any]:
    """An item as JSON data, with agents by their names."""
    row: dict[str, Any] = {}
    for each in dataclasses.fields(item):
        value = getattr(item, each.name)
        if each.name == "raw_item":
            row["raw_item"] = item.to_input_item()
        elif isinstance(value, Agent):
            row[each.name] = value.name
        elif isinstance(item, ToolCallOutputItem) and each.name == "output":
            row["output"] = _write_output(value, item.raw_item["output"])
        elif each.name != "error":  # an exception has no JSON form; the outcome is kept
            row[each.name] = value
    written: dict[str, Any] = to_jsonable_python(row, fallback=str)
    return written


def _write_output(value: Any, for_model: Any) -> Any:
    """A tool's result as JSON data, or what the model was given where it has no such form."""
    try:
        return to_jsonable_python(value, fallback=lambda part: for_model if part is value else str(part))
    except Exception:  # noqa: BLE001 - bytes that are no text, what holds itself, what has no text either
        return for_model


def read_item(row: Mapping[str, Any], agents: Mapping[str, Agent[Any]]) -> Any:
    """The item that ``write_item`` wrote. Raises ``UserError`` for an agent that is not there."""
    fields = dict(row)
    for name in ("agent", "source_agent", "target_agent"):
        if name in fields:
            fields[name] = agent_named(agents, fields[name])
    fields["raw_item"] = _read_raw(row["raw_item"])
    return _KINDS.get(row["type"], HostedItem)(**fields)


def _read_raw(raw: Any) -> Any:
    """A model's item as the openai object it was; what the model was sent stays a dict."""
    sent = raw.get("role", "assistant") != "assistant" or raw.get("type") in (None, "function_call_output")
    return raw if sent else _output_item.validate_python(raw)


def write_response(response: ModelResponse) -> dict[str, Any]:
    """A model's response as JSON data."""
    usage = usage_type.dump_python(response.usage, mode="json")
    return {**vars(response), "output": response.to_input_items(), "usage": usage}


def read_response(row: Mapping[str, Any]) -> ModelResponse:
    """The response that ``write_response`` wrote."""
    output = [_read_raw(raw) for raw in row["output"]]
    return ModelResponse(**{**row, "output": output, "usage": usage_type.validate_python(row["usage"])})


def write_context(context: Any, serialize: ContextWriter | None, strict: bool) -> Any:
    """The program's context as JSON data. Without such a form it is left out, or ``UserError`` if strict."""
    if context is None:
        return None
    if serialize is not None:
        return dict(serialize(context))
    reason = ""
    if isinstance(context, (Mapping, BaseModel)) or dataclasses.is_dataclass(context):
        try:
            return to_jsonable_python(context)
        except ValueError as error:  # such as bytes that are no text
            reason = f" ({error})"
    message = (
        f"The context is a {type(context).__name__}, which has no JSON form{reason}: pass "
        "context_serializer, and context_deserializer or context_override when the state is read."
    )
    if strict:
        raise UserError(message)
    warnings.warn(f"{message} It is left out.", stacklevel=3)
    return None


def agent_named(agents: Mapping[str, Agent[Any]], name: str) -> Agent[Any]:
    """The agent of this name. Raises ``UserError`` if it is not among those."""
    if name not in agents:
        raise UserError(
            f"The state knows an agent {name!r}, which cannot be reached from the agent given: "
            f"found {', '.join(sorted(agents))}."
        )
    return agents[name]


def reachable_agents(agent: Agent[Any]) -> dict[str, Agent[Any]]:
    """An agent, and those it reaches by handoffs or as tools, by name; the nearest of a name counts."""
    reached = [agent]
    for each in reached:  # grows while it is walked
        known = {id(one) for one in reached}
        reached += [one for one in _next_agents(each) if id(one) not in known]
    return {each.name: each for each in reversed(reached)}


def _next_agents(agent: Agent[Any]) -> list[Agent[Any]]:
    """The agents that an agent hands over to, or calls as tools."""
    by_handoff = [each.agent if isinstance(each, Handoff) else each for each in agent.handoffs]
    as_tools = [tool.agent for tool in agent.tools if isinstance(tool, FunctionTool)]
    return [each for each in (*by_handoff, *as_tools) if each is not None]
