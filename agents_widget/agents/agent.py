"""Agents: a model with instructions, tools, and others to hand over to."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import warnings
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, get_origin

from typing_extensions import TypedDict, Unpack

from .agent_output import AgentOutputSchema, AgentOutputSchemaBase
from .callbacks import answer
from .exceptions import UserError, described
from .guardrail import InputGuardrail, OutputGuardrail
from .handoffs import Handoff, handoff
from .lifecycle import AgentHooksBase
from .model_settings import ModelSettings
from .models.default_models import get_default_model_settings, suited_settings
from .models.interface import Model
from .run_context import RunContextWrapper, TContext
from .tool import FunctionTool, HostedTool, Tool

if TYPE_CHECKING:
    from .lifecycle import AgentHooks
    from .run_internal.agent_tool import AgentToolOptions
    from .tool import FunctionToolResult

T = TypeVar("T")


class StopAtTools(TypedDict):
    """``tool_use_behavior``: the output of the first of these tools to be called is the final output."""

    stop_at_tool_names: list[str]


@dataclass
class ToolsToFinalOutputResult:
    """What a ``tool_use_behavior`` function decides about a turn's tool results."""

    is_final_output: bool
    final_output: Any | None = None


ToolsToFinalOutputFunction = Callable[
    [RunContextWrapper[Any], "list[FunctionToolResult]"],
    ToolsToFinalOutputResult | Awaitable[ToolsToFinalOutputResult],
]
Instructions: TypeAlias = "str | Callable[[RunContextWrapper[Any], Agent[Any]], str | Awaitable[str]]"


@dataclass
class AgentBase(Generic[TContext]):
    """What every agent has: a name and tools."""

    name: str
    handoff_description: str | None = None
    """What the agent is good at, for those that may hand over to it."""
    tools: list[Tool | HostedTool] = field(default_factory=list)
    """Functions, and dicts such as ``{"type": "web_search"}`` for tools that the Responses API runs."""
    mcp_servers: list[Any] = field(default_factory=list)
    mcp_config: dict[str, Any] = field(default_factory=dict)
    """Accepted for programs that pass it; there are no MCP servers here."""

    async def get_all_tools(self, run_context: RunContextWrapper[TContext]) -> list[Tool]:
        """The functions that are enabled in this run."""
        functions: list[Any] = [tool for tool in self.tools if not isinstance(tool, Mapping)]
        for tool in functions:
            if not isinstance(tool, FunctionTool):
                raise UserError(
                    f"Agent {self.name!r} got a tool of the wrong kind ({described(tool)}). "
                    "Tools are functions decorated with @function_tool, FunctionTool objects, "
                    "agent.as_tool(...), or a dict for a tool that the Responses API runs."
                )
        return await enabled(functions, run_context, self)


@dataclass
class Agent(AgentBase[TContext]):
    """A model with instructions, tools, and other agents to hand over to.

    ``instructions`` is the system prompt, or a function ``(context, agent) -> str``, sync or async.
    ``model`` is a ``Model``, or a name for the run's model provider; ``model_settings`` are by default
    those that suit a name of the GPT-5 family, and none for others.
    """

    instructions: Instructions | None = None
    prompt: Any = None
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
            self.model_settings = ModelSettings(**self.model_settings)
        if (misfit := _misfit(self)) is not None:
            name, expected = misfit
            raise TypeError(f"Agent {name} must be {expected}, got {described(getattr(self, name))}")
        _check_guardrails("input_guardrail", self.input_guardrails, InputGuardrail)
        _check_guardrails("output_guardrail", self.output_guardrails, OutputGuardrail)
        if self.model_settings == get_default_model_settings():
            self.model_settings = suited_settings(self.model)
        if self.prompt is not None:
            raise UserError("Agent prompt: stored prompts are not supported. Put the text in instructions.")
        if self.mcp_servers:
            raise UserError("Agent mcp_servers: MCP is not supported. Wrap what you need in @function_tool.")

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
        from .run_internal.agent_tool import (
            agent_tool,  # an agent that is a tool runs the loop, which knows agents
        )

        return agent_tool(self, tool_name, tool_description, **options)

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
        return await answer(self.instructions(run_context, self))

    async def get_handoffs(self, run_context: RunContextWrapper[TContext]) -> list[Handoff[Any, Any]]:
        """The handoffs that are enabled in this run."""
        offered = [each if isinstance(each, Handoff) else handoff(each) for each in self.handoffs]
        return await enabled(offered, run_context, self)

    def output_schema(self) -> AgentOutputSchemaBase | None:
        """The schema of the final output, or None where that is plain text."""
        if self.output_type is None or self.output_type is str:
            return None
        if isinstance(self.output_type, AgentOutputSchemaBase):
            return self.output_type
        return AgentOutputSchema(self.output_type)


async def enabled(offers: Sequence[T], context: RunContextWrapper[Any], agent: AgentBase[Any]) -> list[T]:
    """Those whose ``is_enabled`` is true or says so."""

    async def check(offer: Any) -> bool:
        given = offer.is_enabled
        return bool(await answer(given(context, agent)) if callable(given) else given)

    if all(getattr(offer, "is_enabled", None) is True for offer in offers):
        return list(offers)
    return [o for o, ok in zip(offers, await asyncio.gather(*map(check, offers)), strict=True) if ok]


def by_name(
    agent: Agent[Any], offers: Iterable[Tool | Handoff[Any, Any]], policy: Literal["warn", "error"]
) -> dict[str, Tool | Handoff[Any, Any]]:
    """Tools and handoffs share their names: the later one of a name wins, with a warning, or is an error."""
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


_FIELDS: dict[str, tuple[Any, str]] = {
    "name": (str, "a string"),
    "handoff_description": ((str, type(None)), "a string or None"),
    "instructions": ((str, Callable, type(None)), "a string, callable, or None"),
    "model": ((str, Model, type(None)), "a string, Model, or None"),
    "model_settings": (ModelSettings, "ModelSettings"),
    "hooks": ((AgentHooksBase, type(None)), "an AgentHooks instance or None"),
    "reset_tool_choice": (bool, "a boolean"),
    **dict.fromkeys(
        ("tools", "mcp_servers", "handoffs", "input_guardrails", "output_guardrails"), (list, "a list")
    ),
}


def _check_guardrails(decorator: str, given: list[Any], kind: type) -> None:
    for each in given:
        if not isinstance(each, kind):
            raise TypeError(f"Agent {decorator}s are functions decorated with @{decorator}, got {each!r}")


def _misfit(agent: Agent[Any]) -> tuple[str, str] | None:
    """The first field that is not what it must be, and what that is."""
    for name, (kinds, expected) in _FIELDS.items():
        if not isinstance(getattr(agent, name), kinds):
            return name, expected
    output: Any = agent.output_type
    behavior: Any = agent.tool_use_behavior
    if not (output is None or isinstance(output, type | AgentOutputSchemaBase) or get_origin(output)):
        return "output_type", "a type, AgentOutputSchemaBase, or None"
    if behavior not in ("run_llm_again", "stop_on_first_tool") and not isinstance(behavior, dict | Callable):
        return "tool_use_behavior", "'run_llm_again', 'stop_on_first_tool', StopAtTools dict, or callable"
    return None
