"""A tool's output as the transcript keeps it: the head of its text, its display, and how the call ended."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from ..utf8 import wire_size
from .fields import as_text, field, is_a, list_field, shown_by_python, text_field
from .schema import EntryState

logger = logging.getLogger(__name__)

OUTPUT_LIMIT = 20_000
"""Characters of an output that are kept; beyond them its size is."""
LOG_LIMIT = 20_000
"""Characters of a tool's log that are kept."""
DISPLAY_LIMIT = 2_000_000
"""Characters of one display representation; a larger one is left out."""
ALL_DISPLAYS_LIMIT = 1_700_000
"""Bytes of all of them together, as JSON: they are in one message, which has 2 MB at most."""
TABLE_TYPE = "application/vnd.agents-widget.table+json"
"""The MIME type of a table: ``{"columns": [...], "rows": [[cell, ...], ...], "total": rows there are}``.

A column has a ``name``, a ``kind`` (``number``, ``time`` or ``text``), perhaps ``is_index``, and perhaps
``order``, its cells in the order to sort by. A cell is null, a bool, a number or a text.
"""
PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")

Describe: TypeAlias = Callable[[object], "dict[str, str] | None"]
"""Gives a MIME bundle for a Python object, or None when text is all there is. It must not raise."""

_STATES_OF_OUTCOMES: dict[str, EntryState] = {
    "done": "done",
    "failed": "failed",
    "denied": "denied",
    "timed_out": "failed",
    "cancelled": "cancelled",
}
"""The state of a call's entry by the ``outcome`` of its output item."""

# What the OpenAI Agents SDK tells the model of a call that did not work, in its default words.
_SDK_DENIED = "Tool execution was not approved."
_SDK_FAILED = (
    "An error occurred while running the tool",
    "An error occurred while parsing tool arguments",
    "Error running tool",
)
_SDK_TIMED_OUT_OR_UNKNOWN = re.compile(r"Tool '.{1,200}' (?:timed out after [\d.e+-]+ seconds|not found)\.")
_IMAGE = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)")


def output_text(item: Any) -> str:
    """Give an output item's text as the model sees it."""
    raw = field(field(item, "raw_item"), "output")
    if raw is None:
        raw = field(item, "output")
    if is_a(raw, list):
        return "\n\n".join(text_field(part, "text") or f"[{_part_kind(part)}]" for part in raw)
    return as_text(raw) if is_a(raw, (dict, str)) else shown_by_python(raw)


def output_head(text: str) -> dict[str, Any]:
    """Give the fields for a text: its head, and its size when that is not all."""
    if len(text) <= OUTPUT_LIMIT:
        return {"output": text}
    return {"output": text[:OUTPUT_LIMIT], "output_size": len(text)}


def display(item: Any, describe: Describe | None, text: str = "") -> dict[str, str] | None:
    """Give the result as a notebook would show it, within limits; None when text is all there is.

    An image is given with the head of the result's ``text``.
    """
    value = field(item, "output")
    described = None if describe is None or value is None else _described(value, describe)
    bundle = _image(list_field(field(item, "raw_item"), "output")) if described is None else described
    kept = {kind: data for kind, data in bundle.items() if type(data) is str and len(data) <= DISPLAY_LIMIT}
    if described is not None and any(kind.startswith("image/") for kind in kept):
        return {"text/plain": text[:OUTPUT_LIMIT], **kept}
    return kept or None


def displayed(before: dict[str, str] | None, picture: Any) -> dict[str, str] | None:
    """Give what a row shows after its tool has displayed a picture, too: all of them, one below the other."""
    given = picture if is_a(picture, dict) else {}
    new = {kind: given[kind] for kind in PICTURES if type(given.get(kind)) is str}
    new = {kind: data for kind, data in new.items() if len(data) <= DISPLAY_LIMIT}
    if not before or not new:
        return new or None
    earlier = before.get("text/html") or _picture_html(before)
    html = earlier + _picture_html(new)
    # The last one by itself, too: a saved page has no frame to show the others in.
    return {**new, "text/html": html} if len(html) <= DISPLAY_LIMIT else None


def within_message(shown: dict[str, str] | None) -> dict[str, str] | None:
    """Give the forms that fit into a message together, the largest left out; if none does, a sentence."""
    if shown is None or sum(map(len, shown.values())) <= ALL_DISPLAYS_LIMIT // 6:
        return shown  # whatever the characters are: six bytes at most
    sizes = {kind: wire_size(data) for kind, data in shown.items()}
    kept = dict(shown)
    while sum(sizes.values()) > ALL_DISPLAYS_LIMIT:
        largest = max(sizes, key=lambda kind: sizes[kind])
        del kept[largest], sizes[largest]
    return (
        kept
        if kept.keys() - {"text/plain"}
        else {"text/plain": too_large(max(map(wire_size, shown.values())))}
    )


def too_large(size: int) -> str:
    """Say that a result is not shown, and where all of it is."""
    return (
        f"The result is too large to be shown here: {size / 1e6:,.1f} MB. "
        'widget.tools["..."].value has all of it, by the name of the tool.'
    )


def _picture_html(bundle: dict[str, str]) -> str:
    """Give an image as HTML; its data are only data, in whatever form they came."""
    kind = next((kind for kind in PICTURES if kind in bundle), None)
    if kind is None:
        return ""
    data = bundle[kind]
    if kind == "image/svg+xml":
        data = base64.b64encode(data.encode()).decode()
    data = re.sub(r"[^A-Za-z0-9+/=]", "", data)
    return f'<div><img style="max-width:100%" src="data:{kind};base64,{data}"></div>'


def _described(value: object, describe: Describe) -> dict[str, str] | None:
    try:
        return describe(value)
    except Exception:
        logger.warning("A tool's result could not be described; its text is shown.", exc_info=True)
        return None


def outcome_state(item: Any, event: Any, text: str) -> EntryState:
    """Give the state of an answered call: by the ``outcome`` of its output item or of the event.

    An item without one is of a foreign run: what its ``error`` says, else what its text lets guess.
    """
    outcome = text_field(item, "outcome") or text_field(event, "outcome")
    if outcome in _STATES_OF_OUTCOMES:
        return _STATES_OF_OUTCOMES[outcome]
    error = field(item, "error")
    if is_a(error, BaseException) or error:
        return "failed"
    return guess_outcome_of_foreign_run(text)


def guess_outcome_of_foreign_run(text: str) -> EntryState:
    """Guess how a call ended by the sentences that the SDK writes for the model.

    Only for runs whose output items have no ``outcome``, such as the SDK's: a tool may return such a
    sentence as its result, and a program may choose other sentences.
    """
    if text == _SDK_DENIED:
        return "denied"
    if text.startswith(_SDK_FAILED) or _SDK_TIMED_OUT_OR_UNKNOWN.fullmatch(text):
        return "failed"
    return "done"


def _part_kind(part: Any) -> str:
    return text_field(part, "type").removeprefix("input_") or "data"


def _image(parts: list[Any]) -> dict[str, str]:
    for part in parts:
        if match := _IMAGE.fullmatch(text_field(part, "image_url")):
            return {match[1]: match[2]}
    return {}
