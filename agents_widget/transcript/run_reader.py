"""One agent's stream as it is read: its lane, its responses, and the calls that wait for their outputs."""

from __future__ import annotations

from typing import Any

from .fields import (
    agent_name,
    call_arguments,
    call_name,
    field,
    message_text,
    real_id,
    reasoning_text,
    text_field,
)
from .schema import EntryState, ModelRequest, Patch
from .writer import ItemKind, OpenEntry, TranscriptWriter

LOCAL_CALLS = {
    "function_call",
    "custom_tool_call",
    "computer_call",
    "local_shell_call",
    "shell_call",
    "apply_patch_call",
}
"""Calls that are answered by an output item; every other one is run by the model's server."""

_TEXTS = {"message": message_text, "reasoning": reasoning_text, "tool_call": call_arguments}


def sort_of(item: Any) -> ItemKind | None:
    """Say what an output item becomes in the transcript; None for what a reader has no use for."""
    kind = text_field(item, "type")
    if kind in ("message", "reasoning"):
        return "message" if kind == "message" else "reasoning"
    return "tool_call" if kind.endswith("_call") else None


class OpenResponse:
    """One answer of a model: its call, and its parts by whatever names the server gives them."""

    def __init__(self, call: ModelRequest, structured: bool) -> None:
        self.call = call
        self.structured = structured
        self.parts: list[OpenEntry] = []

    def find(self, sort: ItemKind, index: Any, item_id: str, call_id: str = "") -> OpenEntry | None:
        """Find a part by what identifies it: the call id, else the index, else the item's id."""
        same = [part for part in reversed(self.parts) if part.sort == sort]
        for part in same:
            if call_id and part.entry.call_id == call_id:
                return part
        for part in same:
            if isinstance(index, int) and part.index == index:
                return None if call_id and part.entry.call_id else part
        for part in same:
            if item_id and part.item_id == item_id and (index is None or part.index is None):
                return part
        return None

    def unsettled(self, sort: ItemKind) -> list[OpenEntry]:
        """Give the parts of a kind whose whole item has not come."""
        return [part for part in self.parts if part.sort == sort and not part.settled]


class RunReader:
    """The reading of one run: the outer one, or that of an agent used as a tool."""

    def __init__(self, journal: TranscriptWriter, parent: str | None = None) -> None:
        self.journal = journal
        self.parent = parent
        self.agent = ""
        self.structured = False
        """Whether the agent answers in JSON."""
        self.turn = 0
        self.waiting_since: int | None = journal.now
        """Since when the next model call may have been under way; None while one answers."""
        self.response: OpenResponse | None = None
        """The last one, ended or not."""
        self.calls: dict[str, OpenEntry] = {}
        self.early: list[OpenEntry] = []
        """Parts whose run item came before any raw event of them."""
        self.trouble: tuple[str, str] | None = None
        """What the model's server said went wrong, and the event that told."""
        self._lanes: set[str] = set()

    # Agents

    def enter(self, agent: Any) -> None:
        """Hand the turn to an agent, given as such or by its name."""
        name = agent_name(agent)
        self.structured = field(agent, "output_type", str) is not str
        if not name or name == self.agent:
            return
        self.agent = name
        if name not in self._lanes:
            self._lanes.add(name)
            self.journal.lane(name, self.parent)
        if self.parent is None:
            self.journal.fact("agent", name)

    def ready(self) -> None:
        """Note that nothing keeps the next model call from beginning."""
        self.waiting_since = self.journal.now

    # Responses

    def begin_response(self, response: Any = None) -> OpenResponse:
        """Begin a model call, unless it is the one that answers already."""
        model = text_field(response, "model")
        style = text_field(field(field(response, "text"), "format"), "type")
        started = self.journal.now if self.waiting_since is None else self.waiting_since
        self.turn += 1
        call = self.journal.call(
            agent=self.agent, turn=self.turn, model=model, parent=self.parent, started=started
        )
        self.waiting_since = None
        if model and self.parent is None:
            self.journal.fact("model", model)
        self.response = OpenResponse(call, style in ("json_schema", "json_object"))
        return self.response

    @property
    def current(self) -> OpenResponse | None:
        """The response that is under way."""
        response = self.response
        return None if response is None or response.call.ended is not None else response

    def answering(self) -> OpenResponse:
        """Give the response that is under way; servers may leave out the event that begins it."""
        return self.current or self.begin_response()

    def first_token(self, response: OpenResponse) -> None:
        """Note when the answer began to come."""
        if response.call.first_token is None:
            response.call.first_token = now = self.journal.now
            self.journal.patches.append(Patch("set", ("calls", response.call.id, "first_token"), now))

    # Parts

    def add(
        self, sort: ItemKind, item: Any, index: Any = None, response: OpenResponse | None = None
    ) -> OpenEntry:
        """Begin an entry for an output item, in a response or for a run item that came alone."""
        fields: dict[str, Any] = {"agent": self.agent, "parent": self.parent}
        if response is not None:
            fields["turn"] = response.call.turn
        if sort == "message" and (self.structured or (response is not None and response.structured)):
            fields["format"] = "json"
        if sort == "tool_call":
            fields |= {"tool": call_name(item), "call_id": real_id(field(item, "call_id"))}
        for part in response.parts if response else ():
            if part.sort != "tool_call":  # what was said before is said
                self.journal.close(part)
        part = self.journal.begin(sort, **fields)
        part.index = index if isinstance(index, int) else None
        part.item_id = real_id(field(item, "id"))
        part.hosted = sort == "tool_call" and text_field(item, "type") not in LOCAL_CALLS
        if response is not None:
            response.parts.append(part)
        if part.entry.call_id:
            self.calls[part.entry.call_id] = part
        return part

    def settle(self, part: OpenEntry, item: Any) -> None:
        """Bring a part up to its whole item: the rest of its text, its name, its call id."""
        journal, entry = self.journal, part.entry
        text = _TEXTS[part.sort](item)
        part.settled = True
        journal.rewrite(part, text)
        if part.sort == "message" and not text.lstrip().startswith(("{", "[")):
            journal.change(entry, format="markdown")  # a refusal, or a model that did not do as asked
        elif part.sort == "tool_call":
            call_id = real_id(field(item, "call_id"))
            journal.change(entry, tool=call_name(item) or entry.tool, call_id=call_id or entry.call_id)
            if call_id:
                self.calls[call_id] = part

    def add_call(self, call_id: str, name: str) -> OpenEntry:
        """Begin an entry for a call that nothing told of before it ran."""
        return self.add("tool_call", {"type": "function_call", "call_id": call_id, "name": name})

    def deliver(self, part: OpenEntry) -> None:
        """Take a part as whole: what is said is said, and a call goes to its tool."""
        if part.sort == "tool_call" and not part.hosted:
            self.run(part)
        else:
            self.journal.close(part)

    def run(self, part: OpenEntry) -> None:
        """Note that a tool has its arguments and runs, unless it is held; its time counts from here."""
        if part.entry.state == "streaming":
            held = part.entry.call_id in self.journal.held
            state = "waiting" if held else "running"
            self.journal.change(part.entry, state=state, started=self.journal.now)

    def open_parts(self) -> list[OpenEntry]:
        """Give what is under way in this run, in order."""
        return [part for part in self.journal.parts.values() if part.entry.parent == self.parent]

    def close(self, state: EntryState = "done") -> None:
        """End all that is under way in this run, the deepest first."""
        for part in self.open_parts():
            if part.scope is not None:
                part.scope.close(state)
            self.journal.close(part, state)
        self.end_call()

    def end_call(self) -> None:
        """End the model call that is under way, if any."""
        if current := self.current:
            self.journal.end(current.call)
