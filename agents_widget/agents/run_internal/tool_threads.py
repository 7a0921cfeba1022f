"""Threads for the tools of many runs at once: asyncio's own are few, whatever waits in them."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

TOOL_THREADS: ContextVar[Executor | None] = ContextVar("TOOL_THREADS", default=None)
"""What calls the tools of runs that a context began; None: the event loop's own executor."""


async def call_in_thread(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call a function in a thread, with the caller's context, as ``asyncio.to_thread`` does."""
    context = contextvars.copy_context()
    call = partial(context.run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(TOOL_THREADS.get(), call)
