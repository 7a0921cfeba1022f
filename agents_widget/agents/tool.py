"""Function tools: Python functions that a model can call."""

from __future__ import annotations

import functools
import inspect
import math
import re
import warnings
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, overload

from pydantic import TypeAdapter
from pydantic.errors import PydanticUserError
from typing_extensions import TypedDict, Unpack

from .config_checks import check_callables, check_choice, check_names, check_switch
from .exceptions import UserError
from .function_invoker import FunctionInvoker, ToolInvoker
from .function_schema import DocstringStyle, function_schema, read_docstring
from .guessed_arguments import ON_FUNCTION_TOOL
from .not_here import absent_names
from .run_context import IsEnabled, RunContextWrapper
from .strict_schema import ensure_strict_json_schema
from .tool_context import ToolContext
from .tool_errors import (
    ToolErrorFunction as ToolErrorFunction,
    default_tool_error_function as default_tool_error_function,
    unset_error_function,
)
from .tool_guardrails import ToolInputGuardrail, ToolOutputGuardrail
from .tool_output import (
    ToolOutputFileContent as ToolOutputFileContent,
    ToolOutputFileContentDict as ToolOutputFileContentDict,
    ToolOutputImage as ToolOutputImage,
    ToolOutputImageDict as ToolOutputImageDict,
    ToolOutputText as ToolOutputText,
    ToolOutputTextDict as ToolOutputTextDict,
)

if TYPE_CHECKING:
    from .agent import Agent
    from .items import RunItem, ToolApprovalItem
else:
    __getattr__ = absent_names(__name__)

_API_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")

ToolTimeoutBehavior: TypeAlias = Literal["error_as_result", "raise_exception"]
NeedsApproval: TypeAlias = (
    "bool | Callable[[RunContextWrapper[Any], dict[str, Any], str], Awaitable[bool] | bool]"
)


@dataclass
class FunctionTool:
    """A tool with its schema; usually made by ``@function_tool``, by hand for full control.

    ``on_invoke_tool(context, arguments)`` gets the model's JSON text and returns the result, of any type;
    what it raises ends the run. With ``strict_json_schema`` the parameters' schema is made strict.
    """

    name: str
    description: str
    params_json_schema: dict[str, Any]
    on_invoke_tool: Callable[[ToolContext[Any], str], Awaitable[Any]]
    strict_json_schema: bool = True
    is_enabled: IsEnabled = True
    """Whether the model is offered the tool: a bool, or a function of the run's context and the agent."""
    tool_input_guardrails: list[ToolInputGuardrail[Any]] | None = None
    tool_output_guardrails: list[ToolOutputGuardrail[Any]] | None = None
    needs_approval: NeedsApproval = False
    """Whether a person decides first: a bool, or a function of context, parsed arguments and call id."""
    timeout_seconds: float | None = None
    timeout_behavior: ToolTimeoutBehavior = "error_as_result"
    timeout_error_function: ToolErrorFunction | None = None
    defer_loading: bool = False
    """Whether the model finds the tool only by ``{"type": "tool_search"}``, which the Responses API runs."""
    output_json_schema: dict[str, Any] | None = field(default=None, kw_only=True)
    """Set when the result has a declared type: the model then gets it as JSON."""

    def __post_init__(self) -> None:
        if self.strict_json_schema:
            self.params_json_schema = ensure_strict_json_schema(self.params_json_schema)
        if isinstance(self.on_invoke_tool, FunctionInvoker):
            self.__wrapped__ = self.on_invoke_tool.func
        check_switch(self.is_enabled, f"Tool {self.name}: is_enabled")
        check_switch(self.needs_approval, f"Tool {self.name}: needs_approval")
        self._check_timeout()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function that the tool was made of, as if it were not decorated.

        A parameter for the run's context is the caller's to give. Raises ``TypeError`` for a tool without a
        function: one made by hand, or an agent.
        """
        if not isinstance(self.on_invoke_tool, FunctionInvoker):
            raise TypeError(
                f"Tool {self.name} has no Python function to call: it was not made by @function_tool. "
                "A run calls it; in a test, await its on_invoke_tool(context, arguments)."
            )
        return self.on_invoke_tool.func(*args, **kwargs)

    @property
    def invoker(self) -> ToolInvoker | None:
        """``on_invoke_tool`` where ``function_tool`` or ``as_tool`` made it; None for a tool made by hand."""
        return self.on_invoke_tool if isinstance(self.on_invoke_tool, ToolInvoker) else None

    @property
    def failure_error_function(self) -> ToolErrorFunction | None:
        """The error function of the tool; None if its errors are raised."""
        return self.invoker.failure_error_function if self.invoker is not None else None

    @property
    def agent(self) -> Agent[Any] | None:
        """The agent that the tool runs, if it is an agent used as a tool."""
        return self.invoker.agent if self.invoker is not None else None

    def _check_timeout(self) -> None:
        seconds = self.timeout_seconds
        if seconds is not None:
            if isinstance(seconds, bool) or not isinstance(seconds, int | float):
                raise TypeError(f"Tool {self.name}: timeout is a number of seconds or None, got {seconds!r}.")
            if not (math.isfinite(seconds) and seconds > 0):
                raise ValueError(f"Tool {self.name}: timeout must be finite and above 0, got {seconds}.")
            if self.invoker is not None and self.invoker.is_sync:
                raise ValueError(
                    f"Tool {self.name}: only an async tool can have a timeout, since a worker thread cannot "
                    "be stopped. Write the function with `async def`."
                )
        owner = f"Tool {self.name}: timeout_behavior"
        check_choice(self.timeout_behavior, get_args(ToolTimeoutBehavior), owner)
        if self.timeout_error_function is not None and not callable(self.timeout_error_function):
            raise TypeError(f"Tool {self.name}: timeout_error_function must be callable or None.")


Tool: TypeAlias = FunctionTool
HostedTool: TypeAlias = Mapping[str, Any]


@dataclass
class FunctionToolResult:
    """One finished tool call: the Python value it returned and the item that tells the model."""

    tool: FunctionTool
    output: Any
    run_item: RunItem | None
    interruptions: list[ToolApprovalItem] = field(default_factory=list)
    """Approvals that an agent used as a tool waits for."""
    agent_run_result: Any = None


class ToolOptions(TypedDict, total=False):
    """The options of ``function_tool``, for type checkers."""

    name_override: str | None
    description_override: str | None
    docstring_style: DocstringStyle | None
    use_docstring_info: bool
    failure_error_function: ToolErrorFunction | None
    strict_mode: bool
    is_enabled: IsEnabled
    needs_approval: NeedsApproval
    tool_input_guardrails: list[ToolInputGuardrail[Any]] | None
    tool_output_guardrails: list[ToolOutputGuardrail[Any]] | None
    timeout: float | None
    timeout_behavior: ToolTimeoutBehavior
    timeout_error_function: ToolErrorFunction | None
    defer_loading: bool
    output_type: Any
    output_json_schema: dict[str, Any] | None


@overload
def function_tool(func: Callable[..., Any], **options: Unpack[ToolOptions]) -> FunctionTool: ...
@overload
def function_tool(**options: Unpack[ToolOptions]) -> Callable[[Callable[..., Any]], FunctionTool]: ...
def function_tool(
    func: Callable[..., Any] | None = None,
    *,
    name_override: str | None = None,
    description_override: str | None = None,
    docstring_style: DocstringStyle | None = None,
    use_docstring_info: bool = True,
    failure_error_function: ToolErrorFunction | None = unset_error_function,
    strict_mode: bool = True,
    timeout: float | None = None,
    output_type: Any = None,
    output_json_schema: dict[str, Any] | None = None,
    **options: Any,
) -> FunctionTool | Callable[[Callable[..., Any]], FunctionTool]:
    """Make a Python function a tool: ``@function_tool``, or with the options of ``ToolOptions``.

    Name, description and parameters come from the signature, its annotations and the docstring (Google,
    NumPy or Sphinx). A first parameter annotated ``RunContextWrapper`` or ``ToolContext`` receives the
    run's context. A plain function runs in a worker thread, an async one on the loop; a generator, sync
    or async, reports progress with what it yields, and its last value is also the result.

    What the tool raises goes to ``failure_error_function(context, error)``, whose text the model gets;
    None ends the run with it. Raises ``UserError`` when the signature cannot become a schema. Warns of a
    tool that has no description.
    """
    _refuse(options)
    if docstring_style is not None:
        check_choice(docstring_style, get_args(DocstringStyle), "function_tool docstring_style")
    check_callables({"failure_error_function": failure_error_function}, "function_tool")

    def decorate(given: Any) -> FunctionTool:
        _check_callable(given)
        function = given if inspect.isroutine(given) else given.__call__
        description = description_override
        if given is not function and use_docstring_info:  # an object is described by its class
            description = description or read_docstring(type(given), docstring_style).description
        schema = function_schema(
            function,
            docstring_style,
            name_override or _default_name(given),
            description,
            use_docstring_info,
            strict_mode,
        )
        if use_docstring_info and description_override is None and not schema.description:
            warnings.warn(_undescribed(schema.name), stacklevel=3 if func is not None else 2)
        result_schema, result_type = _declared_result(schema.name, output_type, output_json_schema)
        return FunctionTool(
            name=schema.name,
            description=schema.description or "",
            params_json_schema=schema.params_json_schema,
            on_invoke_tool=FunctionInvoker(function, schema, failure_error_function, result_type),
            strict_json_schema=strict_mode,
            timeout_seconds=timeout,
            output_json_schema=result_schema,
            **options,
        )

    return decorate if func is None else decorate(func)


def _refuse(options: dict[str, Any]) -> None:
    """Raise for options that are not ours; drop those of the SDK that are at their defaults."""
    for name, instead in (
        ("allowed_callers", "there are no hosted programs here; every tool is called by the model"),
        ("custom_data_extractor", "keep such data in your context object"),
    ):
        if options.pop(name, None):
            raise UserError(f"function_tool has no {name}: {instead}.")
    check_names(options, ToolOptions.__annotations__, "function_tool()", ON_FUNCTION_TOOL)


def _check_callable(func: Any) -> None:
    if isinstance(func, FunctionTool):
        raise UserError(f"function_tool needs a function, got the tool {func.name}: it is decorated already.")
    if not callable(func) or inspect.isclass(func) or isinstance(func, functools.partial):
        raise UserError(f"function_tool needs a function, got {func!r}. Write a `def` that calls it.")


def _undescribed(name: str) -> str:
    return (
        f"Tool {name} has no description: the model has only its name to tell what it is for. "
        "Give the function a docstring, or function_tool a description_override."
    )


def _default_name(func: Any) -> str:
    """The tool's name: the function's, or the class's of an object that is called."""
    if not inspect.isroutine(func):
        name = type(func).__name__
        if not _API_NAME.fullmatch(name):
            raise UserError(
                f"The class {name!r} gives a tool no name that the API accepts (at most 64 ASCII letters, "
                "digits, - and _): pass name_override to function_tool()."
            )
        return name
    if func.__name__ == "<lambda>":
        raise UserError("A lambda has no name that a model could call: pass name_override, or write a `def`.")
    return str(func.__name__)


def _declared_result(
    tool: str, output_type: Any, output_json_schema: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, TypeAdapter[Any] | None]:
    """The strict schema of a declared result, and the type to validate it with."""
    if output_type is None:
        schema = ensure_strict_json_schema(output_json_schema) if output_json_schema else output_json_schema
        return schema, None
    if output_json_schema is not None:
        raise UserError(f"Tool {tool}: give output_type or output_json_schema, not both.")
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(output_type)
        schema = ensure_strict_json_schema(adapter.json_schema(mode="serialization"))
    except (PydanticUserError, UserError) as error:
        raise UserError(
            f"Tool {tool}: output_type {output_type!r} has no strict JSON schema: {error}. "
            "Use a pydantic model, a dataclass or a TypedDict."
        ) from error
    return schema, adapter
