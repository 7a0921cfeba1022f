# What people type first: type checkers read this list, and __init__.py loads from it.
# All names of the runtime are in agents_widget.agents; an import from here of one that is only there says so.
__version__: str
from .agents.agent import Agent as Agent
from .agents.agent_output import AgentOutputSchema as AgentOutputSchema
from .agents.decorators import tool as tool
from .agents.exceptions import (
    AgentsException as AgentsException,
    InputGuardrailTripwireTriggered as InputGuardrailTripwireTriggered,
    MaxTurnsExceeded as MaxTurnsExceeded,
    ModelBehaviorError as ModelBehaviorError,
    OutputGuardrailTripwireTriggered as OutputGuardrailTripwireTriggered,
    UserError as UserError,
)
from .agents.guardrail import (
    GuardrailFunctionOutput as GuardrailFunctionOutput,
    input_guardrail as input_guardrail,
    output_guardrail as output_guardrail,
)
from .agents.handoffs import (
    Handoff as Handoff,
    HandoffInputData as HandoffInputData,
    handoff as handoff,
)
from .agents.items import (
    ItemHelpers as ItemHelpers,
    MessageOutputItem as MessageOutputItem,
    ModelResponse as ModelResponse,
    ToolCallItem as ToolCallItem,
    ToolCallOutputItem as ToolCallOutputItem,
    TResponseInputItem as TResponseInputItem,
)
from .agents.lifecycle import (
    AgentHooks as AgentHooks,
    RunHooks as RunHooks,
)
from .agents.logger import enable_verbose_stdout_logging as enable_verbose_stdout_logging
from .agents.memory.in_memory_session import InMemorySession as InMemorySession
from .agents.memory.session import Session as Session
from .agents.memory.sqlite_session import SQLiteSession as SQLiteSession
from .agents.model_settings import ModelSettings as ModelSettings
from .agents.models.interface import Model as Model
from .agents.models.openai_chatcompletions import OpenAIChatCompletionsModel as OpenAIChatCompletionsModel
from .agents.models.openai_provider import (
    AsyncOpenAI as AsyncOpenAI,
    OpenAIProvider as OpenAIProvider,
)
from .agents.models.openai_responses import OpenAIResponsesModel as OpenAIResponsesModel
from .agents.models.openai_shared import (
    set_default_openai_api as set_default_openai_api,
    set_default_openai_client as set_default_openai_client,
    set_default_openai_key as set_default_openai_key,
)
from .agents.models.stand_ins.cassette import Cassette as Cassette
from .agents.models.stand_ins.demo import DemoModel as DemoModel
from .agents.models.stand_ins.local import LocalModel as LocalModel
from .agents.repl import run_demo_loop as run_demo_loop
from .agents.result import (
    RunResult as RunResult,
    RunResultStreaming as RunResultStreaming,
)
from .agents.run import Runner as Runner
from .agents.run_config import RunConfig as RunConfig
from .agents.run_context import RunContextWrapper as RunContextWrapper
from .agents.run_state import RunState as RunState
from .agents.stream_events import (
    AgentUpdatedStreamEvent as AgentUpdatedStreamEvent,
    RawResponsesStreamEvent as RawResponsesStreamEvent,
    RunItemStreamEvent as RunItemStreamEvent,
    StreamEvent as StreamEvent,
)
from .agents.tool import (
    FunctionTool as FunctionTool,
    function_tool as function_tool,
)
from .agents.tool_context import ToolContext as ToolContext
from .agents.tracing import (
    set_tracing_disabled as set_tracing_disabled,
    trace as trace,
)
from .agents.usage import Usage as Usage
from .comparison.compare import compare as compare
from .grids.grid import grid as grid
from .grids.judge import judge as judge
from .grids.rows import Score as Score
from .grids.scorers import (
    called as called,
    exact as exact,
    includes as includes,
    json_schema as json_schema,
    max_cost as max_cost,
    max_turns as max_turns,
    numeric as numeric,
    regex as regex,
)
from .grids.widget import Grid as Grid
from .transcript.schema import (
    Entry as Entry,
    Transcript as Transcript,
)
from .transcript.tape import Tape as Tape
from .widget.chat import Chat as Chat
from .widget.notebook import (
    load_ipython_extension as load_ipython_extension,
    unload_ipython_extension as unload_ipython_extension,
)
from .widget.runs import (
    runs as runs,
    stop_all as stop_all,
)
from .widget.save import save as save
from .widget.tool_views import register_tool_view as register_tool_view
from .widget.watch import watch as watch
from .widget.widget import AgentWidget as AgentWidget
