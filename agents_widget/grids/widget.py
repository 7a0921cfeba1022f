"""The grid: what a notebook cell shows of many runs, and what Python can ask of them."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import traitlets

from ..utf8 import sendable
from ..widget.assets import GRID
from ..widget.channel import Message
from ..widget.page_widget import PageWidget
from ..widget.registry import register
from ..widget.saved_page import SavedPage
from .commands import GridCommands
from .controller import GridController
from .feed import GridFeed
from .runs import GridRuns
from .saved_page import GridPage, bundle
from .source import GridSource


class GridView(PageWidget):
    """A live view of a grid of runs, as its controller has them; rows open into the view of their run."""

    _anywidget_id = traitlets.Unicode(f"{__module__}.{__qualname__}").tag(sync=True)

    # Read when a page asks for the widget's state. What a page writes to it is ignored.
    snapshot = traitlets.Any().tag(
        sync=True,
        to_json=lambda _, widget: sendable(widget._feed.snapshot()),
        from_json=lambda _, widget: None,
    )

    def __init__(self, source: GridSource, height: int | str | None = None) -> None:
        page = f"agw-{uuid4().hex[:12]}"
        language = partial(getattr, self, "language")
        self._source = source
        # Before the base class, which asks for the snapshot. What is sent until then is in the snapshot.
        self._feed = GridFeed(source, self._send_to_views)
        self._commands = GridCommands(source, self._feed, self._post, page, language)
        saved = SavedPage(page, self._content, language, bundle)
        super().__init__(page, saved, height, GRID)
        self.on_msg(lambda _, content, buffers: self._commands.receive(content))
        register(self)
        source.on_change = self._feed.wake
        self._feed.wake()

    def close(self) -> None:
        """Take the view away. The runs go on."""
        if "_commands" in vars(self):  # the base class also closes a widget whose constructor raised
            self._source.on_change = _nothing
            self._commands.open_rows.close_all()
        super().close()

    def _content(self) -> GridPage:
        return GridPage(self._source)

    def _is_connected(self) -> bool:
        return self._commands.connected

    def _post(self, message: Message) -> None:
        self.send(message)

    def _send_to_views(self, message: Message) -> None:
        self._post(message)
        facts: Any = message.get("facts")
        if not self._saved.shown or message["type"] != "grid":
            return
        if facts is not None and facts["status"] in ("done", "stopped"):
            self._saved.update(self._content())
        else:
            self._saved.update_soon()


class Grid(GridRuns, GridView):
    """Many runs at once, live in a cell. ``grid`` makes one.

    ``await g`` waits until no row runs, ``async for row in g`` gives rows as they end, and
    ``g["big", 17, 0]`` is one by its agent, input and epoch.
    """

    def __init__(self, controller: GridController, height: int | str | None = None) -> None:
        self._controller = controller
        super().__init__(controller, height)

    def __repr__(self) -> str:
        states = [row.state for row in self.rows]
        ended = sum(state in ("done", "failed", "cancelled") for state in states)
        failed = f", {states.count('failed')} failed" if "failed" in states else ""
        return f"<Grid {self._controller.facts().status}: {ended} of {len(states)} runs{failed}>"


def _nothing() -> None:
    """Nobody looks at the grid any more."""
