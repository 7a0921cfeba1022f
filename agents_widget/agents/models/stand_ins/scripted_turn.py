"""Scripted turns: what a model without a server outputs, streamed as every event of a response."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openai.types.responses import ResponseStreamEvent

from ..response_writer import OpenItem, ResponseWriter, response_usage

_TOKEN = re.compile(r"\s*(?:\w{1,6}|[^\w\s]{1,3})|\s+")


@dataclass(frozen=True)
class ItemForm:
    """How the items of one kind are written."""

    id_prefix: str
    part_kind: str
    status: str | None
    """The status while the item is written; some kinds have none."""


_ITEM_FORMS = {
    "message": ItemForm("msg", "output_text", "in_progress"),
    "reasoning": ItemForm("rs", "summary_text", None),
    "function_call": ItemForm("fc", "arguments", "in_progress"),
}


@dataclass(frozen=True)
class OutputPart:
    """One output item of a scripted turn.

    It is a ``message``, a ``reasoning`` with its summary, or a ``function_call`` with its arguments as JSON.
    """

    kind: str
    content: str = ""
    name: str = ""
    call_id: str | None = None


ScriptedTurn = str | OutputPart | Exception | Sequence[str | OutputPart | Exception]
"""The output of one turn: a text, a part, or a list of them; an exception is raised in its place."""


def call(
    name: str, arguments: Mapping[str, Any] | str | None = None, *, call_id: str | None = None
) -> OutputPart:
    """A call of the tool ``name``; arguments as a dict, or as JSON text to be passed on as it stands."""
    content = arguments if isinstance(arguments, str) else json.dumps(dict(arguments or {}))
    return OutputPart("function_call", content, name, call_id)


def turn_parts(turn: object) -> list[OutputPart | Exception]:
    """The parts of a turn. Raises ``TypeError`` for what a turn cannot be."""
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


def split_tokens(text: str) -> list[str]:
    """The text cut into pieces of about a token; joined, they are the text again."""
    return _TOKEN.findall(text)


def estimated_tokens(*values: object) -> int:
    """About how many tokens the values have, structures counted as JSON. No tokenizer is used."""
    texts = [value if isinstance(value, str) else json.dumps(value, default=str) for value in values if value]
    return sum(len(split_tokens(text)) for text in texts)


def stream_parts(
    parts: Iterable[OutputPart | Exception],
    *,
    model: str,
    new_id: Callable[[str], str],
    input_tokens: int = 0,
) -> Iterator[ResponseStreamEvent]:
    """Every event of a response made of these parts, in order; a delta is about a token.

    An exception among the parts is raised in its place and the item before it stays unfinished, as when a
    connection is lost. As the first part it is raised before any event. ``new_id`` makes an identifier for a
    prefix (``resp``, ``msg``, ``rs``, ``fc``, ``call``).
    """
    writer = ResponseWriter(model, new_id("resp"))
    output_tokens = 0
    writer.start()
    writer.emit("in_progress", response=writer.response("in_progress"))
    for part in parts:
        if isinstance(part, Exception):
            raise part
        tokens = split_tokens(part.content)
        output_tokens += len(tokens)
        form = _ITEM_FORMS[part.kind]
        item = OpenItem(part.kind, new_id(form.id_prefix), form.status, part.name)
        if part.kind == "function_call":
            item.call_id = part.call_id or new_id("call")
        writer.start_item(item)
        yield from writer.part_events(item, form.part_kind, tokens)
        writer.finish_item(item)
    usage = response_usage({"prompt_tokens": input_tokens, "completion_tokens": output_tokens})
    writer.emit("completed", response=writer.response("completed", usage=usage))
    yield from writer.take_events()
