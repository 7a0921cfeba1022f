"""The commands of the views: what each message of a page asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..transcript.schema import Transcript
from ..utf8 import wire_head
from .assets import library
from .channel import Message, Send
from .downloads import Downloads
from .notebook_variables import bind
from .run.controller import RunController
from .saved_page import bundle
from .table_pages import TablePages, question_of
from .tools import Tools
from .views import Views

RESULT_LIMIT = 1_000_000
"""Characters of a whole result that a view is sent."""
RESULT_BYTES = 1_900_000
"""The same in bytes of JSON: they are in one message, which has 2 MB at most."""


Commander = TypeVar("Commander")


def carry_out(
    command: Any,
    handlers: Mapping[str, Callable[[Commander, Message], None]],
    commander: Commander,
    send: Send,
) -> None:
    """Carry out one message of a view by the handler of its type, and answer it if it carries a number."""
    if not isinstance(command, dict):
        return
    try:
        handlers.get(str(command.get("type")), _unknown)(commander, command)
    except Exception as error:  # noqa: BLE001 - a print or a traceback here would reach nobody
        problem = str(error) or type(error).__name__
    else:
        problem = ""
    if "command" in command:
        send({"type": "reply", "to": command["command"], "ok": not problem, "message": problem})


def too_long(shown: int, size: int) -> str:
    """Say that a text goes on, and where all of it is."""
    return (
        f"(These are the first {shown:,} of {size:,} characters. "
        'widget.tools["..."].value has all of it, by the name of the tool.)'
    )


def _unknown(commander: object, command: Message) -> None:
    """Refuse a command of another version of the view."""
    name = str(command.get("type"))[:80]
    raise ValueError(f"This version of agents_widget does not know the command {name}.")


class Commands:
    """Carries out what the views of one widget ask, on any thread.

    ``page`` is the id of the widget's page in a saved notebook, ``language`` gives the language of its words.
    """

    def __init__(
        self, controller: RunController, views: Views, page: str = "", language: Callable[[], str] = str
    ) -> None:
        self._controller = controller
        self._views = views
        self._page = page
        self._language = language
        self._table_pages = TablePages(views.send)
        self._downloads = Downloads(views.send)

    def receive(self, command: Any) -> None:
        """Carry out one message of a view, and answer it if it carries a number."""
        carry_out(command, HANDLERS, self, self._views.send)

    # Steering

    def stop(self, command: Message) -> None:
        """End the run: at once, or after its turn."""
        self._controller.stop(after_turn=bool(command.get("after_turn")))

    def pause(self, command: Message) -> None:
        """Hold the run."""
        self._controller.pause()

    def step(self, command: Message) -> None:
        """Let the run take one step."""
        self._controller.step()

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

    def answer(self, command: Message) -> None:
        """Answer what a running tool asks."""
        self._controller.recorder.questions.answer(command.get("answer"), command["call_id"])

    def say(self, command: Message) -> None:
        """Say something to the agents."""
        self._controller.say(str(command["text"]))

    def retry(self, command: Message) -> None:
        """Say the latest message again."""
        self._controller.retry()

    def edit(self, command: Message) -> None:
        """Go back to a message and say something else."""
        self._controller.edit(str(command["id"]), str(command["text"]))

    def branch(self, command: Message) -> None:
        """Show another way in which the conversation went on from a message."""
        self._controller.branch(str(command["id"]), int(command["to"]))

    def annotate(self, command: Message) -> None:
        """Write a note at an entry, or take it away."""
        self._controller.annotate(str(command["id"]), str(command["text"]))

    # Reading

    def hello(self, command: Message) -> None:
        """Answer a view that was mounted, with the number of the last row that was sent."""
        self._views.connected = True
        channel = self._controller.channel
        channel.answer(lambda: {"type": "reply", "to": 0, "ok": True, "message": "", "seq": channel.seq})

    def resync(self, command: Message) -> None:
        """Send the whole transcript to a view that missed a row."""
        self._controller.channel.send_snapshot()

    def saved(self, command: Message) -> None:
        """Send the page for the saved notebook."""
        forms = bundle(self._transcript(), self._page, self._language())
        self._views.send({"type": "saved", "forms": forms})

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

    def event_parts(self, command: Message) -> None:
        """Send a row for each event of a row."""
        self._views.send(self._controller.recorder.event_rows.parts(int(command["n"])))

    def event_search(self, command: Message) -> None:
        """Send which rows of events hold each word of a query."""
        self._views.send(self._controller.recorder.event_rows.search(str(command["query"])))

    def tape(self, command: Message) -> None:
        """Send the recording so far."""
        self._controller.channel.send_tape()

    def result(self, command: Message) -> None:
        """Send the whole text of what a tool returned."""
        text = str(self._tool_value(command["id"]))
        shown = wire_head(text[:RESULT_LIMIT], RESULT_BYTES)
        if shown != text:
            shown += f"\n... {too_long(len(shown), len(text))}"
        self._views.send({"type": "result", "id": command["id"], "text": shown})

    def table(self, command: Message) -> None:
        """Send rows of a table: of what a tool returned, or of a structured answer."""
        entry = next((entry for entry in self._transcript().entries if entry.id == command["id"]), None)
        if entry is None:
            raise LookupError("This result is not in the run any more.")
        value = self._tool_value(entry.id) if entry.kind == "tool_call" else entry.text
        self._table_pages.ask(entry, value, question_of(command))

    def name(self, command: Message) -> None:
        """Make what a tool returned a variable of the notebook."""
        bind(str(command["variable"]), self._tool_value(command["id"]))

    def library(self, command: Message) -> None:
        """Send a part of the view that is loaded when it is needed."""
        name = str(command["name"])
        self._views.send({"type": "library", "name": name, "source": library(name)})

    def export(self, command: Message) -> None:
        """Send the run as a file, in the language of the view."""
        self._controller.channel.flush()
        language = str(command.get("language", ""))
        self._downloads.send(self._controller.tape, str(command["format"]), language)

    def can_export(self, command: Message) -> None:
        """Say whether the run can be saved in a format here."""
        self._downloads.check(str(command["format"]))

    def _transcript(self) -> Transcript:
        return self._controller.channel.transcript

    def _tool_value(self, entry_id: str) -> Any:
        return Tools(self._transcript(), self._controller.recorder.tool_values).value_of(entry_id)


HANDLERS: Mapping[str, Callable[[Commands, Message], None]] = {
    "stop": Commands.stop,
    "pause": Commands.pause,
    "step": Commands.step,
    "resume": Commands.resume,
    "budget": Commands.budget,
    "approve": Commands.approve,
    "deny": Commands.deny,
    "answer": Commands.answer,
    "say": Commands.say,
    "retry": Commands.retry,
    "edit": Commands.edit,
    "branch": Commands.branch,
    "annotate": Commands.annotate,
    "hello": Commands.hello,
    "resync": Commands.resync,
    "saved": Commands.saved,
    "events": Commands.events,
    "event": Commands.event,
    "event_parts": Commands.event_parts,
    "event_search": Commands.event_search,
    "tape": Commands.tape,
    "result": Commands.result,
    "table": Commands.table,
    "name": Commands.name,
    "library": Commands.library,
    "export": Commands.export,
    "can_export": Commands.can_export,
}
"""By the ``type`` of the message."""
