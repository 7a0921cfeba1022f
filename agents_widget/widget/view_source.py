"""A view's source as a model of its own, which all widgets of a kernel refer to: it travels once."""

from __future__ import annotations

import threading
from typing import Any
from weakref import WeakKeyDictionary

import ipywidgets
import traitlets

from .assets import VIEW, stylesheet, view
from .notebook import notebook_shell


class ViewSource(ipywidgets.Widget):  # type: ignore[misc]  # it has no types
    """Holds the view and its style sheet for a page, where ``js/src/loader.ts`` takes them from it."""

    view = traitlets.Unicode().tag(sync=True)
    # The source of the view that this one is a function of, if it is one.
    base = traitlets.Any().tag(sync=True, **ipywidgets.widget_serialization)
    style = traitlets.Unicode().tag(sync=True)


_sources: WeakKeyDictionary[Any, dict[str, ViewSource]] = WeakKeyDictionary()
"""By kernel, then by the name of the view."""
_lock = threading.Lock()


def view_source(name: str = VIEW) -> ViewSource | None:
    """Give a view's source of this kernel; None where no Jupyter kernel is, as in marimo.

    Only the widget managers of Jupyter let a widget find the model that it refers to.
    """
    shell = notebook_shell()
    if shell is None:
        return None
    with _lock:
        return _source(_sources.setdefault(shell.kernel, {}), name)


def _source(sources: dict[str, ViewSource], name: str) -> ViewSource:
    source = sources.get(name)
    if source is None or source.comm is None:  # somebody closed it, perhaps by Widget.close_all()
        base = None if name == VIEW else _source(sources, VIEW)
        source = sources[name] = ViewSource(view=view(name), style=stylesheet(name), base=base)
    return source
