"""Runs for tests of comparisons, told as entries of their transcript."""

from __future__ import annotations

import json
from typing import Any

from agents_widget import Tape
from agents_widget.transcript.schema import Patch


def tape_of(*entries: dict[str, Any], status: str = "done", **facts: Any) -> Tape:
    """Give the recording of a run with these entries; the facts are the transcript's."""
    puts = [Patch("put", ("entries",), {"id": f"e{n}", **entry}) for n, entry in enumerate(entries, 1)]
    sets = [Patch("set", (name,), value) for name, value in {"status": status, **facts}.items()]
    tape = Tape()
    tape.add(1_000, [*puts, *sets])
    return tape


def called(tool: str, output: str = "", agent: str = "a", **arguments: Any) -> dict[str, Any]:
    """Give the entry of a tool call that has ended."""
    text = json.dumps(arguments)
    return {"kind": "tool_call", "agent": agent, "tool": tool, "arguments": text, "output": output}


def said(text: str, agent: str = "a") -> dict[str, Any]:
    """Give the entry of a message."""
    return {"kind": "message", "agent": agent, "text": text}


def asked(text: str) -> dict[str, Any]:
    """Give the entry of what the user said."""
    return {"kind": "user", "text": text}


def calls(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Give so many calls, each with an argument of its own."""
    return [called("look_up", number=number) for number in range(first, first + count)]
