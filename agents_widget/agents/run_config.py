"""Settings of a whole run, whichever agents take part."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal

from .exceptions import UserError
from .model_settings import ModelSettings
from .models.interface import Model, ModelProvider
from .models.openai_provider import OpenAIProvider
from .run_context import RunContextWrapper, TContext

if TYPE_CHECKING:
    from .agent import Agent
    from .guardrail import InputGuardrail, OutputGuardrail
    from .handoffs import HandoffHistoryMapper, HandoffInputFilter
    from .items import TResponseInputItem
    from .memory.session import SessionInputCallback, SessionSettings

DEFAULT_MAX_TURNS = 10


@dataclass
class ModelInputData:
    """What a model is about to be sent."""

    input: list[TResponseInputItem]
    instructions: str | None


@dataclass
class CallModelData(Generic[TContext]):
    """What a ``call_model_input_filter`` is given."""

    model_data: ModelInputData
    agent: Agent[TContext]
    context: TContext | None


CallModelInputFilter = Callable[[CallModelData[Any]], ModelInputData | Awaitable[ModelInputData]]


@dataclass
class ToolErrorFormatterArgs(Generic[TContext]):
    """What a ``tool_error_formatter`` is given: why the model gets a message in place of an output."""

    kind: Literal["approval_rejected", "tool_not_found", "tool_exception"]
    tool_type: Literal["function"]
    tool_name: str
    call_id: str
    default_message: str
    run_context: RunContextWrapper[TContext]
    error: Exception | None = None


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


@dataclass
class RunConfig:
    """Settings of a whole run; what is set here goes before what the agents say.

    The tracing fields are accepted and do nothing: nothing is traced and nothing leaves the process.
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
    reasoning_item_id_policy: Literal["preserve", "omit"] | None = None
    sandbox: Any = None
    output_guardrail_blocked_message: Any = None
    tool_execution: ToolExecutionConfig | None = None
    tool_not_found_behavior: Literal["raise_error", "return_error_to_model"] = "raise_error"
    tool_name_collision_policy: Literal["warn", "error"] = "warn"

    def __post_init__(self) -> None:
        given: dict[str, Any] = vars(self)
        if isinstance(given["model_settings"], dict):
            self.model_settings = ModelSettings(**given["model_settings"])
        if isinstance(given["tool_execution"], dict):
            self.tool_execution = ToolExecutionConfig(**given["tool_execution"])
        if self.sandbox is not None:
            raise UserError("RunConfig sandbox: sandboxes are not supported. Run tools in the process.")
        if self.output_guardrail_blocked_message is not None:
            raise UserError(
                "RunConfig output_guardrail_blocked_message is not supported: no session gets a blocked "
                "answer. Catch OutputGuardrailTripwireTriggered and add what you want there."
            )

    @classmethod
    def of(cls, config: RunConfig | dict[str, Any] | None) -> RunConfig:
        """A config from what a program passes: one, a dict of its fields, or nothing."""
        if isinstance(config, RunConfig):
            return config
        config = {} if config is None else config
        if not isinstance(config, dict):
            raise TypeError(f"run_config is a RunConfig or a dict of its fields, got {type(config).__name__}")
        unknown = set(config) - {each.name for each in dataclasses.fields(cls)}
        if unknown:
            raise UserError(f"run_config has no {', '.join(sorted(unknown))}; see RunConfig for what it has.")
        return cls(**config)
