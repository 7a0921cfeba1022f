"""The names of MCP tools with their server's, as the OpenAI Agents SDK makes them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

LIMIT = 64
"""Characters of a name that the API accepts."""
_HASH_LENGTH = 8


class ListedTool(NamedTuple):
    """A tool by its server's name and its own."""

    server: str
    tool: str

    @property
    def base(self) -> str:
        """The name that it has unless that is too long, or is another's, too."""
        return f"mcp_{_safe(self.server, 'server')}__{_safe(self.tool, 'tool')}"

    @property
    def seed(self) -> str:
        """What tells it from every other tool."""
        return f"{self.server}\0{self.tool}"


def prefixed_names(tools: list[ListedTool], reserved: Iterable[str]) -> list[str]:
    """A name for each tool, no two alike and none of the ``reserved``: if need be with a hash at its end."""
    taken = set(reserved)
    counts = Counter(tool.base for tool in tools)
    first = [_name(tool, hashed=counts[tool.base] > 1 or tool.base in taken) for tool in tools]
    names = list(first)
    # In this order whatever order the servers are in: a name must not change with it.
    for index in sorted(range(len(tools)), key=lambda index: (first[index], tools[index].seed, index)):
        again = 1
        while names[index] in taken:
            names[index] = _name(tools[index], hashed=True, again=f"\0{again}")
            again += 1
        taken.add(names[index])
    return names


def _name(tool: ListedTool, *, hashed: bool, again: str = "") -> str:
    if not hashed and len(tool.base) <= LIMIT:
        return tool.base
    digest = hashlib.sha1(f"{tool.seed}{again}".encode(), usedforsecurity=False).hexdigest()
    ending = f"_{digest[:_HASH_LENGTH]}"
    return (tool.base[: LIMIT - len(ending)].rstrip("_-") or "mcp") + ending


def _safe(name: str, otherwise: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name).strip("_-") or otherwise
