"""The demo's model, held before the end of its answers until the test lets it go on."""

from __future__ import annotations

from pathlib import Path

from notebook_page import NotebookPage

HOLD = """
import asyncio, os
from agents_widget import DemoModel

def hold(stream_call):
    async def held(self, call):
        async for event in stream_call(self, call):
            while event.type == "response.completed" and not os.path.exists({name!r}):
                await asyncio.sleep(0.01)
            yield event
    return held

DemoModel.stream_call = hold(DemoModel.stream_call)
"""


async def hold_demo_model(notebook: NotebookPage) -> Path:
    """Hold every answer of a notebook's demo model at its end; give the file whose making lets them go on."""
    name = f"{notebook.name}.go"
    await notebook.execute(HOLD.format(name=name))
    return notebook.server.root / name
