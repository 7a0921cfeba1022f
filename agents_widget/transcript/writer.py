"""The journal: mints ids, keeps what is under way, and writes the patches."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .schema import Entry, EntryKind, EntryState, Lane, ModelRequest, Patch
from .tool_outputs import Describe

if TYPE_CHECKING:
    from .run_reader import RunReader

ItemKind: TypeAlias = Literal["message", "reasoning", "tool_call"]

OPEN: frozenset[EntryState] = frozenset({"streaming", "waiting", "running", "awaiting_approval"})


@dataclasses.dataclass(slots=True, eq=False)
class OpenEntry:
    """An entry that an item of a response becomes, and what is known of it besides."""

    entry: Entry
    sort: ItemKind
    """The kind of item it came as; a handoff comes as a tool call."""
    at: tuple[str, ...]
    """Where its deltas go: its text, or its arguments."""
    index: int | None = None
    item_id: str = ""
    chunks: list[str] = dataclasses.field(default_factory=list)
    """The text or the arguments so far. Joined only when they are compared: a delta must cost no copy."""
    section: object = None
    """The part of the item that the last delta belonged to."""
    settled: bool = False
    """Its item came whole: what deltas say of it is known already."""
    claimed: bool = False
    """Its run item came."""
    hosted: bool = False
    """The model's server runs the tool itself: there will be no output item."""
    scope: RunReader | None = None
    """The run inside the tool call, when the tool is an agent."""

    @property
    def open(self) -> bool:
        """Whether more is to come."""
        return self.entry.state in OPEN


class TranscriptWriter:
    """Everything written about one run, and the patches not fetched yet."""

    def __init__(self, describe: Describe | None = None) -> None:
        self.describe = describe
        """How a tool's Python result is shown."""
        self.patches: list[Patch] = []
        self.now = 0
        """Milliseconds since the run began."""
        self.parts: dict[str, OpenEntry] = {}
        """What is under way, by entry id."""
        self.calls: dict[str, ModelRequest] = {}
        """The model calls under way, by id."""
        self.said: list[Entry] = []
        """What the agents said since the last user's message: what a guardrail may take back."""
        self.held: set[str] = set()
        """The ids of tool calls that a pause holds back."""
        self._counts: Counter[str] = Counter()
        self._facts: dict[str, Any] = {}

    def fetch(self) -> list[Patch]:
        """Give the patches written since the last time."""
        patches, self.patches = self.patches, []
        return patches

    def _mint(self, letter: str) -> str:
        self._counts[letter] += 1
        return f"{letter}{self._counts[letter]}"

    def entry(self, kind: EntryKind, **fields: Any) -> Entry:
        """Add an entry that is complete as it comes."""
        entry = Entry(self._mint("e"), kind, started=self.now, **fields)
        self.put("entries", entry)
        return entry

    def begin(self, sort: ItemKind, **fields: Any) -> OpenEntry:
        """Add an entry that is under way."""
        entry = self.entry(sort, state="streaming", **fields)
        into = "arguments" if sort == "tool_call" else "text"
        part = OpenEntry(entry, sort, ("entries", entry.id, into))
        self.parts[entry.id] = part
        if sort != "tool_call":
            self.said.append(entry)
        return part

    def write(self, part: OpenEntry, text: str) -> None:
        """Lengthen the text of a message or the arguments of a call."""
        part.chunks.append(text)
        self.patches.append(Patch("append", part.at, text))

    def rewrite(self, part: OpenEntry, text: str) -> None:
        """Make the text (or the arguments) this, by the shortest patch. No text changes nothing."""
        have = "".join(part.chunks)
        if not text or text == have:
            return
        if text.startswith(have):
            self.write(part, text[len(have) :])
        else:
            part.chunks = [text]
            self.patches.append(Patch("set", part.at, text))

    def change(self, entry: Entry, **fields: Any) -> None:
        """Set those fields of an entry that differ."""
        for name, value in fields.items():
            if getattr(entry, name) != value:
                setattr(entry, name, value)
                self.patches.append(Patch("set", ("entries", entry.id, name), value))

    def lengthen(self, entry: Entry, name: Literal["log"], text: str) -> None:
        """Lengthen a text of an entry that is short by its nature."""
        setattr(entry, name, getattr(entry, name) + text)
        self.patches.append(Patch("append", ("entries", entry.id, name), text))

    def close(self, part: OpenEntry, state: EntryState = "done", **fields: Any) -> None:
        """End an entry, unless it has ended."""
        if part.open:
            self.change(part.entry, **fields, schema=None, state=state, ended=self.now)
        self.parts.pop(part.entry.id, None)

    def release(self) -> None:
        """Let what was held run."""
        self.held.clear()
        for part in self.parts.values():
            if part.entry.state == "waiting":
                self.change(part.entry, state="running", started=self.now)

    def put(self, collection: str, row: Entry | Lane | ModelRequest) -> None:
        """Add a row, or replace it by what it has become."""
        self.patches.append(Patch("put", (collection,), row.to_dict()))

    def lane(self, name: str, parent: str | None) -> None:
        """Add an agent's lane."""
        self.put("lanes", Lane(self._mint("a"), name, parent))

    def call(self, **fields: Any) -> ModelRequest:
        """Add a model call."""
        call = ModelRequest(self._mint("m"), **fields)
        self.put("calls", call)
        self.calls[call.id] = call
        return call

    def end(self, call: ModelRequest) -> None:
        """End a model call, unless it has ended."""
        if self.calls.pop(call.id, None):
            call.ended = self.now
            self.put("calls", call)

    def close_all(self, state: EntryState) -> None:
        """End all that is under way, the last begun first."""
        for part in reversed(list(self.parts.values())):
            self.close(part, state)
        for call in list(self.calls.values()):
            self.end(call)

    def fact(self, name: str, value: Any) -> None:
        """Set a fact of the whole run, if it is news."""
        if self._facts.get(name) != value:
            self._facts[name] = value
            self.patches.append(Patch("set", (name,), value))

    def count(self, call: ModelRequest) -> None:
        """Add an ended model call to what the run has used."""
        used = self._facts.get("usage", {})
        names = ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")
        tokens = {name: used.get(name, 0) + getattr(call, name) for name in names}
        self.fact("usage", {"requests": used.get("requests", 0) + 1, **tokens})
