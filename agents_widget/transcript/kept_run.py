"""What a recording keeps of its run beside the view's rows: what another run can be forked from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import Self

from ..redaction import data_without_keys
from .fields import text_field
from .jsonable import jsonable

VERSION = 1
_SAID = ("content", "text", "refusal")
"""What messages and reasoning say stands in these."""


@dataclass(frozen=True)
class Lineage:
    """What a run was forked from, and how it differs from there on."""

    parent: str
    """The id of the run that it was forked from; of a grid's row, its key."""
    entry: str | None
    """The entry of that run after which it differs; None: the end."""
    change: Mapping[str, Any] = field(default_factory=dict)
    """What was changed there: output, text, arguments, model, agent, instructions."""
    of: Lineage | None = None
    """What the parent was forked from itself."""

    def __iter__(self) -> Iterator[Lineage]:
        """Give this fork, then the one that it was forked from, up to the first."""
        step: Lineage | None = self
        while step is not None:
            yield step
            step = step.of

    # Those of a dataclass would call themselves for each fork of a fork, deeper than Python goes.

    def __repr__(self) -> str:
        before = sum(1 for _ in self) - 1
        of = f"<{before} before>" if before else None
        return f"Lineage(parent={self.parent!r}, entry={self.entry!r}, change={self.change!r}, of={of})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lineage):
            return NotImplemented
        mine, others = ([(each.parent, each.entry, each.change) for each in fork] for fork in (self, other))
        return mine == others

    def to_list(self) -> list[dict[str, Any]]:
        """Give all forks as plain JSON data, the latest first."""
        return [
            {"parent": each.parent, "entry": each.entry, "change": jsonable(dict(each.change))}
            for each in self
        ]

    @classmethod
    def from_list(cls, data: Any) -> Self | None:
        """Read forks from plain JSON data; None where there are none, or it is no such data."""
        lineage: Self | None = None
        for each in reversed(data if isinstance(data, list) else []):
            match each:
                case {"parent": str(parent), "entry": str() | None as entry, "change": dict(change)}:
                    lineage = cls(parent, entry, change, lineage)
                case _:
                    return None
        return lineage


@dataclass(frozen=True)
class KeptRun:
    """A run as another can be forked from it: the conversation's input items, whole."""

    id: str
    items: list[Any] = field(default_factory=list)
    """Input items of the Responses API, as ``result.to_input_list()`` gives them."""
    refusal: str = ""
    """Why it cannot be forked, in a sentence; then there are no items."""
    is_filtered: bool = False
    """Whether a handoff changed what the models after it were sent."""
    lineage: Lineage | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain JSON data, defaults left out."""
        given = {
            "items": self.items,
            "refusal": self.refusal,
            "is_filtered": self.is_filtered,
            "lineage": self.lineage.to_list() if self.lineage else [],
        }
        return {"version": VERSION, "id": self.id} | {name: each for name, each in given.items() if each}

    @classmethod
    def from_dict(cls, data: Any) -> Self | None:
        """Read it from plain JSON data; None where it is missing or something else."""
        match data:
            case {"version": int(version), "id": str(run_id)} if version > VERSION:
                return cls(run_id, refusal="It was saved by a later agents_widget: update to fork it.")
            case {"version": int(), "id": str(run_id)}:
                items = data.get("items", [])
                if isinstance(items, list) and all(isinstance(item, dict) for item in items):
                    refusal, lineage = data.get("refusal"), Lineage.from_list(data.get("lineage"))
                    text = refusal if isinstance(refusal, str) else ""
                    return cls(run_id, items, text, data.get("is_filtered") is True, lineage)
        return None


def without_keys(run: dict[str, Any]) -> dict[str, Any]:
    """Give a run's JSON data without the keys that tools were given and gave.

    What was said stays: it stands in the rows of the tape, too, which its entries are found by.
    """
    items = [data_without_keys(each, _SAID if _is_said(each) else ()) for each in run.get("items", ())]
    others: dict[str, Any] = data_without_keys({name: each for name, each in run.items() if name != "items"})
    return others | ({"items": items} if items else {})


def _is_said(item: Any) -> bool:
    return text_field(item, "role") in ("user", "assistant") or text_field(item, "type") == "reasoning"
