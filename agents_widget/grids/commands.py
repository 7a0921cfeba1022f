"""The commands of a grid's views: what each message of a page asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..widget.assets import library
from ..widget.channel import Message, Send
from ..widget.commands import carry_out
from .feed import GridFeed
from .open_rows import OpenRows
from .saved_page import bundle
from .source import GridSource


class GridCommands:
    """Carries out what the views of one grid ask, on any thread.

    ``page`` is the id of its page in a saved notebook, ``language`` gives the language of what it shows.
    """

    def __init__(
        self, source: GridSource, feed: GridFeed, send: Send, page: str, language: Callable[[], str]
    ) -> None:
        self._source, self._feed, self._send = source, feed, send
        self._page, self._language = page, language
        self.open_rows = OpenRows(source, send, language)
        self.connected = False
        """Whether any view has said hello."""

    def receive(self, command: Any) -> None:
        """Carry out one message of a view, and answer it if it carries a number."""
        carry_out(command, HANDLERS, self, self._send)

    def hello(self, command: Message) -> None:
        """Answer a view that was mounted, with the number of the last message."""
        self.connected = True
        seq = self._feed.seq
        self._send({"type": "reply", "to": 0, "ok": True, "message": "", "seq": seq})

    def resync(self, command: Message) -> None:
        """Send the whole grid to a view that missed a message."""
        self._feed.send_snapshot()

    def open(self, command: Message) -> None:
        """Begin to send the run of a row."""
        self.open_rows.open(int(command["number"]))

    def close(self, command: Message) -> None:
        """Send the run of a row no more."""
        self.open_rows.close(int(command["number"]))

    def row(self, command: Message) -> None:
        """Carry out what the view of an open row asks."""
        self.open_rows.receive(int(command["number"]), command["content"])

    def stop(self, command: Message) -> None:
        """Stop rows, or all."""
        self._source.stop(_numbers(command))

    def retry(self, command: Message) -> None:
        """Run rows again, or all that failed."""
        self._source.retry(_numbers(command))

    def budget(self, command: Message) -> None:
        """Allow the grid to spend more."""
        self._source.allow(float(command["add_usd"]))

    def library(self, command: Message) -> None:
        """Send a library of the view, such as the words of a language."""
        name = str(command["name"])
        self._send({"type": "library", "name": name, "source": library(name)})

    def saved(self, command: Message) -> None:
        """Send the page for the saved notebook."""
        self._send({"type": "saved", "forms": bundle(self._source, self._page, self._language())})


def _numbers(command: Message) -> list[int] | None:
    numbers = command.get("numbers")
    return None if numbers is None else [int(number) for number in numbers]


HANDLERS: Mapping[str, Callable[[GridCommands, Message], None]] = {
    "hello": GridCommands.hello,
    "resync": GridCommands.resync,
    "open": GridCommands.open,
    "close": GridCommands.close,
    "row": GridCommands.row,
    "stop": GridCommands.stop,
    "retry": GridCommands.retry,
    "budget": GridCommands.budget,
    "library": GridCommands.library,
    "saved": GridCommands.saved,
}
"""By the ``type`` of the message."""
