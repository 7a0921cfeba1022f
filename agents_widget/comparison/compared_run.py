"""A run that is compared: whatever it was given as, its recording, its name and its view."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..sources.checks import describe_type
from ..sources.recording import RecordingAdapter
from ..transcript.schema import Transcript
from ..transcript.tape import Tape

if TYPE_CHECKING:
    from ..widget.widget import AgentWidget

Run: TypeAlias = Any
"""A widget, a row of a grid, a result, a tape, or the path of a recording."""


class ComparedRun:
    """One of the runs of a comparison. What it gives is of the moment when it is asked."""

    def __init__(self, run: Run, letter: str) -> None:
        self.letter = letter
        """What it is called for short: A, B, C or D."""
        self._run = _with_tape(run)
        self._name = _name_of(run)
        self.tape  # noqa: B018 - a row that has not begun has none, and says so now

    @property
    def tape(self) -> Tape:
        """The run so far as a recording. Raises ``LookupError`` for a row that has not begun."""
        tape: Tape = self._run if isinstance(self._run, Tape) else self._run.tape
        return tape

    @property
    def name(self) -> str:
        """Its file's name, or the place of its row, or its first agent's name."""
        return self._name or next((lane.name for lane in self.transcript.lanes), "")

    @property
    def transcript(self) -> Transcript:
        """Everything seen of the run so far."""
        return self.tape.transcript()

    def watch(self) -> AgentWidget:
        """Open the whole run: live while it is at work, and then as it was."""
        from ..widget.watch import watch
        from ..widget.widget import AgentWidget

        if isinstance(self._run, (Tape, AgentWidget)):
            return watch(self._run)
        widget: AgentWidget = self._run.watch()
        return widget

    def __repr__(self) -> str:
        return f"<ComparedRun {self.letter}: {self.name!r}, {self.transcript.status}>"


def check_is_one(run: Run) -> None:
    """Raise ``TypeError`` for a grid or a comparison, which has many runs."""
    is_run = RecordingAdapter.matches(run) or hasattr(type(run), "tape")
    if hasattr(run, "rows") and not is_run:
        others = (
            "compare one of them, such as compare(c.runs[0], d)"
            if hasattr(run, "runs")
            else 'compare two of its rows, such as compare(g["small", 0], g["big", 0])'
        )
        raise TypeError(f"compare() got {describe_type(run)}, which has many runs: {others}.")


def _with_tape(run: Run) -> Any:
    """Give a run that has a tape: as it is, or its view, which reads what it was given as."""
    if RecordingAdapter.matches(run):
        return RecordingAdapter(run).tape
    if hasattr(type(run), "tape"):
        return run
    check_is_one(run)
    from ..widget.watch import watch

    try:
        return getattr(run, "widget", None) or watch(run)
    except TypeError as error:
        raise TypeError(
            f"compare() got {describe_type(run)}. Expected runs: widgets, rows of a grid, results, tapes, or "
            f"the paths of recordings (.jsonl). {error}"
        ) from error


def _name_of(run: Run) -> str:
    if isinstance(run, (str, Path)):
        return Path(run).stem
    if plan := getattr(run, "plan", None):  # a row of a grid
        return f"{plan.agent}, input {plan.case}" + (f", epoch {plan.epoch}" if plan.epoch else "")
    return ""
