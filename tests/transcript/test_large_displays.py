"""What a row shows of a large result: it fits into a message, and what is left out is said."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Transcript, apply_all
from agents_widget.transcript.split import split
from agents_widget.transcript.tool_outputs import within_message
from agents_widget.utf8 import wire_size

MESSAGE = 2_000_000
CALL = {"type": "function_call", "call_id": "c1", "name": "plot", "arguments": "{}", "id": "f1"}
RESULT = {"type": "function_call_output", "call_id": "c1", "output": "<Figure>"}
FORMS: dict[str, dict[str, str]] = {
    "a picture": {"image/png": "A" * 1_990_000},
    "text in many bytes": {"text/html": "\u4f60" * 700_000},
    "text that is escaped": {"text/html": '"' * 1_200_000},
    "controls": {"text/markdown": "\0" * 400_000},
    "many forms": {"image/png": "A" * 1_600_000, "text/html": "B" * 1_000_000, "text/plain": "<Figure>"},
    "data for a module": {"application/vnd.agents-widget.view+json": '{"a": 1}' * 240_000},
}


def _shown(forms: dict[str, str]) -> tuple[Any, int]:
    """What a row shows, and the bytes of the largest message of it."""

    def item(kind: str, raw: Any, **fields: Any) -> Any:
        return {"type": "run_item_stream_event", "item": {"type": kind, "raw_item": raw, **fields}}

    projector = Projector(lambda value: forms)
    patches = [
        *projector.begin("go"),
        *projector.project(item("tool_call_item", CALL), 1),
        *projector.project(item("tool_call_output_item", RESULT, output=object()), 2),
    ]
    largest = max(wire_size([patch.to_dict() for patch in group]) for group in split(patches))
    return apply_all(Transcript(), patches).entries[-1].display, largest


@pytest.mark.parametrize("name", FORMS)
def test_no_message_is_too_large(name: str) -> None:
    shown, largest = _shown(FORMS[name])
    assert largest < MESSAGE
    if name == "many forms":
        assert shown.keys() == {"text/html", "text/plain"}
    else:
        assert shown.keys() == {"text/plain"}
        assert shown["text/plain"].startswith("The result is too large to be shown here: ")
        assert ".value has all of it" in shown["text/plain"]


def test_what_fits_stays_as_it_is() -> None:
    forms = {"image/png": "A" * 1_500_000, "text/html": "B" * 100_000}
    assert within_message(forms) == forms
    assert within_message(None) is None
    assert within_message({}) == {}


def test_pictures_that_a_tool_displays_fit_together() -> None:
    projector = Projector()
    patches = [
        *projector.begin("go"),
        *projector.project(
            {"type": "run_item_stream_event", "item": {"type": "tool_call_item", "raw_item": CALL}}, 1
        ),
    ]
    for n in range(4):
        picture = {"image/png": "A" * 700_000}
        event = {"type": "tool_progress_stream_event", "call_id": "c1", "display": picture}
        patches += projector.project(event, n + 2)
    assert max(wire_size([patch.to_dict() for patch in group]) for group in split(patches)) < MESSAGE
    assert apply_all(Transcript(), patches).entries[-1].display
