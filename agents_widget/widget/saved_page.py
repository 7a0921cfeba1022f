"""The static page of a run in a saved notebook: shown without a kernel and without scripts."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable

from ..transcript.export.document import UNFINISHED
from ..transcript.export.html import to_html
from ..transcript.export.markdown import to_markdown
from ..transcript.export.plain import to_plain
from ..transcript.schema import Transcript
from ..utf8 import sendable_text

# In a reopened notebook the widget's place says "model not found": the page stands in for it. A view that is
# there hides the page (js/src/host/saved-page.ts). Children are named one by one: to look for a descendant,
# a browser would search the whole view again whenever it grows.
_IN_PLACE = """\
<style>.jp-OutputArea-child:has(+.jp-OutputArea-child>.jp-OutputArea-output>.agw-static):not(
:has(>*>*>.agw,>*>*>*>.agw)){display:none}</style>
"""

# Notebooks, their viewers and nbconvert show HTML when they can, so that form is whole. The others are
# whole for most runs, but a file need not carry a long one three times.
MARKDOWN_LIMIT = 8_000
"""Characters of the Markdown form, which a PDF is made of."""
PLAIN_LIMIT = 2_000
"""Characters of the plain form, which terminals show."""


LEAST_SECONDS = 5.0
"""The least time between two pages of a run at work."""
BUSY_SHARE = 0.02
"""The part of the time that may go into writing pages of a run at work."""
CHARACTERS_PER_SECOND = 20_000
"""What pages of a run at work may bring: the browser reads them and a shared notebook keeps each one."""

_logger = logging.getLogger(__name__)


class SavedPage:
    """A small display under the widget, rewritten while a run works and when it ends.

    ``key`` tells it from others. ``copy`` gives the transcript as it is, for another thread to read. May be
    used from any thread.
    """

    def __init__(self, key: str, copy: Callable[[], Transcript]) -> None:
        self._key = key
        self._copy = copy
        self.shown = False
        """Whether it is displayed anywhere."""
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_behind = False
        """Whether something changed since the timer was started, or its page was begun."""
        self._due = 0.0

    def show(self, transcript: Transcript) -> None:
        """Display the page below what the cell shows already."""
        from IPython.display import display

        display(bundle(transcript, self._key), raw=True, display_id=self._key)  # type: ignore[no-untyped-call]
        self.shown = True
        self._due = time.monotonic() + LEAST_SECONDS

    def update(self, transcript: Transcript) -> None:
        """Rewrite the page wherever it is displayed; it is the last one until the run goes on."""
        with self._lock:
            self._cancel()
            self._send(bundle(transcript, self._key))

    def update_soon(self) -> None:
        """Rewrite the page when that is due, on a thread of its own: a kernel that has died no longer can.

        Where no thread can start, as in a browser's Python, the page waits for the run's end.
        """
        self._is_behind = True
        if self._timer is None and self.shown:
            with self._lock:
                self._start_timer()

    def close(self) -> None:
        """Rewrite it no more."""
        with self._lock:
            self.shown = False
            self._cancel()

    def _update_now(self) -> None:
        timer = threading.current_thread()
        self._is_behind = False
        began = time.thread_time()
        size = 0
        try:
            transcript = self._copy()
            page = bundle(transcript, self._key)
            size = sum(map(len, page.values()))
            with self._lock:
                # Else a later page was written meanwhile, or will be: the run has ended.
                if self._timer is timer and transcript.status in UNFINISHED:
                    self._send(page)
        except Exception:  # nobody would see it, and the run's end writes the page
            _logger.debug("The page of a run at work could not be written.", exc_info=True)
        busy = time.thread_time() - began
        wait = max(LEAST_SECONDS, busy / BUSY_SHARE, size / CHARACTERS_PER_SECOND)
        self._due = time.monotonic() + wait
        with self._lock:
            if self._timer is timer:
                self._timer = None
                if self._is_behind:
                    self._start_timer()

    def _start_timer(self) -> None:
        timer = threading.Timer(max(0.0, self._due - time.monotonic()), self._update_now)
        timer.daemon = True
        with contextlib.suppress(RuntimeError):
            timer.start()
            self._timer = timer

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self, page: dict[str, str]) -> None:
        from IPython.display import update_display

        update_display(page, raw=True, display_id=self._key)  # type: ignore[no-untyped-call]


def bundle(transcript: Transcript, run: str = "") -> dict[str, str]:
    """Give the page of a run as HTML without script, Markdown and plain text, by MIME type."""
    forms = {
        "text/html": _IN_PLACE + to_html(transcript, run),
        "text/markdown": to_markdown(transcript, MARKDOWN_LIMIT),
        "text/plain": to_plain(transcript, PLAIN_LIMIT),
    }
    return {kind: sendable_text(form) for kind, form in forms.items()}
