"""Finds JSON in the Markdown of a model that was asked for JSON alone, where no server enforces it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

# Some servers leave the beginning out. A line break beside the end tells it from text in a JSON string.
_THOUGHT = re.compile(
    r"\A\s*<(think|thinking)>.*?</\1>|\A.*?(?:\n[ \t]*</think>|</think>[ \t]*\r?\n)", re.DOTALL
)
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*[\w+.-]*\s*")
_DECODER = json.JSONDecoder(strict=False)


def json_in_markdown(text: str) -> Iterator[str]:
    """The JSON texts that an answer may mean: what follows its thoughts, and what its code fences hold.

    A fence counts if it holds one JSON value and nothing else; the last one may be unclosed. Text around
    fences is passed over. JSON outside of a fence counts only where nothing stands beside it.
    """
    answer = _THOUGHT.sub("", text, count=1)
    if answer != text:
        yield answer
    position = 0
    while opening := _FENCE.search(answer, position):
        fence = opening["fence"]
        end = _end_of_json(answer, opening.end())
        if end is not None and (closed := re.compile(rf"\s*(?:{fence}|\Z)").match(answer, end)):
            yield answer[opening.end() : end]
            position = closed.end()
        else:
            position = _end_of_block(answer, fence, opening.end())


def _end_of_json(text: str, start: int) -> int | None:
    """Where the JSON value that starts here ends: a fence in one of its strings does not close the block."""
    try:
        return _DECODER.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return None


def _end_of_block(text: str, fence: str, start: int) -> int:
    end = text.find(fence, start)
    return len(text) if end < 0 else end + len(fence)
