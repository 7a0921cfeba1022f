"""The view's side of a feed: it gets the rows, and asks for things by command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .arguments import json_object
from .assets import library
from .notebook_variables import bind
from .run.approvals import Decision
from .run.controller import RunController
from .saved_page import bundle
from .tools import Tools

Message = dict[str, Any]


class Commands:
    """Sends a feed's rows to the views of one widget and carries out what they ask.

    ``send`` puts a message on the wire and ``refresh`` the whole state, unasked; ``run`` is the id of the
    widget's page in a saved notebook. A command may come on any thread.
    """

    def __init__(
        self,
        feed: RunController,
        send: Callable[[Message], None],
        run: str = "",
        refresh: Callable[[], None] = lambda: None,
    ) -> None:
        self.seen = False
        """Whether any view has been there."""
        self._feed = feed
        self._send = send
        self._run = run
        self._refresh = refresh
        feed.channel.send = self._row

    def receive(self, command: Any) -> None:
        """Carry out one message of a view, and answer it if it carries a number."""
        if not isinstance(command, dict):
            return
        try:
            _ACTIONS.get(str(command.get("type")), Commands._unknown)(self, command)
        except Exception as error:  # noqa: BLE001 - a print or a traceback here would reach nobody
            self._answer(command, str(error) or type(error).__name__)
        else:
            self._answer(command)

    def _answer(self, command: Message, trouble: str = "") -> None:
        if "command" in command:
            self._send({"type": "reply", "to": command["command"], "ok": not trouble, "message": trouble})

    def _row(self, row: Message) -> None:
        self._send(row)
        if not self.seen and row["seq"] in REFRESHED:
            self._refresh()
        self._events()

    def _events(self) -> None:
        while (news := self._feed.story.inspector.news()) is not None:
            self._send(news)

    # Commands that are answered with more than yes or no

    def _unknown(self, command: Message) -> None:
        name = str(command.get("type"))[:80]
        raise ValueError(f"This version of agents_widget does not know the command {name}.")

    def _hello(self, command: Message) -> None:
        self.seen = True
        self._send({"type": "reply", "to": 0, "ok": True, "message": "", "seq": self._feed.channel.seq})

    def _resync(self, command: Message) -> None:
        self._send({"type": "snapshot", **self._feed.channel.snapshot()})

    def _saved(self, command: Message) -> None:
        self._send({"type": "saved", "forms": bundle(self._feed.channel.transcript, self._run)})

    def _look(self, command: Message) -> None:
        self._feed.story.inspector.look(int(command.get("from", 0)), opened=bool(command["open"]))
        self._feed.channel.flush()
        self._events()

    def _event(self, command: Message) -> None:
        self._send(self._feed.story.inspector.event(int(command["n"])))

    def _tape(self, command: Message) -> None:
        self._feed.channel.flush()
        tape = self._feed.channel.tape
        self._send({"type": "tape", "header": tape.header(), "rows": [row.to_dict() for row in tape.rows]})

    def _result(self, command: Message) -> None:
        value = self._value(command["id"])
        self._send({"type": "result", "id": command["id"], "text": str(value)[:RESULT_LIMIT]})

    def _name(self, command: Message) -> None:
        bind(str(command["variable"]), self._value(command["id"]))

    def _library(self, command: Message) -> None:
        name = str(command["name"])
        self._send({"type": "library", "name": name, "source": library(name)})

    def _value(self, entry_id: str) -> Any:
        return Tools(self._feed.channel.transcript, self._feed.story.values).value_of(entry_id)


REFRESHED = frozenset(2**power for power in range(3, 32))
"""The rows after which a view that has not been heard of is told all: a host may have lost the rows before it
came, and a kernel that is busy does not hear it ask. Ever fewer, so that together they are small."""
RESULT_LIMIT = 1_000_000
"""Characters of a whole result that a view is sent."""


def _approval(command: Message) -> Decision:
    return Decision(True, json_object(command.get("arguments")), always=bool(command.get("always")))


_ACTIONS: dict[str, Callable[[Commands, Message], None]] = {
    "stop": lambda view, command: view._feed.stop(after_turn=bool(command.get("after_turn"))),
    "pause": lambda view, _: view._feed.brake.pause(),
    "resume": lambda view, _: view._feed.brake.resume(),
    "budget": lambda view, command: view._feed.brake.allow(
        float(command.get("add_usd", 0)), int(command.get("add_tokens", 0))
    ),
    "approve": lambda view, command: view._feed.approvals.decide(command["call_id"], _approval(command)),
    "deny": lambda view, command: view._feed.approvals.decide(
        command["call_id"], Decision(False, message=command.get("message") or None)
    ),
    "say": lambda view, command: view._feed.say(str(command["text"])),
    "retry": lambda view, _: view._feed.retry(),
    "edit": lambda view, command: view._feed.edit(str(command["id"]), str(command["text"])),
    "hello": Commands._hello,
    "resync": Commands._resync,
    "saved": Commands._saved,
    "events": Commands._look,
    "event": Commands._event,
    "tape": Commands._tape,
    "result": Commands._result,
    "name": Commands._name,
    "library": Commands._library,
}
