"""Lifecycle hooks: methods that a run calls at its steps, and waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from .run_context import AgentHookContext as AgentHookContext, RunContextWrapper, TContext

if TYPE_CHECKING:
    from .agent import Agent
    from .items import ModelResponse, TResponseInputItem
    from .tool import Tool

TAgent = TypeVar("TAgent", default="Agent[Any]")


class _StepHooks(Generic[TContext, TAgent]):
    """The hooks that a run and an agent both have."""

    async def on_tool_start(self, context: RunContextWrapper[TContext], agent: TAgent, tool: Tool) -> None:
        """A tool is about to run; ``context`` is its ``ToolContext``."""

    async def on_tool_end(
        self, context: RunContextWrapper[TContext], agent: TAgent, tool: Tool, result: object
    ) -> None:
        """A tool has returned."""

    async def on_llm_start(
        self,
        context: RunContextWrapper[TContext],
        agent: Agent[TContext],
        system_prompt: str | None,
        input_items: list[TResponseInputItem],
    ) -> None:
        """The model is about to be called."""

    async def on_llm_end(
        self, context: RunContextWrapper[TContext], agent: Agent[TContext], response: ModelResponse
    ) -> None:
        """The model's response is complete."""


class RunHooksBase(_StepHooks[TContext, TAgent]):
    """Hooks of a run, whichever agent is at work. Override what you need."""

    async def on_agent_start(self, context: AgentHookContext[TContext], agent: TAgent) -> None:
        """An agent begins its first turn."""

    async def on_agent_end(self, context: AgentHookContext[TContext], agent: TAgent, output: Any) -> None:
        """An agent gave the final output."""

    async def on_handoff(
        self, context: RunContextWrapper[TContext], from_agent: TAgent, to_agent: TAgent
    ) -> None:
        """An agent handed over to another."""


class AgentHooksBase(_StepHooks[TContext, TAgent]):
    """Hooks of one agent. Override what you need."""

    async def on_start(self, context: AgentHookContext[TContext], agent: TAgent) -> None:
        """The agent begins its first turn."""

    async def on_end(self, context: AgentHookContext[TContext], agent: TAgent, output: Any) -> None:
        """The agent gave the final output."""

    async def on_handoff(self, context: RunContextWrapper[TContext], agent: TAgent, source: TAgent) -> None:
        """``source`` hands over to ``agent``; called on the hooks of ``source``, as in the SDK."""


RunHooks = RunHooksBase[TContext, "Agent[Any]"]
AgentHooks = AgentHooksBase[TContext, "Agent[Any]"]
