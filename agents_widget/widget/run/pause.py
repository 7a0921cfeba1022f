"""Holds a run before its next step, as somebody asked or its budget is spent; lets it take single steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, Protocol, TypeAlias

from ...sources.base import Adapter
from ...transcript import failure
from ...transcript.schema import RunStatus
from .recorder import Recorder

PauseState: TypeAlias = Literal["off", "requested", "holding", "stepping"]
"""``requested``: the run was told to hold before its next step. ``holding``: it has come there.
``stepping``: it takes one step, and then holds again."""


class PausableRun(Protocol):
    """What a pause needs of the controller of its run."""

    def show_status(self, status: RunStatus, detail: str = "") -> None:
        """Show what the run does, and why."""

    def show_abilities(self) -> None:
        """Show what can be asked of the run now."""

    def settled(self) -> None:
        """Note that the run waits for somebody."""


class RunPause:
    """The pause of a run. Everything here happens on the run's own loop.

    ``spent`` says which limit of the budget is reached, and nothing while none is.
    """

    def __init__(self, run: PausableRun, recorder: Recorder, spent: Callable[[], str]) -> None:
        self.state: PauseState = "off"
        self._run = run
        self._recorder = recorder
        self._spent = spent
        self._by_user = False
        """Whether somebody asked for it; a budget that is spent holds the run, too."""
        self._adapter: Adapter | None = None

    def use(self, adapter: Adapter) -> None:
        """Take the run that is asked to hold from now on; it may not be read yet."""
        if adapter is not self._adapter:
            self._adapter = adapter
            self.state = "off"

    def begin(self) -> None:
        """Hold the run that begins to be read, if the one before was to be held."""
        if self.state == "off":
            self._apply()

    def reset(self) -> None:
        """Forget the pauses of the run before."""
        self.state = "off"
        self._by_user = False

    def request(self) -> bool:
        """Hold the run before its next step. Gives whether that is news."""
        if self._by_user:
            return False
        self._by_user = True
        if self.state == "holding":
            return False
        # First: a run that stands still may hold at once.
        self._run.show_status("running", "Pausing before the next step.")
        self._apply()
        return True

    def step(self) -> None:
        """Let the run take one step and hold again; one that is not held yet ends what is under way."""
        if self._adapter is None:
            return
        self._by_user = True
        self.state = "stepping"
        call_id = self._adapter.step(self._on_hold)
        if self.state == "stepping":  # it may hold again at once
            self._recorder.step(call_id, "Taking one step.")
            self._run.show_abilities()

    def resume(self) -> None:
        """Let the run go on, if it is held or about to be."""
        if self.state != "off" and self._adapter is not None:
            self._adapter.resume()
            self.reset()
            self._run.show_status("running")
            self._run.show_abilities()

    def budget_raised(self) -> None:
        """Let the run go on if only its budget held it, and that is enough now."""
        if not self._by_user and not self._spent():
            self.resume()
        elif self._by_user and self.state == "holding":
            self._show()

    def usage_grew(self) -> None:
        """Hold the run if its budget is spent now."""
        if self.state == "holding":
            self._show()
        elif self._spent():
            self._apply()

    def allowed(self, abilities: Iterable[str]) -> list[str]:
        """Give the abilities that can be used now: a run that is held can be resumed, not paused."""
        if self.state not in ("holding", "stepping"):
            return list(abilities)
        if self._spent():
            return [ability for ability in abilities if ability not in ("pause", "step")]
        return [*(ability for ability in abilities if ability != "pause"), "resume"]

    def _apply(self) -> None:
        to_be_held = self._by_user or bool(self._spent())
        self.state = "requested" if to_be_held else "off"
        if to_be_held and self._adapter is not None:
            try:
                self._adapter.pause(self._on_hold)
            except BaseException as error:
                self.reset()
                self._run.show_status(
                    "running", f"The run could not be paused: {failure.message(error)}"[:200]
                )
                self._run.show_abilities()
                raise

    def _on_hold(self, call_id: str) -> None:
        self.state = "holding"
        if call_id:
            self._recorder.hold_call(call_id)
        self._show()

    def _show(self) -> None:
        self._run.show_status("waiting", self._spent() or "Paused before the next step.")
        self._run.show_abilities()
        self._recorder.channel.flush()
        self._run.settled()
