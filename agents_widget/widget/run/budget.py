"""Budgets: what the runs of a widget may spend, and what they have spent."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any

from ...transcript.schema import ModelRequest
from .recorder import Recorder

Price = Mapping[str, float]
"""US dollars for a million tokens: ``input``, ``output`` and, if it differs from input, ``cached``."""


class Budget:
    """Limits of a run, in US dollars and tokens; None is no limit.

    ``prices`` gives the price of each model by its name or the beginning of it, so that ``"gpt-5"`` is the
    price of ``gpt-5-2026-01-01`` too. Raises ``ValueError`` for limits that could not be kept, and
    ``TypeError`` for prices that are none.
    """

    def __init__(
        self,
        usd: float | None = None,
        tokens: int | None = None,
        prices: Mapping[str, Price] | None = None,
    ) -> None:
        given: dict[str, Any] = {"budget_usd": usd, "budget_tokens": tokens}
        for name, limit in given.items():
            if limit is not None and not (isinstance(limit, int | float) and limit > 0):
                raise ValueError(f"{name} is a number above 0, or None for no limit, not {limit!r}.")
        if usd is not None and not prices:
            raise ValueError('budget_usd needs prices={"model": {"input": 1.0, "output": 4.0}}, per million.')
        priced: Any = prices or {}  # what a user wrote may be anything
        if not isinstance(priced, Mapping):
            raise TypeError(
                'prices= is a dict of dollars per million, such as {"model": {"input": 1.0, "output": 4.0}}, '
                f"not {priced!r:.80}."
            )
        for model, price in priced.items():
            if not _is_price(price):
                raise ValueError(
                    f"The price of {model!r} needs 'input' and 'output', and may have 'cached': numbers, "
                    "dollars per million."
                )
        self.usd = usd
        self.tokens = tokens
        self.counts_all = True
        """Whether a model call that cannot be counted holds the run; until somebody lets it pass."""
        self._prices = dict(prices or {})

    @property
    def limits(self) -> dict[str, float]:
        """The limits that are set, as the transcript keeps them."""
        limits = {"usd": self.usd, "tokens": self.tokens}
        return {name: limit for name, limit in limits.items() if limit is not None}

    def add(self, usd: float = 0, tokens: int = 0) -> None:
        """Allow more; a limit that is not set stays so."""
        self.usd = None if self.usd is None else self.usd + usd
        self.tokens = None if self.tokens is None else self.tokens + tokens
        self.counts_all = False

    def cost(self, calls: Iterable[ModelRequest]) -> float | None:
        """Give the US dollars that model calls cost; None without any price."""
        return sum(self._cost(call) or 0.0 for call in calls) if self._prices else None

    def reached(self, usage: Mapping[str, int], calls: Iterable[ModelRequest]) -> str:
        """Say which limit is reached, or why none can be kept; nothing while the run may go on."""
        calls = list(calls)
        used = usage.get("input_tokens", 0) + usage.get("output_tokens", 0)
        if self.tokens is not None and used >= self.tokens:
            return f"The budget of {self.tokens:,} tokens is spent."
        if self.usd is not None and (self.cost(calls) or 0) >= self.usd:
            return f"The budget of ${self.usd:,.4g} is spent."
        return self.problem(usage, calls) if self.uncounted(usage, calls) else ""

    def problem(self, usage: Mapping[str, int], calls: Iterable[ModelRequest]) -> str:
        """Say why it is not known what model calls cost; nothing where it is."""
        if usage.get("uncounted_requests"):
            return (
                "The model's server does not tell how many tokens it reads and writes, "
                "so the budget cannot be kept."
            )
        unpriced = self._without_price(calls)
        if not unpriced:
            return ""
        return f"prices has no price for the model {unpriced[0].model!r}, so the budget cannot be kept."

    def uncounted(self, usage: Mapping[str, int], calls: Iterable[ModelRequest]) -> int:
        """Give how many model calls the limits cannot be kept for, and nobody has let pass."""
        if not self.limits or not self.counts_all:
            return 0
        return usage.get("uncounted_requests", 0) + len(self._unpriced(calls))

    def _unpriced(self, calls: Iterable[ModelRequest]) -> list[ModelRequest]:
        """Give the calls that have used tokens which have no price, if there is a limit in dollars."""
        return [] if self.usd is None else self._without_price(calls)

    def _without_price(self, calls: Iterable[ModelRequest]) -> list[ModelRequest]:
        return [call for call in calls if call.is_counted and self._price(call.model) is None]

    def _cost(self, call: ModelRequest) -> float | None:
        price = self._price(call.model)
        if price is None:
            return None
        fresh = call.input_tokens - call.cached_tokens
        cached = call.cached_tokens * price.get("cached", price["input"])
        return (fresh * price["input"] + cached + call.output_tokens * price["output"]) / 1_000_000

    def _price(self, model: str) -> Price | None:
        names = [name for name in self._prices if model.startswith(name)]
        return self._prices[max(names, key=len)] if names else None


def _is_price(price: Any) -> bool:
    if not isinstance(price, Mapping) or not {"input", "output"} <= set(price):
        return False
    return all(isinstance(price[name], Real) for name in ("input", "output", "cached") if name in price)


class RunBudget:
    """The budget of a widget's runs, kept by what the transcript says they used."""

    def __init__(self, budget: Budget, recorder: Recorder) -> None:
        self._budget = budget
        self._recorder = recorder

    def copy(self) -> Budget:
        """Give the limits as they are now, for another widget's runs."""
        return copy.copy(self._budget)

    def allow(self, usd: float, tokens: int, *, uncounted: bool = False) -> None:
        """Allow more, and calls that cannot be counted. Raises ``ValueError`` for nothing more, or less."""
        # Not a number is no more, either.
        if not (usd >= 0 and tokens >= 0 and (usd or tokens or uncounted)):
            raise ValueError("How much more may be spent? Write allow(usd=0.5) or allow(tokens=10_000).")
        self._budget.add(usd, tokens)
        self.show()

    def show_limits(self) -> None:
        """Show the limits, if there are any."""
        if limits := self._budget.limits:
            uncounted = self._budget.uncounted(self._usage, self._recorder.model_calls)
            self._show("budget", {**limits, "uncounted": uncounted} if uncounted else limits)

    def show(self) -> None:
        """Show the limits, and what was spent, if prices are known."""
        self._recorder.channel.update()
        self.show_limits()
        cost = self._budget.cost(self._recorder.model_calls)
        if cost is not None:
            self._show("cost", cost)

    def reached(self) -> str:
        """Say which limit is reached, or why none can be kept; nothing while the run may go on."""
        self._recorder.channel.update()
        return self._budget.reached(self._usage, self._recorder.model_calls)

    @property
    def _usage(self) -> Mapping[str, int]:
        return self._recorder.channel.transcript.usage

    def _show(self, name: str, value: Any) -> None:
        if getattr(self._recorder.channel.transcript, name) != value:
            self._recorder.set_field(name, value)
