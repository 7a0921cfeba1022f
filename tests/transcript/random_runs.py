"""Random runs, the same for the same ``random.Random``: well-formed ones, and ones that went wrong.

hypothesis gives a ``Random`` of its own (``st.randoms``), so that it can look for the smallest run that
fails; ``run_vectors.py`` gives a seeded one.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

from shapes import (
    Event,
    Step,
    agent,
    call,
    called,
    handed_over,
    message,
    message_created,
    nested_events,
    output,
    progress,
    raw,
    reasoning_item,
    response,
    steps,
)

_FILES = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
RECORDED: list[list[Step]] = [json.loads(file.read_text(encoding="utf-8"))["events"] for file in _FILES]
"""Runs of every source."""
_WORDS = [
    "tea ",
    "**bold** ",
    "`co",
    "de` ",
    "\n\n",
    "- item\n",
    "é",
    "🙂",
    "مرحبا ",
    "<b>",
    "$x$ ",
    "| a ",
    "\r\n",
]
_ODD: list[Any] = [
    None,
    True,
    -1,
    7,
    0.5,
    "",
    "text",
    "\ud83d",
    [],
    [None],
    {},
    {"id": "m"},
    {"type": "message"},
]
_ENDS: list[Step] = [
    {"do": "finish"},
    {"do": "cancel"},
    {"do": "fail", "error": "ModelBehaviorError", "message": "It broke."},
    {"do": "fail", "error": "OutputGuardrailTripwireTriggered", "message": "No.", "guardrail": "polite"},
]


class RunGenerator:
    """Makes the steps of runs."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._items = 0

    def run(self) -> list[Step]:
        """Make a well-formed run: some turns, and an end."""
        events: list[Event | Step] = [agent("Ada")]
        for _ in range(self.random.randint(1, 3)):
            events += self.turn("Ada", depth=0)
        return steps(*events, ask=self.text(), end=dict(self.random.choice(_ENDS)))

    def damaged_run(self) -> list[Step]:
        """Make a run of any source in which events are odd, missing, doubled, elsewhere, or another run's."""
        made = copy.deepcopy(self.random.choice(RECORDED)) if self.happens(0.5) else self.run()
        for _ in range(self.random.randint(1, 8)):
            self._damage(made)
        return [{**step, "t": 10 * number} for number, step in enumerate(made)]

    def turn(self, by: str, depth: int) -> list[Event]:
        """Make one model response and what the runner says of it."""
        items = [self._item(kind) for kind in self._kinds()]
        calls = [item for item in items if item["type"] == "function_call"]
        whole = response(*(items if self.happens(0.8) else []))
        begun = [raw("response.created", response=response(usage=None))] if self.happens(0.8) else []
        events = [*begun, *self._streamed(items), raw("response.completed", response=whole)]
        events += [message_created(item, by) for item in items if item["type"] == "message"]
        events += [called(item, by) for item in calls]
        self.random.shuffle(calls)
        for item in calls:
            events += self._tool(item, by, depth)
        return events

    def text(self) -> str:
        """Make a text of a few words, or none."""
        return "".join(self.random.choice(_WORDS) for _ in range(self.random.randint(0, 8)))

    def happens(self, probability: float) -> bool:
        """Whether something happens that does so in this share of the cases."""
        return self.random.random() < probability

    def _kinds(self) -> list[str]:
        kinds = ["reasoning"] * self.happens(0.4) + ["message"] * self.random.randint(0, 2)
        return kinds + ["function_call"] * self.random.randint(0, 2)

    def _item(self, kind: str) -> Event:
        self._items += 1
        number, text = self._items, self.text()
        if kind == "function_call":
            return call("lookup", json.dumps({"for": text}), f"call_{number}", f"fc_{number}")
        if kind == "reasoning":
            return reasoning_item(text, f"rs_{number}")
        return message(text, f"msg_{number}")

    def _streamed(self, items: list[Event]) -> list[Event]:
        """Give the events of items: one after the other, but calls may be written side by side."""
        events: list[Event] = []
        side_by_side: list[list[Event]] = []
        for index, item in enumerate(items):
            of_item = self._events_of(item, index)
            if item["type"] == "function_call":
                side_by_side.append(of_item)
            else:
                events += of_item
        while side_by_side:
            at = self.random.randrange(len(side_by_side))
            events.append(side_by_side[at].pop(0))
            side_by_side = [left for left in side_by_side if left]
        return events

    def _events_of(self, item: Event, index: int) -> list[Event]:
        kind, text, empty = {
            "message": ("output_text", message_text(item), {"content": []}),
            "reasoning": ("reasoning_summary_text", reasoning_text(item), {"summary": []}),
            "function_call": ("function_call_arguments", item.get("arguments", ""), {"arguments": ""}),
        }[item["type"]]
        at = {"output_index": index, "item_id": item["id"]}
        added = raw("response.output_item.added", output_index=index, item={**item, **empty})
        deltas = [raw(f"response.{kind}.delta", **at, delta=piece) for piece in self.pieces(text)]
        return [added, *deltas, raw("response.output_item.done", output_index=index, item=item)]

    def pieces(self, text: str) -> list[str]:
        """Cut a text anywhere, also inside a character that takes two code units."""
        units = text.encode("utf-16-le", "surrogatepass")
        made = []
        while units:
            size = 2 * self.random.randint(1, 6)
            made.append(units[:size].decode("utf-16-le", "surrogatepass"))
            units = units[size:]
        return made

    def _tool(self, item: Event, by: str, depth: int) -> list[Event]:
        """Give what the runner says of a call while it runs."""
        call_id = item["call_id"]
        if self.happens(0.1):
            return handed_over(item, by, "Bob")
        events = [
            progress(call_id, self.random.random(), self.text()) for _ in range(self.random.randint(0, 2))
        ]
        if depth < 1 and self.happens(0.2):
            events += nested_events(call_id, "Helper", *self.turn("Helper", depth + 1))
        return [*events, output(self.text(), call_id, by)]

    def _damage(self, made: list[Step]) -> None:
        at, other = (self.random.randrange(1, max(2, len(made) - 1)) for _ in range(2))
        if at >= len(made) or other >= len(made):
            return
        match self.random.randrange(6):
            case 0:
                made.insert(at, copy.deepcopy(made[other]))
            case 1:
                del made[at]
            case 2:
                made[at], made[other] = made[other], made[at]
            case 3:
                stranger = self.random.choice(RECORDED)
                made[at:at] = copy.deepcopy(stranger[: self.random.randint(1, 5)])
            case _ if "event" in made[at]:
                made[at]["event"] = self._damaged(made[at]["event"])

    def _damaged(self, value: Any) -> Any:
        """Give an event of which something, at any depth, is missing or odd."""
        if not isinstance(value, dict) or not value or self.happens(0.15):
            return self.random.choice(_ODD)
        name = self.random.choice(sorted(value))
        if self.happens(0.2):
            return {other: field for other, field in value.items() if other != name}
        return {**value, name: self._damaged(value[name])}


def message_text(item: Event) -> str:
    """Give the text of a message."""
    return item["content"][0]["text"] if item["type"] == "message" else ""


def reasoning_text(item: Event) -> str:
    """Give the text of reasoning."""
    return item["summary"][0]["text"] if item["type"] == "reasoning" else ""
