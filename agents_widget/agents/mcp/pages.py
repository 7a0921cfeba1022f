"""Listings of a server that come in pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..exceptions import UserError

if TYPE_CHECKING:

    class Page(Protocol):
        """A part of a listing, and where the next one begins."""

        @property
        def next_cursor(self) -> str | None:
            """None for the last page."""


PageT = TypeVar("PageT", bound="Page")


async def all_pages(
    list_page: Callable[[str | None], Awaitable[PageT]], server: str, limit: int | None
) -> list[PageT]:
    """Every page of a listing. Raises ``UserError`` for one of more pages than the limit, or without end."""
    pages = [await list_page(None)]
    cursors: set[str] = set()
    while (cursor := pages[-1].next_cursor) is not None:
        if limit is not None and len(pages) >= limit:
            raise UserError(f"MCP server {server!r} lists more than max_list_pages={limit} pages.")
        if cursor in cursors:
            raise UserError(f"MCP server {server!r} lists in a circle: it repeats a page.")
        cursors.add(cursor)
        pages.append(await list_page(cursor))
    return pages
