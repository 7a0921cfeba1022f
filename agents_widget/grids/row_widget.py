"""The view of one row of a grid, by itself."""

from __future__ import annotations

from functools import partial

from ..widget.fork.trunk import Trunk
from ..widget.page_widget import PageWidget
from ..widget.widget import AgentWidget
from .controller import GridController


class RowWidget(AgentWidget):
    """A live view of a row's run, as ``watch`` gives. Closing it leaves the row at work."""

    def __init__(self, controller: GridController, number: int) -> None:
        self._grid, self._number = controller, number
        super().__init__(partial(controller.open_row, number))

    def _trunk(self) -> Trunk:
        return self._grid.trunk(self._number)  # which has the agents, also of a row that has ended

    def close(self) -> None:
        """Take the view away."""
        if self._is_made:
            self._grid.close_row(self._number, self._send_to_views)
        PageWidget.close(self)
