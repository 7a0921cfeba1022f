"""Holds a run before its next step: because somebody said so, or because its budget is spent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .budget import Budget

if TYPE_CHECKING:
    from .controller import RunController


class RunPause:
    """The pauses and the budget of a feed's run."""

    def __init__(self, feed: RunController) -> None:
        self._feed = feed
        self._budget = Budget()
        self._paused = False
        """Somebody wants the run to hold."""
        self._on = False
        """The run was told to hold."""
        self._held = False
        """The run holds."""

    # From any thread

    def limit(self, budget: Budget) -> None:
        """Set what the runs may spend."""
        self._budget = budget
        self.tell_limits()

    def pause(self) -> None:
        """Hold before the next model call or tool; nothing when no run is at work."""
        if self._feed.can("pause", "paused"):
            self._feed.call(self._pause)

    def resume(self) -> None:
        """Go on after a pause; nothing when there is none. Raises ``RuntimeError`` where more is needed."""
        if not self._feed.can("pause", "paused"):
            return
        if waiting := ", ".join(self._feed.approvals.pending):
            raise RuntimeError(f"The run waits for your decision, approve or deny: {waiting}.")
        if reached := self._reached():
            raise RuntimeError(f"{reached} Allow more, or stop the run.")
        self._feed.call(self._resume)

    def allow(self, usd: float, tokens: int) -> None:
        """Let the run spend more, and go on if that was what held it."""
        if not usd and not tokens:
            raise ValueError("How much more may be spent? Write allow(usd=0.5) or allow(tokens=10_000).")
        self._budget.add(usd, tokens)
        self.tell_limits()
        self._feed.call(self._relax)

    # On the feed's loop

    def release(self) -> None:
        """Forget the pauses of the run before."""
        self._paused = self._on = self._held = False

    def apply(self) -> None:
        """Hold the present run, if it is to be held."""
        self._on = self._paused or bool(self._reached())
        self._held = False
        if self._on:
            self._feed.source.result.pause(self._hold)

    def account(self) -> None:
        """Add up what was spent, and hold the run when that is enough."""
        self._feed.channel.flush()
        if (cost := self._budget.cost(self._feed.channel.transcript.calls)) is not None:
            self._feed.story.fact("cost", cost)
        if self._held:
            self._tell()
        elif self._reached():
            self.apply()

    def tell_limits(self) -> None:
        """Say what the runs may spend, where that is limited."""
        if self._budget.limits:
            self._feed.story.fact("budget", self._budget.limits)

    def among(self, abilities: Iterable[str]) -> list[str]:
        """Give what can be asked of a run that has these abilities, as it is held or not."""
        if not self._held:
            return list(abilities)
        others = [ability for ability in abilities if ability != "pause"]
        return others if self._reached() else [*others, "resume"]

    def _pause(self) -> None:
        if self._feed.running and not self._paused:
            self._paused = True
            if not self._held:
                self.apply()
                self._feed.status("Pausing before the next step.")
                self._feed.approvals.note("The run pauses after that.")

    def _resume(self) -> None:
        if self._feed.running and self._on:
            self.release()
            self._feed.source.result.resume()
            self._feed.status("")
            self._feed.offer()

    def _relax(self) -> None:
        if self._paused and self._held:
            self._tell()
        elif not self._paused and not self._reached():
            self._resume()

    def _hold(self, call_id: str) -> None:
        self._held = True
        if call_id:
            self._feed.story.tell("hold", call_id)
        self._tell()

    def _tell(self) -> None:
        self._feed.status(self._reached() or "Paused before the next step.", "waiting")
        self._feed.offer()
        self._feed.channel.flush()
        self._feed.on_rest()

    def _reached(self) -> str:
        self._feed.channel.flush()
        return self._budget.reached(self._feed.channel.transcript)
