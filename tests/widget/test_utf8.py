"""What is sent to a page can be sent."""

from __future__ import annotations

import json

from agents_widget.widget.utf8 import sendable


def test_half_a_character_is_replaced_and_two_halves_are_joined() -> None:
    data = {"rows": [("lone \ud83d", 1, None)], "name\ude00": "\ud83d\ude00 whole é"}
    sent = sendable(data)
    assert sent == {"rows": [["lone \ufffd", 1, None]], "name\ufffd": "\U0001f600 whole é"}
    assert json.dumps(sent, ensure_ascii=False).encode()
