"""What a function does, as far as its source tells: its text, what it closes over, and its helpers."""

from __future__ import annotations

import dis
import functools
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

_PLAIN = (str, int, float, bool, type(None))


def source_of(function: Any) -> Any:
    """Give the source of a function as JSON data, the same in every process while nobody edits it.

    With the plain values of its module and of the functions around it that it reads, and with functions of
    its own module that it calls: in a notebook these are edited beside it. What it assigns itself, such as
    a counter, is left out.
    """
    return _read(function, set())


def _read(function: Any, seen: set[int]) -> Any:
    if isinstance(function, functools.partial):
        bound = [*function.args, *function.keywords.items()]
        return [_read(function.func, seen), [repr(value) for value in bound if _is_plain(value)]]
    function = inspect.unwrap(getattr(function, "__func__", function))
    if id(function) in seen:
        return ""
    seen.add(id(function))
    code = getattr(function, "__code__", None)
    if code is None:  # it is written in C, or a callable object
        return _text(type(function)) if not inspect.isroutine(function) else function.__qualname__
    values: dict[str, Any] = {}
    for name, value in _read_by(function):
        if _is_plain(value):
            values[name] = repr(value)
        elif inspect.isfunction(value) and value.__module__ == function.__module__:
            values[name] = _read(value, seen)
    return [_text(function) or repr((code.co_code, code.co_names)), values]


def _read_by(function: Any) -> Iterator[tuple[str, Any]]:
    """Give the variables outside of a function that it reads, and does not assign."""
    code = function.__code__
    assigned = {each.argval for each in dis.get_instructions(code) if each.opname.startswith("STORE_")}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
        try:
            value = cell.cell_contents
        except ValueError:  # it is empty
            continue
        if name not in assigned:
            yield name, value
    for name in code.co_names:
        if name in function.__globals__ and name not in assigned:
            yield name, function.__globals__[name]


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, _PLAIN)


def _text(source: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(source))
    except (OSError, TypeError):  # it was made by exec
        return ""
