"""A whole run for a page that comes late: its transcript or its tape, in messages of a bounded size."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..transcript.schema import Entry, Patch, Transcript, apply_all
from ..transcript.split import split
from ..transcript.tape import Tape

MESSAGE_LIMIT = 1_900_000
"""Bytes of JSON in one message, apart from its head: below the 2 MB that a message may have."""

_CUT = Entry(
    "cut",
    "notice",
    text="What follows is too long to be kept in the notebook: widget.save() writes all of it to a file.",
)


def snapshot_state(seq: int, t: int, transcript: Transcript) -> dict[str, Any]:
    """Give the transcript as part of a widget's state, which is one message.

    Of one that is too large it is the beginning, as of before the first row: a page to which Python answers
    then asks for the whole.
    """
    whole = transcript.to_dict()
    if _size(whole) <= MESSAGE_LIMIT:
        return {"seq": seq, "t": t, "transcript": whole}
    beginning = apply_all(Transcript(), [*_facts(whole), *next(split(_rows(whole)))])
    apply_all(beginning, [Patch("put", ("entries",), _CUT.to_dict())])
    return {"seq": 0, "t": t, "transcript": beginning.to_dict()}


def snapshot_messages(seq: int, t: int, transcript: Transcript) -> Iterator[dict[str, Any]]:
    """Give the transcript as messages: one, or one with its facts and ``parts`` more with what is in it."""
    whole = transcript.to_dict()
    if _size(whole) <= MESSAGE_LIMIT:
        yield {"type": "snapshot", "seq": seq, "t": t, "transcript": whole}
        return
    parts = list(split(_rows(whole)))
    facts = apply_all(Transcript(), _facts(whole)).to_dict()
    yield {"type": "snapshot", "seq": seq, "t": t, "transcript": facts, "parts": len(parts)}
    for part in parts:
        yield {"type": "snapshot_part", "seq": seq, "patches": [patch.to_dict() for patch in part]}


def tape_messages(tape: Tape) -> Iterator[dict[str, Any]]:
    """Give a tape as messages with some of its rows each; all but the last say that there are ``more``."""
    rows: list[dict[str, Any]] = []
    room = MESSAGE_LIMIT
    for row in tape.rows:
        data = row.to_dict()
        size = _size(data)
        if rows and size > room:
            yield {"type": "tape", "header": tape.header(), "rows": rows, "more": True}
            rows, room = [], MESSAGE_LIMIT
        rows.append(data)
        room -= size
    yield {"type": "tape", "header": tape.header(), "rows": rows}


def _facts(whole: dict[str, Any]) -> Iterable[Patch]:
    return [Patch("set", (name,), value) for name, value in whole.items() if name not in _COLLECTIONS]


def _rows(whole: dict[str, Any]) -> Iterable[Patch]:
    return [Patch("put", (name,), row) for name in _COLLECTIONS for row in whole[name]]


def _size(data: dict[str, Any]) -> int:
    return len(json.dumps(data))


_COLLECTIONS = ("lanes", "calls", "entries")
