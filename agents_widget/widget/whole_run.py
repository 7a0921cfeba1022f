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

FACT_LIMIT = 100_000
"""Bytes of a fact of the run that is in the first of several messages."""

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
    beginning = apply_all(Transcript(), next(split([*_facts(whole), *_rows(whole)])))
    apply_all(beginning, [Patch("put", ("entries",), _CUT.to_dict())])
    return {"seq": 0, "t": t, "transcript": beginning.to_dict()}


def snapshot_messages(seq: int, t: int, transcript: Transcript) -> Iterator[dict[str, Any]]:
    """Give the transcript as messages: one, or one with its facts and ``parts`` more with what is in it."""
    whole = transcript.to_dict()
    if _size(whole) <= MESSAGE_LIMIT:
        yield {"type": "snapshot", "seq": seq, "t": t, "transcript": whole}
        return
    facts = list(_facts(whole))
    short = [patch for patch in facts if _size(patch.value) <= FACT_LIMIT]
    parts = list(split([*facts[len(short) :], *_rows(whole)]))
    head = apply_all(Transcript(), short).to_dict()
    yield {"type": "snapshot", "seq": seq, "t": t, "transcript": head, "parts": len(parts)}
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
    """What a run is, the short facts first."""
    facts = [Patch("set", (name,), value) for name, value in whole.items() if name not in _COLLECTIONS]
    return sorted(facts, key=lambda patch: _size(patch.value))


def _rows(whole: dict[str, Any]) -> Iterable[Patch]:
    return [Patch("put", (name,), row) for name in _COLLECTIONS for row in whole[name]]


def _size(data: Any) -> int:
    return len(json.dumps(data))


_COLLECTIONS = ("lanes", "calls", "entries")
