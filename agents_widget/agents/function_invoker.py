"""Carrying out a tool call: the model's JSON to arguments, the function, failures and time limits."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
import numbers
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from .callbacks import answer
from .exceptions import ModelBehaviorError, ToolTimeoutError, UserError
from .function_schema import FuncSchema
from .run_context import RunContextWrapper
from .tool_context import ToolContext

if TYPE_CHECKING:
    from .tool import FunctionTool

ToolErrorFunction = Callable[[RunContextWrapper[Any], Exception], str | Awaitable[str]]
logger = logging.getLogger(__name__)
CLEANUP = 1.0
"""Seconds that a stopped tool gets to tidy up."""
PATIENCE = 0.2
"""Seconds after which a yielded value is taken for progress though nothing came after it yet."""


def default_tool_error_function(ctx: RunContextWrapper[Any], error: Exception) -> str:
    """What the model is told when a tool fails: that it did, and nothing of the error itself."""
    return "An error occurred while running the tool. Please try again."


as_the_run_words_it: ToolErrorFunction = partial(default_tool_error_function)
"""What holds for a tool that says nothing of its own: the default's text, or a ``tool_error_formatter``'s."""


class FunctionInvoker:
    """Calls one Python function with the arguments a model wrote."""

    def __init__(
        self,
        func: Callable[..., Any],
        schema: FuncSchema,
        failure_error_function: ToolErrorFunction | None,
        output_type: TypeAdapter[Any] | None = None,
    ) -> None:
        self.__wrapped__ = func
        self.schema = schema
        self.failure_error_function = failure_error_function
        self.output_type = output_type
        self.is_sync = not (inspect.iscoroutinefunction(func) or inspect.isasyncgenfunction(func))

    async def __call__(self, context: ToolContext[Any], arguments: str) -> Any:
        """Run the function; a failure becomes text for the model, or is raised if nothing is to do that."""
        try:
            result = await self._run(context, *self._read(context, arguments))
            return self._checked(context, result)
        except SystemExit as error:  # would take the event loop down, and every other run with it
            failure: Exception = RuntimeError(f"The tool tried to end the program: SystemExit({error})")
        except Exception as error:  # noqa: BLE001 - whatever a tool does wrong is its failure
            failure = error
        return await explain_failure(context, failure, self.failure_error_function)

    def _read(self, context: ToolContext[Any], arguments: str) -> tuple[list[Any], dict[str, Any]]:
        """The call's arguments. Raises ``ModelBehaviorError`` if they are not what the schema asks for."""
        wrong = f"Invalid JSON input for tool {context.tool_name}"
        try:
            data = json.loads(arguments) if arguments else {}
        except (ValueError, RecursionError) as error:
            raise ModelBehaviorError(f"{wrong}: {arguments}") from error
        if not isinstance(data, dict):
            raise ModelBehaviorError(f"{wrong}: expected a JSON object")
        try:
            validated = self.schema.params_pydantic_model.model_validate(data)
        except ValidationError as error:
            raise ModelBehaviorError(f"{wrong}: {error}") from error
        args, kwargs = self.schema.to_call_args(validated)
        return [context, *args] if self.schema.takes_context else args, kwargs

    async def _run(self, context: ToolContext[Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
        if self.is_sync:
            result = await asyncio.to_thread(_call, self.__wrapped__, *args, **kwargs)
        else:
            result = self.__wrapped__(*args, **kwargs)
        if isinstance(result, AsyncGenerator):
            return await run_async_generator(result, context)
        if isinstance(result, Generator):
            return await run_sync_generator(result, context)
        return await answer(result)

    def _checked(self, context: ToolContext[Any], result: Any) -> Any:
        if self.output_type is None:
            return result
        try:
            return self.output_type.validate_python(result)
        except ValidationError as error:
            raise UserError(
                f"Tool {context.tool_name} returned what its output_type forbids: {error}"
            ) from error


def _call(func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    try:
        return func(*args, **kwargs)
    except StopIteration as error:
        # A StopIteration cannot be set on a future: whoever waits for it would wait for ever.
        raise RuntimeError("The tool raised StopIteration") from error


async def explain_failure(
    context: ToolContext[Any], error: Exception, explain: ToolErrorFunction | None
) -> str:
    """The text that the model gets for a failure; without a function for it the error is raised."""
    if explain is None:
        raise error
    context._failure = error
    if explain in (default_tool_error_function, as_the_run_words_it):
        # The model is not told what happened, so that somebody is.
        logger.warning("Tool %s failed: %s: %s", context.tool_name, type(error).__name__, error)
    logger.debug("Tool %s failed on %s", context.tool_name, context.tool_arguments, exc_info=error)
    return await answer(explain(context, error))


async def invoke_function_tool(
    *, function_tool: FunctionTool, context: ToolContext[Any], arguments: str
) -> Any:
    """Call a tool within its time limit, and return what it returned or the text for its failure."""
    if function_tool.timeout_seconds is None:
        return await function_tool.on_invoke_tool(context, arguments)
    work = asyncio.ensure_future(function_tool.on_invoke_tool(context, arguments))
    try:
        done, _ = await asyncio.wait({work}, timeout=function_tool.timeout_seconds)
        if done:
            return work.result()
        work.cancel()
        await asyncio.wait({work}, timeout=CLEANUP)
    finally:
        work.cancel()
        work.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    return await _time_is_over(function_tool, context)


async def _time_is_over(tool: FunctionTool, context: ToolContext[Any]) -> str:
    error = ToolTimeoutError(tool_name=tool.name, timeout_seconds=tool.timeout_seconds or 0)
    if tool.timeout_behavior == "raise_exception":
        raise error
    explain = tool.timeout_error_function or (lambda context, error: str(error))
    return await explain_failure(context, error, explain)


async def run_async_generator(generator: AsyncGenerator[Any, None], context: ToolContext[Any]) -> Any:
    """Drive an async generator tool to its end and return its result."""
    values = _Yielded(context)
    try:
        async for value in generator:
            values.put(value)
    finally:
        await generator.aclose()
    return values.finish()


async def run_sync_generator(generator: Generator[Any, None, Any], context: ToolContext[Any]) -> Any:
    """Drive a generator tool in a worker thread; when cancelled it is closed at its next yield."""
    values, cancelled = _Yielded(context), threading.Event()

    def drive() -> Any:
        while not cancelled.is_set():
            try:
                values.put(next(generator))
            except StopIteration as end:  # noqa: PERF203
                return values.finish(end.value)
        generator.close()
        return None

    try:
        return await asyncio.to_thread(drive)
    finally:
        cancelled.set()


class _Yielded:
    """The latest value of a generator, held back until it is known not to be the result.

    That is when another value follows, or when the tool is still at work a moment later: progress
    must be seen while it lasts.
    """

    def __init__(self, context: ToolContext[Any]) -> None:
        self._context = context
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._latest: Any = None
        self._count = 0
        self._held = self._watched = False

    def put(self, value: Any) -> None:
        """Take the next yielded value; the one before it was progress."""
        with self._lock:
            self._show()
            self._latest, self._held, self._count = value, True, self._count + 1
            watch = _as_progress(value) is not None and not self._watched
            self._watched = self._watched or watch
        if watch:
            self._loop.call_soon_threadsafe(self._wait, self._count)

    def finish(self, returned: Any = None) -> Any:
        """The result: what the generator returned, or else the last value it yielded."""
        with self._lock:
            if returned is not None:
                self._show()
            self._held = False
            return self._latest if returned is None else returned

    def _wait(self, count: int) -> None:
        self._loop.call_later(PATIENCE, self._look, count)

    def _look(self, count: int) -> None:
        with self._lock:
            if self._held and self._count != count:
                self._wait(self._count)
                return
            self._watched = False
            # A bad fraction may still turn out to be the result; if not, the next value tells the tool.
            with contextlib.suppress(UserError):
                self._show()

    def _show(self) -> None:
        if self._held:
            self._context.progress(*(_as_progress(self._latest) or (None, str(self._latest))))
            self._held = False


def _as_progress(value: Any) -> tuple[Any, str | None] | None:
    """A fraction, a message or both, or None for a value that looks like a result."""
    if isinstance(value, str):
        return None, value
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral):
        return value, None
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str):
        return value if value[0] is None or isinstance(value[0], numbers.Real) else None
    return None
