"""The base of MCP servers: what a run needs of one."""

from __future__ import annotations

import abc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from typing_extensions import Self

from ..run_context import RunContextWrapper
from ..tool import NeedsApproval
from ..tool_errors import ToolErrorFunction, unset_error_function
from ..tool_guardrails import ToolInputGuardrail, ToolOutputGuardrail
from .approval_policy import RequireApproval, approval_policy, needs_approval

if TYPE_CHECKING:
    from mcp.types import (
        CallToolResult,
        GetPromptResult,
        ListPromptsResult,
        ListResourcesResult,
        ListResourceTemplatesResult,
        ReadResourceResult,
        Tool as MCPTool,
    )


@dataclass
class MCPToolMetaContext:
    """What a ``tool_meta_resolver`` is told."""

    run_context: RunContextWrapper[Any]
    server_name: str
    tool_name: str
    arguments: dict[str, Any] | None


MCPToolMetaResolver: TypeAlias = Callable[
    [MCPToolMetaContext], "Awaitable[dict[str, Any] | None] | dict[str, Any] | None"
]
"""Gives the ``_meta`` of the request for a tool call, or None."""


class MCPServer(abc.ABC):
    """An MCP server as a source of tools. Subclass it for one that is reached in a way of its own.

    ``require_approval`` says which calls wait for a person: ``"always"``, ``"never"``, a bool, ``{"tool":
    "always"}``, ``{"always": {"tool_names": [...]}}``, or a function of the run's context, the agent and the
    tool. ``failure_error_function`` makes the text for the model of a failure; None: the failure is raised.
    With ``use_structured_content`` the model gets the structured content as JSON in place of the texts.
    """

    def __init__(
        self,
        use_structured_content: bool = False,
        require_approval: RequireApproval = None,
        failure_error_function: ToolErrorFunction | None = unset_error_function,
        tool_meta_resolver: MCPToolMetaResolver | None = None,
        *,
        tool_input_guardrails: list[ToolInputGuardrail[Any]] | None = None,
        tool_output_guardrails: list[ToolOutputGuardrail[Any]] | None = None,
    ) -> None:
        self.use_structured_content = use_structured_content
        self.failure_error_function = failure_error_function
        self.tool_meta_resolver = tool_meta_resolver
        self.tool_input_guardrails = tool_input_guardrails
        self.tool_output_guardrails = tool_output_guardrails
        self._approval_policy = approval_policy(require_approval)

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """A name for people."""

    @abc.abstractmethod
    async def connect(self) -> None:
        """Connect: start the process, or open the connection. It lasts until ``cleanup``."""

    @abc.abstractmethod
    async def cleanup(self) -> None:
        """End the connection, and a process that ``connect`` started."""

    @abc.abstractmethod
    async def list_tools(
        self, run_context: RunContextWrapper[Any] | None = None, agent: Any = None
    ) -> list[MCPTool]:
        """The tools that an agent is offered."""

    @abc.abstractmethod
    async def call_tool(
        self, tool_name: str, arguments: dict[str, Any] | None, meta: dict[str, Any] | None = None
    ) -> CallToolResult:
        """Call a tool."""

    @property
    def cached_tools(self) -> list[MCPTool] | None:
        """The tools as they were listed last, if that is kept."""
        return None

    @abc.abstractmethod
    async def list_prompts(self) -> ListPromptsResult:
        """The prompts of the server."""

    @abc.abstractmethod
    async def get_prompt(self, name: str, arguments: dict[str, Any] | None = None) -> GetPromptResult:
        """A prompt of the server, filled in."""

    async def list_resources(self, cursor: str | None = None) -> ListResourcesResult:
        """A page of the server's resources."""
        raise self._lacks("list_resources")

    async def list_resource_templates(self, cursor: str | None = None) -> ListResourceTemplatesResult:
        """A page of the server's resource templates."""
        raise self._lacks("list_resource_templates")

    async def read_resource(self, uri: str) -> ReadResourceResult:
        """The content of a resource."""
        raise self._lacks("read_resource")

    def needs_approval(self, tool: MCPTool, agent: Any) -> NeedsApproval:
        """Whether a call of a tool waits for a person, as a tool's ``needs_approval``."""
        return needs_approval(self._approval_policy, tool, agent)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cleanup()

    def _lacks(self, method: str) -> NotImplementedError:
        return NotImplementedError(
            f"MCP server {self.name!r} does not support {method}: its class does not define it."
        )
