"""The transcript's writer: mints ids, keeps the entries under way, and collects patches."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection
from typing import Any, Literal, TypeAlias

from ..utf8 import REPLACEMENT, ends_in_half, is_sendable, sendable, sendable_text
from .schema import Entry, EntryKind, EntryState, Lane, ModelRequest, Patch, check_field
from .tool_outputs import Describe

ItemKind: TypeAlias = Literal["message", "reasoning", "tool_call"]

OPEN_STATES: frozenset[EntryState] = frozenset({"streaming", "waiting", "running", "awaiting_approval"})
_TOKEN_COUNTS = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")


@dataclasses.dataclass(slots=True, eq=False)
class OpenEntry:
    """An entry under way: the output item that becomes it, and how far that has come."""

    entry: Entry
    item_kind: ItemKind
    """The kind of item it came as; a handoff comes as a tool call."""
    delta_path: tuple[str, ...]
    """Where its deltas go: its text, or its arguments."""
    output_index: int | None = None
    item_id: str = ""
    chunks: list[str] = dataclasses.field(default_factory=list)
    """The text or the arguments so far. Joined only when they are compared: a delta must cost no copy."""
    half: str = ""
    """The first half of a character, when its second has not come; it is in no patch yet."""
    section: object = None
    """The part of the item that the last delta belonged to."""
    is_whole: bool = False
    """Its whole item came: what later deltas say of it is known already."""
    has_run_item: bool = False
    """The runner's item for it came."""
    was_begun: bool = False
    """Something came of the tool's own work; else its run may have ended before it began."""
    runs_on_server: bool = False
    """A hosted tool, which the model's server runs itself: there will be no output item."""

    @property
    def is_open(self) -> bool:
        """Whether more is to come."""
        return self.entry.state in OPEN_STATES


class TranscriptWriter:
    """Writes one transcript: the patches not taken yet, and the entries and requests under way.

    What it writes can be sent as UTF-8, whatever it is given: see ``utf8``.
    """

    def __init__(self, describe: Describe | None = None) -> None:
        self.describe = describe
        """How a tool's Python result is shown."""
        self.patches: list[Patch] = []
        self.now = 0
        """Milliseconds since the run began."""
        self.open_entries: dict[str, OpenEntry] = {}
        """The entries under way, by their ids."""
        self.open_requests: dict[str, ModelRequest] = {}
        """The model requests under way, by their ids."""
        self.messages_since_user: list[Entry] = []
        """Messages and reasoning since the last user's message: what a guardrail may take back."""
        self.held_calls: set[str] = set()
        """The call ids of the tool calls that a pause holds back."""
        self.begun_calls: Collection[str] | None = None
        """The call ids of the tools that have begun, if the run told that at its end."""
        self.failed_calls: Collection[str] | None = None
        """The call ids of the tools that raised, if the run told that at its end: others were cut off."""
        self.approved_calls: set[str] = set()
        """The entry ids of calls that were approved, and wait until all the others are decided."""
        self.completed = ""
        """The id of the entry whose whole item the present event has; "" if it has none."""
        self._asks = ""
        """The status detail that says which tools ask something; empty while none does."""
        self._id_counts: Counter[str] = Counter()
        self._facts: dict[str, Any] = {}

    def take_patches(self) -> list[Patch]:
        """Give the patches written since the last time."""
        patches, self.patches = self.patches, []
        return patches

    def put(self, collection: str, row: Entry | Lane | ModelRequest) -> None:
        """Add a row, or replace it by what it has become."""
        value = sendable(row.to_dict())
        for name, field in value.items():
            check_field(collection, name, field)
        self.patches.append(Patch("put", (collection,), value))

    def take_over(self, collection: str, row: Entry | Lane) -> None:
        """Add a row of another transcript under its own id, which is given to no other here."""
        number = row.id[1:]
        if number.isdecimal():
            self._id_counts[row.id[0]] = max(self._id_counts[row.id[0]], int(number))
        self.put(collection, row)

    # Entries

    def add_entry(self, kind: EntryKind, **fields: Any) -> Entry:
        """Add an entry that is complete as it comes."""
        entry = Entry(self._new_id("e"), kind, started=self.now, **fields)
        self.put("entries", entry)
        return entry

    def add_user_message(self, text: str) -> None:
        """Add what the user said: the agents' messages from here on answer it."""
        self.add_entry("user", text=text)
        self.messages_since_user.clear()

    def begin_entry(self, item_kind: ItemKind, kind: EntryKind, **fields: Any) -> OpenEntry:
        """Add an entry that is under way."""
        entry = self.add_entry(kind, state="streaming", **fields)
        field_of_deltas = "arguments" if item_kind == "tool_call" else "text"
        open_entry = OpenEntry(entry, item_kind, ("entries", entry.id, field_of_deltas))
        self.open_entries[entry.id] = open_entry
        if item_kind != "tool_call":
            self.messages_since_user.append(entry)
        return open_entry

    def append_text(self, open_entry: OpenEntry, text: str) -> None:
        """Lengthen the text of a message or the arguments of a call."""
        if open_entry.half or not is_sendable(text):
            text = _whole_characters(open_entry, text)
        if not text:
            return
        open_entry.chunks.append(text)
        self.patches.append(Patch("append", open_entry.delta_path, text))

    def replace_text(self, open_entry: OpenEntry, text: str) -> None:
        """Make the text (or the arguments) this, by the shortest patch. An empty text changes nothing."""
        written = "".join(open_entry.chunks)
        text = sendable_text(text)
        if not text or text == written:
            return
        open_entry.half = ""  # it is in the text
        if text.startswith(written):
            self.append_text(open_entry, text[len(written) :])
        else:
            open_entry.chunks = [text]
            self.patches.append(Patch("set", open_entry.delta_path, text))

    def update(self, entry: Entry, **fields: Any) -> None:
        """Set those fields of an entry that differ."""
        for name, value in sendable(fields).items():
            check_field("entries", name, value)
            if getattr(entry, name) != value:
                setattr(entry, name, value)
                self.patches.append(Patch("set", ("entries", entry.id, name), value))

    def append_log(self, entry: Entry, text: str) -> None:
        """Lengthen a tool's log."""
        text = sendable_text(text)
        entry.log += text
        self.patches.append(Patch("append", ("entries", entry.id, "log"), text))

    def close_entry(self, open_entry: OpenEntry, state: EntryState = "done", **fields: Any) -> None:
        """End an entry, unless it has ended."""
        if open_entry.is_open:
            if open_entry.half:
                self.replace_text(open_entry, "".join(open_entry.chunks) + REPLACEMENT)
            self.update(open_entry.entry, **fields, schema=None, question=None, state=state, ended=self.now)
        self.open_entries.pop(open_entry.entry.id, None)
        if self._asks:
            self.show_questions()

    def show_questions(self) -> None:
        """Have the run wait for as long as a running tool asks a person something."""
        asking = [each.entry.tool for each in self.open_entries.values() if each.entry.question is not None]
        is_shown = self._asks != "" and self._facts.get("detail") == self._asks
        self._asks = f"{', '.join(dict.fromkeys(asking))} asks you something." if asking else ""
        if asking and (is_shown or not self._facts.get("detail")):
            self.set_fact("status", "waiting")
            self.set_fact("detail", self._asks)
        elif is_shown:
            self.set_fact("status", "running")
            self.set_fact("detail", "")

    def end_unrun(self, open_entry: OpenEntry) -> None:
        """End a tool call that was never run: it took no time."""
        self.update(open_entry.entry, schema=None, state="not_run")
        self.open_entries.pop(open_entry.entry.id, None)

    def release_held_calls(self) -> None:
        """Let the tool calls that a pause held back run."""
        for call_id in [*self.held_calls]:
            self.release_held_call(call_id)

    def release_held_call(self, call_id: str) -> None:
        """Let one tool call that a pause held back run."""
        self.held_calls.discard(call_id)
        for open_entry in self.open_entries.values():
            if open_entry.entry.state == "waiting" and open_entry.entry.call_id == call_id:
                self.update(open_entry.entry, state="running", started=self.now)

    def close_all(self, state: EntryState) -> None:
        """End all that is under way, the last begun first."""
        for open_entry in reversed(list(self.open_entries.values())):
            self.close_entry(open_entry, state)
        for request in list(self.open_requests.values()):
            self.end_request(request)

    # Lanes, model requests and the run's own facts

    def add_lane(self, name: str, parent: str | None) -> None:
        """Add an agent's lane."""
        self.put("lanes", Lane(self._new_id("a"), name, parent))

    def begin_request(self, **fields: Any) -> ModelRequest:
        """Add a model request that is under way."""
        request = ModelRequest(self._new_id("m"), **fields)
        self.put("calls", request)
        self.open_requests[request.id] = request
        return request

    def set_first_token(self, request: ModelRequest) -> None:
        """Note when the answer to a request began to come, the first time only."""
        if request.first_token is None:
            request.first_token = self.now
            self.patches.append(Patch("set", ("calls", request.id, "first_token"), self.now))

    def end_request(self, request: ModelRequest, *, answered: bool = False) -> None:
        """End a model request, unless it has ended. It is spent if it was answered, or has used tokens."""
        if self.open_requests.pop(request.id, None):
            request.ended = self.now
            self.put("calls", request)
            if answered or request.is_counted:
                self._add_usage(request)

    def _add_usage(self, request: ModelRequest) -> None:
        """Add an ended model request to what the run has used."""
        counts = {"requests": 1, **{name: getattr(request, name) for name in _TOKEN_COUNTS}}
        if not request.is_counted:
            counts["uncounted_requests"] = 1
        used = self._facts.get("usage", {})
        self.set_fact("usage", {**used, **{name: used.get(name, 0) + n for name, n in counts.items()}})

    def keep_usage(self, used: dict[str, int]) -> None:
        """Go on from what was used before; the requests that are in this transcript are a part of that."""
        shown = self._facts.get("usage", {})
        earlier = used.get("requests", 0) - shown.get("requests", 0)
        if earlier > 0:
            self.set_fact("usage", {**used, "earlier_requests": earlier})

    def set_fact(self, name: str, value: Any) -> None:
        """Set a fact of the whole run, unless it is so already."""
        value = sendable(value)
        check_field("", name, value)
        if self._facts.get(name) != value:
            self._facts[name] = value
            self.patches.append(Patch("set", (name,), value))

    def _new_id(self, letter: str) -> str:
        self._id_counts[letter] += 1
        return f"{letter}{self._id_counts[letter]}"


def _whole_characters(open_entry: OpenEntry, text: str) -> str:
    """Give the half that an entry holds with the text after it; a half at the end is held in its turn."""
    text = open_entry.half + text
    open_entry.half = text[-1] if ends_in_half(text) else ""
    return sendable_text(text.removesuffix(open_entry.half))
