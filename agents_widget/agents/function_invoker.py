"""Calling a tool's Python function: arguments from the model's JSON, worker threads, generators, failures."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncGenerator, Callable, Generator
from types import AsyncGeneratorType, CoroutineType
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from ..utf8 import sendable_json
from .callbacks import maybe_await
from .exceptions import ModelBehaviorError, UserError
from .function_schema import FuncSchema
from .generator_tools import run_async_generator, run_sync_generator
from .run_internal.tool_threads import call_in_thread
from .tool_context import ToolContext
from .tool_errors import ToolErrorFunction, explain_failure

if TYPE_CHECKING:
    from .agent import Agent


class ToolInvoker:
    """The ``on_invoke_tool`` of a tool, with what the loop needs to know of it."""

    failure_error_function: ToolErrorFunction | None = None
    """Makes a text for the model of a failure; None: the failure is raised."""
    is_sync = False
    """Whether it runs in a worker thread, which cannot be stopped."""
    agent: Agent[Any] | None = None
    """The agent that it runs, if it runs one."""

    async def __call__(self, context: ToolContext[Any], arguments: str) -> Any:
        """Run the tool with the arguments that the model wrote, as JSON text."""
        raise NotImplementedError(
            f"{type(self).__name__} does not define __call__(context, arguments), which runs the tool."
        )


class FunctionInvoker(ToolInvoker):
    """Calls one Python function with the arguments that the model wrote."""

    def __init__(
        self,
        func: Callable[..., Any],
        schema: FuncSchema,
        failure_error_function: ToolErrorFunction | None,
        output_type: TypeAdapter[Any] | None = None,
    ) -> None:
        self.func = func
        self.schema = schema
        self.failure_error_function = failure_error_function
        self.output_type = output_type
        self.is_sync = not (inspect.iscoroutinefunction(func) or inspect.isasyncgenfunction(func))

    async def __call__(self, context: ToolContext[Any], arguments: str) -> Any:
        """Call the function; a failure becomes a text for the model, or is raised if the tool has none."""
        try:
            args, kwargs = self._parse(context, arguments)
            result = await self._call(context, args, kwargs)
            _check_awaited(context.tool_name, result)
            result = self._validated(context, result)
        except SystemExit as error:  # would take the event loop down, and every other run with it
            failure: Exception = _ended_program(error)
        except Exception as error:  # noqa: BLE001 - whatever a tool does wrong is its failure
            failure = error
        else:
            # Forgets the failure of another tool, which this one called with its own context and dealt with.
            context.failure = None
            return result
        return await explain_failure(context, failure, self.failure_error_function)

    def _parse(self, context: ToolContext[Any], arguments: str) -> tuple[list[Any], dict[str, Any]]:
        """The call's arguments. Raises ``ModelBehaviorError`` if they are not what the schema asks for."""
        message = f"Invalid JSON input for tool {context.tool_name}"
        try:
            data = json.loads(sendable_json(arguments)) if arguments else {}
        except (ValueError, RecursionError) as error:
            raise ModelBehaviorError(f"{message}: {arguments}") from error
        if not isinstance(data, dict):
            raise ModelBehaviorError(f"{message}: expected a JSON object")
        try:
            validated = self.schema.params_pydantic_model.model_validate(data)
        except ValidationError as error:
            raise ModelBehaviorError(f"{message}: {error}") from error
        args, kwargs = self.schema.to_call_args(validated)
        return [context, *args] if self.schema.takes_context else args, kwargs

    async def _call(self, context: ToolContext[Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
        if self.is_sync:
            result = await call_in_thread(_call_in_thread, self.func, *args, **kwargs)
        else:
            result = self.func(*args, **kwargs)
        if isinstance(result, AsyncGenerator):
            return await run_async_generator(result, context)
        if isinstance(result, Generator):
            return await run_sync_generator(result, context)
        return await maybe_await(result)

    def _validated(self, context: ToolContext[Any], result: Any) -> Any:
        if self.output_type is None:
            return result
        try:
            return self.output_type.validate_python(result)
        except ValidationError as error:
            raise UserError(
                f"Tool {context.tool_name} returned what its output_type forbids: {error}"
            ) from error


def _ended_program(error: SystemExit) -> Exception:
    """Give what stands for an error that ends programs, with the place in the tool where it was raised."""
    failure = RuntimeError(f"The tool tried to end the program: SystemExit({error})")
    failure.__cause__ = error
    return failure.with_traceback(error.__traceback__)


def _call_in_thread(func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    try:
        return func(*args, **kwargs)
    except StopIteration as error:
        # A StopIteration cannot be set on a future: whoever waits for it would wait for ever.
        raise RuntimeError("The tool raised StopIteration") from error


_UNAWAITED = {
    CoroutineType: ("a coroutine", "`await`"),
    AsyncGeneratorType: ("an async generator", "`async for`"),
    asyncio.Future: ("a task", "`await`"),
}
"""What a tool returned in place of its result, and what it forgot, by the class."""
_UNAWAITED_CLASSES: tuple[type[Any], ...] = tuple(_UNAWAITED)


def _check_awaited(tool: str, result: Any) -> None:
    """Raise ``UserError`` for a result that had to be awaited, or a list or dict that holds such."""
    values = (
        result.values() if type(result) is dict else result if type(result) in (list, tuple) else [result]
    )
    unawaited = [value for value in values if isinstance(value, _UNAWAITED_CLASSES)]
    if not unawaited:
        return
    for value in unawaited:
        if isinstance(value, CoroutineType):
            value.close()  # else Python warns of it later, and names no line of the tool
    returned, forgotten = next(words for kind, words in _UNAWAITED.items() if isinstance(unawaited[0], kind))
    name = getattr(unawaited[0], "__qualname__", "")
    of = f" of {name}()" if name else ""
    raise UserError(f"Tool {tool} returned {returned}{of} and not its result: {forgotten} is missing.")
