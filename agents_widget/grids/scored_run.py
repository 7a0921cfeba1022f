"""A run as a scorer sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from typing_extensions import Self

from ..transcript.schema import Transcript
from .rows import RowResult

Keep: TypeAlias = Callable[[str, str], str]
"""Keeps the run file of a scorer's own run: takes the scorer's name and the file's text, gives its name."""


@dataclass(frozen=True)
class ScoredRun:
    """A run that has ended, for scorers: what was asked, what came of it, and what it took."""

    input: Any
    output: Any
    """The final output: a text, or JSON data."""
    expected: Any = None
    usage: Mapping[str, int] = field(default_factory=dict)
    """Tokens, as in a transcript: requests, input_tokens, output_tokens ..."""
    cost: float | None = None
    """US dollars; None where no price is known."""
    seconds: float = 0.0
    turns: int = 0
    tools: Mapping[str, int] = field(default_factory=dict)
    """How often each tool was called."""
    error: str = ""
    """What the run failed of; such a run counts as 0 and is not scored."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """What else the input's row of the table has."""
    read_transcript: Callable[[], Transcript] = field(default=Transcript, repr=False, compare=False)
    keep: Keep | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        result: RowResult,
        read_transcript: Callable[[], Transcript] = Transcript,
        keep: Keep | None = None,
    ) -> Self:
        """Give a row's run. ``read_transcript`` is called when a scorer first asks for the transcript."""
        return cls(
            input=result.plan.input,
            output=result.output,
            expected=result.plan.expected,
            usage=result.usage,
            cost=result.cost,
            seconds=result.seconds,
            turns=result.turns,
            tools=result.tools,
            error=result.error,
            columns=result.plan.columns,
            read_transcript=read_transcript,
            keep=keep,
        )

    @cached_property
    def transcript(self) -> Transcript:
        """What a reader sees of the run: its entries with the tools' arguments and outputs."""
        return self.read_transcript()
