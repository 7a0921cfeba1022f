"""The text of an error, which is asked for once: what an error does to give it is the program's own code.

It may raise, take its time or be huge. ``ask_ahead`` asks off the event loop, so that ``error_text`` has the
text on it. The text is kept with the error, in the ``__dict__`` that every error has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

LIMIT = 100_000
"""Characters of an error's text that are kept."""
SHOWN = 4_000
"""Characters of each text in a traceback, so that where the errors were raised is not lost behind them."""
SECONDS = 10.0
"""Time that errors have to give their texts."""
MOST_BEHIND = 50
"""Errors behind an error, its causes and contexts, that are asked."""

_KEY = "_agents_widget_text"
_PLAIN = (str, bytes, int, float, bool, type(None))


def error_text(error: BaseException) -> str:
    """Give ``str(error)`` as it was the first time, or a sentence in place of it where that raises."""
    kept = _kept(error)
    if _KEY not in kept:
        kept[_KEY] = _ask(error)
    text: str = kept[_KEY]
    return text


async def ask_ahead(error: BaseException) -> None:
    """Ask an error and those behind it for their texts on another thread, for so long and no longer."""
    slow = [each for each in errors_behind(error) if _KEY not in _kept(each) and not _is_quick(each)]
    if not slow:
        return
    for each in slow:
        _kept(each)[_KEY] = f"<{_name(each)}, whose text took too long>"
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.to_thread(_ask_all, slow), SECONDS)


def told_again(error: BaseException) -> BaseException:
    """Give an error to format in the place of this one, which tells the texts that were asked for already.

    It is the error itself where all texts are there at once: then Python may add what it could have meant.
    """
    behind = list(errors_behind(error))
    if all(_is_quick(each) and len(error_text(each)) <= SHOWN for each in behind):
        return error
    made = {id(each): _stand_in(each) for each in behind}
    for each in behind:
        cause, context = (built_in(each, name) for name in ("__cause__", "__context__"))
        stand_in = made[id(each)]
        stand_in.__cause__, stand_in.__context__ = made.get(id(cause)), made.get(id(context))
        stand_in.__suppress_context__ = built_in(each, "__suppress_context__")
    return made[id(error)]


def _stand_in(error: BaseException) -> BaseException:
    text, members = _shown(error), _members(error)
    fields = {"__module__": _class_attribute(error, "__module__"), "__str__": lambda self: text}
    told = "".join(f"\n  {_name(each)}: {_shown(each)}" for each in members)
    stand_in: BaseException = type(_name(error), (BaseException,), fields)()
    stand_in.__traceback__ = built_in(error, "__traceback__")
    if told:
        stand_in.__notes__ = [told]  # type: ignore[attr-defined]  # shown from Python 3.11 on, as groups are
    return stand_in


def _shown(error: BaseException) -> str:
    text = error_text(error)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text):,} characters or more)"


def errors_behind(error: BaseException) -> Iterator[BaseException]:
    """Give an error, and what a traceback shows of its causes and contexts."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < MOST_BEHIND:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        behind = [built_in(each, "__cause__")]
        if not built_in(each, "__suppress_context__"):
            behind.append(built_in(each, "__context__"))
        waiting += [cause for cause in behind if cause is not None]
        waiting += _members(each)


def _members(error: BaseException) -> list[BaseException]:
    """Give the errors in a group of errors."""
    try:
        members = getattr(error, "exceptions", ())  # of BaseExceptionGroup, which Python has from 3.11 on
    except BaseException:  # noqa: BLE001 - an error of any library
        return []
    return [each for each in members if isinstance(each, BaseException)] if type(members) is tuple else []


def built_in(error: BaseException, name: str) -> Any:
    """Give an attribute that every error has, past a class that has its own, or a ``__getattribute__``."""
    return vars(BaseException)[name].__get__(error)


def _kept(error: BaseException) -> dict[str, Any]:
    kept: dict[str, Any] = built_in(error, "__dict__")
    return kept


def _ask_all(errors: list[BaseException]) -> None:
    for each in errors:
        _kept(each)[_KEY] = _ask(each)


def _ask(error: BaseException) -> str:
    try:
        text = str(error)
        return (text if type(text) is str else str.__str__(text))[:LIMIT]
    except BaseException as failure:  # noqa: BLE001 - an error of any library
        return f"<{_name(error)}, whose text cannot be had: {_name(failure)}>"


def _is_quick(error: BaseException) -> bool:
    """Whether an error's text is there at once: one of Python's own, of plain values."""
    return _class_attribute(error, "__module__") == "builtins" and all(
        type(each) in _PLAIN for each in built_in(error, "args")
    )


def _class_attribute(error: BaseException, name: str) -> Any:
    """Give an attribute of an error's class, past a metaclass that has its own."""
    return type.__getattribute__(type(error), name)


def _name(error: BaseException) -> str:
    name: str = vars(type)["__name__"].__get__(type(error))
    return name
