"""Calling lifecycle hooks: the run's, and those of the agent at work at the same time."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from ..callbacks import await_all
from ..lifecycle import RunHooks
from ..run_context import AgentHookContext, RunContextWrapper

if TYPE_CHECKING:
    from ..agent import Agent
    from ..items import ModelResponse, TResponseInputItem
    from ..tool import Tool
    from ..tool_context import ToolContext


class HookCalls:
    """Calls each hook of a run together with the same hook of an agent.

    An error of a hook is raised; the other hook is then cancelled.
    """

    def __init__(self, run_hooks: RunHooks[Any]) -> None:
        self._run_hooks = run_hooks

    async def agent_start(self, context: AgentHookContext[Any], agent: Agent[Any]) -> None:
        """An agent begins its first turn."""
        own = agent.hooks
        await _in_parallel(
            self._run_hooks.on_agent_start(context, agent),
            None if own is None else own.on_start(context, agent),
        )

    async def agent_end(self, context: AgentHookContext[Any], agent: Agent[Any], output: Any) -> None:
        """An agent gave the final output."""
        own = agent.hooks
        await _in_parallel(
            self._run_hooks.on_agent_end(context, agent, output),
            None if own is None else own.on_end(context, agent, output),
        )

    async def llm_start(
        self,
        context: RunContextWrapper[Any],
        agent: Agent[Any],
        instructions: str | None,
        input_items: list[TResponseInputItem],
    ) -> None:
        """The model is about to be called."""
        own = agent.hooks
        await _in_parallel(
            self._run_hooks.on_llm_start(context, agent, instructions, input_items),
            None if own is None else own.on_llm_start(context, agent, instructions, input_items),
        )

    async def llm_end(
        self, context: RunContextWrapper[Any], agent: Agent[Any], response: ModelResponse
    ) -> None:
        """The model's response is complete."""
        own = agent.hooks
        await _in_parallel(
            self._run_hooks.on_llm_end(context, agent, response),
            None if own is None else own.on_llm_end(context, agent, response),
        )

    async def tool_start(self, context: ToolContext[Any], agent: Agent[Any], tool: Tool) -> None:
        """A tool is about to run."""
        own = agent.hooks
        await _in_parallel(
            self._run_hooks.on_tool_start(context, agent, tool),
            None if own is None else own.on_tool_start(context, agent, tool),
        )

    async def tool_end(self, context: ToolContext[Any], agent: Agent[Any], tool: Tool, output: Any) -> None:
        """A tool has returned."""
        own = agent.hooks
        await _in_parallel(
            self._run_hooks.on_tool_end(context, agent, tool, output),
            None if own is None else own.on_tool_end(context, agent, tool, output),
        )

    async def handoff(
        self, context: RunContextWrapper[Any], from_agent: Agent[Any], to_agent: Agent[Any]
    ) -> None:
        """An agent hands over; the agent's own hook is that of ``from_agent``, as in the SDK."""
        own = from_agent.hooks
        await _in_parallel(
            self._run_hooks.on_handoff(context=context, from_agent=from_agent, to_agent=to_agent),
            None if own is None else own.on_handoff(context, agent=to_agent, source=from_agent),
        )


async def _in_parallel(run_hook: Awaitable[None] | None, agent_hook: Awaitable[None] | None) -> None:
    """Await both hooks; the first to fail cancels the other. A hook that is not async is done already."""
    pending = [each for each in (run_hook, agent_hook) if inspect.isawaitable(each)]
    if len(pending) == 1:
        await pending[0]
        return
    await await_all(pending)
