"""A server that an ``mcp`` client talks to: what it lists, and the calls of its tools."""

from __future__ import annotations

import abc
import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import Unpack

from ..config_checks import check_names
from ..exceptions import UserError
from ..run_context import RunContextWrapper
from . import errors
from .connection import on_background
from .connection_keeper import ConnectionKeeper
from .elicitation import Elicitation
from .options import CONNECT_SECONDS, MCPServerOptions
from .pages import all_pages
from .retries import Retries
from .running_call import CallTimeoutError, RunningCall, RunningCalls, calling
from .server import MCPServer
from .tool_filter import filtered
from .transport import Transport, noting_end

if TYPE_CHECKING:
    from mcp import Client
    from mcp.shared.dispatcher import ProgressFnT
    from mcp.types import (
        CallToolResult,
        GetPromptResult,
        ListPromptsResult,
        ListResourcesResult,
        ListResourceTemplatesResult,
        ReadResourceResult,
        Tool as MCPTool,
    )

T = TypeVar("T")
_OF_THE_BASE = (
    "use_structured_content",
    "require_approval",
    "failure_error_function",
    "tool_meta_resolver",
    "tool_input_guardrails",
    "tool_output_guardrails",
)


class RemoteMCPServer(MCPServer):
    """A server that an ``mcp`` client talks to; a subclass says by which transport.

    It can be connected, used and ended on different event loops and threads: the background loop holds the
    connection. ``client_session_timeout_seconds`` limits one request (None or 0: nothing does),
    ``connect_timeout_seconds`` the start. With ``cache_tools_list`` the tools are listed once, and again when
    the server says that they have changed.
    """

    def __init__(
        self,
        name: str,
        cache_tools_list: bool,
        client_session_timeout_seconds: float | None,
        **options: Unpack[MCPServerOptions],
    ) -> None:
        check_names(options, MCPServerOptions.__annotations__, type(self).__name__)
        given: dict[str, Any] = {each: value for each, value in options.items() if each in _OF_THE_BASE}
        super().__init__(**given)
        self._name = name
        self.cache_tools_list = cache_tools_list
        self.client_session_timeout_seconds = _seconds(client_session_timeout_seconds)
        self.connect_timeout_seconds = _seconds(options.get("connect_timeout_seconds", CONNECT_SECONDS))
        self.tool_filter = options.get("tool_filter")
        self.message_handler = options.get("message_handler")
        self._retries = Retries(
            options.get("max_retry_attempts", 0),
            options.get("retry_backoff_seconds_base", 1.0),
            options.get("retry_backoff_seconds_max"),
        )
        self.max_list_pages = options.get("max_list_pages")
        self._tools: list[MCPTool] | None = None
        self._tools_are_current = False
        self._calls = RunningCalls()
        self._keeper: ConnectionKeeper | None = None

    @abc.abstractmethod
    def _transport(self) -> Transport:
        """A new transport, not entered."""

    def stderr(self) -> str:
        """The end of what the server wrote to its standard error; empty where that is not known."""
        return ""

    @property
    def name(self) -> str:
        """The name that it was given, else what it is reached by."""
        return self._name

    @property
    def is_connected(self) -> bool:
        """Whether it is connected, and has not ended by itself as far as is known."""
        return self._keeper is not None and self._keeper.is_open

    @property
    def cached_tools(self) -> list[MCPTool] | None:
        """The tools as they were listed last."""
        return None if self._tools is None else [tool.model_copy(deep=True) for tool in self._tools]

    def invalidate_tools_cache(self) -> None:
        """List the tools anew when they are asked for next."""
        self._tools_are_current = False

    async def connect(self) -> None:
        """Connect. Raises ``UserError`` for a server that cannot be reached, ``OSError`` for no such command.

        Nothing to do while connected.
        """
        errors.require_mcp()
        await on_background(self._connect)

    async def cleanup(self) -> None:
        """End the connection and the server's process; nothing to do where there is none."""
        if self._keeper is not None:
            await on_background(self._keeper.close)
        self._tools_are_current = False

    async def list_tools(
        self, run_context: RunContextWrapper[Any] | None = None, agent: Any = None
    ) -> list[MCPTool]:
        """The tools that the filter lets pass. Raises ``UserError`` before ``connect``."""
        if not (self.cache_tools_list and self._tools_are_current and self._tools):
            self._tools_are_current = True  # unless a change is told meanwhile
            try:
                self._tools = await self._request("the listing of its tools", self._list_tools)
            except BaseException:
                self._tools_are_current = False
                raise
        tools = await filtered(self._tools or [], self.tool_filter, self._shown_name, run_context, agent)
        return [tool.model_copy(deep=True) for tool in tools]

    async def call_tool(
        self, tool_name: str, arguments: dict[str, Any] | None, meta: dict[str, Any] | None = None
    ) -> CallToolResult:
        """Call a tool.

        Raises ``UserError`` for missing arguments or before ``connect``, and ``MCPError`` when the call takes
        too long or the server ends.
        """
        self._check_required(tool_name, arguments or {})
        call = RunningCall(calling.get(), self.client_session_timeout_seconds)

        async def send(client: Client) -> CallToolResult:
            extra: dict[str, Any] = {} if meta is None else {"meta": meta}
            return await client.call_tool(tool_name, arguments, progress_callback=_reporter(call), **extra)

        what = f"a call of {tool_name!r}"
        return await self._request(what, send, call, repeatable=lambda: self._is_repeatable(tool_name))

    async def list_prompts(self) -> ListPromptsResult:
        """The prompts of the server, of all pages."""

        async def send(client: Client) -> ListPromptsResult:
            pages = await all_pages(
                lambda cursor: client.list_prompts(cursor=cursor), self._shown_name, self.max_list_pages
            )
            prompts = [prompt for page in pages for prompt in page.prompts]
            return pages[0].model_copy(update={"prompts": prompts, "next_cursor": None})

        return await self._request("the listing of its prompts", send)

    async def get_prompt(self, name: str, arguments: dict[str, Any] | None = None) -> GetPromptResult:
        """A prompt of the server, filled in."""
        return await self._request(f"prompt {name!r}", lambda client: client.get_prompt(name, arguments))

    async def list_resources(self, cursor: str | None = None) -> ListResourcesResult:
        """A page of the server's resources."""
        return await self._request(
            "the listing of its resources", lambda client: client.list_resources(cursor=cursor)
        )

    async def list_resource_templates(self, cursor: str | None = None) -> ListResourceTemplatesResult:
        """A page of the server's resource templates."""
        return await self._request(
            "the listing of its resources", lambda client: client.list_resource_templates(cursor=cursor)
        )

    async def read_resource(self, uri: str) -> ReadResourceResult:
        """The content of a resource."""
        return await self._request(f"resource {uri!r}", lambda client: client.read_resource(uri))

    @property
    def _shown_name(self) -> str:
        return errors.shown_name(self.name)

    async def _connect(self) -> None:
        if self._keeper is None:
            self._keeper = ConnectionKeeper(
                self._shown_name,
                self._client,
                self.invalidate_tools_cache,
                self.stderr,
                self.connect_timeout_seconds,
            )
        await self._keeper.open()

    def _client(self, on_end: Callable[[], None]) -> Client:
        from mcp import Client

        return Client(
            noting_end(self._transport(), on_end),
            cache=None,  # what is cached, and until when, is ``cache_tools_list``'s
            message_handler=self._on_message,
            elicitation_callback=Elicitation(self._calls.ask),
        )

    async def _on_message(self, message: Any) -> None:
        if getattr(message, "method", "") == "notifications/tools/list_changed":
            self.invalidate_tools_cache()
        if self.message_handler is not None:
            await self.message_handler(message)

    async def _request(
        self,
        what: str,
        send: Callable[[Client], Awaitable[T]],
        call: RunningCall | None = None,
        *,
        repeatable: Callable[[], bool] = lambda: True,
    ) -> T:
        """Send a request from whatever loop this is, within its limit, and as often as is asked for."""
        call = call or RunningCall(None, self.client_session_timeout_seconds)

        async def once() -> T:
            if self._keeper is None:
                raise UserError(f"{errors.NOT_CONNECTED} (MCP server {self._shown_name!r})")
            keeper = self._keeper
            try:
                return await keeper.request(
                    what, lambda client: self._calls.run(call, lambda: send(client)), repeatable=repeatable
                )
            except CallTimeoutError as error:
                wrote = errors.quoted(self.stderr())
                raise errors.timed_out(self._shown_name, what, call.limit or 0, wrote) from error

        return await self._retries.run(lambda: on_background(once))

    async def _list_tools(self, client: Client) -> list[MCPTool]:
        pages = await all_pages(
            lambda cursor: client.list_tools(cursor=cursor), self._shown_name, self.max_list_pages
        )
        return [tool for page in pages for tool in page.tools]

    def _find(self, tool_name: str) -> MCPTool | None:
        return next((tool for tool in self._tools or [] if tool.name == tool_name), None)

    def _check_required(self, tool_name: str, arguments: dict[str, Any]) -> None:
        tool = self._find(tool_name)
        required = tool.input_schema.get("required") if tool is not None and self._tools_are_current else None
        missing = sorted({*(required or [])} - arguments.keys())
        if missing:
            raise UserError(
                f"Failed to call tool {tool_name!r} on MCP server {self._shown_name!r}: "
                f"missing required parameters: {', '.join(missing)}"
            )

    def _is_repeatable(self, tool_name: str) -> bool:
        """Whether the server says that a second call does no harm."""
        tool = self._find(tool_name)
        hints = tool.annotations if tool is not None else None
        return hints is not None and bool(hints.read_only_hint or hints.idempotent_hint)


def _reporter(call: RunningCall) -> ProgressFnT:
    async def report(progress: float, total: float | None, message: str | None) -> None:
        call.report(progress, total, message)

    return report


def _seconds(seconds: float | None) -> float | None:
    """A limit; 0 means none, as in the OpenAI Agents SDK. Raises ``TypeError`` or ``ValueError``."""
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError(f"A timeout of an MCP server is a number of seconds or None, got {seconds!r}.")
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"A timeout of an MCP server is finite and not below 0, got {seconds}.")
    return seconds or None
