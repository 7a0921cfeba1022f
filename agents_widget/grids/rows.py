"""The rows of a grid: what is to be run, how a run stands, and what is kept of it. Plain data, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

RowState: TypeAlias = Literal["queued", "running", "waiting", "done", "failed", "cancelled"]
"""``waiting``: for somebody's decision, or for budget. ``queued``: it has not begun."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A run that is to be done: one input, asked of one agent, once more for each epoch."""

    number: int
    """Its place in the grid, from 0."""
    key: str
    """The fingerprint of agent, input and epoch: rows with equal keys are the same run."""
    agent: str
    """The name that the grid gives to the agent."""
    case: int
    """The place of the input among the inputs, from 0."""
    epoch: int
    """From 0."""
    input: Any
    """What the agent is asked."""
    expected: Any = None
    """What a right answer is, as the scorers read it."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """What else the input's row of the table has."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorer says of a run."""

    value: float | None
    """From 0 to 1 for what is judged right or wrong; None: not scored."""
    reason: str = ""
    """Why, in a sentence."""
    label: str = ""
    """What a scorer that sorts into kinds calls it; labels are counted, and have no value."""
    error: str = ""
    """What the scorer failed of; then there is no value."""
    run_file: str = ""
    """The file of the judge's own run, within the store."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try of a row that another followed: what it ended by, and what it spent."""

    error: str
    error_type: str
    seconds: float
    usage: Mapping[str, int] = field(default_factory=dict)
    """Tokens, as in a transcript: requests, input_tokens, output_tokens ..."""
    cost: float | None = None
    """US dollars; None where no price is known."""


@dataclass(slots=True)
class RowStatus:
    """How a row stands, small enough to be sent a few times a second."""

    state: RowState = "queued"
    attempt: int = 1
    """The number of the try that runs or ran."""
    is_held: bool = False
    """Whether it waits for the grid's budget, and not for a decision about itself."""
    seconds: float = 0.0
    """How long it has run, without what it waited for a permit."""
    waited: float = 0.0
    """Seconds that it waited for permits of its rate limit."""
    turn: int = 0
    doing: str = ""
    """The tool that is at work, or the head of the latest text."""
    usage: dict[str, int] = field(default_factory=dict)
    cost: float | None = None
    uncounted: str = ""
    """Why that is not all of it, in a sentence; empty where it is."""
    pace: list[int] = field(default_factory=list)
    """Tokens, or characters where none are told, in each of at most 12 equal spans of its time."""
    error: str = ""

    @property
    def counts(self) -> bool:
        """Whether it counts among the rows that run at a time: one that waits for somebody does not."""
        return self.state != "waiting" or self.is_held


@dataclass(slots=True)
class RowResult:
    """What is kept of a row that has ended: a line of the store."""

    plan: RowPlan
    state: RowState
    output: Any = None
    """The run's final output as JSON data."""
    error: str = ""
    error_type: str = ""
    attempt: int = 1
    attempts: list[Attempt] = field(default_factory=list)
    """The tries before the last one."""
    began: float = 0.0
    """Seconds since the epoch."""
    seconds: float = 0.0
    waited: float = 0.0
    usage: dict[str, int] = field(default_factory=dict)
    cost: float | None = None
    uncounted: str = ""
    """Why that is not all of it, in a sentence; empty where it is."""
    turns: int = 0
    tools: dict[str, int] = field(default_factory=dict)
    """How often each tool was called."""
    pace: list[int] = field(default_factory=list)
    scores: dict[str, Score] = field(default_factory=dict)
    scored_by: dict[str, str] = field(default_factory=dict)
    """The fingerprints of the scorers: one that was changed scores anew."""
    run_file: str = ""
    """The file of its tape within the store; empty: it is kept in memory."""


GridStatus: TypeAlias = Literal["running", "waiting", "done", "stopped"]
"""``waiting``: nothing goes on until somebody decides, or allows more budget."""


@dataclass(slots=True)
class GridFacts:
    """How a grid stands as a whole, apart from its rows."""

    status: GridStatus = "running"
    detail: str = ""
    """A sentence on what holds it, or what was found in the store."""
    seconds: float = 0.0
    """How long it has been at work."""
    eta: float | None = None
    """Seconds that are left, as far as can be told."""
    cost: float | None = None
    """US dollars spent; None where no price is known."""
    budget: float | None = None
    """US dollars that may be spent; None: as much as it takes."""
    rate: float | None = None
    """Model calls in the last minute."""
    rate_limit: float | None = None
    """Model calls that a minute may have; None: no limit."""
    is_held: bool = False
    """Whether the rate limit holds model calls up."""
