"""Agents: a model with instructions, tools, and others to hand over to."""

from __future__ import annotations

import dataclasses
import inspect
import warnings
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, get_origin

from openai.types.responses import ResponsePromptParam
from typing_extensions import TypedDict, Unpack

from .agent_output import AgentOutputSchema, AgentOutputSchemaBase
from .callbacks import await_all, maybe_await
from .config_checks import check_names, config_of
from .exceptions import UserError, describe_value
from .guardrail import InputGuardrail, OutputGuardrail
from .guessed_arguments import ON_AGENT, explain_fields
from .handoffs import Handoff, handoff
from .lifecycle import AgentHooksBase
from .model_settings import ModelSettings
from .models.default_models import get_default_model_settings, suited_settings
from .models.interface import Model
from .prompts import DynamicPromptFunction, Prompt, check_prompt, prompt_for_model
from .run_context import RunContextWrapper, TContext
from .stream_events import AgentToolStreamEvent as AgentToolStreamEvent
from .tool import FunctionTool, HostedTool, Tool
from .tool_errors import ToolErrorFunction, default_tool_error_function

if TYPE_CHECKING:
    from .agent_tool_options import AgentToolOptions
    from .lifecycle import AgentHooks
    from .mcp.server import MCPServer
    from .tool import FunctionToolResult

T = TypeVar("T")


class StopAtTools(TypedDict):
    """``tool_use_behavior``: the output of the first of these tools to be called is the final output."""

    stop_at_tool_names: list[str]


@dataclass
class ToolsToFinalOutputResult:
    """The decision of a ``tool_use_behavior`` function about a turn's tool results."""

    is_final_output: bool
    final_output: Any | None = None


ToolsToFinalOutputFunction = Callable[
    [RunContextWrapper[Any], "list[FunctionToolResult]"],
    ToolsToFinalOutputResult | Awaitable[ToolsToFinalOutputResult],
]
Instructions: TypeAlias = "str | Callable[[RunContextWrapper[Any], Agent[Any]], str | Awaitable[str]]"


class MCPConfig(TypedDict, total=False):
    """How an agent has the tools of its MCP servers."""

    convert_schemas_to_strict: bool
    """Whether the schemas of arguments are made strict, where they can be. Default: False."""
    failure_error_function: ToolErrorFunction | None
    """Makes the text for the model of a failure; None: the failure is raised."""
    include_server_in_tool_names: bool
    """Whether tools are named ``mcp_<server>__<tool>``. Default: False."""


@dataclass
class AgentBase(Generic[TContext]):
    """The base of agents: a name and tools."""

    name: str
    handoff_description: str | None = None
    """What the agent is good at, for those that may hand over to it."""
    tools: list[Tool | HostedTool] = field(default_factory=list)
    """Functions, and dicts such as ``{"type": "web_search"}`` for tools that the Responses API runs."""
    mcp_servers: list[MCPServer] = field(default_factory=list)
    """Servers whose tools it is offered, too; they have to be connected before a run."""
    mcp_config: MCPConfig = field(default_factory=MCPConfig)

    async def get_mcp_tools(self, run_context: RunContextWrapper[TContext]) -> list[Tool]:
        """The tools of its MCP servers, as they list them now."""
        if not self.mcp_servers:
            return []
        from .mcp.function_tools import MCPUtil  # few agents have servers

        is_prefixed = self.mcp_config.get("include_server_in_tool_names", False)
        return await MCPUtil.get_all_function_tools(
            self.mcp_servers,
            self.mcp_config.get("convert_schemas_to_strict", False),
            run_context,
            self,
            self.mcp_config.get("failure_error_function", default_tool_error_function),
            is_prefixed,
            await self._taken_names(run_context) if is_prefixed else (),
        )

    async def _taken_names(self, run_context: RunContextWrapper[TContext]) -> set[str]:
        """The names that a tool of a server must not get."""
        return {tool.name for tool in self.tools if isinstance(tool, FunctionTool)}

    async def get_all_tools(self, run_context: RunContextWrapper[TContext]) -> list[Tool]:
        """The tools of its MCP servers, then the functions that are enabled in this run."""
        functions: list[Any] = [tool for tool in self.tools if not isinstance(tool, Mapping)]
        for tool in functions:
            if not isinstance(tool, FunctionTool):
                raise UserError(
                    f"Agent {self.name!r} got a tool of the wrong kind ({describe_value(tool)}). "
                    "Tools are functions decorated with @function_tool, FunctionTool objects, "
                    "agent.as_tool(...), or a dict for a tool that the Responses API runs."
                )
        return [*await self.get_mcp_tools(run_context), *await enabled(functions, run_context, self)]


@explain_fields(ON_AGENT)
@dataclass
class Agent(AgentBase[TContext]):
    """A model with instructions, tools, and other agents to hand over to.

    ``instructions`` is the system prompt, or a function ``(context, agent) -> str``, sync or async.
    ``model`` is a ``Model``, or a name for the run's model provider; ``model_settings`` are by default
    those that suit a name of the GPT-5 family, and none for others.
    """

    instructions: Instructions | None = None
    prompt: Prompt | DynamicPromptFunction | None = None
    """A prompt stored at OpenAI, or a function that chooses one; models of the Responses API take it."""
    handoffs: list[Agent[Any] | Handoff[TContext, Any]] = field(default_factory=list)
    model: str | Model | None = None
    model_settings: ModelSettings = field(default_factory=get_default_model_settings)
    input_guardrails: list[InputGuardrail[TContext]] = field(default_factory=list)
    output_guardrails: list[OutputGuardrail[TContext]] = field(default_factory=list)
    output_type: type[Any] | AgentOutputSchemaBase | None = None
    hooks: AgentHooks[TContext] | None = None
    tool_use_behavior: (
        Literal["run_llm_again", "stop_on_first_tool"] | StopAtTools | ToolsToFinalOutputFunction
    ) = "run_llm_again"
    reset_tool_choice: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.model_settings, dict):
            self.model_settings = config_of(self.model_settings, ModelSettings, "Agent model_settings")
        _check_fields(self)
        _check_guardrails("input_guardrail", self.input_guardrails, InputGuardrail)
        _check_guardrails("output_guardrail", self.output_guardrails, OutputGuardrail)
        if self.model_settings == get_default_model_settings():
            self.model_settings = suited_settings(self.model)
        check_prompt(self.prompt)
        _check_servers(self)

    def clone(self, **kwargs: Any) -> Agent[TContext]:
        """A copy with the given fields changed; lists that are not given are shared with the original."""
        if "model" in kwargs and self.model_settings == suited_settings(self.model):
            kwargs.setdefault("model_settings", suited_settings(kwargs["model"]))
        return dataclasses.replace(self, **kwargs)

    def as_tool(
        self, tool_name: str | None, tool_description: str | None, **options: Unpack[AgentToolOptions]
    ) -> FunctionTool:
        """This agent as a tool of another: it gets an input, runs on its own, and its answer comes back.

        The options are those of ``AgentToolOptions``. ``on_stream`` is called with every inner event, an
        ``AgentToolStreamEvent``; an error in it ends the run.
        """
        from .run_internal.agent_tool import agent_tool  # it runs the loop, which imports agents

        return agent_tool(self, tool_name, tool_description, options)

    async def get_system_prompt(self, run_context: RunContextWrapper[TContext]) -> str | None:
        """The instructions, made for this run where they are a function."""
        if self.instructions is None or isinstance(self.instructions, str):
            return self.instructions
        parameters = inspect.signature(self.instructions).parameters
        if len(parameters) != 2:
            raise TypeError(
                f"'instructions' callable must accept exactly 2 arguments (context, agent), "
                f"but got {len(parameters)}: {list(parameters)}"
            )
        return await maybe_await(self.instructions(run_context, self))

    async def get_prompt(self, run_context: RunContextWrapper[TContext]) -> ResponsePromptParam | None:
        """The stored prompt, chosen for this run where it is a function."""
        return await prompt_for_model(self.prompt, run_context, self)

    async def get_handoffs(self, run_context: RunContextWrapper[TContext]) -> list[Handoff[Any, Any]]:
        """The handoffs that are enabled in this run."""
        offered = [each if isinstance(each, Handoff) else handoff(each) for each in self.handoffs]
        return await enabled(offered, run_context, self)

    async def _taken_names(self, run_context: RunContextWrapper[TContext]) -> set[str]:
        handoffs = await self.get_handoffs(run_context)
        return await super()._taken_names(run_context) | {each.tool_name for each in handoffs}

    def output_schema(self) -> AgentOutputSchemaBase | None:
        """The schema of the final output, or None where that is plain text."""
        if self.output_type is None or self.output_type is str:
            return None
        if isinstance(self.output_type, AgentOutputSchemaBase):
            return self.output_type
        return AgentOutputSchema(self.output_type)


async def enabled(offers: Sequence[T], context: RunContextWrapper[Any], agent: AgentBase[Any]) -> list[T]:
    """The tools or handoffs whose ``is_enabled`` is true, or returns true."""

    async def is_enabled(offer: Any) -> bool:
        setting = offer.is_enabled
        if callable(setting):
            setting = await maybe_await(setting(context, agent))
        return bool(setting)

    if all(getattr(offer, "is_enabled", None) is True for offer in offers):
        return list(offers)
    checked = await await_all(is_enabled(offer) for offer in offers)
    return [offer for offer, is_on in zip(offers, checked, strict=True) if is_on]


def offers_by_name(
    agent: Agent[Any], offers: Iterable[Tool | Handoff[Any, Any]], policy: Literal["warn", "error"]
) -> dict[str, Tool | Handoff[Any, Any]]:
    """Tools and handoffs by name; of two with one name the later is used, with a warning.

    Raises ``UserError`` for that under the policy ``error``.
    """
    chosen: dict[str, Tool | Handoff[Any, Any]] = {}
    for offer in offers:
        name = offer.tool_name if isinstance(offer, Handoff) else offer.name
        if chosen.pop(name, None) is not None:
            message = (
                f"Agent {agent.name!r} offers two tools or handoffs named {name!r}; give one another name."
            )
            if policy == "error":
                raise UserError(message)
            warnings.warn(f"{message} The last one is used.", stacklevel=2)
        chosen[name] = offer
    return chosen


_FIELD_TYPES: dict[str, tuple[Any, str]] = {
    "name": (str, "a string"),
    "handoff_description": ((str, type(None)), "a string or None"),
    "instructions": ((str, Callable, type(None)), "a string, callable, or None"),
    "model": ((str, Model, type(None)), "a string, Model, or None"),
    "model_settings": (ModelSettings, "ModelSettings"),
    "hooks": ((AgentHooksBase, type(None)), "an AgentHooks instance or None"),
    "reset_tool_choice": (bool, "a boolean"),
    "tools": (list, "a list"),
    "mcp_servers": (list, "a list"),
    "mcp_config": (dict, "a dict"),
    "handoffs": (list, "a list"),
    "input_guardrails": (list, "a list"),
    "output_guardrails": (list, "a list"),
}


def _check_fields(agent: Agent[Any]) -> None:
    """Raise ``TypeError`` for the first field that has a value of the wrong type."""
    for name, (expected_type, expected) in _FIELD_TYPES.items():
        if not isinstance(getattr(agent, name), expected_type):
            raise _wrong_field(agent, name, expected)
    if not _is_output_type(agent.output_type):
        raise _wrong_field(agent, "output_type", "a type, AgentOutputSchemaBase, or None")
    if not _is_tool_use_behavior(agent.tool_use_behavior):
        expected = "'run_llm_again', 'stop_on_first_tool', {'stop_at_tool_names': [...]}, or callable"
        raise _wrong_field(agent, "tool_use_behavior", expected)


def _check_servers(agent: Agent[Any]) -> None:
    """Raise ``TypeError`` for what is no MCP server, or a setting that ``mcp_config`` does not have."""
    check_names(agent.mcp_config, MCPConfig.__annotations__, "Agent mcp_config")
    if agent.mcp_servers:
        from .mcp.server import MCPServer  # few agents have servers

        for server in agent.mcp_servers:
            if not isinstance(server, MCPServer):
                raise TypeError(
                    f"Agent mcp_servers are servers such as MCPServerStdio, got {describe_value(server)}"
                )


def _is_output_type(value: Any) -> bool:
    if value is None or isinstance(value, type | AgentOutputSchemaBase):
        return True
    return get_origin(value) is not None  # such as list[int]


def _is_tool_use_behavior(value: Any) -> bool:
    if isinstance(value, dict):
        return value.keys() == {"stop_at_tool_names"} and not isinstance(value["stop_at_tool_names"], str)
    return value in ("run_llm_again", "stop_on_first_tool") or callable(value)


def _wrong_field(agent: Agent[Any], name: str, expected: str) -> TypeError:
    return TypeError(f"Agent {name} must be {expected}, got {describe_value(getattr(agent, name))}")


def _check_guardrails(decorator: str, guardrails: list[Any], expected: type) -> None:
    for each in guardrails:
        if not isinstance(each, expected):
            raise TypeError(f"Agent {decorator}s are functions decorated with @{decorator}, got {each!r}")
