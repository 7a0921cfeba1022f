"""What a composed response is made of: text, reasoning, function calls, and the pieces they stream in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

_PIECE = re.compile(r"\s*(?:\w{1,6}|[^\w\s]{1,3})|\s+")


@dataclass(frozen=True)
class Text:
    """A message of the assistant; Markdown is fine."""

    content: str = ""


@dataclass(frozen=True)
class Reasoning:
    """A summary of what the model thought before it answered."""

    content: str = ""


@dataclass(frozen=True)
class Call:
    """A call of a function: ``content`` is the JSON text of its arguments."""

    name: str
    content: str = ""
    call_id: str | None = None


Part = Text | Reasoning | Call
Turn = str | Part | Exception | Sequence[str | Part | Exception]
"""What a model says in one turn: a text, a part or a list of them; an exception is raised in its place."""


def call(name: str, arguments: Mapping[str, Any] | str | None = None, *, call_id: str | None = None) -> Call:
    """A call of the tool ``name``; arguments as a dict, or as JSON text to be passed on as it stands."""
    content = arguments if isinstance(arguments, str) else json.dumps(dict(arguments or {}))
    return Call(name, content, call_id)


def turn_parts(turn: object) -> list[Part | Exception]:
    """The parts of a turn; TypeError when it is none of what a turn can be."""
    if isinstance(turn, (Text, Reasoning, Call, Exception)):
        return [turn]
    if isinstance(turn, str):
        return [Text(turn)]
    if isinstance(turn, Iterable) and not isinstance(turn, (Mapping, bytes)):
        return [part for element in turn for part in turn_parts(element)]
    raise TypeError(
        f"A turn is a string, a part (text, reasoning, call, handoff), an exception, or a list of these; "
        f"this one is {turn!r} ({type(turn).__name__})."
    )


def pieces(text: str) -> list[str]:
    """The text cut into token-like pieces of words; joined, they are the text again."""
    return _PIECE.findall(text)


def estimated_tokens(*values: object) -> int:
    """About how many tokens these are: their pieces, structures counted as JSON; no tokenizer is asked."""
    texts = (v if isinstance(v, str) else json.dumps(v, default=str) for v in values if v)
    return sum(len(pieces(text)) for text in texts)


def random_id(prefix: str) -> str:
    """A new identifier such as ``msg_5f0c...``."""
    return f"{prefix}_{uuid4().hex}"


NewId = Callable[[str], str]
"""Makes an identifier for a prefix (``resp``, ``msg``, ``rs``, ``fc``, ``call``)."""
