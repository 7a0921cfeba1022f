"""Agents and grids for tests of many runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from agents_widget import Agent, grid
from agents_widget.grids.widget import Grid
from agents_widget.testing import ScriptedModel


class Asked:
    """An async function as an agent: it answers in capitals, and notes what it was asked."""

    def __init__(self, held: Iterable[str] = ()) -> None:
        self.inputs: list[str] = []
        self.held = set(held)
        self.cancelled: list[str] = []

    async def answer(self, question: str) -> str:
        """Answer, or wait until it is cancelled."""
        self.inputs.append(question)
        if question in self.held:
            try:
                await asyncio.Event().wait()
            finally:
                self.cancelled.append(question)
        return question.upper()


def agent_that_says(*texts: Any, name: str = "a") -> Agent[Any]:
    """Give an agent that answers so, one run after the other."""
    return Agent(name=name, model=ScriptedModel(list(texts)))


async def run_grid(*arguments: Any, **options: Any) -> Grid:
    """Run a grid to its end."""
    return await grid(*arguments, **options)


def outputs(made: Grid) -> list[Any]:
    """Give the outputs of a grid's rows, in order."""
    return [row.output for row in made.rows]


def states(made: Grid) -> list[str]:
    """Give the states of a grid's rows, in order."""
    return [row.state for row in made.rows]
