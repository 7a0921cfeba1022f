"""A page without a browser: takes the messages of a widget, and knows of the run what a page would know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import comm
from comm.base_comm import BaseComm

from agents_widget.transcript.schema import Transcript, apply_all
from agents_widget.transcript.tape import TapeRow


class PageComm(BaseComm):
    """A comm that keeps what a kernel would send; every message has to be JSON that UTF-8 can carry."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.messages: list[dict[str, Any]] = []
        self.problems: list[str] = []
        super().__init__(*args, **options)

    def publish_msg(self, msg_type: str, data: Any = None, *args: Any, **options: Any) -> None:
        """Keep a message as it arrives."""
        try:
            wire = json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            self.problems.append(f"a message that cannot be sent: {error!r:.200}")
        else:
            self.messages.append(json.loads(wire) or {})


@contextmanager
def pages() -> Iterator[None]:
    """Have the widgets made in this block talk to a ``PageComm``."""
    before = comm.create_comm
    comm.create_comm = PageComm
    try:
        yield
    finally:
        comm.create_comm = before


def transcript_of_page(page: PageComm) -> Transcript:
    """What a page that has read every message shows. Raises ``ValueError`` at a row that is missing."""
    seq, transcript = 0, Transcript()
    for message in page.messages:
        whole = _snapshot(message)
        if whole is not None and whole["seq"] >= seq:
            seq, transcript = whole["seq"], Transcript.from_dict(whole["transcript"])
        content = message.get("content")
        if isinstance(content, dict) and "patches" in content:
            row = TapeRow.from_dict(content)
            if row.seq > seq + 1:
                raise ValueError(f"row {row.seq} came after row {seq}")
            if row.seq == seq + 1:
                apply_all(transcript, row.patches)
                seq = row.seq
    return transcript


def _snapshot(message: dict[str, Any]) -> dict[str, Any] | None:
    """The whole transcript in a message, as a state or as an answer to a resync."""
    content = message.get("content")
    if isinstance(content, dict) and content.get("type") == "snapshot":
        return content
    state = message.get("state")
    return state.get("snapshot") if isinstance(state, dict) else None
