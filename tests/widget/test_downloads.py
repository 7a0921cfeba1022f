"""The files that a view downloads: in pieces, a PDF when it is printed."""

from __future__ import annotations

import base64
import queue
from typing import Any

import hang
import pytest

from agents_widget import Agent, DemoModel, watch
from agents_widget.transcript.tape import Tape
from agents_widget.widget import pdf
from agents_widget.widget.downloads import FILES, PIECE, Downloads


@pytest.fixture(scope="module")
def tape() -> Tape:
    """A run with an answer that takes several pieces."""
    model = DemoModel(["words and more of them " * 20_000], tokens_per_second=None)
    widget = watch(Agent(name="A", model=model), "Go on.")
    widget.result()
    return widget.tape


def downloaded(tape: Tape, file: str) -> list[dict[str, Any]]:
    sent: queue.Queue[dict[str, Any]] = queue.Queue()
    Downloads(sent.put).send(tape, file)
    pieces = [sent.get(timeout=hang.SECONDS)]
    while pieces[-1]["more"]:
        pieces.append(sent.get(timeout=hang.SECONDS))
    return pieces


@pytest.mark.parametrize("file", ["report", "html", "markdown", "jsonl"])
def test_a_file_comes_in_pieces(tape: Tape, file: str) -> None:
    pieces = downloaded(tape, file)
    assert {piece["name"] for piece in pieces} == {FILES[file]}
    assert max(len(piece["text"]) for piece in pieces) <= PIECE
    text = "".join(piece["text"] for piece in pieces)
    assert "words and more of them words" in text
    if file == "jsonl":
        assert Tape.from_jsonl(text).transcript() == tape.transcript()


@pytest.mark.skipif(pdf.find_browser() is None, reason="needs a browser that prints")
def test_a_pdf_comes_when_it_is_printed(tape: Tape) -> None:
    pieces = downloaded(tape, "pdf")
    printed = base64.b64decode("".join(piece["text"] for piece in pieces), validate=True)
    assert printed.startswith(b"%PDF")
    assert printed.rstrip().endswith(b"%%EOF")


def test_without_a_browser_it_says_what_to_install(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    downloads = Downloads(lambda message: None)
    downloads.check("report")
    for attempt in (lambda: downloads.check("pdf"), lambda: downloads.send(tape, "pdf")):
        with pytest.raises(RuntimeError, match="Install Chromium, Chrome or Edge"):
            attempt()


def test_a_browser_that_fails_is_told(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: "/bin/false")
    [piece] = downloaded(tape, "pdf")
    assert piece["problem"].startswith("/bin/false printed no PDF: ")
