"""Hooks: be told of what happens in a run, and do something about it before it goes on."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Generic

from typing_extensions import TypeVar

from .run_context import RunContextWrapper, TContext

if TYPE_CHECKING:
    from .agent import Agent
    from .items import ModelResponse, TResponseInputItem
    from .run_internal.active_run import ActiveRun
    from .tool import Tool

TAgent = TypeVar("TAgent", default="Agent[Any]")


class AgentHookContext(RunContextWrapper[TContext]):
    """The context that start and end hooks get; ``turn_input`` is what the turn began with."""


class _StepHooks(Generic[TContext, TAgent]):
    """What hooks of a run and hooks of an agent are both told."""

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


async def call_hooks(run: ActiveRun, agent: Agent[Any], step: str, context: Any, *told: Any) -> None:
    """Call a hook of the run and the agent's own, which leave out the ``agent_`` of a step."""
    own = getattr(agent.hooks, f"on_{step.removeprefix('agent_')}", None)
    await together(
        getattr(run.hooks, f"on_{step}")(context, agent, *told), own and own(context, agent, *told)
    )


async def together(first: Awaitable[None] | None, second: Awaitable[None] | None) -> None:
    """Await a run hook and an agent hook side by side; the first to fail cancels the other.

    A hook that is not async was done when it was called.
    """
    pending = [each for each in (first, second) if inspect.isawaitable(each)]
    if len(pending) == 1:
        await pending[0]
        return
    tasks = [asyncio.ensure_future(each) for each in pending]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
