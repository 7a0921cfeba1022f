"""Views that users register for the results of a tool."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, overload

from ..transcript.failure import message
from ..transcript.fields import field, innermost_event, text_field
from .result_forms import is_quick, result_forms
from .table_data import cell_count, read_table
from .view_data import column_data, each_text_once, record_data, view_data

ToolView = Callable[[Any], Any]

VIEW_DATA_TYPE = "application/vnd.agents-widget.view+json"
"""The MIME type of data that a user's JavaScript module draws: ``{"tool": name, "value": data}``.

Of a table, ``"columns"`` says what the fields of its records are.
"""
LIMIT = 2_000_000
"""Characters of such data; larger ones are not drawn."""
SECONDS = 10
"""Time that an object has to give its forms; then its text is all there is."""
PAST_SECONDS = 3
"""Time that all results of a run's past have together."""
Forms: TypeAlias = "dict[str, str] | None"
"""A MIME bundle, or None where text is all there is."""


class _View(NamedTuple):
    function: ToolView | None
    module: str | Path | None


_views: dict[str, _View] = {}


@overload
def register_tool_view(tool: Any, view: ToolView) -> None: ...
@overload
def register_tool_view(tool: Any, view: ToolView | None = None, *, esm: str | Path) -> None: ...
def register_tool_view(tool: Any, view: ToolView | None = None, *, esm: str | Path | None = None) -> None:
    """Show what a tool returns your own way, in every run from now on.

    ``tool`` is the tool or its name. ``view`` is called with what the tool returned and gives HTML, or
    anything a notebook can show: a figure, a table, an image. HTML is shown in a sandbox without scripts.

    ``esm`` is JavaScript instead: the text of a module, or the path of its file. Its default export is called
    with ``{ value, args, theme, el }``: the result and the arguments as JSON data, ``"light"`` or ``"dark"``,
    and an empty element to draw in; again when one of them changes. What it returns, if it is a function, is
    called before that and at the end. With both, ``view`` gives the data that the module draws.

    Raises ``TypeError`` for what is neither, ``FileNotFoundError`` for a file that is not there, and
    ``ValueError`` for a module without a default export.
    """
    name = tool if isinstance(tool, str) else getattr(tool, "name", None)
    has_view, has_module = view is not None, esm is not None
    is_view_valid = not has_view or callable(view)
    is_module_valid = not has_module or isinstance(esm, str | Path)
    if not isinstance(name, str) or not (has_view or has_module) or not (is_view_valid and is_module_valid):
        raise TypeError(
            "register_tool_view() takes a tool, or its name, and a function of its result or esm=, "
            "the text or path of a JavaScript module."
        )
    module = None if esm is None else _module_or_path(esm)
    if module is not None and "export" not in _source(module):
        raise ValueError("A view's module has a default export: export default ({ value, el }) => { ... }")
    _views[name] = _View(view, module)


def module(name: str) -> str:
    """Give the source of the module that draws a tool's results. Raises ``LookupError`` when none does."""
    view = _views.get(name)
    if view is None or view.module is None:
        raise LookupError(
            f"No module is registered that draws the results of {name}: "
            f"register_tool_view({name!r}, esm=...) adds one."
        )
    return _source(view.module)


def shown(name: str, value: Any) -> Any:
    """Give what is shown of a tool's result: what the user's function makes of it, if there is one."""
    view = _views.get(name)
    if view is None or view.function is None or view.module is not None:
        return value
    return view.function(value)


class ToolNames:
    """Finds the tool that the result of an event is from, and how its results are shown."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._current = ""
        self._current_item: object = None
        self._described: dict[int, tuple[object, Forms]] = {}
        """Values that were described, by their ids, each with its forms: an object is asked once."""
        self._viewed: dict[int, tuple[object, _View, Forms]] = {}
        """Output items that a user's view has shown, by their ids: a function is called once for each."""

    async def describe_ahead(self, event: Any) -> None:
        """Describe the result in an event that is to be projected, off the loop: that may take seconds."""
        work = self._work(event)
        if work is not None:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.to_thread(work), SECONDS)

    def describe_past(self, events: Iterable[Any]) -> None:
        """Describe the results in events of the past, on other threads. The caller waits, but not for long.

        What takes longer than ``PAST_SECONDS`` in all is shown as text.
        """
        works = []
        for event in events:
            self.note(event)
            works.append(self._work(event))
        if any(works):
            threads = ThreadPoolExecutor(thread_name_prefix="agents_widget")
            wait([threads.submit(copy_context().run, work) for work in works if work], PAST_SECONDS)
            threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, event: Any) -> Callable[[], None] | None:
        """The work of describing the result in an event, if there is one to describe and it may take time."""
        item = field(innermost_event(event), "item")
        value = field(item, "output")
        name = self._names.get(text_field(field(item, "raw_item"), "call_id"), "")
        view = _views.get(name)
        if value is None:
            return None
        if view is not None:
            return self._work_of_view(name, view, item, value)
        if is_quick(value) or id(value) in self._described:
            return None
        self._described[id(value)] = value, None

        def work() -> None:
            with suppress(Exception, SystemExit):  # an object of any library
                self._described[id(value)] = value, result_forms(value)

        return work

    def _work_of_view(self, name: str, view: _View, item: object, value: object) -> Callable[[], None]:
        took_long = {"text/plain": f"The view of {name} took too long."}
        self._viewed[id(item)] = item, view, took_long

        def work() -> None:
            self._viewed[id(item)] = item, view, self._by_view(name, view, value, item)

        return work

    def note(self, event: Any) -> None:
        """Take an event that is about to be projected."""
        event = innermost_event(event)
        self._current_item = field(event, "item")
        raw = field(self._current_item, "raw_item")
        if raw is None:
            self._current = ""
            return
        call_id = text_field(raw, "call_id")
        if text_field(event, "name") == "tool_called":
            self._names[call_id] = text_field(raw, "name")
        self._current = self._names.get(call_id, "")

    def describe(self, value: object) -> Forms:
        """Give a result's rich forms, by the view of the tool if it has one."""
        view = _views.get(self._current)
        if view is None:
            return self._forms(value)
        _, view_then, forms = self._viewed.get(id(self._current_item), (None, None, None))
        return forms if view_then is view else self._by_view(self._current, view, value, self._current_item)

    def _by_view(self, name: str, view: _View, value: object, item: object) -> Forms:
        output = field(field(item, "raw_item"), "output")
        text = output if type(output) is str else None  # the value's own: the model was given it
        try:
            shown = value if view.function is None else view.function(value)
            if view.module is not None:
                with each_text_once(value, text):
                    return {**(self._forms(value) or {}), **_data(name, shown)}
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's own function, in mid-run
            return {"text/plain": f"The view of {name} failed: {type(error).__name__}: {message(error)}"}
        return {"text/html": shown} if isinstance(shown, str) else result_forms(shown)

    def _forms(self, value: object) -> Forms:
        if is_quick(value):
            return result_forms(value)
        if id(value) not in self._described:
            self._described[id(value)] = value, result_forms(value)
        return self._described[id(value)][1]


def _data(name: str, value: object) -> dict[str, str]:
    """Give the data that a module draws, and of a table what its fields are."""
    # The least that a cell takes, `"":0,` in a record and `0,` in a list: to read more would be for nothing.
    least = 5 if hasattr(value, "columns") else 2
    if (cells := cell_count(value)) * least > LIMIT:
        return _too_large(f"{cells:,} cells")
    table = read_table(value)
    data = _json(view_data(value) if table is None else record_data(table))
    if len(data) > LIMIT:
        return _too_large(f"{len(data):,} characters of JSON")
    columns = "" if table is None else f', "columns": {_json(column_data(table))}'
    return {VIEW_DATA_TYPE: f'{{"tool": {json.dumps(name)}, "value": {data}{columns}}}'}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _too_large(size: str) -> dict[str, str]:
    return {"text/plain": f"The result is too large to be drawn: {size}."}


def _module_or_path(esm: str | Path) -> str | Path:
    is_path = isinstance(esm, Path) or ("\n" not in esm and esm.endswith((".js", ".mjs")))
    return Path(esm).resolve() if is_path else esm


def _source(module: str | Path) -> str:
    # Read anew each time, so that the next run shows what was edited.
    return module.read_text(encoding="utf-8") if isinstance(module, Path) else module
