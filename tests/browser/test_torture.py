"""A long conversation with everything in it streams through without a jump, and with no work done twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import get_args

import hang
from conftest import OpenNotebook
from jupyterlab_server import JupyterLabServer
from notebook_page import ERRORS
from playwright.async_api import expect

from agents_widget.transcript.schema import EntryKind, EntryState, RunStatus

HERE = Path(__file__).parent
OBSERVER = (HERE / "torture_observer.js").read_text(encoding="utf-8")
TOUCHES_PER_NODE = 8
"""How often a node of the page may be touched on average; one drawing per message would be hundreds."""

MOST_SHIFT = 0.5
"""Of the layout, in all. How many moves a frame has depends on the machine; 0.1 is bench-notebook's limit."""


async def test_everything_at_once(open_notebook: OpenNotebook, jupyterlab: JupyterLabServer) -> None:
    shutil.copy(HERE / "torture_run.py", jupyterlab.root)
    # What the view pushes down as it grows is the notebook's affair: nothing stands below it.
    notebook = await open_notebook(
        "from torture_run import conversation, torture\nchat = conversation()",
        "await torture(chat)",
        "chat",
    )
    await notebook.run(0, 2)
    view = notebook.view(2)
    await expect(view.locator("textarea")).to_be_visible()
    await notebook.page.evaluate(OBSERVER)
    await notebook.start(1)
    await expect(view).to_have_attribute("data-status", "waiting", timeout=3 * hang.MILLISECONDS)
    shown = jupyterlab.root / "shown"
    shown.touch()
    asking = view.locator("[data-kind=tool_call][data-state=awaiting_approval]")
    for _ in range(3):  # approved, denied, stopped
        await expect(asking).to_have_count(1, timeout=3 * hang.MILLISECONDS)
        shown.touch()
        await expect(asking).to_have_count(0)
    await notebook.ended(1, timeout=3 * hang.SECONDS)
    await expect(notebook.output(1).locator(ERRORS)).to_have_count(0)
    await expect(view).to_have_attribute("data-status", "failed")
    await expect(view.locator("[data-kind=error]")).to_contain_text("The model is tired.")
    seen = await notebook.page.evaluate("endTorture()")
    assert set(seen["states"]) == set(get_args(EntryState))
    assert set(seen["statuses"]) == set(get_args(RunStatus))
    assert set(seen["kinds"]) == set(get_args(EntryKind)) - {"notice"}
    moves = sorted(seen["moves"], key=lambda move: -move["value"])
    assert sum(move["value"] for move in moves) <= MOST_SHIFT, json.dumps(moves[:8], indent=1)
    assert seen["touched"] <= TOUCHES_PER_NODE * seen["nodes"], seen

    await expect(view.locator("[data-kind=tool_call][data-tool]")).to_have_count(41)
    await expect(view.locator("[data-lane]")).to_have_count(4)
    answer = view.locator("[data-kind=message][data-state=retracted]")
    await expect(answer).to_contain_text("One more fox.")
    source = await answer.locator(".agw-text").evaluate("element => element.textContent")
    links = await answer.locator(".agw-link", has_text="the guide").count()
    assert source.count("The quick brown fox") == links > 100
