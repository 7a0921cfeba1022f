"""The tools of MCP servers as function tools of an agent."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ...utf8 import sendable_json
from ..callbacks import await_all, maybe_await
from ..exceptions import AgentsException, ModelBehaviorError, UserError
from ..function_invoker import ToolInvoker
from ..run_context import RunContextWrapper
from ..strict_schema import ensure_strict_json_schema
from ..tool import FunctionTool, Tool
from ..tool_context import ToolContext
from ..tool_errors import (
    ToolErrorFunction,
    default_tool_error_function,
    explain_failure,
    unset_error_function,
)
from ..tool_output import ModelOutput
from .errors import MCPToolError, shown_name
from .results import read_result
from .running_call import calling
from .server import MCPServer, MCPToolMetaContext
from .tool_names import ListedTool, prefixed_names

if TYPE_CHECKING:
    from mcp.types import Tool as MCPTool


class MCPUtil:
    """Tools of MCP servers as function tools; an agent with ``mcp_servers`` does this by itself."""

    @classmethod
    async def get_all_function_tools(
        cls,
        servers: list[MCPServer],
        convert_schemas_to_strict: bool,
        run_context: RunContextWrapper[Any],
        agent: Any,
        failure_error_function: ToolErrorFunction | None = default_tool_error_function,
        include_server_in_tool_names: bool = False,
        reserved_tool_names: Iterable[str] = (),
    ) -> list[Tool]:
        """The tools of several servers. Raises ``UserError`` for two of one name."""
        listed = await await_all(server.list_tools(run_context, agent) for server in servers)
        tools = [(server, tool) for server, found in zip(servers, listed, strict=True) for tool in found]
        names = [tool.name for _, tool in tools]
        if include_server_in_tool_names:
            names = prefixed_names(
                [ListedTool(shown_name(server.name), tool.name) for server, tool in tools],
                reserved_tool_names,
            )
        elif twice := sorted({name for name in names if names.count(name) > 1}):
            raise UserError(
                f"Duplicate tool names found across MCP servers: {', '.join(map(repr, twice))}. "
                "Pass `include_server_in_tool_names=True` to `MCPUtil.get_all_function_tools()` or set "
                "`mcp_config={'include_server_in_tool_names': True}` on the agent, and each name begins with "
                "its server's."
            )
        return [
            cls.to_function_tool(tool, server, convert_schemas_to_strict, agent, failure_error_function, name)
            for (server, tool), name in zip(tools, names, strict=True)
        ]

    @classmethod
    async def get_function_tools(
        cls,
        server: MCPServer,
        convert_schemas_to_strict: bool,
        run_context: RunContextWrapper[Any],
        agent: Any,
        failure_error_function: ToolErrorFunction | None = default_tool_error_function,
        include_server_in_tool_names: bool = False,
        reserved_tool_names: Iterable[str] = (),
    ) -> list[Tool]:
        """The tools of one server."""
        return await cls.get_all_function_tools(
            [server],
            convert_schemas_to_strict,
            run_context,
            agent,
            failure_error_function,
            include_server_in_tool_names,
            reserved_tool_names,
        )

    @classmethod
    def to_function_tool(
        cls,
        tool: MCPTool,
        server: MCPServer,
        convert_schemas_to_strict: bool,
        agent: Any = None,
        failure_error_function: ToolErrorFunction | None = default_tool_error_function,
        tool_name_override: str | None = None,
    ) -> FunctionTool:
        """One tool of a server. Without an agent a ``require_approval`` that is a function means always."""
        given = server.failure_error_function
        error_function = failure_error_function if given is unset_error_function else given
        needed = server.needs_approval(tool, agent)
        schema, is_strict = _schema(tool, strict=convert_schemas_to_strict)
        return FunctionTool(
            name=tool_name_override or tool.name,
            description=_description(tool),
            params_json_schema=schema,
            on_invoke_tool=MCPToolInvoker(server, tool, error_function),
            strict_json_schema=is_strict,
            needs_approval=True if agent is None and callable(needed) else needed,
            tool_input_guardrails=server.tool_input_guardrails and [*server.tool_input_guardrails],
            tool_output_guardrails=server.tool_output_guardrails and [*server.tool_output_guardrails],
        )


class MCPToolInvoker(ToolInvoker):
    """Calls one tool of a server."""

    def __init__(self, server: MCPServer, tool: MCPTool, error_function: ToolErrorFunction | None) -> None:
        self.server = server
        self.tool = tool
        self.failure_error_function = error_function

    async def __call__(self, context: ToolContext[Any], arguments: str) -> Any:
        """Call the tool. A failure becomes a text for the model, or is raised without an error function.

        What the server answers as an error is for the model, as it is: the call has failed all the same.
        """
        try:
            result = await self._call(context, _parse(context, arguments))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the call's failure
            return await explain_failure(context, error, self.failure_error_function)
        read = read_result(result, self.tool, use_structured_content=self.server.use_structured_content)
        for picture in read.pictures:
            context.show(picture)
        context.failure = None
        if result.is_error:
            context.failure, context.failure_text = MCPToolError(read.text), read.text
            return ModelOutput(context.failure_text, read.for_model)
        return ModelOutput(read.value, read.for_model)

    async def _call(self, context: ToolContext[Any], arguments: dict[str, Any]) -> Any:
        meta = await self._meta(context, arguments)
        extra: dict[str, Any] = {} if meta is None else {"meta": meta}
        token = calling.set(context)
        try:
            return await self.server.call_tool(self.tool.name, arguments, **extra)
        except AgentsException:
            raise
        except Exception as error:
            if type(error).__name__ == "MCPError":  # of a package that need not be here
                raise
            raise AgentsException(
                f"Error invoking MCP tool {context.tool_name} on server "
                f"{shown_name(self.server.name)!r}: {error}"
            ) from error
        finally:
            calling.reset(token)

    async def _meta(self, context: ToolContext[Any], arguments: dict[str, Any]) -> dict[str, Any] | None:
        resolve = self.server.tool_meta_resolver
        resolved = None
        if resolve is not None:
            asked = MCPToolMetaContext(context, self.server.name, self.tool.name, copy.deepcopy(arguments))
            resolved = await maybe_await(resolve(asked))
            if not isinstance(resolved, dict | None):
                raise TypeError(f"tool_meta_resolver must return a dict or None, got {resolved!r}.")
        if resolved is None and self.tool.meta is None:
            return None
        return copy.deepcopy({**(resolved or {}), **(self.tool.meta or {})})


def _parse(context: ToolContext[Any], arguments: str) -> dict[str, Any]:
    """The call's arguments. Raises ``ModelBehaviorError`` for what is no JSON object."""
    message = f"Invalid JSON input for tool {context.tool_name}"
    try:
        data = json.loads(sendable_json(arguments)) if arguments else {}
    except (ValueError, RecursionError) as error:
        raise ModelBehaviorError(f"{message}: {arguments}") from error
    if not isinstance(data, dict):
        raise ModelBehaviorError(f"{message}: expected a JSON object")
    return data


def _schema(tool: MCPTool, *, strict: bool) -> tuple[dict[str, Any], bool]:
    """The schema of a tool's arguments, and whether it is strict: not every schema can be."""
    schema: dict[str, Any] = copy.deepcopy(tool.input_schema)
    is_open = schema != {} and _has_open_object(schema)
    schema.setdefault("properties", {})  # which the API asks for, and MCP does not
    if strict and not is_open:
        try:
            return ensure_strict_json_schema(copy.deepcopy(schema)), True
        except (UserError, TypeError, ValueError):
            pass
    return schema, False


def _has_open_object(schema: Any) -> bool:
    """Whether a schema has an object that names no property: made strict, it would have to be empty."""
    if isinstance(schema, list):
        return any(map(_has_open_object, schema))
    if not isinstance(schema, dict):
        return False
    kind = schema.get("type")
    is_object = kind == "object" or (isinstance(kind, list) and "object" in kind)
    if is_object and not schema.get("properties") and schema.get("additionalProperties") is not False:
        return True
    return any(map(_has_open_object, schema.values()))


def _description(tool: MCPTool) -> str:
    hints = tool.annotations
    return tool.description or tool.title or (hints.title if hints is not None else None) or ""
