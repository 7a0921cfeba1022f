"""The commands of the views: what each message of a page asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..transcript.schema import Transcript
from .assets import library
from .channel import Message
from .notebook_variables import bind
from .run.controller import RunController
from .saved_page import bundle
from .tools import Tools
from .views import Views

RESULT_LIMIT = 1_000_000
"""Characters of a whole result that a view is sent."""


class Commands:
    """Carries out what the views of one widget ask, on any thread.

    ``page`` is the id of the widget's page in a saved notebook.
    """

    def __init__(self, controller: RunController, views: Views, page: str = "") -> None:
        self._controller = controller
        self._views = views
        self._page = page

    def receive(self, command: Any) -> None:
        """Carry out one message of a view, and answer it if it carries a number."""
        if not isinstance(command, dict):
            return
        handler = HANDLERS.get(str(command.get("type")), Commands.unknown)
        try:
            handler(self, command)
        except Exception as error:  # noqa: BLE001 - a print or a traceback here would reach nobody
            self._reply(command, str(error) or type(error).__name__)
        else:
            self._reply(command)

    def _reply(self, command: Message, problem: str = "") -> None:
        if "command" in command:
            reply = {"type": "reply", "to": command["command"], "ok": not problem, "message": problem}
            self._views.send(reply)

    def unknown(self, command: Message) -> None:
        """Refuse a command of another version of the view."""
        name = str(command.get("type"))[:80]
        raise ValueError(f"This version of agents_widget does not know the command {name}.")

    # Steering

    def stop(self, command: Message) -> None:
        """End the run: at once, or after its turn."""
        self._controller.stop(after_turn=bool(command.get("after_turn")))

    def pause(self, command: Message) -> None:
        """Hold the run."""
        self._controller.pause()

    def resume(self, command: Message) -> None:
        """Let a held run go on."""
        self._controller.resume()

    def budget(self, command: Message) -> None:
        """Allow the run to spend more, or to go on where nobody counts."""
        usd, tokens = float(command.get("add_usd", 0)), int(command.get("add_tokens", 0))
        self._controller.allow(usd, tokens, uncounted=bool(command.get("uncounted")))

    def approve(self, command: Message) -> None:
        """Let a tool call run, perhaps with other arguments."""
        self._controller.approvals.approve(
            command["call_id"], command.get("arguments"), always=bool(command.get("always"))
        )

    def deny(self, command: Message) -> None:
        """Refuse a tool call."""
        self._controller.approvals.deny(command["call_id"], command.get("message") or None)

    def say(self, command: Message) -> None:
        """Say something to the agents."""
        self._controller.say(str(command["text"]))

    def retry(self, command: Message) -> None:
        """Say the latest message again."""
        self._controller.retry()

    def edit(self, command: Message) -> None:
        """Go back to a message and say something else."""
        self._controller.edit(str(command["id"]), str(command["text"]))

    # Reading

    def hello(self, command: Message) -> None:
        """Answer a view that was mounted, with the number of the last row that was sent."""
        self._views.connected = True
        seq = self._controller.channel.seq
        self._views.send({"type": "reply", "to": 0, "ok": True, "message": "", "seq": seq})

    def resync(self, command: Message) -> None:
        """Send the whole transcript to a view that missed a row."""
        self._controller.channel.send_snapshot()

    def saved(self, command: Message) -> None:
        """Send the page for the saved notebook."""
        self._views.send({"type": "saved", "forms": bundle(self._transcript(), self._page)})

    def events(self, command: Message) -> None:
        """Begin or stop to send the rows of the Events tab."""
        event_rows = self._controller.recorder.event_rows
        if command["open"]:
            event_rows.open(int(command.get("from", 0)))
        else:
            event_rows.close()
        self._controller.channel.flush()
        event_rows.send_new_rows()

    def event(self, command: Message) -> None:
        """Send one event as JSON data."""
        self._views.send(self._controller.recorder.event_rows.event(int(command["n"])))

    def tape(self, command: Message) -> None:
        """Send the recording so far."""
        self._controller.channel.flush()
        tape = self._controller.channel.tape
        rows = [row.to_dict() for row in tape.rows]
        self._views.send({"type": "tape", "header": tape.header(), "rows": rows})

    def result(self, command: Message) -> None:
        """Send the whole text of what a tool returned."""
        text = str(self._tool_value(command["id"]))[:RESULT_LIMIT]
        self._views.send({"type": "result", "id": command["id"], "text": text})

    def name(self, command: Message) -> None:
        """Make what a tool returned a variable of the notebook."""
        bind(str(command["variable"]), self._tool_value(command["id"]))

    def library(self, command: Message) -> None:
        """Send a part of the view that is loaded when it is needed."""
        name = str(command["name"])
        self._views.send({"type": "library", "name": name, "source": library(name)})

    def _transcript(self) -> Transcript:
        return self._controller.channel.transcript

    def _tool_value(self, entry_id: str) -> Any:
        return Tools(self._transcript(), self._controller.recorder.tool_values).value_of(entry_id)


HANDLERS: Mapping[str, Callable[[Commands, Message], None]] = {
    "stop": Commands.stop,
    "pause": Commands.pause,
    "resume": Commands.resume,
    "budget": Commands.budget,
    "approve": Commands.approve,
    "deny": Commands.deny,
    "say": Commands.say,
    "retry": Commands.retry,
    "edit": Commands.edit,
    "hello": Commands.hello,
    "resync": Commands.resync,
    "saved": Commands.saved,
    "events": Commands.events,
    "event": Commands.event,
    "tape": Commands.tape,
    "result": Commands.result,
    "name": Commands.name,
    "library": Commands.library,
}
"""By the ``type`` of the message."""
