"""Arbitrary patches, and what Python makes of them. Run as a program, it writes the file anew.

``js/test/transcript/patch-vectors.test.ts`` holds the view's ``apply`` to the same answers.
"""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path
from typing import Any

from agents_widget.transcript.field_types import JSON_NAMES, field_types
from agents_widget.transcript.schema import Entry, Lane, ModelRequest, Patch, Transcript, apply

FILE = Path(__file__).parents[1] / "vectors" / "twins" / "patches.json"
SEED, CASES, PATCHES = 20261128, 250, 12
_RECORDS = {"facts": Transcript, "entries": Entry, "lanes": Lane, "calls": ModelRequest}
_IDS = ["e1", "e1", "e1", "e2", "", "constructor", "__proto__", "é"]
_ODD_NAMES = [
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "_collections",
    "id",
    "",
    "colour",
    "entries",
]
_VALUES: list[Any] = [
    *("", "text", "done", "message", "tool_call", "0", "a\u0000b"),
    *(0, 1, -1, 0.5, 1e300, 9007199254740991),
    *(True, False, None),
    *([], ["stop"], [None, 1]),
    *({}, {"a": 1}, {"id": "e1"}, {"text/plain": "x"}),
]


class _Generator:
    """Makes patches: most fit, some nearly, some not at all."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def patch(self) -> Any:
        if self.happens(0.04):
            return self.pick([None, [], {}, {"op": "set"}, {"op": "put", "at": ["entries"]}, "set"])
        patch = self.put() if self.happens(0.4) else self.write()
        if self.happens(0.04):
            patch["at"] = self.pick([7, None, "status", [7], ["entries", 0, "text"], [None], {}])
        if self.happens(0.04):
            patch["op"] = self.pick(["grow", "", "put", "append", "set", None])
        return patch

    def put(self) -> dict[str, Any]:
        collection = self.pick(["entries", "entries", "lanes", "calls"])
        row = {"id": self.pick(_IDS), "kind": "message", "name": "A"}
        for name, types in field_types(_RECORDS[collection]).items():
            if self.happens(0.1) and name != "id":
                row[name] = self.value(types)
        for name in ("kind", "name", "id"):
            if self.happens(0.05):
                del row[name]
        if self.happens(0.1):
            row[self.pick(_ODD_NAMES)] = self.pick(_VALUES)
        path = (
            [collection] if self.happens(0.95) else self.pick([["status"], ["constructor"], [], ["", "e1"]])
        )
        return {"op": "put", "at": path, "value": row if self.happens(0.95) else self.pick(_VALUES)}

    def write(self) -> dict[str, Any]:
        collection = self.pick(list(_RECORDS))
        types = field_types(_RECORDS[collection])
        field = self.pick(list(types) if self.happens(0.9) else _ODD_NAMES)
        path = [field] if collection == "facts" else [collection, self.pick(_IDS), field]
        if self.happens(0.04):
            path = self.pick([[*path, "0"], path[:-1], path[:1]])
        op = self.pick(["set", "append"])
        return {
            "op": op,
            "at": path,
            "value": self.value(types.get(field, (str,)) if op == "set" else (str,)),
        }

    def value(self, types: tuple[type, ...]) -> Any:
        fitting = [value for value in _VALUES if type(value) in types]
        return self.pick(fitting if self.happens(0.9) else _VALUES)

    def pick(self, choices: list[Any]) -> Any:
        return self.random.choice(choices)

    def happens(self, probability: float) -> bool:
        return self.random.random() < probability


def outcome(patches: list[Any]) -> dict[str, Any]:
    """Apply patches, leaving out those that are refused; give their numbers and the transcript."""
    transcript = Transcript()
    refused = [number for number, patch in enumerate(patches) if not _is_applied(transcript, patch)]
    return {"patches": patches, "refused": refused, "transcript": transcript.to_dict()}


def _is_applied(transcript: Transcript, patch: Any) -> bool:
    try:
        apply(transcript, Patch.from_dict(patch))
    except ValueError:
        return False
    return True


def types_of_fields() -> dict[str, dict[str, list[str]]]:
    """Give the JSON types that each field may hold, sorted."""
    return {
        name: {field: sorted({JSON_NAMES[t] for t in types}) for field, types in field_types(record).items()}
        for name, record in _RECORDS.items()
    }


def required_fields() -> dict[str, list[str]]:
    """Give the fields that a row needs."""
    return {
        name: [field.name for field in dataclasses.fields(record) if field.name in record.required()]
        for name, record in _RECORDS.items()
        if name != "facts"
    }


def vectors(seed: int = SEED, cases: int = CASES) -> dict[str, Any]:
    """Make the vectors anew. One seed gives one answer, on every version of Python."""
    generator = _Generator(seed)
    made = [outcome([generator.patch() for _ in range(PATCHES)]) for _ in range(cases)]
    return {"types": types_of_fields(), "required": required_fields(), "cases": made}


def to_text(data: dict[str, Any]) -> str:
    """Write vectors as JSON with a line for each case."""
    cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in data["cases"])
    head = f'{{"types": {json.dumps(data["types"])},\n"required": {json.dumps(data["required"])},\n'
    return f'{head}"cases": [\n{cases}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(to_text(vectors()), encoding="utf-8")
