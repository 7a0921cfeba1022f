"""Pictures that tools display, as ``plt.show()`` does, captured and reported while their run is watched.

IPython's display publisher is wrapped only as long as a run is watched. A picture that a tool displays is in
the tool's row, and not in the cell as well; what else it displays goes where it went. At the end of a cell
IPython shows every figure that is open, also one that a tool in a thread is about to show: await the run
where that matters.
"""

from __future__ import annotations

import base64
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
"""The MIME types that are captured."""

Show = Callable[[dict[str, str]], None]

_show: ContextVar[Show | None] = ContextVar("agents_widget_displayed_pictures", default=None)
_lock = threading.Lock()
_captures = 0
_publisher: Any = None
"""The publisher that is wrapped."""


def start() -> None:
    """Begin to capture; every call of this needs a call of ``stop``. Without IPython there is nothing to."""
    global _captures
    with _lock:
        _captures += 1
        ipython: Any = sys.modules.get("IPython")
        shell = None if ipython is None else ipython.get_ipython()
        if shell is not None and shell.display_pub is not _publisher:
            _restore()  # that of a shell which is no longer the program's
            _wrap(shell.display_pub)


def stop() -> None:
    """End the capture; the last call of this restores the publisher."""
    global _captures
    with _lock:
        _captures -= 1
        if _captures == 0:
            _restore()


def _wrap(publisher: Any) -> None:
    global _publisher
    _publisher = publisher
    publisher.publish = partial(_publish, publisher.publish)


def _restore() -> None:
    global _publisher
    if _publisher is not None:
        del _publisher.publish
    _publisher = None


@contextmanager
def reporting(show: Show, *, captured: bool) -> Iterator[None]:
    """Report the pictures that are displayed inside, and in what is called there, if they are captured."""
    if not captured and _show.get() is None:
        yield
        return
    token = _show.set(show)
    try:
        yield
    finally:
        _show.reset(token)


def _publish(
    publish: Callable[..., Any], data: Mapping[str, Any], *args: Any, update: bool = False, **options: Any
) -> Any:
    show = _show.get()
    pictures = {} if update or show is None else _pictures(data)
    if show is None or not pictures:
        return publish(data, *args, update=update, **options)
    show(pictures)
    return None


def _pictures(data: Mapping[str, Any]) -> dict[str, str]:
    return {kind: _text(data[kind]) for kind in PICTURES if data.get(kind)}


def _text(picture: Any) -> str:
    return base64.b64encode(picture).decode() if isinstance(picture, bytes) else str(picture)
