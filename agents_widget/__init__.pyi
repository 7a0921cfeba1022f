# The public names: the one list that type checkers read and that __init__.py loads from.
# Names that the OpenAI Agents SDK has too mean here what they mean there.
from .decorators import tool as tool
from .errors import (
    AgentsException as AgentsException,
)
from .errors import (
    InputGuardrailTripwireTriggered as InputGuardrailTripwireTriggered,
)
from .errors import (
    MaxTurnsExceeded as MaxTurnsExceeded,
)
from .errors import (
    ModelBehaviorError as ModelBehaviorError,
)
from .errors import (
    ModelRefusalError as ModelRefusalError,
)
from .errors import (
    ModelTimeoutError as ModelTimeoutError,
)
from .errors import (
    OutputGuardrailTripwireTriggered as OutputGuardrailTripwireTriggered,
)
from .errors import (
    RunErrorDetails as RunErrorDetails,
)
from .errors import (
    ToolInputGuardrailTripwireTriggered as ToolInputGuardrailTripwireTriggered,
)
from .errors import (
    ToolOutputGuardrailTripwireTriggered as ToolOutputGuardrailTripwireTriggered,
)
from .errors import (
    ToolTimeoutError as ToolTimeoutError,
)
from .errors import (
    UserError as UserError,
)
from .extensions.handoff_filters import remove_all_tools as remove_all_tools
from .extensions.handoff_prompt import (
    RECOMMENDED_PROMPT_PREFIX as RECOMMENDED_PROMPT_PREFIX,
)
from .extensions.handoff_prompt import (
    prompt_with_handoff_instructions as prompt_with_handoff_instructions,
)
from .models.chat_completions import OpenAIChatCompletionsModel as OpenAIChatCompletionsModel
from .models.default_models import get_default_model as get_default_model
from .models.demo import DemoModel as DemoModel
from .models.local import LocalModel as LocalModel
from .models.model import (
    Model as Model,
)
from .models.model import (
    ModelProvider as ModelProvider,
)
from .models.model import (
    ModelResponse as ModelResponse,
)
from .models.model import (
    ModelTracing as ModelTracing,
)
from .models.model import (
    TResponseInputItem as TResponseInputItem,
)
from .models.model import (
    TResponseOutputItem as TResponseOutputItem,
)
from .models.model import (
    TResponseStreamEvent as TResponseStreamEvent,
)
from .models.provider import (
    OpenAIProvider as OpenAIProvider,
)
from .models.provider import (
    set_default_openai_api as set_default_openai_api,
)
from .models.provider import (
    set_default_openai_client as set_default_openai_client,
)
from .models.provider import (
    set_default_openai_key as set_default_openai_key,
)
from .models.responses import OpenAIResponsesModel as OpenAIResponsesModel
from .models.settings import ModelSettings as ModelSettings
from .models.usage import Usage as Usage
from .runtime.agent import (
    Agent as Agent,
)
from .runtime.agent import (
    AgentBase as AgentBase,
)
from .runtime.agent import (
    StopAtTools as StopAtTools,
)
from .runtime.agent import (
    ToolsToFinalOutputFunction as ToolsToFinalOutputFunction,
)
from .runtime.agent import (
    ToolsToFinalOutputResult as ToolsToFinalOutputResult,
)
from .runtime.context import (
    RunContextWrapper as RunContextWrapper,
)
from .runtime.context import (
    TContext as TContext,
)
from .runtime.context import (
    ToolContext as ToolContext,
)
from .runtime.docstring import DocstringStyle as DocstringStyle
from .runtime.error_handlers import (
    RunErrorData as RunErrorData,
)
from .runtime.error_handlers import (
    RunErrorHandler as RunErrorHandler,
)
from .runtime.error_handlers import (
    RunErrorHandlerInput as RunErrorHandlerInput,
)
from .runtime.error_handlers import (
    RunErrorHandlerResult as RunErrorHandlerResult,
)
from .runtime.error_handlers import (
    RunErrorHandlers as RunErrorHandlers,
)
from .runtime.events import (
    AgentToolStreamEvent as AgentToolStreamEvent,
)
from .runtime.events import (
    AgentUpdatedStreamEvent as AgentUpdatedStreamEvent,
)
from .runtime.events import (
    RawResponsesStreamEvent as RawResponsesStreamEvent,
)
from .runtime.events import (
    RunItemStreamEvent as RunItemStreamEvent,
)
from .runtime.events import (
    StreamEvent as StreamEvent,
)
from .runtime.events import (
    ToolProgressStreamEvent as ToolProgressStreamEvent,
)
from .runtime.guardrail import (
    GuardrailFunctionOutput as GuardrailFunctionOutput,
)
from .runtime.guardrail import (
    InputGuardrail as InputGuardrail,
)
from .runtime.guardrail import (
    InputGuardrailResult as InputGuardrailResult,
)
from .runtime.guardrail import (
    OutputGuardrail as OutputGuardrail,
)
from .runtime.guardrail import (
    OutputGuardrailResult as OutputGuardrailResult,
)
from .runtime.guardrail import (
    input_guardrail as input_guardrail,
)
from .runtime.guardrail import (
    output_guardrail as output_guardrail,
)
from .runtime.handoff import (
    Handoff as Handoff,
)
from .runtime.handoff import (
    HandoffInputData as HandoffInputData,
)
from .runtime.handoff import (
    HandoffInputFilter as HandoffInputFilter,
)
from .runtime.handoff import (
    handoff as handoff,
)
from .runtime.handoff_history import (
    default_handoff_history_mapper as default_handoff_history_mapper,
)
from .runtime.handoff_history import (
    nest_handoff_history as nest_handoff_history,
)
from .runtime.hooks import (
    AgentHookContext as AgentHookContext,
)
from .runtime.hooks import (
    AgentHooks as AgentHooks,
)
from .runtime.hooks import (
    AgentHooksBase as AgentHooksBase,
)
from .runtime.hooks import (
    RunHooks as RunHooks,
)
from .runtime.hooks import (
    RunHooksBase as RunHooksBase,
)
from .runtime.items import (
    HandoffCallItem as HandoffCallItem,
)
from .runtime.items import (
    HandoffOutputItem as HandoffOutputItem,
)
from .runtime.items import (
    InputItem as InputItem,
)
from .runtime.items import (
    ItemHelpers as ItemHelpers,
)
from .runtime.items import (
    MessageOutputItem as MessageOutputItem,
)
from .runtime.items import (
    ReasoningItem as ReasoningItem,
)
from .runtime.items import (
    RunItem as RunItem,
)
from .runtime.items import (
    ToolApprovalItem as ToolApprovalItem,
)
from .runtime.items import (
    ToolCallItem as ToolCallItem,
)
from .runtime.items import (
    ToolCallOutputItem as ToolCallOutputItem,
)
from .runtime.output import (
    AgentOutputSchema as AgentOutputSchema,
)
from .runtime.output import (
    AgentOutputSchemaBase as AgentOutputSchemaBase,
)
from .runtime.result import (
    AgentToolInvocation as AgentToolInvocation,
)
from .runtime.result import (
    RunResult as RunResult,
)
from .runtime.result import (
    RunResultStreaming as RunResultStreaming,
)
from .runtime.result import (
    TurnUsage as TurnUsage,
)
from .runtime.run import Runner as Runner
from .runtime.run_config import (
    RunConfig as RunConfig,
)
from .runtime.run_config import (
    ToolErrorFormatter as ToolErrorFormatter,
)
from .runtime.run_config import (
    ToolErrorFormatterArgs as ToolErrorFormatterArgs,
)
from .runtime.run_config import (
    ToolExecutionConfig as ToolExecutionConfig,
)
from .runtime.session import (
    InMemorySession as InMemorySession,
)
from .runtime.session import (
    Session as Session,
)
from .runtime.session import (
    SessionABC as SessionABC,
)
from .runtime.session import (
    SessionSettings as SessionSettings,
)
from .runtime.session import (
    SQLiteSession as SQLiteSession,
)
from .runtime.state import RunState as RunState
from .runtime.tool import (
    FunctionTool as FunctionTool,
)
from .runtime.tool import (
    FunctionToolResult as FunctionToolResult,
)
from .runtime.tool import (
    Tool as Tool,
)
from .runtime.tool import (
    function_tool as function_tool,
)
from .runtime.tool_call import default_tool_error_function as default_tool_error_function
from .runtime.tool_guardrail import (
    ToolGuardrailFunctionOutput as ToolGuardrailFunctionOutput,
)
from .runtime.tool_guardrail import (
    ToolInputGuardrail as ToolInputGuardrail,
)
from .runtime.tool_guardrail import (
    ToolInputGuardrailData as ToolInputGuardrailData,
)
from .runtime.tool_guardrail import (
    ToolInputGuardrailResult as ToolInputGuardrailResult,
)
from .runtime.tool_guardrail import (
    ToolOutputGuardrail as ToolOutputGuardrail,
)
from .runtime.tool_guardrail import (
    ToolOutputGuardrailData as ToolOutputGuardrailData,
)
from .runtime.tool_guardrail import (
    ToolOutputGuardrailResult as ToolOutputGuardrailResult,
)
from .runtime.tool_guardrail import (
    tool_input_guardrail as tool_input_guardrail,
)
from .runtime.tool_guardrail import (
    tool_output_guardrail as tool_output_guardrail,
)
from .runtime.tool_output import (
    ToolOutputFileContent as ToolOutputFileContent,
)
from .runtime.tool_output import (
    ToolOutputFileContentDict as ToolOutputFileContentDict,
)
from .runtime.tool_output import (
    ToolOutputImage as ToolOutputImage,
)
from .runtime.tool_output import (
    ToolOutputImageDict as ToolOutputImageDict,
)
from .runtime.tool_output import (
    ToolOutputText as ToolOutputText,
)
from .runtime.tool_output import (
    ToolOutputTextDict as ToolOutputTextDict,
)
from .runtime.tracing import (
    Span as Span,
)
from .runtime.tracing import (
    Trace as Trace,
)
from .runtime.tracing import (
    add_trace_processor as add_trace_processor,
)
from .runtime.tracing import (
    agent_span as agent_span,
)
from .runtime.tracing import (
    custom_span as custom_span,
)
from .runtime.tracing import (
    flush_traces as flush_traces,
)
from .runtime.tracing import (
    function_span as function_span,
)
from .runtime.tracing import (
    gen_trace_id as gen_trace_id,
)
from .runtime.tracing import (
    generation_span as generation_span,
)
from .runtime.tracing import (
    get_current_span as get_current_span,
)
from .runtime.tracing import (
    get_current_trace as get_current_trace,
)
from .runtime.tracing import (
    guardrail_span as guardrail_span,
)
from .runtime.tracing import (
    handoff_span as handoff_span,
)
from .runtime.tracing import (
    response_span as response_span,
)
from .runtime.tracing import (
    set_trace_processors as set_trace_processors,
)
from .runtime.tracing import (
    set_tracing_disabled as set_tracing_disabled,
)
from .runtime.tracing import (
    set_tracing_export_api_key as set_tracing_export_api_key,
)
from .runtime.tracing import (
    trace as trace,
)
from .transcript.project import Projector as Projector
from .transcript.tape import Tape as Tape
from .transcript.transcript import (
    Entry as Entry,
)
from .transcript.transcript import (
    Patch as Patch,
)
from .transcript.transcript import (
    Transcript as Transcript,
)
from .widget.notebook import (
    load_ipython_extension as load_ipython_extension,
)
from .widget.notebook import (
    unload_ipython_extension as unload_ipython_extension,
)
from .widget.watch import watch as watch
from .widget.widget import AgentWidget as AgentWidget
