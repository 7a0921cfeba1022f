"""The MIME bundle of a Python object: how a notebook would show it."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from IPython.utils.dir2 import get_real_method

from ..transcript.tool_outputs import too_large
from .loaded import loaded

LIMITS = {
    "text/html": 200_000,
    "image/svg+xml": 200_000,
    "text/markdown": 100_000,
    "image/png": 1_600_000,
}
"""The MIME types a view can show and the most characters of each; a longer one is left out."""

_PLAIN = (str, bytes, int, float, complex, bool, list, tuple, dict, set, frozenset, type(None))
_drawing = threading.Lock()
"""Held while a figure is drawn: Matplotlib draws one at a time."""


def is_plain(value: object) -> bool:
    """Whether a value is of Python's own classes, which have no form but their text."""
    return type(value) in _PLAIN


def describe(value: object) -> dict[str, str] | None:
    """Give a value's MIME bundle, or None when it has no form but its text, which is not asked for."""
    try:
        # An object that displays itself would appear in the cell instead of the table.
        return None if is_plain(value) or hasattr(value, "_ipython_display_") else _describe(value)
    except Exception:  # noqa: BLE001 - an object of any library may fail to show itself
        return None


def _describe(value: object) -> dict[str, str] | None:
    figure = _figure_of(value)
    if figure is None:
        forms = _forms(value)
    else:
        with _drawing:
            _remove_from_pyplot(figure)  # first: drawn by two at once, it comes out blank
            forms = _forms(figure)
            forms["image/png"] = forms["image/png"] or _figure_as_png(figure)
    rich = {mime: text for mime, text in forms.items() if 0 < len(text) <= LIMITS[mime]}
    pictures = [len(forms[mime]) for mime in LIMITS if mime.startswith("image/")]
    if not rich and any(pictures):  # a figure, whose text says nothing
        return {"text/plain": too_large(max(pictures))}
    return rich or None


def _forms(value: object) -> dict[str, str]:
    """Give each form of a value, empty where it has none."""
    formatter = _formatter()
    bundle = _quietly(_printer(formatter.mimebundle_formatter, value, include=set(LIMITS), exclude=None))
    forms: dict[str, Any] = dict(bundle) if isinstance(bundle, dict) else {}
    for mime in LIMITS.keys() - forms.keys():
        forms[mime] = _quietly(_printer(formatter.formatters[mime], value))
    return {mime: _text(forms[mime]) for mime in LIMITS}


def _printer(formatter: Any, value: object, **options: Any) -> Callable[[], Any] | None:
    """Give the function for one form of a value, as IPython finds it: registered, or a method."""
    if not formatter.enabled:
        return None
    with suppress(KeyError):
        return partial(formatter.lookup(value), value)
    method = get_real_method(value, formatter.print_method)
    return None if method is None else partial(method, **options)


def _quietly(printer: Callable[[], Any] | None) -> Any:
    """Call a printer. IPython itself would write the traceback of one that fails into the cell."""
    if printer is None:
        return None
    try:
        form = printer()
    except Exception:  # noqa: BLE001 - the other forms may be well
        return None
    is_with_metadata = isinstance(form, tuple) and len(form) == 2
    return form[0] if is_with_metadata else form


def _figure_of(value: Any) -> Any:
    """The Matplotlib figure that a value is, or that is meant by axes, as ``frame.plot()`` gives them."""
    is_axes = hasattr(value, "transAxes")
    if not is_axes and not hasattr(value, "savefig"):
        return None
    figure = getattr(value, "figure", None)
    return figure if hasattr(figure, "savefig") else value


def _figure_as_png(figure: Any) -> str:
    """Draw a figure, which IPython knows how to only after ``%matplotlib`` or pyplot."""
    image = io.BytesIO()
    figure.savefig(image, format="png", bbox_inches="tight")
    return _text(image.getvalue())


def _remove_from_pyplot(figure: Any) -> None:
    """Close a figure that is shown here in pyplot, which would show it again when the next cell ends."""
    pyplot: Any = loaded("matplotlib.pyplot")
    if pyplot is not None and isinstance(figure, pyplot.Figure) and "inline" in pyplot.get_backend():
        pyplot.close(figure)


def _formatter() -> Any:
    from IPython.core.formatters import DisplayFormatter
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    # The user's own shell knows their settings and what libraries registered there.
    return shell.display_formatter if shell is not None else DisplayFormatter()


def _text(form: object) -> str:
    if isinstance(form, bytes):
        return base64.b64encode(form).decode()
    return form if isinstance(form, str) else ""
