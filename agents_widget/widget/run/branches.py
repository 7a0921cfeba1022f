"""The ways in which a conversation went on from a message: each is kept when another takes its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ...sources.base import Adapter, Options
from .recorder import TakenBack

T = TypeVar("T")


@dataclass
class Branch(Generic[T]):
    """A way that is not shown now: what to put back when it is chosen. ``T`` is a checkpoint."""

    recorded: TakenBack
    checkpoints: dict[str, T]
    """Those of its messages, by the ids of their entries."""
    branches: dict[str, Branches[T]]
    """Where it has branches itself."""
    adapter: Adapter
    """That of its latest run."""
    error: BaseException | None
    """What ended that run, when an error did."""
    agent: Any
    history: list[Any]
    options: Options
    session_items: list[Any]


@dataclass
class Branches(Generic[T]):
    """All ways on from one message, in the order in which they began."""

    ways: list[Branch[T] | None] = field(default_factory=lambda: [None])
    """The one that is shown is None: the conversation itself has it."""

    @property
    def shown_of(self) -> dict[str, int]:
        """Which way is shown, from 1, and how many there are."""
        return {"at": self.ways.index(None) + 1, "of": len(self.ways)}

    def add(self, before: Branch[T]) -> None:
        """Begin another way, which is shown from now on; ``before`` is the one that was."""
        self.ways[self.ways.index(None)] = before
        self.ways.append(None)

    def show(self, to: int, before: Branch[T]) -> None:
        """Show way number ``to``, from 0; ``before`` is the one that was shown."""
        self.ways[self.ways.index(None)] = before
        self.ways[to] = None
