"""The scores of a grid's rows: who scores, what is scored already, and the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..transcript.schema import Transcript
from ..transcript.tape import Tape
from .fingerprint import case_key, scorer_key
from .rows import RowResult
from .scored_run import ScoredRun
from .scoring import Scorer, named, score_row
from .store import Store, run_name
from .tally import Tally


class GridScores:
    """Scores rows that have ended, by scorers that may become more."""

    def __init__(self, scorers: Any, store: Store, agents: Sequence[str]) -> None:
        self._scorers: dict[str, Scorer] = {}
        self._keys: dict[str, str] = {}
        """The fingerprint of each scorer, which is read from its source: once, not for every row."""
        self._store = store
        self.tally = Tally(agents)
        self.extend(scorers)

    @property
    def names(self) -> list[str]:
        """The names of the scorers."""
        return list(self._scorers)

    def extend(self, scorers: Any) -> list[str]:
        """Add scorers, or put others in the place of those with their names; gives the names."""
        added = named(scorers)
        self._scorers |= added
        self._keys |= {name: scorer_key(each) for name, each in added.items()}
        return list(added)

    def add(self, result: RowResult) -> None:
        """Count a row that has ended."""
        self.tally.add(result)

    def remove(self, result: RowResult | None) -> None:
        """Count a row no more: it is run again."""
        if result is not None:
            self.tally.remove(result)

    def has_work(self, result: RowResult) -> bool:
        """Whether a row is to be scored: it is done, and a scorer has not scored it."""
        return result.state == "done" and any(self._is_open(result, name) for name in self._scorers)

    async def score(self, result: RowResult) -> None:
        """Have a row scored by those that have not, and keep what they say."""
        scorers = {name: each for name, each in self._scorers.items() if self._is_open(result, name)}
        run = ScoredRun.of(
            result,
            lambda: self._transcript(result),
            lambda name, text: self._store.keep_file(f"{run_name(result)}.{name}", text),
        )
        result.scores |= await score_row(scorers, run)
        result.scored_by |= {name: self._key(name, result) for name in scorers}
        self._store.keep_scores(result)

    def _is_open(self, result: RowResult, name: str) -> bool:
        """Whether a scorer has not scored a row, or another one has, or something else was expected."""
        if name not in result.scores or result.scores[name].error:
            return True
        return result.scored_by.get(name) != self._key(name, result)

    def _key(self, name: str, result: RowResult) -> str:
        """Give the fingerprint of what a score depends on beside the run."""
        plan = result.plan
        reads_columns = getattr(self._scorers[name], "reads_columns", True)
        return f"{self._keys[name]} {case_key(plan.expected, plan.columns if reads_columns else {})}"

    def _transcript(self, result: RowResult) -> Transcript:
        if not result.run_file:
            return Transcript()
        return Tape.from_jsonl(self._store.read_file(result.run_file)).transcript()
