"""Tools whose results are shown the user's own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .describe import describe

ToolView = Callable[[Any], Any]

_views: dict[str, ToolView] = {}


def register_tool_view(tool: Any, view: ToolView) -> None:
    """Show what a tool returns your own way, in every run from now on.

    ``tool`` is the tool or its name. ``view`` is called with what the tool returned and gives HTML, or
    anything a notebook can show: a figure, a table, an image. HTML is shown in a sandbox without scripts.
    """
    name = tool if isinstance(tool, str) else getattr(tool, "name", None)
    if not isinstance(name, str) or not callable(view):
        raise TypeError("register_tool_view() takes a tool, or its name, and a function of its result.")
    _views[name] = view


class ToolNames:
    """Knows which tool an event's result is from, and how that one is shown."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._current = ""

    def note(self, event: Any) -> None:
        """Take an event that is about to be told."""
        while getattr(event, "type", None) == "agent_tool_stream_event":
            event = event.event
        raw = getattr(getattr(event, "item", None), "raw_item", None)
        call_id = str(_field(raw, "call_id"))
        if getattr(event, "name", None) == "tool_called":
            self._names[call_id] = str(_field(raw, "name"))
        self._current = self._names.get(call_id, "")

    def describe(self, value: object) -> dict[str, str] | None:
        """Give a result's rich forms, by the view of the tool if it has one."""
        view = _views.get(self._current)
        if view is None:
            return describe(value)
        try:
            shown = view(value)
        except Exception as error:  # noqa: BLE001 - the user's own function, in the middle of a run
            return {"text/plain": f"The view of {self._current} failed: {type(error).__name__}: {error}"}
        return {"text/html": shown} if isinstance(shown, str) else describe(shown)


def _field(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, Mapping) else getattr(raw, name, None)
