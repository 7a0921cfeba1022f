"""What a scripted model says: turns made of parts, told as the complete stream of a response."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openai.types.responses import ResponseStreamEvent

from ..response_writer import Item, ResponseWriter, token_usage

_PIECE = re.compile(r"\s*(?:\w{1,6}|[^\w\s]{1,3})|\s+")


# By the kind of an item: the prefix of its id, what is written in it, and its status at first.
_KINDS: dict[str, tuple[str, str, str | None]] = {
    "message": ("msg", "output_text", "in_progress"),
    "reasoning": ("rs", "summary_text", None),
    "function_call": ("fc", "arguments", "in_progress"),
}


@dataclass(frozen=True)
class OutputPart:
    """A ``message``, a ``reasoning`` with its summary, or a ``function_call`` with its arguments as JSON."""

    kind: str
    content: str = ""
    name: str = ""
    call_id: str | None = None


ScriptedTurn = str | OutputPart | Exception | Sequence[str | OutputPart | Exception]
"""What a model says in one turn: a text, a part or a list of them; an exception is raised in its place."""


def call(
    name: str, arguments: Mapping[str, Any] | str | None = None, *, call_id: str | None = None
) -> OutputPart:
    """A call of the tool ``name``; arguments as a dict, or as JSON text to be passed on as it stands."""
    content = arguments if isinstance(arguments, str) else json.dumps(dict(arguments or {}))
    return OutputPart("function_call", content, name, call_id)


def turn_parts(turn: object) -> list[OutputPart | Exception]:
    """The parts of a turn; TypeError when it is none of what a turn can be."""
    if isinstance(turn, (OutputPart, Exception)):
        return [turn]
    if isinstance(turn, str):
        return [OutputPart("message", turn)]
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


def compose(
    parts: Iterable[OutputPart | Exception],
    *,
    model: str,
    new_id: Callable[[str], str],
    input_tokens: int = 0,
) -> Iterator[ResponseStreamEvent]:
    """Every event of a response made of these parts, in order; output tokens are counted by the piece.

    An exception among the parts is raised in its place and the item before it stays unfinished, as when a
    connection is lost. As the first part it is raised before any event. ``new_id`` makes an identifier for a
    prefix (``resp``, ``msg``, ``rs``, ``fc``, ``call``).
    """
    writer, written = ResponseWriter(model, new_id("resp")), 0
    writer.begin()
    writer.emit("in_progress", response=writer.response("in_progress"))
    for said in parts:
        if isinstance(said, Exception):
            raise said
        prefix, kind, status = _KINDS[said.kind]
        item = Item(said.kind, new_id(prefix), status, said.name)
        if said.kind == "function_call":
            item.call_id = said.call_id or new_id("call")
        writer.open(item)
        written += len(pieces(said.content))
        yield from writer.part_events(item, kind, pieces(said.content))
        writer.close(item)
    usage = token_usage({"prompt_tokens": input_tokens, "completion_tokens": written})
    writer.emit("completed", response=writer.response("completed", usage=usage))
    yield from writer.told()
