"""The MIME bundle of a Python object: how a notebook would show it."""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

LIMITS = {
    "text/html": 200_000,
    "image/svg+xml": 200_000,
    "text/markdown": 100_000,
    "image/png": 2_000_000,
}
"""The MIME types a view can show and the most characters of each; a longer one is left out."""
PLAIN_LIMIT = 10_000

_PLAIN = (str, bytes, int, float, complex, bool, list, tuple, dict, set, frozenset, type(None))


def describe(value: object) -> dict[str, str] | None:
    """Give a value's MIME bundle, or None when it has no form but its text."""
    try:
        return _describe(value)
    except Exception:  # noqa: BLE001 - an object of any library may fail to show itself
        return None


def _describe(value: object) -> dict[str, str] | None:
    # An object that displays itself would appear in the cell instead of the table.
    if type(value) in _PLAIN or hasattr(value, "_ipython_display_"):
        return None
    figure = _figure_of(value)
    shown = value if figure is None else figure
    if figure is not None:
        _remove_from_pyplot(figure)  # first: drawn by two at once, it comes out blank
    formatted, _ = _formatter().format(shown, include=(*LIMITS, "text/plain"))
    forms = {mime: _text(formatted.get(mime)) for mime in LIMITS}
    if figure is not None:
        forms["image/png"] = forms["image/png"] or _figure_as_png(figure)
    rich = {mime: text for mime, text in forms.items() if 0 < len(text) <= LIMITS[mime]}
    if not rich:
        return None
    return {**rich, "text/plain": _text(formatted.get("text/plain"))[:PLAIN_LIMIT]}


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
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
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
