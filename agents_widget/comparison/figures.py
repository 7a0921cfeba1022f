"""What a run used: tokens, dollars, seconds and calls, and how much more than another run."""

from __future__ import annotations

from typing import NamedTuple

from ..transcript.schema import Transcript


class Figures(NamedTuple):
    """What a run used, or how much more than the baseline. None is what is not known."""

    tokens: int | None
    """Of input and output."""
    cost: float | None
    """US dollars."""
    seconds: float | None
    model_calls: int
    tool_calls: int

    def minus(self, other: Figures) -> Figures:
        """Give the difference, None where one of the two is not known."""
        tokens = None if self.tokens is None or other.tokens is None else self.tokens - other.tokens
        seconds = _difference(self.seconds, other.seconds)
        return Figures(
            tokens,
            _difference(self.cost, other.cost),
            None if seconds is None else round(seconds, 3),  # they are counted in milliseconds
            self.model_calls - other.model_calls,
            self.tool_calls - other.tool_calls,
        )


def figures_of(transcript: Transcript, duration: int) -> Figures:
    """Read what a run used so far; ``duration`` is that of its tape, in milliseconds."""
    used = transcript.usage
    tokens = used.get("input_tokens", 0) + used.get("output_tokens", 0)
    # Of a run that had ended before it was watched all stands at 0: nobody knows how long it took.
    milliseconds = transcript.ended or duration
    return Figures(
        tokens or None,  # no request uses nothing: it was not told
        transcript.cost,
        milliseconds / 1000 if milliseconds else None,
        used.get("requests", len(transcript.calls)),
        sum(entry.kind == "tool_call" for entry in transcript.entries),
    )


def _difference(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other
