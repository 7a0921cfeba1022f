"""Elicitation: a server asks the person at the notebook something within a tool call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from ..tool_questions import ToolAnswer, ToolQuestion

if TYPE_CHECKING:
    from mcp.client.context import ClientRequestContext
    from mcp.types import ElicitRequestParams, ElicitResult


class Elicitation:
    """The client's callback for elicitation; ``ask`` gets a question to a person."""

    def __init__(self, ask: Callable[[ToolQuestion], Awaitable[ToolAnswer]]) -> None:
        self._ask = ask

    async def __call__(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        """Ask for the fields of a form; to open an address (the mode ``url``) is for nobody here."""
        from mcp.types import ElicitResult

        schema = getattr(params, "requested_schema", None)
        if not isinstance(schema, dict):
            return ElicitResult(action="decline")
        answer = await self._ask(ToolQuestion(params.message, _without_patterns(schema)))
        content: dict[str, Any] | None = None if answer.content is None else dict(answer.content)
        return ElicitResult(action=answer.action, content=content)


def _without_patterns(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without regular expressions: a server may write one that a page is never done with."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return schema
    kept = {
        name: {keyword: value for keyword, value in each.items() if keyword != "pattern"}
        for name, each in properties.items()
        if isinstance(each, dict)
    }
    return {**schema, "properties": kept}
