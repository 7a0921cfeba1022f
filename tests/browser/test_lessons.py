"""The notebooks of this repository, run top to bottom in the browser as a reader would."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import OpenNotebook
from held_model import hold_demo_model
from playwright.async_api import expect

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def code_cells(name: str) -> list[int]:
    """Where the code cells of a notebook are."""
    cells = json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"]
    return [index for index, cell in enumerate(cells) if cell["cell_type"] == "code"]


async def test_quickstart(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(file=NOTEBOOKS / "01-quickstart.ipynb")
    answer, tool, handoff, stop, _, _, loop, *_ = code_cells("01-quickstart.ipynb")
    end = await hold_demo_model(notebook)

    await notebook.run(answer)
    await expect(notebook.view(answer)).to_have_attribute("data-status", "running")
    await expect(notebook.view(answer)).to_contain_text("Demo")
    end.touch()
    await expect(notebook.view(answer)).to_have_attribute("data-status", "done")
    await expect(notebook.view(answer).locator("[data-kind=message] li")).to_have_count(2)

    await notebook.run(tool)
    row = notebook.view(tool).locator("[data-tool=find_orders]")
    await expect(row).to_have_attribute("data-state", "done")
    await expect(row).to_contain_text("c_81")
    await expect(notebook.view(tool)).to_have_attribute("data-status", "done")

    await notebook.run(handoff)
    await expect(notebook.view(handoff)).to_have_attribute("data-status", "done")
    await expect(notebook.view(handoff).locator("[data-lane]")).to_have_count(2)
    await expect(notebook.view(handoff)).to_have_attribute("data-agent", "Refunds")

    await notebook.run(stop)
    view = notebook.view(stop)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Night 1.")
    await view.locator("[data-action=stop]").click()
    await expect(view).to_have_attribute("data-status", "cancelled")

    await notebook.run(loop)
    await expect(notebook.view(loop)).to_have_attribute("data-status", "done")
    await expect(notebook.output(loop)).to_contain_text("message_output_created")
    await expect(notebook.output(loop)).to_contain_text("charged *twice*")
