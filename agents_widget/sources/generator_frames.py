"""What a generator says of itself before it is read: the function that made it, and its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any


def is_made_by(source: Any, qualified_name: str, module: str) -> bool:
    """Whether a generator, asynchronous or not, was made by a method such as ``Runner.run_async``.

    ``module`` is the end of the path of its file, such as ``"google/adk/runners.py"``.
    """
    code = _code_of(source)
    if code is None or not code.co_filename.replace("\\", "/").endswith(module):
        return False
    # Python 3.10 has the last part of the name only.
    return getattr(code, "co_qualname", qualified_name) == qualified_name and qualified_name.endswith(
        code.co_name
    )


def arguments_of(source: Any) -> Mapping[str, Any]:
    """Give the arguments, and other names, of a generator's or a coroutine's frame; empty if it has ended."""
    frame = _frame_of(source)
    return {} if frame is None else frame.f_locals


def _code_of(source: Any) -> CodeType | None:
    if isinstance(source, GeneratorType):
        return source.gi_code
    return source.ag_code if isinstance(source, AsyncGeneratorType) else None


def _frame_of(source: Any) -> FrameType | None:
    if isinstance(source, GeneratorType):
        return source.gi_frame
    if isinstance(source, AsyncGeneratorType):
        return source.ag_frame
    return source.cr_frame if isinstance(source, CoroutineType) else None
