"""A page without a browser: takes the messages of a widget, and knows of the run what a page would know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import comm
from comm.base_comm import BaseComm

from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.tape import TapeRow


class PageComm(BaseComm):
    """A comm that keeps what a kernel would send; every message has to be JSON that UTF-8 can carry."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.messages: list[dict[str, Any]] = []
        self.problems: list[str] = []
        super().__init__(*args, **options)

    def receive(self, command: dict[str, Any]) -> None:
        """Have the page send a command."""
        self.handle_msg({"content": {"data": {"method": "custom", "content": command}}, "buffers": []})

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


class _Page:
    """What a page knows of a run."""

    def __init__(self) -> None:
        self.seq = 0
        self.transcript = Transcript()
        self._parts: list[dict[str, Any]] = []
        """A snapshot whose parts have not all come, and those that have."""

    def take(self, message: dict[str, Any]) -> None:
        """Take a message as the view does. Raises ``ValueError`` at a row that is missing."""
        state, content = message.get("state"), message.get("content")
        if isinstance(state, dict) and "snapshot" in state:
            self._load(state["snapshot"])
        if not isinstance(content, dict):
            return
        if content.get("type") in ("snapshot", "snapshot_part"):
            self._take_snapshot(content)
        elif "patches" in content:
            self._take_row(TapeRow.from_dict(content))

    def _load(self, whole: dict[str, Any]) -> None:
        if whole["seq"] < self.seq:
            return
        self.seq, self.transcript = whole["seq"], Transcript.from_dict(whole["transcript"])
        for part in self._parts[1:]:
            apply_all(self.transcript, map(Patch.from_dict, part["patches"]))

    def _take_snapshot(self, content: dict[str, Any]) -> None:
        self._parts = [content] if content["type"] == "snapshot" else [*self._parts, content]
        whole, *parts = self._parts
        if len(parts) == whole.get("parts", 0):
            self._load(whole)
            self._parts = []

    def _take_row(self, row: TapeRow) -> None:
        if row.seq > self.seq + 1:
            raise ValueError(f"row {row.seq} came after row {self.seq}")
        if row.seq == self.seq + 1:
            apply_all(self.transcript, row.patches)
            self.seq = row.seq


def transcript_of_page(page: PageComm) -> Transcript:
    """What a page that has read every message shows. Raises ``ValueError`` at a row that is missing."""
    shown = _Page()
    for message in page.messages:
        shown.take(message)
    return shown.transcript
