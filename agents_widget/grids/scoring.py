"""Scores a run: calls its scorers, whatever they are, and keeps what each of them fails of apart."""

from __future__ import annotations

import asyncio
import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

from ..transcript import failure
from .rows import Score
from .scored_run import ScoredRun
from .threads import call_in_thread

Scorer: TypeAlias = Callable[..., Any]
"""``f(output, expected, run)``, sync or async, that gives a bool, a float, a str, a ``Score`` or None.

It may take fewer of them, and by these names in any order. None: not scored.
"""


def named(scorers: Scorer | Iterable[Scorer] | Mapping[str, Scorer]) -> dict[str, Scorer]:
    """Give scorers their names: those of a mapping, or their own, with a number where two are alike.

    Raises ``TypeError`` for what cannot be called, and for a class or a factory that was not called.
    """
    given: object = scorers  # what a user wrote may be anything
    if isinstance(given, str) or not (callable(given) or isinstance(given, Iterable)):
        raise TypeError(f"Scorers are functions, such as scorers=[exact()], not {given!r:.80}.")
    if isinstance(scorers, Mapping):
        found = dict(scorers)
    else:
        found = {}
        for scorer in [scorers] if callable(scorers) else scorers:
            found[_free_name(name_of(scorer), found)] = scorer
    for name, scorer in found.items():
        _check(name, scorer)
    return found


def name_of(scorer: Scorer) -> str:
    """Give a scorer's own name: its ``name``, or that of the function or class."""
    named_itself = getattr(scorer, "name", None)
    if isinstance(named_itself, str) and named_itself:
        return named_itself
    scorer = getattr(scorer, "func", scorer)  # of functools.partial
    name = getattr(scorer, "__name__", None) or type(scorer).__name__
    return "scorer" if name == "<lambda>" else str(name)


async def score_row(
    scorers: Scorer | Iterable[Scorer] | Mapping[str, Scorer],
    run: ScoredRun,
    *,
    timeout: float | None = None,
) -> dict[str, Score]:
    """Score a run by every scorer at once. A scorer's error is its score's, and raises nothing.

    Sync scorers run in threads; one that takes longer than ``timeout`` seconds has failed. A run that failed
    itself is not scored: it has no output, and counts as 0.
    """
    if run.error:
        return {}
    found = named(scorers)
    scores = await asyncio.gather(*(_score(scorer, run, timeout) for scorer in found.values()))
    return dict(zip(found, scores, strict=True))


async def _score(scorer: Scorer, run: ScoredRun, timeout: float | None) -> Score:
    # In a task of its own: a scorer that is cancelled by something in it does not cancel the row.
    task = asyncio.ensure_future(_call(scorer, run))
    try:
        await asyncio.wait({task}, timeout=timeout)
    finally:
        if not task.done():
            task.cancel()
    if not task.done():
        return Score(None, error=f"The scorer took longer than {timeout:g} seconds.")
    if task.cancelled():
        return Score(None, error="The scorer was cancelled.")
    if error := task.exception():
        return Score(None, error=failure.named(error))
    return task.result()


async def _call(scorer: Scorer, run: ScoredRun) -> Score:
    try:
        return as_score(await _answer(scorer, run))
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"The scorer tried to end the program: {error!r}") from error


async def _answer(scorer: Scorer, run: ScoredRun) -> Any:
    places, names = _arguments(scorer, {"output": run.output, "expected": run.expected, "run": run})
    call = partial(scorer, *places, **names)
    if getattr(scorer, "is_quick", False) is True:
        return call()
    if _is_async(scorer):
        return await call()
    # A scorer may be slow or read a file: on the loop it would hold up every run.
    answer = await call_in_thread(call)
    return await answer if inspect.isawaitable(answer) else answer


def as_score(answer: Any) -> Score:
    """Read what a scorer gave. Raises ``TypeError`` or ``ValueError`` for what is no score."""
    if isinstance(answer, Score):
        if answer.value is not None:
            _check_number(answer.value)
        return answer
    if answer is None:
        return Score(None)
    if isinstance(answer, str):
        return Score(None, label=answer)
    try:
        value = float(answer)  # of a bool, a number, or one of numpy's
    except (TypeError, ValueError):
        raise TypeError(
            f"A scorer gives True or False, a number, a text, a Score, or None for not scored; "
            f"this one gave {type(answer).__name__}."
        ) from None
    _check_number(value)
    return Score(value)


def _check_number(value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"A score is a number; this scorer gave {value}. None says that it is not scored.")


def _arguments(scorer: Scorer, given: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Give what a scorer is called with: by its parameters' names, else by their places."""
    try:
        parameters = list(inspect.signature(scorer).parameters.values())
    except (TypeError, ValueError):  # of a function written in C, such as len
        return [given["output"]], {}
    places: list[Any] = []
    names: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            places += list(given.values())[len(places) :]
        elif parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not parameter.empty:
            if parameter.name in given:
                names[parameter.name] = given[parameter.name]
        elif parameter.kind is not parameter.VAR_KEYWORD and len(places) < len(given):
            by_place = list(given.values())[len(places)]
            places.append(given.get(parameter.name, by_place))
    return places, names


def _is_async(scorer: Scorer) -> bool:
    return inspect.iscoroutinefunction(scorer) or inspect.iscoroutinefunction(
        getattr(scorer, "__call__", None)  # noqa: B004 - its own method, not whether there is one
    )


def _check(name: str, scorer: Any) -> None:
    if not callable(scorer) or inspect.isclass(scorer):
        what = f"the class {scorer.__name__}" if inspect.isclass(scorer) else repr(scorer)[:80]
        raise TypeError(f"The scorer {name!r} is a function of output, expected and run, not {what}.")
    if getattr(scorer, "__module__", "") in _FACTORY_MODULES and inspect.isfunction(scorer):
        raise TypeError(f"scorers has {name} itself: call it, as in scorers=[{name}(...)].")
    _check_signature(name, scorer)


def _check_signature(name: str, scorer: Scorer) -> None:
    """Raise ``TypeError`` for a scorer that wants more than it is given."""
    places, names = _arguments(scorer, dict.fromkeys(("output", "expected", "run")))
    try:
        # Not what is below a decorator, which may give the rest.
        signature = inspect.signature(scorer, follow_wrapped=False)
    except (TypeError, ValueError):  # of a function written in C
        return
    try:
        signature.bind(*places, **names)
    except TypeError as error:
        raise TypeError(
            f"The scorer {name!r} is called with output, expected and run: {error}. functools.partial gives "
            "it more, a default may stand for what is left out."
        ) from None


def check_expected(scorers: Mapping[str, Scorer], inputs: Iterable[Any]) -> None:
    """Raise ``ValueError`` for a scorer that compares with what is expected, where nothing is."""
    lacking = [name for name, each in scorers.items() if getattr(each, "needs_expected", False) is True]
    if lacking and all(each.expected is None for each in inputs):
        raise ValueError(
            f"The scorer {lacking[0]!r} needs what is expected, and no input says it: write "
            'expected="the column", or a function of the row; or leave the scorer out.'
        )


_FACTORY_MODULES = (f"{__package__}.scorers", f"{__package__}.judge")


def _free_name(name: str, taken: Mapping[str, Any]) -> str:
    """Give a name that no other scorer has: accuracy, accuracy 2 ..."""
    name = re.sub(r"\s+", " ", name).strip() or "scorer"
    numbers = iter(range(2, len(taken) + 3))
    free = name
    while free in taken:
        free = f"{name} {next(numbers)}"
    return free
