"""MCP servers as tools of an agent, by the OpenAI Agents SDK's names.

They need the extra ``mcp``, which is imported when a server is connected.
"""

from .approval_policy import LocalMCPApprovalCallable as LocalMCPApprovalCallable
from .errors import MCPToolError as MCPToolError
from .function_tools import MCPUtil as MCPUtil
from .manager import MCPServerManager as MCPServerManager
from .server import (
    MCPServer as MCPServer,
    MCPToolMetaContext as MCPToolMetaContext,
    MCPToolMetaResolver as MCPToolMetaResolver,
)
from .sse import MCPServerSse as MCPServerSse, MCPServerSseParams as MCPServerSseParams
from .stdio import MCPServerStdio as MCPServerStdio, MCPServerStdioParams as MCPServerStdioParams
from .streamable_http import (
    MCPServerStreamableHttp as MCPServerStreamableHttp,
    MCPServerStreamableHttpParams as MCPServerStreamableHttpParams,
)
from .tool_filter import (
    ToolFilter as ToolFilter,
    ToolFilterCallable as ToolFilterCallable,
    ToolFilterContext as ToolFilterContext,
    ToolFilterStatic as ToolFilterStatic,
    create_static_tool_filter as create_static_tool_filter,
)
