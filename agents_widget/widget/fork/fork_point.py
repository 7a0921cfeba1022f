"""Where a run is cut: the input items before a model call, and the entries that show them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...transcript.fields import field, message_text, real_id, reasoning_text, text_field
from ...transcript.schema import Entry, Transcript
from ...utf8 import sendable_text
from .trunk import Trunk

FORK_ENTRY = "fork"
"""The id of the entry that says what a run is a fork of."""


@dataclass(frozen=True)
class ForkPoint:
    """A run up to a model call."""

    items: list[Any]
    """What the model is sent; the user's last message or a tool's output is at the end."""
    entry: Entry | None
    """The entry that was named; None for the end of the run."""
    place: int
    """The place of its item among the items; of the last one for the end."""
    shown: list[Entry]
    """The entries that show the items, but for the user's messages at the end."""
    agent: str
    """The name of the agent that goes on."""


def fork_point(trunk: Trunk, entry_id: str | None) -> ForkPoint:
    """Find where a run is cut for an entry of it; None is its end.

    Raises ``LookupError`` for an entry that is not there, ``ValueError`` for one that nothing can be cut at.
    """
    items, transcript = trunk.kept.items, trunk.transcript
    places = item_places(transcript.entries, items)
    if entry_id is None:
        return _point(trunk, None, len(items) - 1, len(items), places)
    entry = _entry(transcript, entry_id)
    if entry_id not in places:
        raise ValueError(
            f"The run cannot be cut at {entry_id!r} ({entry.kind}, {entry.state}): name a message, a "
            "handoff, or a call of a tool that runs here."
        )
    place = places[entry_id]
    return _point(trunk, entry, place, cut_after(items, place), places)


def item_places(entries: Sequence[Entry], items: Sequence[Any]) -> dict[str, int]:
    """Give the places of the input items that entries show, by the entries' ids.

    Both are in order, but for a call that a fork made again: it is shown after the others of its turn.
    """
    places_of: dict[tuple[str, str] | None, list[int]] = {}
    for place, item in enumerate(items):
        places_of.setdefault(_item_key(item), []).append(place)
    places: dict[str, int] = {}
    begin = 0
    for entry in entries:
        key = _entry_key(entry)
        found = places_of.get(key, []) if key is not None else []
        at = bisect_left(found, begin)
        if at == len(found) and entry.call_id:
            at = 0
        if at < len(found):
            places[entry.id] = place = found.pop(at)
            begin = max(begin, place + 1)
    return places


def cut_after(items: Sequence[Any], place: int) -> int:
    """Give how many items come before the next model call after an item.

    After an answer, which no tool follows, what the user says next is left out.
    """
    end = place + 1
    while end < len(items) and is_models(items[end - 1]) and is_models(items[end]):
        end += 1
    if end < len(items) and is_models(items[end - 1]) and not _is_output(items[end]):
        return end
    while end < len(items) and not is_models(items[end]):
        end += 1
    return end


def turn_start(items: Sequence[Any], place: int) -> int:
    """Give the place of the first item of a response that an item belongs to."""
    while place and is_models(items[place - 1]):
        place -= 1
    return place


def last_messages(items: Sequence[Any]) -> Sequence[Any]:
    """Give the user's messages at the end."""
    begin = len(items)
    while begin and text_field(items[begin - 1], "role") == "user":
        begin -= 1
    return items[begin:]


def is_models(item: Any) -> bool:
    """Whether a model wrote an item."""
    return text_field(item, "role") in ("", "assistant") and not _is_output(item)


def open_calls(items: Sequence[Any]) -> list[str]:
    """Give the ids of the calls that have no output."""
    answered = {text_field(item, "call_id") for item in items if _is_output(item)}
    called = [text_field(item, "call_id") for item in items if text_field(item, "type") == "function_call"]
    return [call_id for call_id in called if call_id not in answered]


def output_place(items: Sequence[Any], place: int) -> int | None:
    """Give the place of the output of a call; None if it has none."""
    call_id = text_field(items[place], "call_id")
    later = range(place + 1, len(items))
    return next(
        (at for at in later if _is_output(items[at]) and text_field(items[at], "call_id") == call_id), None
    )


def _point(trunk: Trunk, entry: Entry | None, place: int, end: int, places: Mapping[str, int]) -> ForkPoint:
    items = list(trunk.kept.items[:end])
    news = end - len(last_messages(items))
    entries = trunk.transcript.entries
    last = max((at for at, each in enumerate(entries) if places.get(each.id, news) < news), default=-1)
    shown = {each.id for each in entries[: last + 1]}
    for each in entries[last + 1 :]:  # what happens inside a call comes after all calls of its turn
        if each.parent in shown:
            shown.add(each.id)
    kept = [each for each in entries if each.id in shown and each.id != FORK_ENTRY]
    if trunk.kept.is_filtered and any(each.kind == "handoff" and each.parent is None for each in kept):
        raise ValueError(
            "A handoff of this run changed what the models after it were sent, so that it cannot be forked "
            "after that: name an entry before the handoff."
        )
    return ForkPoint(items, entry, place, kept, _agent_that_goes_on(trunk.transcript, kept))


def _entry(transcript: Transcript, entry_id: str) -> Entry:
    entry = next((each for each in transcript.entries if each.id == entry_id), None)
    if entry is None:
        raise LookupError(
            f"This run has no entry {entry_id!r}: widget.transcript.entries has those that there are."
        )
    outer = entry
    while outer.parent is not None:
        outer = transcript[outer.parent]
    if outer is not entry:
        raise ValueError(
            f"{entry_id!r} is inside of the call {outer.id!r} ({outer.tool}), which is one step of this run: "
            f"fork at {outer.id!r}, with the output= or the arguments= that it should have."
        )
    return entry


def _agent_that_goes_on(transcript: Transcript, shown: Sequence[Entry]) -> str:
    acted = [each for each in shown if each.parent is None and (each.agent or each.target)]
    if acted:
        last = acted[-1]
        handed = [each for each in acted if each.turn == last.turn and _is_made(each)]
        return handed[-1].target if handed else last.agent
    outer = [lane.name for lane in transcript.lanes if lane.parent is None]
    return outer[0] if outer else transcript.agent


def _is_made(entry: Entry) -> bool:
    return entry.kind == "handoff" and entry.state == "done" and entry.target != ""


def _entry_key(entry: Entry) -> tuple[str, str] | None:
    if entry.parent is not None or entry.state == "retracted":
        return None
    match entry.kind:
        case "tool_call" | "handoff":
            return ("call", entry.call_id) if entry.call_id else None
        case "user" | "message" | "reasoning":
            return entry.kind, entry.text
    return None


def _item_key(item: Any) -> tuple[str, str] | None:
    kind, role = text_field(item, "type"), text_field(item, "role")
    if kind.endswith("_call"):
        return "call", real_id(field(item, "call_id"))
    if kind == "reasoning":
        return "reasoning", sendable_text(reasoning_text(item))
    if role in ("user", "assistant"):
        return "user" if role == "user" else "message", sendable_text(message_text(item))
    return None


def _is_output(item: Any) -> bool:
    return text_field(item, "type").endswith("_output")
