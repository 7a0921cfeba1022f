"""The two programs of the streaming page, pasted into a cell as they stand."""

from __future__ import annotations

from pathlib import Path

from answers import call, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import expect

PROGRAMS = Path(__file__).parents[1] / "programs"


async def test_the_program_that_prints_tokens(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    loopback.answer(text("One, two, three, four, five."))
    notebook = await open_notebook("%load_ext agents_widget", (PROGRAMS / "tokens.py").read_text())
    await notebook.run(0, 1)
    await expect(notebook.output(1)).to_have_text("One, two, three, four, five.")


async def test_the_program_that_prints_items(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    loopback.answer(call("how_many_jokes"), text("A joke."))
    notebook = await open_notebook("%load_ext agents_widget", (PROGRAMS / "items.py").read_text())
    await notebook.run(0, 1)
    await expect(notebook.output(1)).to_contain_text("=== Run complete ===")
    lines = (await notebook.output(1).inner_text()).splitlines()
    assert lines[:3] == ["=== Run starting ===", "Agent updated: Joker", "-- Tool was called"]
    assert lines[3].startswith("-- Tool output: ")
    assert [line.strip() for line in lines[4:] if line.strip()] == [
        "-- Message output:",
        "A joke.",
        "=== Run complete ===",
    ]
