# The public names of the runtime: the one list that type checkers read and that __init__.py loads from.
# Names that the OpenAI Agents SDK has too mean here what they mean there.
from .agent import (
    Agent as Agent,
    AgentBase as AgentBase,
    MCPConfig as MCPConfig,
    StopAtTools as StopAtTools,
    ToolsToFinalOutputFunction as ToolsToFinalOutputFunction,
    ToolsToFinalOutputResult as ToolsToFinalOutputResult,
)
from .agent_output import (
    AgentOutputSchema as AgentOutputSchema,
    AgentOutputSchemaBase as AgentOutputSchemaBase,
)
from .decorators import tool as tool
from .exceptions import (
    AgentsException as AgentsException,
    InputGuardrailTripwireTriggered as InputGuardrailTripwireTriggered,
    MaxTurnsExceeded as MaxTurnsExceeded,
    ModelBehaviorError as ModelBehaviorError,
    ModelRefusalError as ModelRefusalError,
    ModelTimeoutError as ModelTimeoutError,
    OutputGuardrailTripwireTriggered as OutputGuardrailTripwireTriggered,
    RunErrorDetails as RunErrorDetails,
    ToolInputGuardrailTripwireTriggered as ToolInputGuardrailTripwireTriggered,
    ToolOutputGuardrailTripwireTriggered as ToolOutputGuardrailTripwireTriggered,
    ToolTimeoutError as ToolTimeoutError,
    UserError as UserError,
)
from .extensions.handoff_filters import remove_all_tools as remove_all_tools
from .extensions.handoff_prompt import (
    RECOMMENDED_PROMPT_PREFIX as RECOMMENDED_PROMPT_PREFIX,
    prompt_with_handoff_instructions as prompt_with_handoff_instructions,
)
from .function_schema import (
    DocstringStyle as DocstringStyle,
    FuncSchema as FuncSchema,
    function_schema as function_schema,
)
from .guardrail import (
    GuardrailFunctionOutput as GuardrailFunctionOutput,
    InputGuardrail as InputGuardrail,
    InputGuardrailResult as InputGuardrailResult,
    OutputGuardrail as OutputGuardrail,
    OutputGuardrailResult as OutputGuardrailResult,
    input_guardrail as input_guardrail,
    output_guardrail as output_guardrail,
)
from .handoffs import (
    Handoff as Handoff,
    HandoffInputData as HandoffInputData,
    HandoffInputFilter as HandoffInputFilter,
    handoff as handoff,
)
from .handoffs.history import (
    default_handoff_history_mapper as default_handoff_history_mapper,
    nest_handoff_history as nest_handoff_history,
)
from .handoffs.summary import (
    get_conversation_history_wrappers as get_conversation_history_wrappers,
    reset_conversation_history_wrappers as reset_conversation_history_wrappers,
    set_conversation_history_wrappers as set_conversation_history_wrappers,
)
from .items import (
    HandoffCallItem as HandoffCallItem,
    HandoffOutputItem as HandoffOutputItem,
    InputItem as InputItem,
    ItemHelpers as ItemHelpers,
    MessageOutputItem as MessageOutputItem,
    ModelResponse as ModelResponse,
    ReasoningItem as ReasoningItem,
    RunItem as RunItem,
    ToolApprovalItem as ToolApprovalItem,
    ToolCallItem as ToolCallItem,
    ToolCallOutputItem as ToolCallOutputItem,
    ToolOutcome as ToolOutcome,
    TResponseInputItem as TResponseInputItem,
    TResponseOutputItem as TResponseOutputItem,
    TResponseStreamEvent as TResponseStreamEvent,
)
from .lifecycle import (
    AgentHooks as AgentHooks,
    AgentHooksBase as AgentHooksBase,
    RunHooks as RunHooks,
    RunHooksBase as RunHooksBase,
)
from .logger import enable_verbose_stdout_logging as enable_verbose_stdout_logging
from .mcp import (
    LocalMCPApprovalCallable as LocalMCPApprovalCallable,
    MCPServer as MCPServer,
    MCPServerManager as MCPServerManager,
    MCPServerSse as MCPServerSse,
    MCPServerSseParams as MCPServerSseParams,
    MCPServerStdio as MCPServerStdio,
    MCPServerStdioParams as MCPServerStdioParams,
    MCPServerStreamableHttp as MCPServerStreamableHttp,
    MCPServerStreamableHttpParams as MCPServerStreamableHttpParams,
    MCPToolError as MCPToolError,
    MCPToolMetaContext as MCPToolMetaContext,
    MCPToolMetaResolver as MCPToolMetaResolver,
    MCPUtil as MCPUtil,
    ToolFilter as ToolFilter,
    ToolFilterCallable as ToolFilterCallable,
    ToolFilterContext as ToolFilterContext,
    ToolFilterStatic as ToolFilterStatic,
    create_static_tool_filter as create_static_tool_filter,
)
from .memory.in_memory_session import InMemorySession as InMemorySession
from .memory.session import (
    Session as Session,
    SessionABC as SessionABC,
)
from .memory.session_settings import SessionSettings as SessionSettings
from .memory.sqlite_session import SQLiteSession as SQLiteSession
from .model_settings import ModelSettings as ModelSettings
from .models.default_models import (
    get_default_model as get_default_model,
    get_default_model_settings as get_default_model_settings,
    gpt_5_reasoning_settings_required as gpt_5_reasoning_settings_required,
    is_gpt_5_default as is_gpt_5_default,
)
from .models.interface import (
    Model as Model,
    ModelProvider as ModelProvider,
    ModelTracing as ModelTracing,
)
from .models.multi_provider import MultiProvider as MultiProvider
from .models.openai_chatcompletions import OpenAIChatCompletionsModel as OpenAIChatCompletionsModel
from .models.openai_provider import (
    AsyncOpenAI as AsyncOpenAI,
    OpenAIProvider as OpenAIProvider,
)
from .models.openai_responses import OpenAIResponsesModel as OpenAIResponsesModel
from .models.openai_shared import (
    set_default_openai_api as set_default_openai_api,
    set_default_openai_client as set_default_openai_client,
    set_default_openai_key as set_default_openai_key,
)
from .models.stand_ins.demo import DemoModel as DemoModel
from .models.stand_ins.local import LocalModel as LocalModel
from .prompts import (
    DynamicPromptFunction as DynamicPromptFunction,
    GenerateDynamicPromptData as GenerateDynamicPromptData,
    Prompt as Prompt,
)
from .repl import run_demo_loop as run_demo_loop
from .result import (
    AgentToolInvocation as AgentToolInvocation,
    RunResult as RunResult,
    RunResultStreaming as RunResultStreaming,
    TurnUsage as TurnUsage,
)
from .retry import ModelRetrySettings as ModelRetrySettings
from .run import Runner as Runner
from .run_config import (
    CallModelData as CallModelData,
    CallModelInputFilter as CallModelInputFilter,
    ModelInputData as ModelInputData,
    OutputGuardrailBlockedMessageArgs as OutputGuardrailBlockedMessageArgs,
    OutputGuardrailBlockedMessageFormatter as OutputGuardrailBlockedMessageFormatter,
    RunConfig as RunConfig,
    ToolErrorFormatter as ToolErrorFormatter,
    ToolErrorFormatterArgs as ToolErrorFormatterArgs,
    ToolExecutionConfig as ToolExecutionConfig,
)
from .run_context import (
    AgentHookContext as AgentHookContext,
    RunContextWrapper as RunContextWrapper,
    TContext as TContext,
)
from .run_error_handlers import (
    RunErrorData as RunErrorData,
    RunErrorHandler as RunErrorHandler,
    RunErrorHandlerInput as RunErrorHandlerInput,
    RunErrorHandlerResult as RunErrorHandlerResult,
    RunErrorHandlers as RunErrorHandlers,
)
from .run_state import RunState as RunState
from .stream_events import (
    AgentToolStreamEvent as AgentToolStreamEvent,
    AgentUpdatedStreamEvent as AgentUpdatedStreamEvent,
    RawResponsesStreamEvent as RawResponsesStreamEvent,
    RunItemStreamEvent as RunItemStreamEvent,
    StreamEvent as StreamEvent,
    ToolProgressStreamEvent as ToolProgressStreamEvent,
    ToolQuestionStreamEvent as ToolQuestionStreamEvent,
)
from .strict_schema import ensure_strict_json_schema as ensure_strict_json_schema
from .tool import (
    FunctionTool as FunctionTool,
    FunctionToolResult as FunctionToolResult,
    Tool as Tool,
    ToolOutputFileContent as ToolOutputFileContent,
    ToolOutputFileContentDict as ToolOutputFileContentDict,
    ToolOutputImage as ToolOutputImage,
    ToolOutputImageDict as ToolOutputImageDict,
    ToolOutputText as ToolOutputText,
    ToolOutputTextDict as ToolOutputTextDict,
    default_tool_error_function as default_tool_error_function,
    function_tool as function_tool,
)
from .tool_context import ToolContext as ToolContext
from .tool_guardrails import (
    ToolGuardrailFunctionOutput as ToolGuardrailFunctionOutput,
    ToolInputGuardrail as ToolInputGuardrail,
    ToolInputGuardrailData as ToolInputGuardrailData,
    ToolInputGuardrailResult as ToolInputGuardrailResult,
    ToolOutputGuardrail as ToolOutputGuardrail,
    ToolOutputGuardrailData as ToolOutputGuardrailData,
    ToolOutputGuardrailResult as ToolOutputGuardrailResult,
    tool_input_guardrail as tool_input_guardrail,
    tool_output_guardrail as tool_output_guardrail,
)
from .tracing import (
    Span as Span,
    SpanError as SpanError,
    Trace as Trace,
    TracingProcessor as TracingProcessor,
    add_trace_processor as add_trace_processor,
    agent_span as agent_span,
    custom_span as custom_span,
    flush_traces as flush_traces,
    function_span as function_span,
    gen_span_id as gen_span_id,
    gen_trace_id as gen_trace_id,
    generation_span as generation_span,
    get_current_span as get_current_span,
    get_current_trace as get_current_trace,
    guardrail_span as guardrail_span,
    handoff_span as handoff_span,
    mcp_tools_span as mcp_tools_span,
    response_span as response_span,
    set_trace_processors as set_trace_processors,
    set_trace_provider as set_trace_provider,
    set_tracing_disabled as set_tracing_disabled,
    set_tracing_export_api_key as set_tracing_export_api_key,
    speech_group_span as speech_group_span,
    speech_span as speech_span,
    task_span as task_span,
    trace as trace,
    transcription_span as transcription_span,
    turn_span as turn_span,
)
from .usage import (
    RequestUsage as RequestUsage,
    Usage as Usage,
)
