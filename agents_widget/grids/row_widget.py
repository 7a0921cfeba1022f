"""The view of one row of a grid, by itself."""

from __future__ import annotations

from functools import partial

from ..widget.page_widget import PageWidget
from ..widget.widget import AgentWidget
from .controller import GridController


class RowWidget(AgentWidget):
    """A live view of a row's run, as ``watch`` gives. Closing it leaves the row at work."""

    def __init__(self, controller: GridController, number: int) -> None:
        self._grid, self._number = controller, number
        super().__init__(partial(controller.open_row, number))

    def close(self) -> None:
        """Take the view away."""
        if "_own_layout" in vars(self):  # the base class also closes a widget whose constructor raised
            self._grid.close_row(self._number, self._send_to_views)
        PageWidget.close(self)
