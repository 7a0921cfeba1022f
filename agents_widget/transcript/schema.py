"""The transcript of a run: its schema, and the one function that changes it.

A transcript is what a reader sees: entries in order, the agents' lanes, the model requests and the
run's own facts. It changes only by patches, and three operations are enough.
``js/src/transcript/schema.ts`` is the twin of this file; ``tests/vectors`` holds both to the same answers.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from typing_extensions import Self

from ..utf8 import ends_in_half, join_halves
from .export.format import one_line
from .field_types import check_members, check_type, field_types, member_types

RunStatus: TypeAlias = Literal["running", "waiting", "done", "failed", "cancelled"]
EntryKind: TypeAlias = Literal[
    "user", "message", "reasoning", "tool_call", "handoff", "guardrail", "error", "notice"
]
EntryState: TypeAlias = Literal[
    "streaming",
    "waiting",
    "running",
    "awaiting_approval",
    "done",
    "failed",
    "denied",
    "not_run",
    "cancelled",
    "retracted",
]
REPR_LIMIT = 60
"""Characters of what was said that the ``repr`` of an entry shows."""
Operation: TypeAlias = Literal["put", "append", "set"]


class Patch(NamedTuple):
    """One change of a transcript.

    ``put`` adds ``value`` to the collection ``at[0]``, or replaces the row with the same id in its
    place. ``append`` lengthens the text field at ``at``. ``set`` replaces the field at ``at``. A path is
    ``[field]`` for the run's own facts, ``[collection, id, field]`` else. ``docs/tape.md`` has the rules.
    """

    op: Operation
    at: tuple[str, ...]
    value: Any

    def to_dict(self) -> dict[str, Any]:
        """Give the patch as plain JSON data."""
        return {"op": self.op, "at": list(self.at), "value": self.value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read a patch from plain JSON data. Raises ``ValueError`` when it is not one."""
        match data:
            case {"op": "put" | "append" | "set" as op, "at": [*at], "value": value}:
                if all(isinstance(step, str) for step in at):
                    return cls(op, tuple(at), value)
        raise ValueError(f"Not a patch: {str(data)[:200]}. Expected an object with op, at and value.")


class _Record:
    """A row of a collection: a dataclass that leaves its defaults out of its JSON."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the fields that differ from their defaults, as plain JSON data."""
        return {
            name: value
            for name, default in self._defaults().items()
            if (value := getattr(self, name)) != default
        }

    @classmethod
    @cache  # asked of every row that is put
    def required(cls) -> list[str]:
        """Give the names of the fields that have no default."""
        return [name for name, default in cls._defaults().items() if default is dataclasses.MISSING]

    @classmethod
    @cache
    def _defaults(cls) -> dict[str, Any]:
        fields = dataclasses.fields(cls)  # type: ignore[arg-type]
        return {field.name: _default(field) for field in fields}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is dataclasses.MISSING:
        return field.default
    return field.default_factory()


@dataclasses.dataclass(slots=True, repr=False)
class Entry(_Record):
    """One thing that happened, in the order a reader meets it.

    Times are milliseconds since the run began.
    """

    id: str
    kind: EntryKind
    state: EntryState = "done"
    agent: str = ""
    """The name of the agent that acted."""
    turn: int = 0
    """The number of the model request it came from, from 1; 0 when from none."""
    parent: str | None = None
    """The entry id of the tool call within which it happened (an agent used as a tool)."""
    started: int = 0
    ended: int | None = None
    """None while it is under way, and of a tool call that was never run."""
    text: str = ""
    """What was said: Markdown for user, message and reasoning; a plain sentence for the others."""
    format: Literal["markdown", "json"] = "markdown"
    """How to show ``text``: ``json`` for structured output."""

    # tool_call and handoff
    tool: str = ""
    call_id: str = ""
    arguments: str = ""
    """The JSON text the model wrote, as far as it has come."""

    # tool_call
    output: str = ""
    """The result as the model sees it, at most its head."""
    output_size: int | None = None
    """The result's full length in characters, when ``output`` is only its head."""
    summary: str = ""
    """What the result is, in a line, where its text would not tell: a table's shape and columns."""
    display: dict[str, str] | None = None
    """The result as a notebook would show it: MIME type to text or base64."""
    progress: float | None = None
    """How far a running tool has come, 0 to 1."""
    log: str = ""
    """What the tool reported or printed while it ran, a line each."""
    schema: dict[str, Any] | None = None
    """The JSON schema of the arguments, while they wait for approval."""
    question: dict[str, Any] | None = None
    """What the tool asks a person at the moment: a ``message``, and the JSON ``schema`` of the answer."""
    traceback: str = ""
    """Where a tool or the run failed."""

    # error; ``text`` is its message
    error: str = ""
    """The kind of error: an exception's class name, or the event that reported it."""
    hint: str = ""
    """What to do about it, when that is known."""

    # any kind
    annotation: str = ""
    """What a reader wrote at it, as plain text."""

    # handoff
    source: str = ""
    target: str = ""

    # guardrail
    guardrail: str = ""
    """The guardrail's name; ``text`` is its reason."""

    def __repr__(self) -> str:
        """Give one line, however much was said: lists of entries are read in a cell."""
        what = {"tool_call": f"{self.tool}({self.arguments})", "handoff": f"{self.source} -> {self.target}"}
        said = " ".join(what.get(self.kind, self.text).split())
        said = said if len(said) <= REPR_LIMIT else f"{said[: REPR_LIMIT - 1]}\u2026"
        by = f" by {self.agent}" if self.agent else ""
        return f"<Entry {self.id}: {self.kind} {self.state}{by}: {said!r}>"


@dataclasses.dataclass(slots=True)
class Lane(_Record):
    """An agent that took part, in the order of appearance."""

    id: str
    name: str
    parent: str | None = None
    """The entry id of the tool call that this agent serves, for an agent used as a tool."""


@dataclasses.dataclass(slots=True)
class ModelRequest(_Record):
    """One request to a model. Times are milliseconds since the run began."""

    id: str
    agent: str = ""
    turn: int = 0
    model: str = ""
    parent: str | None = None
    started: int = 0
    first_token: int | None = None
    ended: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    @property
    def is_counted(self) -> bool:
        """Whether the model's server told what it used: no request uses nothing."""
        return self.input_tokens > 0 or self.output_tokens > 0


Row: TypeAlias = Entry | Lane | ModelRequest
_COLLECTIONS: dict[str, type[Row]] = {"entries": Entry, "lanes": Lane, "calls": ModelRequest}


@dataclasses.dataclass(eq=False, repr=False)
class Transcript(_Record):
    """Everything a reader sees of one run."""

    status: RunStatus = "running"
    detail: str = ""
    """Why the run waits, or what it was asked to do next: one short sentence."""
    agent: str = ""
    """The agent whose turn it is."""
    model: str = ""
    """The model that answers, as it names itself."""
    began: float | None = None
    """When the run began, seconds since the epoch."""
    ended: int | None = None
    """Milliseconds from the beginning to the end."""
    abilities: list[str] = dataclasses.field(default_factory=list)
    """What can be asked of the run: stop, stop_after_turn, pause, resume, approve, edit_arguments,
    step, say, follow_up, edit, retry."""
    usage: dict[str, int] = dataclasses.field(default_factory=dict)
    """Tokens so far: requests, input_tokens, output_tokens, cached_tokens, reasoning_tokens. Among requests:
    uncounted_requests, which told no tokens, and earlier_requests, whose answers were taken back."""
    cost: float | None = None
    """US dollars so far, by the price table the user gave."""
    budget: dict[str, float] = dataclasses.field(default_factory=dict)
    """Limits the user set: usd, tokens; and uncounted, the requests that they cannot be kept for."""
    branches: dict[str, Any] = dataclasses.field(default_factory=dict)
    """Where the conversation went on in several ways: by the id of the message's entry, which way is shown
    (``at``, from 1) and how many there are (``of``)."""

    def __post_init__(self) -> None:
        self._collections: dict[str, dict[str, Row]] = {name: {} for name in _COLLECTIONS}

    @property
    def entries(self) -> list[Entry]:
        """What happened, in order."""
        return list(self._collections["entries"].values())  # type: ignore[arg-type]

    @property
    def lanes(self) -> list[Lane]:
        """The agents that took part, in order of appearance."""
        return list(self._collections["lanes"].values())  # type: ignore[arg-type]

    @property
    def calls(self) -> list[ModelRequest]:
        """The requests made to models, in order."""
        return list(self._collections["calls"].values())  # type: ignore[arg-type]

    def copy(self) -> Self:
        """Give a copy, row by row; what the fields of a row hold is never changed in place."""
        other = copy.copy(self)
        other._collections = {
            name: {row_id: copy.copy(row) for row_id, row in rows.items()}
            for name, rows in self._collections.items()
        }
        return other

    def __getitem__(self, entry_id: str) -> Entry:
        return self._collections["entries"][entry_id]  # type: ignore[return-value]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Transcript) and self.to_dict() == other.to_dict()

    def __repr__(self) -> str:
        return f"<Transcript {one_line(self.status)}: {len(self.entries)} entries, agent {self.agent!r}>"

    def to_dict(self) -> dict[str, Any]:
        """Give the whole transcript as plain JSON data, defaults left out."""
        return super().to_dict() | {
            name: [row.to_dict() for row in rows.values()] for name, rows in self._collections.items()
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read a transcript from plain JSON data; fields this version does not know are left out.

        Raises ``ValueError`` for what a patch could not have made.
        """
        self = cls()
        for name in _FACT_TYPES.keys() & data.keys():
            apply(self, Patch("set", (name,), data[name]))
        for name in _COLLECTIONS:
            for row in data.get(name, ()):
                apply(self, Patch("put", (name,), row))
        return self


_FACT_TYPES = field_types(Transcript)
_ROW_TYPES = {name: field_types(row_class) for name, row_class in _COLLECTIONS.items()}
_MEMBER_TYPES = {
    name: types for row in (Transcript, *_COLLECTIONS.values()) for name, types in member_types(row).items()
}
"""By field: no two records have a field of one name that differ in this."""


def check_field(collection: str, name: str, value: Any) -> None:
    """Raise ``ValueError`` unless a field of a collection's rows, or a fact (""), may hold a value."""
    types = _ROW_TYPES[collection] if collection else _FACT_TYPES
    check_type(value, types[name], name)
    check_members(value, _MEMBER_TYPES.get(name), name)


def apply(transcript: Transcript, patch: Patch) -> None:
    """Change the transcript by one patch. Raises ``ValueError``, changing nothing, when it does not fit."""
    match patch:
        case ("put", (collection,), value) if collection in _COLLECTIONS:
            _put(transcript, collection, value)
        case ("set" | "append", (field,), value) if field in _FACT_TYPES:
            _write(transcript, patch, _FACT_TYPES[field])
        case ("set" | "append", (collection, row_id, field), value) if collection in _COLLECTIONS:
            row = transcript._collections[collection].get(row_id)
            if row is None or field not in _ROW_TYPES[collection]:
                raise ValueError(f"No {'/'.join(patch.at)} in this transcript to {patch.op}.")
            if field == "id":
                raise ValueError(f"Not a patch of a transcript: a row's id stays, {'/'.join(patch.at)}.")
            _write(row, patch, _ROW_TYPES[collection][field])
        case _:
            raise ValueError(f"Not a patch of a transcript: {str(patch)[:200]}.")


def apply_all(transcript: Transcript, patches: Iterable[Patch]) -> Transcript:
    """Change the transcript by patches in order, and give it back."""
    for patch in patches:
        apply(transcript, patch)
    return transcript


def _put(transcript: Transcript, collection: str, value: Any) -> None:
    row_class, types = _COLLECTIONS[collection], _ROW_TYPES[collection]
    known = {name: field for name, field in value.items() if name in types} if isinstance(value, dict) else {}
    missing = [name for name in row_class.required() if name not in known]
    if missing:
        raise ValueError(f"Not a patch of a transcript: a row of {collection} needs {', '.join(missing)}.")
    for name, field in known.items():
        check_type(field, types[name], f"{collection}/{name}")
        check_members(field, _MEMBER_TYPES.get(name), f"{collection}/{name}")
    if not known["id"]:
        raise ValueError(f"Not a patch of a transcript: the id of a row of {collection} is empty.")
    transcript._collections[collection][known["id"]] = row_class(**known)


def _write(target: object, patch: Patch, types: tuple[type, ...]) -> None:
    field, value = patch.at[-1], patch.value
    check_type(value, (str,) if patch.op == "append" else types, "/".join(patch.at))
    check_members(value, _MEMBER_TYPES.get(field), "/".join(patch.at))
    if patch.op == "append":
        before = getattr(target, field)
        if not isinstance(before, str):
            raise ValueError(f"Not a patch of a transcript: {'/'.join(patch.at)} is no text to append to.")
        value = join_halves(before + value) if ends_in_half(before) else before + value
    setattr(target, field, value)
