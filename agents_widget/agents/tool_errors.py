"""Tool errors: the text that the model gets when a tool fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from ..error_text import ask_ahead, error_text
from .callbacks import maybe_await
from .run_context import RunContextWrapper
from .tool_context import ToolContext

ToolErrorFunction = Callable[[RunContextWrapper[Any], Exception], str | Awaitable[str]]
logger = logging.getLogger(__name__)


def default_tool_error_function(ctx: RunContextWrapper[Any], error: Exception) -> str:
    """A text that says that the tool failed, and nothing of the error itself."""
    return "An error occurred while running the tool. Please try again."


unset_error_function: ToolErrorFunction = partial(default_tool_error_function)
"""That of a tool that sets none: the default text, unless the run has a ``tool_error_formatter``."""


async def explain_failure(
    context: ToolContext[Any], error: Exception, error_function: ToolErrorFunction | None
) -> str:
    """The text for the model in place of an output, and the failure noted in the context.

    Without an ``error_function`` the error is raised.
    """
    await ask_ahead(error)
    if error_function is None:
        raise error
    context.failure = error
    if error_function in (default_tool_error_function, unset_error_function):
        # The model does not get the error's text, so it must be found elsewhere.
        logger.warning("Tool %s failed: %s: %s", context.tool_name, type(error).__name__, error_text(error))
    logger.debug("Tool %s failed on %s", context.tool_name, context.tool_arguments, exc_info=error)
    context.failure_text = await maybe_await(error_function(context, error))
    return context.failure_text
