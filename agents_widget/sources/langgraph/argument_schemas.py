"""JSON schemas of the arguments of a graph's tools, for the form that edits them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from ...transcript.fields import field


def schema_of(graph: Any, tool: str) -> Mapping[str, Any] | None:
    """Give the schema of a tool's arguments; None if no node that calls tools has that tool."""
    for each in _graphs(graph):
        for node in (field(each, "nodes") or {}).values():
            found = (field(field(node, "bound"), "tools_by_name") or {}).get(tool)
            if found is not None:
                with contextlib.suppress(Exception):  # a tool may have a schema of any kind
                    schema = found.tool_call_schema
                    return schema if isinstance(schema, Mapping) else schema.model_json_schema()
    return None


def _graphs(graph: Any) -> Iterator[Any]:
    yield graph
    with contextlib.suppress(Exception):
        for _, inner in graph.get_subgraphs(recurse=True):
            yield inner
