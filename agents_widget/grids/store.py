"""Where a grid keeps what its rows came to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Protocol

from .rows import RowResult


class Store(Protocol):
    """Keeps results and run files, by the keys of the rows. Used on the grid's loop, but for reading."""

    notes: list[str]
    """Sentences about what was found in it."""

    def results(self) -> Iterable[RowResult]:
        """Give the results that are kept of the grid's rows."""

    def open(self) -> None:
        """Begin to write. Raises ``RuntimeError`` when another grid does."""

    def close(self) -> None:
        """Let others write."""

    def keep(self, result: RowResult, run_file: str) -> None:
        """Keep a row that has ended, with the text of its run file; sets ``result.run_file``."""

    def keep_scores(self, result: RowResult) -> None:
        """Keep the scores of a row that is kept already."""

    def keep_file(self, name: str, text: str) -> str:
        """Keep another run file, such as a judge's; gives its name in the store."""

    def read_file(self, name: str) -> str:
        """Give the text of a run file. Raises ``LookupError`` if there is none."""


class MemoryStore:
    """Keeps run files, compressed, as long as the grid lives."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._files: dict[str, bytes] = {}

    def results(self) -> Iterable[RowResult]:
        """Give nothing: it begins empty."""
        return ()

    def open(self) -> None:
        """Do nothing: nobody else has it."""

    def close(self) -> None:
        """Do nothing."""

    def keep(self, result: RowResult, run_file: str) -> None:
        """Keep a row's run file."""
        if run_file:
            result.run_file = self.keep_file(run_name(result), run_file)

    def keep_scores(self, result: RowResult) -> None:
        """Do nothing: the grid has the result itself."""

    def keep_file(self, name: str, text: str) -> str:
        """Keep a run file, and give its name."""
        self._files[name] = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        return name

    def read_file(self, name: str) -> str:
        """Give the text of a run file."""
        if name not in self._files:
            raise LookupError(f"There is no run file {name!r}.")
        return zlib.decompress(self._files[name]).decode("utf-8", "surrogatepass")


def run_name(result: RowResult) -> str:
    """Give the name of a row's run file: each try has its own."""
    return result.plan.key if result.attempt == 1 else f"{result.plan.key}.{result.attempt}"
