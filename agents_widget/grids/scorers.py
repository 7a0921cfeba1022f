"""Ready-made scorers: each is made by a function, and says of a run's output whether it is right.

One that is quick needs no thread: it takes microseconds, whatever the output is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .output_text import head, last_number, plain, shown, text_of
from .rows import Score
from .scored_run import ScoredRun

_PASSED = Score(1.0)


def exact(*, ignore_case: bool = False, strip: bool = True) -> Exact:
    """Make a scorer: whether the output equals what is expected, or one of a list of these.

    ``strip`` leaves out white space around a text. Data is compared as JSON, a text by its characters.
    """
    return Exact(ignore_case, strip)


def includes(*, ignore_case: bool = True) -> Includes:
    """Make a scorer: whether the output's text has the expected one in it, or one of a list of these."""
    return Includes(ignore_case)


def regex(pattern: str, *, flags: int = 0) -> Regex:
    """Make a scorer: whether a regular expression is found in the output's text.

    Raises ``ValueError`` for what is no regular expression.
    """
    try:
        re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(f"regex({pattern!r}): this is no regular expression: {error}.") from error
    return Regex(pattern, flags)


def numeric(tolerance: float = 0.0, *, relative: float = 0.0) -> Numeric:
    """Make a scorer: whether the last number in the output is the expected one.

    It may be off by ``tolerance``, or by ``relative`` times the expected number, whichever is more. Raises
    ``ValueError`` for a negative one.
    """
    if tolerance < 0 or relative < 0 or math.isnan(tolerance + relative):
        raise ValueError(
            f"numeric() takes tolerances of 0 or more, not tolerance={tolerance}, relative={relative}."
        )
    return Numeric(tolerance, relative)


def json_schema(schema: Any) -> JsonSchema:
    """Make a scorer: whether the output is JSON that keeps to a schema.

    ``schema`` is a JSON schema, which needs the package ``jsonschema``, or a type that pydantic knows. Raises
    ``ImportError`` without that package.
    """
    if isinstance(schema, Mapping):
        _schema_validator(schema)
    return JsonSchema(schema)


def called(tool: str, *, times: int | None = None) -> Called:
    """Make a scorer: whether the run called a tool, or called it this many times (0: not at all)."""
    return Called(tool, times)


def max_cost(usd: float) -> MaxCost:
    """Make a scorer: whether the run cost at most so many US dollars; not scored where no price is known."""
    return MaxCost(usd)


def max_turns(turns: int) -> MaxTurns:
    """Make a scorer: whether the run took at most so many turns."""
    return MaxTurns(turns)


@dataclass(frozen=True)
class Exact:
    """Whether the output equals what is expected."""

    ignore_case: bool
    strip: bool
    name: ClassVar[str] = "exact"
    needs_expected: ClassVar[bool] = True
    is_quick: ClassVar[bool] = True

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score | None:
        """Score a run; None where nothing is expected."""
        if expected is None:
            return None
        if any(self._equal(output, each) for each in _choices(expected, output)):
            return _PASSED
        return Score(0.0, f"{shown(output)} is not {shown(expected)}.")

    def _equal(self, output: Any, expected: Any) -> bool:
        if not isinstance(output, str) and not isinstance(expected, str):
            return bool(plain(output) == plain(expected))
        return self._text(output) == self._text(expected)

    def _text(self, value: Any) -> str:
        text = text_of(value)
        text = text.strip() if self.strip else text
        return text.casefold() if self.ignore_case else text


@dataclass(frozen=True)
class Includes:
    """Whether the output's text has the expected one in it."""

    ignore_case: bool
    name: ClassVar[str] = "includes"
    needs_expected: ClassVar[bool] = True
    is_quick: ClassVar[bool] = True

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score | None:
        """Score a run; None where nothing is expected."""
        if expected is None:
            return None
        text = self._text(output)
        if any(self._text(each) in text for each in _choices(expected, None)):
            return _PASSED
        return Score(0.0, f"{shown(expected)} is not in {shown(output)}.")

    def _text(self, value: Any) -> str:
        return text_of(value).casefold() if self.ignore_case else text_of(value)


@dataclass(frozen=True)
class Regex:
    """Whether a regular expression is found in the output's text."""

    pattern: str
    flags: int
    name: ClassVar[str] = "regex"

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score:
        """Score a run."""
        if re.search(self.pattern, text_of(output), self.flags):
            return _PASSED
        return Score(0.0, f"{self.pattern} is not found in {shown(output)}.")


@dataclass(frozen=True)
class Numeric:
    """Whether the last number in the output is the expected one."""

    tolerance: float
    relative: float
    name: ClassVar[str] = "numeric"
    needs_expected: ClassVar[bool] = True

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score | None:
        """Score a run; None where nothing is expected. Raises ``ValueError`` if that is no number."""
        if expected is None:
            return None
        wanted = last_number(expected)
        if wanted is None:
            raise ValueError(f"numeric() needs an expected number, not {shown(expected)}.")
        found = last_number(output)
        if found is None:
            return Score(0.0, f"There is no number in {shown(output)}.")
        if abs(found - wanted) <= max(self.tolerance, self.relative * abs(wanted)):
            return _PASSED
        return Score(0.0, f"{found:g} is not {wanted:g}.")


@dataclass(frozen=True)
class JsonSchema:
    """Whether the output is JSON that keeps to a schema."""

    schema: Any
    name: ClassVar[str] = "json_schema"

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score:
        """Score a run."""
        try:
            data = json.loads(output) if isinstance(output, str) else plain(output)
        except ValueError as error:
            return Score(0.0, f"The output is no JSON: {error}.")
        problem = self._problem(data)
        return Score(0.0, problem) if problem else _PASSED

    def _problem(self, data: Any) -> str:
        if isinstance(self.schema, Mapping):
            found = next(iter(_schema_validator(self.schema).iter_errors(data)), None)
            return "" if found is None else f"{found.json_path}: {head(found.message)}"
        from pydantic import TypeAdapter, ValidationError

        try:
            TypeAdapter(self.schema).validate_python(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            return f"{place or 'The output'}: {first['msg']}"
        return ""


@dataclass(frozen=True)
class Called:
    """Whether the run called a tool."""

    tool: str
    times: int | None
    is_quick: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """The scorer's name, with the tool's."""
        return f"called {self.tool}"

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score:
        """Score a run."""
        times = run.tools.get(self.tool, 0)
        if times == self.times or (self.times is None and times):
            return _PASSED
        return Score(
            0.0, f"{self.tool} was called {times} times." if times else f"{self.tool} was not called."
        )


@dataclass(frozen=True)
class MaxCost:
    """Whether the run cost at most so many US dollars."""

    usd: float
    name: ClassVar[str] = "max_cost"
    is_quick: ClassVar[bool] = True

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score | None:
        """Score a run; None where no price is known."""
        if run.cost is None:
            return None
        return _PASSED if run.cost <= self.usd else Score(0.0, f"It cost ${run.cost:.4g}.")


@dataclass(frozen=True)
class MaxTurns:
    """Whether the run took at most so many turns."""

    turns: int
    name: ClassVar[str] = "max_turns"
    is_quick: ClassVar[bool] = True

    def __call__(self, output: Any, expected: Any, run: ScoredRun) -> Score:
        """Score a run."""
        return _PASSED if run.turns <= self.turns else Score(0.0, f"It took {run.turns} turns.")


def _choices(expected: Any, output: Any) -> Sequence[Any]:
    """Give what may be expected: each of a list, unless the output is a list itself."""
    if isinstance(expected, (list, tuple, set, frozenset)) and not isinstance(output, (list, tuple)):
        return list(expected)
    return [expected]


def _schema_validator(schema: Mapping[str, Any]) -> Any:
    try:
        from jsonschema.validators import validator_for
    except ImportError as error:
        raise ImportError(
            "json_schema() with a JSON schema needs the package jsonschema: pip install jsonschema. "
            "A pydantic model works without it."
        ) from error
    return validator_for(schema)(schema)
