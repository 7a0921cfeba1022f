"""Settings of a whole run, for all its agents, and the options of ``Runner.run``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, get_args

from typing_extensions import TypedDict

from .config_checks import check_callables, check_choice, config_of
from .exceptions import UserError
from .guessed_arguments import ON_RUN_CONFIG, explain_fields
from .handoffs import HandoffHistoryMapper, HandoffInputFilter
from .items import TResponseInputItem
from .lifecycle import RunHooks
from .memory.session import Session
from .memory.session_settings import SessionSettings
from .memory.util import SessionInputCallback
from .model_settings import ModelSettings
from .models.interface import Model, ModelProvider
from .models.openai_provider import OpenAIProvider
from .run_context import RunContextWrapper, TContext
from .run_error_handlers import RunErrorHandlers

if TYPE_CHECKING:
    from .agent import Agent
    from .guardrail import InputGuardrail, OutputGuardrail

__all__ = [
    "DEFAULT_MAX_TURNS",
    "CallModelData",
    "CallModelInputFilter",
    "ModelInputData",
    "OutputGuardrailBlockedMessageArgs",
    "OutputGuardrailBlockedMessageFormatter",
    "ReasoningItemIdPolicy",
    "RunConfig",
    "RunOptions",
    "ToolErrorFormatter",
    "ToolErrorFormatterArgs",
    "ToolExecutionConfig",
    "ToolNameCollisionPolicy",
    "ToolNotFoundBehavior",
]

DEFAULT_MAX_TURNS = 10
ReasoningItemIdPolicy = Literal["preserve", "omit"]
ToolNameCollisionPolicy = Literal["warn", "error"]
ToolNotFoundBehavior = Literal["raise_error", "return_error_to_model"]


@dataclass
class ModelInputData:
    """The input and the instructions of the next model call."""

    input: list[TResponseInputItem]
    instructions: str | None


@dataclass
class CallModelData(Generic[TContext]):
    """The argument of a ``call_model_input_filter``."""

    model_data: ModelInputData
    agent: Agent[TContext]
    context: TContext | None


CallModelInputFilter = Callable[[CallModelData[Any]], ModelInputData | Awaitable[ModelInputData]]


@dataclass
class ToolErrorFormatterArgs(Generic[TContext]):
    """The argument of a ``tool_error_formatter``: why the model gets a message in place of an output."""

    kind: Literal["approval_rejected", "tool_not_found", "tool_exception"]
    tool_type: Literal["function"]
    tool_name: str
    call_id: str
    default_message: str
    run_context: RunContextWrapper[TContext]
    error: Exception | None = None


@dataclass
class OutputGuardrailBlockedMessageArgs(Generic[TContext]):
    """The argument of an ``output_guardrail_blocked_message``: which guardrail stopped whose output."""

    default_message: str
    guardrail_name: str
    agent: Agent[TContext]
    run_context: RunContextWrapper[TContext]


OutputGuardrailBlockedMessageFormatter = Callable[[OutputGuardrailBlockedMessageArgs[Any]], str]
ToolErrorFormatter = Callable[[ToolErrorFormatterArgs[Any]], str | Awaitable[str | None] | None]


@dataclass
class ToolExecutionConfig:
    """How tools are run: how many at a time (None: all of a turn)."""

    max_function_tool_concurrency: int | None = None
    pre_approval_tool_input_guardrails: bool = False
    """Check a tool's input before asking for approval, and not only after."""

    def __post_init__(self) -> None:
        limit = self.max_function_tool_concurrency
        if limit is not None and limit < 1:
            raise ValueError(f"max_function_tool_concurrency must be at least 1 or None, got {limit}")
        if not isinstance(self.pre_approval_tool_input_guardrails, bool):
            raise ValueError(  # noqa: TRY004 - the SDK's class
                "pre_approval_tool_input_guardrails must be True or False, "
                f"got {self.pre_approval_tool_input_guardrails!r}"
            )


@explain_fields(ON_RUN_CONFIG)
@dataclass
class RunConfig:
    """Settings of a whole run; what is set here goes before the agents' own settings.

    The tracing fields are for who gave ``add_trace_processor`` a processor of the SDK's: docs/traces.md.
    For others they do nothing: nothing is traced and nothing leaves the process.
    """

    model: str | Model | None = None
    model_provider: ModelProvider = field(default_factory=OpenAIProvider)
    model_settings: ModelSettings | None = None
    handoff_input_filter: HandoffInputFilter | None = None
    nest_handoff_history: bool = False
    handoff_history_mapper: HandoffHistoryMapper | None = None
    input_guardrails: list[InputGuardrail[Any]] | None = None
    output_guardrails: list[OutputGuardrail[Any]] | None = None
    tracing_disabled: bool = False
    tracing: Any = None
    trace_include_sensitive_data: bool = True
    workflow_name: str = "Agent workflow"
    trace_id: str | None = None
    group_id: str | None = None
    trace_metadata: dict[str, Any] | None = None
    session_input_callback: SessionInputCallback | None = None
    call_model_input_filter: CallModelInputFilter | None = None
    tool_error_formatter: ToolErrorFormatter | None = None
    session_settings: SessionSettings | None = None
    reasoning_item_id_policy: ReasoningItemIdPolicy | None = None
    sandbox: Any = None
    output_guardrail_blocked_message: str | OutputGuardrailBlockedMessageFormatter | None = None
    """What a session gets in place of tool outputs that an output guardrail stopped."""
    tool_execution: ToolExecutionConfig | None = None
    tool_not_found_behavior: ToolNotFoundBehavior = "raise_error"
    tool_name_collision_policy: ToolNameCollisionPolicy = "warn"

    def __post_init__(self) -> None:
        self._check_choices()
        check_callables({name: getattr(self, name) for name in _CALLABLES}, "RunConfig")
        # Programs may pass dicts for these, which their types do not say.
        for name, kind in _CONFIGS.items():
            value = getattr(self, name)
            if value is not None:
                setattr(self, name, config_of(value, kind, f"RunConfig {name}"))
        if self.sandbox is not None:
            raise UserError("RunConfig sandbox: sandboxes are not supported. Run tools in the process.")

    def _check_choices(self) -> None:
        for name, choices in _CHOICES.items():
            check_choice(getattr(self, name), choices, f"RunConfig {name}")
        message: object = self.output_guardrail_blocked_message
        if message is not None and not isinstance(message, str) and not callable(message):
            raise TypeError(
                "RunConfig output_guardrail_blocked_message must be a text, a function or None, "
                f"got {message!r}."
            )

    @classmethod
    def of(cls, config: RunConfig | dict[str, Any] | None) -> RunConfig:
        """A config from what a program passes: one, a dict of its fields, or nothing."""
        return cls() if config is None else config_of(config, RunConfig, "run_config")


_CONFIGS: dict[str, type[Any]] = {
    "model_settings": ModelSettings,
    "session_settings": SessionSettings,
    "tool_execution": ToolExecutionConfig,
}
_CHOICES: dict[str, tuple[Any, ...]] = {
    "reasoning_item_id_policy": (None, *get_args(ReasoningItemIdPolicy)),
    "tool_not_found_behavior": get_args(ToolNotFoundBehavior),
    "tool_name_collision_policy": get_args(ToolNameCollisionPolicy),
}
_CALLABLES = (
    "handoff_input_filter",
    "handoff_history_mapper",
    "session_input_callback",
    "call_model_input_filter",
    "tool_error_formatter",
)


class RunOptions(TypedDict, total=False):
    """The options of ``Runner.run``, as keywords."""

    context: Any
    max_turns: int | None
    hooks: RunHooks[Any] | None
    run_config: RunConfig | dict[str, Any] | None
    error_handlers: RunErrorHandlers[Any] | None
    previous_response_id: str | None
    auto_previous_response_id: bool
    conversation_id: str | None
    session: Session | None
