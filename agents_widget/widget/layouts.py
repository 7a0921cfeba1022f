"""Views within layouts of ipywidgets: the cell shows a box or an output, and has to keep the views' pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

import ipywidgets
from IPython.display import display

from .notebook import notebook_shell


class View(Protocol):
    """What is needed of an ``AgentWidget``."""

    def show_page(self) -> None:
        """Display its page."""

    def keep_page(self, is_kept: bool) -> None:
        """Empty the page that was displayed for a layout, or fill it again."""


LAYOUTS: tuple[type[ipywidgets.Widget], ...] = (ipywidgets.Box, ipywidgets.Output)
"""Tabs, accordions, stacks and grids are boxes."""

WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"

_captured: WeakKeyDictionary[ipywidgets.Output, WeakSet[View]] = WeakKeyDictionary()
"""The views that were displayed within ``with output:``."""
_shown: WeakKeyDictionary[ipywidgets.Widget, WeakSet[View]] = WeakKeyDictionary()
"""The layouts that a cell has displayed, with the views whose pages are below them."""
_told: WeakSet[ipywidgets.Output] = WeakSet()
"""The outputs of which the page has told what is in them."""


def register_layouts() -> None:
    """Have the notebook display the pages of the views within a layout below it."""
    shell = notebook_shell()
    if shell is None:
        return
    formatter = shell.display_formatter.ipython_display_formatter
    for kind in LAYOUTS:
        if kind not in formatter:  # else it was done before, or the user has an own way
            formatter.for_type(kind, _display)


def note_capture(view: View) -> bool:
    """Note which outputs capture what the cell displays now: a view is displayed. Gives whether one does."""
    shell = notebook_shell()
    cell = "" if shell is None else _message_id(shell.get_parent())
    capturing = [output for output in _outputs() if cell and output.msg_id == cell]
    for output in capturing:
        _captured.setdefault(output, WeakSet()).add(view)
    return bool(capturing)


def is_in_layout(view: View) -> bool:
    """Whether a box has the view among its children."""
    return any(view in box.children for box in _all_widgets() if isinstance(box, ipywidgets.Box))


def _display(layout: Any) -> None:
    views = list(dict.fromkeys(_views_in(layout, set())))
    if not views:
        raise NotImplementedError  # IPython then displays it as if this function were not there
    display(layout._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
    for view in views:
        view.show_page()
    _shown[layout] = WeakSet(views)


def _views_in(widget: Any, seen: set[int]) -> Iterator[View]:
    """Give the views within a layout, and have a change of what it holds empty or fill their pages."""
    if id(widget) in seen:
        return
    seen.add(id(widget))
    if hasattr(widget, "show_page"):
        yield widget
        return
    if isinstance(widget, LAYOUTS):
        widget.observe(_on_change, ["children", "outputs"])  # once: an observer that is there is not added
    if isinstance(widget, ipywidgets.Output):
        yield from _views_of(widget, seen)
    for child in getattr(widget, "children", ()):
        yield from _views_in(child, seen)


def _views_of(output: ipywidgets.Output, seen: set[int]) -> Iterator[View]:
    """Give the views in an output: those that it was told of, until the page tells what it holds."""
    if output not in _told:
        yield from _captured.get(output, ())
        return
    widgets = {widget.model_id: widget for widget in _all_widgets()}
    for each in output.outputs:
        held = each.get("data", {}).get(WIDGET_TYPE, {}).get("model_id")
        yield from _views_in(widgets.get(held), seen)


def _on_change(change: Any) -> None:
    """Empty the pages of views that no layout shows any more, and fill those of views that are back."""
    if isinstance(change["owner"], ipywidgets.Output):
        _told.add(change["owner"])
    held = {id(view): view for layout in list(_shown) for view in _views_in(layout, set())}
    for view in [view for views in _shown.values() for view in views]:
        view.keep_page(id(view) in held)


def _outputs() -> list[ipywidgets.Output]:
    return [widget for widget in _all_widgets() if isinstance(widget, ipywidgets.Output)]


def _all_widgets() -> list[ipywidgets.Widget]:
    # Its public name, Widget.widgets, warns that it will go, and names no successor.
    known: Mapping[str, ipywidgets.Widget] = getattr(ipywidgets.widgets.widget, "_instances", {})
    return list(known.values())


def _message_id(message: Any) -> str:
    return str(((message or {}).get("header") or {}).get("msg_id") or "")
