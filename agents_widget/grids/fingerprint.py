"""Fingerprints: what of an agent, an input and an epoch makes two rows the same run."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import inspect
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..transcript.fields import field, type_name
from .function_source import source_of
from .row_output import output_data

Parts = dict[str, str]
"""The digest of each part of an agent, by what the part is called in a sentence."""


def row_key(agent: str, asked: str, epoch: int, nth: int = 0) -> str:
    """Give the key of a row, by its agent's and the input's; ``nth`` tells equal inputs apart."""
    return digest([agent, asked, epoch, *([nth] if nth else [])])[:32]


def digest(value: Any) -> str:
    """Give the SHA-256 of JSON data, the same in every process."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=type_name)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def agent_key(name: str, parts: Parts) -> str:
    """Give the fingerprint of an agent: what the grid calls it, and its parts."""
    return digest([name, parts])[:32]


def differs(name: str, before: Parts, after: Parts) -> str:
    """Say in words what of an agent changed; empty where nothing did."""
    said = []
    for part in dict.fromkeys([*before, *after]):
        if part not in after:
            said.append(f"{part} is gone")
        elif part not in before:
            said.append(f"{part} is new")
        elif before[part] != after[part]:
            said.append(f"{part} changed")
    return "" if not said else f"of {name!r} {_joined(said)}"


def agent_parts(agent: Any, run_config: Any = None) -> Parts:
    """Read what of an agent may change its answers, as far as that can be seen by its shape."""
    parts = _parts(agent, ())
    for name in ("model", "model_settings", "call_model_input_filter"):
        if (value := field(run_config, name)) is not None:
            parts[f"the run_config's {name}"] = digest(_seen(value))
    return parts


def scorer_key(scorer: Any) -> str:
    """Give the fingerprint of a scorer: its source, or its class and what it was made with."""
    if inspect.isroutine(scorer) or isinstance(scorer, functools.partial):
        return digest(source_of(scorer))[:16]
    made_with = {name: _made_with(value) for name, value in getattr(scorer, "__dict__", {}).items()}
    return digest([type_name(scorer), made_with])[:16]


def case_key(expected: Any, columns: Mapping[str, Any]) -> str:
    """Give the fingerprint of what scorers read of a case beside its input."""
    values = [_in_order(each) for each in (expected, *columns.values())]
    return digest([list(columns), output_data(values)])[:16]


def _in_order(value: Any) -> Any:
    """Give a set in an order that is the same in every process."""
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else value


def _made_with(value: Any) -> Any:
    return _parts(value, ()) if hasattr(value, "instructions") else _seen(value)


def _parts(agent: Any, above: tuple[Any, ...]) -> Parts:
    if inspect.isroutine(agent) or isinstance(agent, functools.partial):
        return {"the function": digest(source_of(agent))}
    if hasattr(agent, "nodes") and hasattr(agent, "get_graph"):
        return _graph_parts(agent)
    parts = {"the class": type(agent).__qualname__}
    for attribute, called in _ATTRIBUTES.items():
        value = getattr(agent, attribute, None)
        if value is not None and not (isinstance(value, (str, list, tuple, dict)) and not value):
            parts[called] = digest(_seen(value))
    for tool in _tools(agent):
        inner = None if isinstance(tool, Mapping) else getattr(tool, "agent", None)
        is_known = inner is None or any(inner is each for each in (agent, *above))
        seen = _tool(tool) if is_known else [_tool(tool), _parts(inner, (*above, agent))]
        parts[f"the tool {_name(tool)!r}"] = digest(seen)
    for other in getattr(agent, "handoffs", None) or ():
        target = getattr(other, "agent", None) or other
        if any(target is each for each in (agent, *above)):
            continue  # they hand over to each other
        called = getattr(other, "agent_name", None) or _name(target)
        parts[f"the handoff to {called!r}"] = digest(_parts(target, (*above, agent)))
    return parts


_ATTRIBUTES = {
    "name": "the name",
    "instructions": "the instructions",
    "prompt": "the prompt",
    "model": "the model",
    "model_settings": "the settings",
    "output_type": "the output type",
    "tool_use_behavior": "the tool use",
    "input_guardrails": "the input guardrails",
    "output_guardrails": "the output guardrails",
    "mcp_servers": "the MCP servers",
    # Of pydantic-ai, which keeps them to itself.
    "_instructions": "the instructions",
    "_system_prompts": "the system prompts",
    "_system_prompt_functions": "the system prompt functions",
    "url": "the address",
}


def _tools(agent: Any) -> Iterable[Any]:
    tools = getattr(agent, "tools", None)
    if isinstance(tools, (list, tuple)):
        return tools
    toolset = getattr(getattr(agent, "_function_toolset", None), "tools", None)  # of pydantic-ai
    return toolset.values() if isinstance(toolset, Mapping) else ()


def _tool(tool: Any) -> Any:
    if isinstance(tool, Mapping):
        return output_data(dict(tool))
    schema = field(tool, "params_json_schema") or field(tool, "function_schema")
    invoke = field(tool, "on_invoke_tool")
    function = field(invoke, "func") or field(tool, "function") or invoke or tool
    seen = [_name(tool), field(tool, "description"), schema if isinstance(schema, Mapping) else None]
    return [*seen, source_of(function)]


def _graph_parts(graph: Any) -> Parts:
    """Read the nodes of a LangGraph graph: their functions, as far as they are Python's own."""
    parts = {"the name": str(getattr(graph, "name", ""))}
    for name, node in graph.nodes.items():
        bound = getattr(node, "bound", node)
        function = getattr(bound, "func", None) or getattr(bound, "afunc", None)
        parts[f"the node {name!r}"] = digest(source_of(function) if function else type_name(bound))
    return parts


def _seen(value: Any) -> Any:
    """Give what can be seen of a part as JSON data, without addresses in memory."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, type):
        schema = getattr(value, "model_json_schema", None)
        return schema() if callable(schema) else value.__qualname__
    if isinstance(value, Mapping):
        return {str(name): _seen(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_seen(each) for each in value]
    if inspect.isroutine(value) or isinstance(value, functools.partial):
        return source_of(value)
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return [type_name(value), {each.name: _seen(getattr(value, each.name)) for each in fields}]
    return _object(value)


def _object(value: Any) -> Any:
    """Give the class of a model, a server or a guardrail, and what it calls itself and is reached by."""
    client = field(value, "openai_client") or field(value, "client")
    address = field(value, "base_url") or field(client, "base_url")
    names = [field(value, name) for name in ("model", "model_name", "name", "path")]
    said = [name for name in names if isinstance(name, str)]
    seen: list[Any] = [type_name(value), *said, *([] if address is None else [str(address)])]
    if type(value).__module__ == "__main__":  # it is edited beside the grid
        methods = vars(type(value)).items()
        seen.append({name: source_of(each) for name, each in methods if inspect.isfunction(each)})
    return seen


def _name(value: Any) -> str:
    name = field(value, "name") or field(value, "type")
    return name if isinstance(name, str) else type_name(value)


def _joined(said: list[str]) -> str:
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
