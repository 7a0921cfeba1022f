"""The steps of a run that another run can be compared by: what was said, called, handed over, refused."""

from __future__ import annotations

import json
from typing import NamedTuple

from ..transcript.schema import Entry, EntryKind, Transcript

KINDS: tuple[EntryKind, ...] = ("user", "message", "tool_call", "handoff", "guardrail", "error")
"""Reasoning is left out: no two runs think alike, and notices are the view's own."""
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


class StepKey(NamedTuple):
    """What makes two steps the same step; what came of them is compared after."""

    kind: EntryKind
    role: str
    """The agent's name, or nothing for the agent that began: two versions of it may have two names."""
    name: str
    """Of the tool, the guardrail, the error or the agent that was handed over to."""
    arguments: str
    """As canonical JSON: neither the order of keys nor spaces count."""


class Step(NamedTuple):
    """One step of a run. Two of them are equal if the key, the text and the state are."""

    key: StepKey
    text: str
    """What was said; of a tool call what it gave, of which a transcript keeps the head."""
    state: str
    size: int | None
    """Characters of the whole text where ``text`` is only its head."""
    entry: Entry
    """Where it is in the transcript."""

    def __repr__(self) -> str:
        return f"<Step {self.entry!r}>"

    def is_like(self, other: Step) -> bool:
        """Whether the same was done, with the same outcome."""
        return self[:4] == other[:4]


def steps_of(transcript: Transcript) -> list[Step]:
    """Give the steps of a run, in the order of its transcript."""
    entries = transcript.entries
    first = next((entry.agent for entry in entries if entry.agent and entry.kind != "user"), "")
    return [_step(entry, first) for entry in entries if entry.kind in KINDS]


def canonical(arguments: str) -> str:
    """Give JSON text in its one canonical form; text that is no JSON as it is."""
    try:
        return _CANONICAL.encode(json.loads(arguments))
    except (ValueError, RecursionError):
        return arguments


def _step(entry: Entry, first_agent: str) -> Step:
    role = "" if entry.agent == first_agent else entry.agent
    key = StepKey(entry.kind, role, _name(entry, first_agent), canonical(entry.arguments))
    text = entry.output if entry.kind == "tool_call" else entry.text
    return Step(key, text, entry.state, entry.output_size, entry)


def _name(entry: Entry, first_agent: str) -> str:
    match entry.kind:
        case "tool_call":
            return entry.tool
        case "handoff":
            return "" if entry.target == first_agent else entry.target
        case "guardrail":
            return entry.guardrail
        case "error":
            return entry.error
    return ""
