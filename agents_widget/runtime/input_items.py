"""Keeping a list of input items such that a model accepts it."""

from __future__ import annotations

from typing import Any, cast

from .items import TResponseInputItem


def without_orphans(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items without calls that have no output, outputs that have no call, and thoughts that led nowhere.

    A run that was stopped before its turn was whole leaves such items, and servers refuse them.
    """
    rows = [cast("dict[str, Any]", item) for item in items]
    called = {row.get("call_id") for row in rows if row.get("type") == "function_call"}
    answered = {row.get("call_id") for row in rows if row.get("type") == "function_call_output"}
    whole = called & answered
    kept: list[dict[str, Any]] = []
    for row in reversed(rows):
        kind = row.get("type")
        if kind in ("function_call", "function_call_output") and row.get("call_id") not in whole:
            continue
        if kind == "reasoning" and not (kept and _is_the_models(kept[-1])):
            continue
        kept.append(row)
    return cast("list[TResponseInputItem]", kept[::-1])


def _is_the_models(row: dict[str, Any]) -> bool:
    """Whether the model wrote the item: a thought leads to another one, a message or a call."""
    return row.get("role", "assistant") == "assistant" and row.get("type") != "function_call_output"
