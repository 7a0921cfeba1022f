"""The headline of an agent: what a scorer says of it over all rows, with an interval, beside a baseline."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEAST_CASES = 5
"""Inputs below which an interval would say more than is known."""


@dataclass(frozen=True)
class Headline:
    """What a scorer says of an agent. A failed row counts as 0, and is counted in ``failed``."""

    agent: str
    scorer: str
    value: float | None = None
    """The mean over the inputs of each input's mean; None while there is none, and for labels."""
    low: float | None = None
    """The interval's ends; None with less than 5 inputs, and where all values are alike."""
    high: float | None = None
    n: int = 0
    """Inputs that count."""
    rows: int = 0
    """Rows that count, the failed ones with them."""
    ended: int = 0
    """Rows that have ended: those that count, and those that have no number."""
    failed: int = 0
    unscored: int = 0
    """Rows whose score is None: the scorer had nothing to say."""
    scorer_errors: int = 0
    """Rows of which the scorer itself failed."""
    retried: int = 0
    """Rows that took more than one attempt: trying until it works shifts what is measured."""
    labels: Mapping[str, int] = field(default_factory=dict)
    """How often a scorer that sorts gave each label, the most frequent first."""
    is_share: bool = True
    """Whether all values are from 0 to 1, and are shown in percent."""
    baseline: str = ""
    """The agent that this one is compared with."""
    delta: float | None = None
    """The mean difference to the baseline, over the inputs that both have answered."""
    delta_low: float | None = None
    delta_high: float | None = None
    delta_n: int = 0
    """Inputs that both have answered."""
    seconds: float | None = None
    """Median of the rows that are done."""
    cost: float | None = None
    """Mean US dollars of the rows whose cost is known."""

    @property
    def text(self) -> str:
        """Say it in a line: ``82 % [76-87], 3 of 200 failed``."""
        parts = [self.score_text, *self._remarks()]
        return ", ".join(part for part in parts if part) or "not scored yet"

    @property
    def score_text(self) -> str:
        """Say the value and its interval alone."""
        if self.value is None:
            return ", ".join(f"{label} {count}" for label, count in self.labels.items())
        if self.low is None or self.high is None:
            return self._with_unit(self._number(self.value))
        ends = f"{self._number(self.low)}\u2013{self._number(self.high)}"
        return f"{self._with_unit(self._number(self.value))} [{ends}]"

    @property
    def delta_text(self) -> str:
        """Say the difference to the baseline: ``+9 [+4 +14]``, in points of a percentage for shares."""
        if self.delta is None:
            return ""
        text = self._signed(self.delta)
        if self.delta_low is not None and self.delta_high is not None:
            text += f" [{self._signed(self.delta_low)} {self._signed(self.delta_high)}]"
        return text

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON data, with its texts."""
        texts = {"text": self.text, "score_text": self.score_text, "delta_text": self.delta_text}
        return dataclasses.asdict(self) | texts

    def _remarks(self) -> list[str]:
        counts = {"failed": self.failed, "not scored": self.unscored}
        remarks = [f"{count} of {self.ended} {what}" for what, count in counts.items() if count]
        if self.scorer_errors:
            remarks.append(f"the scorer failed {self.scorer_errors} times")
        return remarks

    def _number(self, value: float) -> str:
        if not self.is_share:
            return f"{value:.4g}"
        whole = self.value is None or round(self.value * 100, 6) % 1 == 0
        decimals = 1 if self.rows >= 100 and not whole else 0
        step = 10.0**-decimals
        shown = round(value * 100, decimals)
        if 0 < value < 1:  # all, and none, are said of all and none alone
            shown = min(max(shown, step), 100 - step)
        return f"{shown:.{decimals}f}"

    def _signed(self, value: float) -> str:
        text = f"{value * 100:+.0f}" if self.is_share else f"{value:+.3g}"
        return "0" if text in ("+0", "-0") else text.replace("-", "\u2212")

    def _with_unit(self, number: str) -> str:
        return f"{number} %" if self.is_share else number
