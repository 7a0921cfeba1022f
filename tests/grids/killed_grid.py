"""A program that a test kills: a grid whose agent notes each input that it is asked, in a file."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from agents_widget import grid


async def main(folder: Path, rows: int) -> None:
    """Run the grid of a folder; with ``FIRST`` set every 100th row never ends of itself."""
    asked = folder / "asked.txt"

    async def answer(question: str) -> str:
        with asked.open("a") as file:
            file.write(f"{question}\n")
        if os.environ.get("FIRST") and question.endswith("49"):
            await asyncio.Event().wait()
        return question

    async for row in grid({"x": answer}, [str(n) for n in range(rows)], store=folder / "store"):
        if os.environ.get("FIRST"):
            print(row.number, flush=True)
    print("done", flush=True)


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
