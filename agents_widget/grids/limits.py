"""What ends a grid early, or holds it: its budget, and how many of its rows may fail."""

from __future__ import annotations

from typing import Any


class GridStoppedError(Exception):
    """So many rows failed that the grid was stopped, as ``on_error`` says."""


class GridBudget:
    """US dollars that a grid may spend; None is no limit."""

    def __init__(self, usd: float | None = None) -> None:
        self.usd = usd
        self.spent = ""
        """That it is spent, or cannot be kept, in a sentence; empty while it is neither."""
        self._lets_uncounted_pass = False

    def allow(self, usd: float) -> None:
        """Let it spend more. Raises ``ValueError`` for nothing more, or less."""
        given: Any = usd  # what a user wrote may be anything
        if isinstance(given, bool) or not isinstance(given, (int, float)) or not given > 0:
            raise ValueError("How much more may be spent? Write allow(usd=0.5).")
        self.usd = None if self.usd is None else self.usd + usd
        self._lets_uncounted_pass = True

    def look(self, spent: float, uncounted: str = "") -> None:
        """Note how much was spent so far, and why more may have been that nobody can count."""
        if self.usd is None:
            return
        if spent >= self.usd:
            self.spent = f"The budget of ${self.usd:,.4g} is spent."
        else:
            self.spent = "" if self._lets_uncounted_pass else uncounted


class FailureLimit:
    """How many rows may fail: ``"keep"``: all; ``"stop"``: none; a number: that part of the rows."""

    def __init__(self, on_error: Any = "keep") -> None:
        is_part = isinstance(on_error, (int, float)) and not isinstance(on_error, bool) and 0 < on_error < 1
        if on_error not in ("keep", "stop") and not is_part:
            raise ValueError(
                'on_error= is "keep" (a failed row is a result), "stop" (the first ends the grid) or a part '
                f"of the rows, such as 0.1: not {on_error!r}."
            )
        self._on_error = on_error

    def reached(self, failed: int, total: int) -> str:
        """Say why the grid ends, if it does."""
        if self._on_error == "keep" or not failed:
            return ""
        if self._on_error == "stop":
            return 'The grid was stopped: a row failed, and on_error="stop".'
        if failed <= self._on_error * total:
            return ""
        return (
            f"The grid was stopped: {failed} of {total} rows failed, more than on_error={self._on_error:g} "
            "allows."
        )
