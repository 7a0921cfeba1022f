"""Keeping a list of input items such that a model accepts it."""

from __future__ import annotations

from typing import Any, cast

from .items import TResponseInputItem

_OUTPUT_OF = {"function_call": "function_call_output"}


def without_orphans(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items without calls that have no output, outputs that have no call, and the thoughts before them.

    A run that was stopped between a call and its output leaves such items, and servers refuse them.
    """
    rows = [cast("dict[str, Any]", item) for item in items]
    called = {row.get("call_id") for row in rows if row.get("type") == "function_call"}
    answered = {row.get("call_id") for row in rows if row.get("type") == "function_call_output"}
    if called == answered:
        return list(items)
    kept: list[dict[str, Any]] = []
    for row in rows:
        kind, call_id = row.get("type"), row.get("call_id")
        if kind == "function_call" and call_id not in answered:
            while kept and kept[-1].get("type") == "reasoning":
                kept.pop()
        elif kind != "function_call_output" or call_id in called:
            kept.append(row)
    return cast("list[TResponseInputItem]", kept)
