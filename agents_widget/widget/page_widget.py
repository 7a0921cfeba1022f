"""What is common to the widgets of this package: how their view comes to a page, and the page they leave."""

from __future__ import annotations

import time
from typing import Any

import anywidget
import traitlets
from ipywidgets import Layout, widget_serialization

from ..utf8 import sendable
from .assets import VIEW, alone, loader
from .css_length import css_length
from .layouts import is_in_layout, note_capture, register_layouts
from .notebook import cell_number, clear_reply_subshell, notebook_shell
from .pace import PACE
from .saved_page import SavedPage
from .view_source import ViewSource, view_source


class PageWidget(anywidget.AnyWidget):
    """A widget whose view is a file of this package, and in whose place a saved notebook shows a page.

    ``page`` is the id of that page, ``saved`` writes it, and ``view_name`` is the view's, as in ``assets``.
    """

    # Traits of the class: see add_traits.
    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)

    # The id of the widget's page in the saved notebook; in Jupyter also of its model.
    run = traitlets.Unicode().tag(sync=True)
    # Where the widget's code takes the view from; None where that code is the view.
    view_source = traitlets.Instance(ViewSource, allow_none=True).tag(
        sync=True, to_json=widget_serialization["to_json"], from_json=lambda _, widget: widget.view_source
    )

    _is_made = False
    """Whether the constructor has ended: the base class also closes a widget whose constructor raised."""
    _own_layout: Layout | None = None
    """The layout that this widget made; a user may put another in its place, and share that."""

    language = traitlets.Unicode().tag(sync=True)
    """The language of what is shown or saved from now on, such as ``"de"``; empty: the page's own, and
    English in files."""

    def __init__(
        self, page: str, saved: SavedPage, height: int | str | None = None, view_name: str = VIEW
    ) -> None:
        self._saved = saved
        self._displayed_in_cell: int | None = None
        """The cell that displayed the view because it awaited it, unseen."""
        self._is_displayed_alone = False
        """Whether a cell has displayed the view in no layout."""
        if height is not None:
            self._own_layout = Layout(height=css_length(height))
        layout = {} if self._own_layout is None else {"layout": self._own_layout}
        super().__init__(run=page, **layout, **_code(page, view_name))
        register_layouts()
        self._is_made = True

    def _content(self) -> Any:
        """Give what the page shows."""
        raise NotImplementedError(f"{type(self).__qualname__} does not define _content().")

    def _is_connected(self) -> bool:
        """Whether any view has been heard of."""
        raise NotImplementedError(f"{type(self).__qualname__} does not define _is_connected().")

    def open(self) -> None:
        """Open the comm to the pages; the base class calls this."""
        super().open()
        PACE.count(time.monotonic())
        clear_reply_subshell(self.comm)

    def close(self) -> None:
        """Take the view away."""
        if self._is_made:
            self._saved.close()
        if self._own_layout is not None:
            self._own_layout.close()  # else ipywidgets keeps it for ever
        super().close()

    @traitlets.default("layout")
    def _make_layout(self) -> Layout:
        """Make the layout when somebody asks for it: a message, a comm and 40 traits that few need."""
        self._own_layout = Layout()
        if self.comm is not None:
            self._send({"method": "update", "state": {"layout": f"IPY_MODEL_{self._own_layout.model_id}"}})
        return self._own_layout

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Give what a page is told of the traits; nothing of a layout that nobody has asked for."""
        if key is None and not self.trait_has_value("layout"):
            key = [name for name in self.keys if name != "layout"]
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        return state

    def add_traits(self, **traits: Any) -> None:
        """Add traits to this widget alone, but for those that its class has.

        anywidget adds its own to each widget, by a class made for it: half of the time and memory of one.
        """
        added = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if added:
            super().add_traits(**added)

    def _send(self, msg: dict[str, Any], buffers: Any = None) -> None:
        is_row = "patches" in (msg.get("content") or ())
        if not is_row:  # rows are counted by the channel
            PACE.count(time.monotonic())
        super()._send(sendable(msg), buffers=buffers)
        clear_reply_subshell(self.comm)

    def show_page(self) -> None:
        """Display the page that a saved notebook shows in the view's place; the view hides it."""
        note_capture(self)
        self._saved.show(self._content())

    def keep_page(self, is_kept: bool) -> None:
        """Empty the page that was displayed for a layout which has given the view up, or fill it again."""
        if is_kept == self._saved.shown or self._is_displayed_alone:
            return
        if is_kept:
            self._saved.shown = True
            self._saved.update(self._content())
        else:
            self._saved.empty()

    def _ipython_display_(self) -> None:
        if self._displayed_in_cell is None or self._displayed_in_cell != cell_number():
            self._display()

    def _display(self) -> None:
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        if bundle is not None:
            display(bundle[0], metadata=bundle[1], raw=True)  # type: ignore[no-untyped-call]
        self._is_displayed_alone |= not note_capture(self)
        self.show_page()

    def _display_if_unseen(self) -> None:
        """Display a view that a cell waits for and that nobody has displayed: ``r = await watch(...)``."""
        is_seen = self._saved.shown or self._is_connected() or is_in_layout(self)
        if notebook_shell() is not None and not is_seen:
            self._displayed_in_cell = cell_number()
            self._display()


def _code(page: str, name: str) -> dict[str, Any]:
    """Give what brings the view to a page; where that is code that looks for its own model, also its id."""
    source = view_source(name)
    if source is None:
        return dict(alone(name))
    return {"_esm": loader(), "view_source": source, "model_id": page}
