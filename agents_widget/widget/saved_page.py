"""The static page of a run in a saved notebook: shown without a kernel and without scripts."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeAlias

from ..transcript.export.document import UNFINISHED
from ..transcript.export.html import to_html
from ..transcript.export.languages import words_of
from ..transcript.export.markdown import Form, to_markdown
from ..transcript.export.plain import to_plain
from ..transcript.schema import Transcript
from ..utf8 import sendable_text

# In a reopened notebook the widget's place, perhaps a box's, says "model not found", a text without an
# element: the page stands in for it. A view that is there hides the page (js/src/host/saved-page.ts).
# Children are named one by one: to look for a descendant, a browser would search the whole view again
# whenever it grows.
IN_PLACE = """\
<style>.jp-OutputArea-child:has(+.jp-OutputArea-child>.jp-OutputArea-output>.agw-static):not(
:has(>.jp-OutputArea-output>*)){display:none}</style>
"""

EMPTY = {"text/html": '<section class="agw-static"></section>', "text/plain": ""}
"""A page without anything in it; it stands in for the widget's place, as any other."""

# Notebooks, their viewers and nbconvert show HTML when they can, so that form is whole. The others are
# whole for most runs, but a file need not carry a long one three times.
MARKDOWN_LIMIT = 8_000
"""Characters of the Markdown form, which a PDF is made of."""
PLAIN_LIMIT = 2_000
"""Characters of the plain form, which terminals show."""


LEAST_SECONDS = 5.0
"""The least time between two pages of a run at work."""
BUSY_SHARE = 0.02
"""The part of the time that may go into writing pages of all runs at work together."""
CHARACTERS_PER_SECOND = 20_000
"""What pages of all runs at work may bring: the browser reads them and a shared notebook keeps each one."""

_logger = logging.getLogger(__name__)


class Content(Protocol):
    """What a page shows: a transcript, or another thing that has a status."""

    @property
    def status(self) -> str:
        """How it stands, as a run does."""


WriteForms: TypeAlias = Callable[[Any, str, str], dict[str, str]]
"""Gives the forms of a page by MIME type, of its content, its key and its language."""


class SavedPage:
    """A small display under the widget, rewritten while a run works and when it ends.

    ``key`` tells it from others. ``copy`` gives the transcript as it is, for another thread to read, and
    ``language`` the language of its words; ``write`` writes the page of that. May be used from any thread.
    """

    _scheduled: ClassVar[set[SavedPage]] = set()
    """The pages of this process that wait to be rewritten."""

    def __init__(
        self,
        key: str,
        copy: Callable[[], Content],
        language: Callable[[], str] = str,
        write: WriteForms | None = None,  # by default ``bundle``, which is below
    ) -> None:
        self._key = key
        self._copy = copy
        self._language = language
        self._write: WriteForms = bundle if write is None else write
        self.shown = False
        """Whether it is displayed anywhere."""
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_behind = False
        """Whether something changed since the timer was started, or its page was begun."""
        self._due = 0.0

    def show(self, content: Content) -> None:
        """Display the page below what the cell shows already."""
        from IPython.display import display

        display(self._forms(content), raw=True, display_id=self._key)  # type: ignore[no-untyped-call]
        self.shown = True
        self._due = time.monotonic() + LEAST_SECONDS

    def update(self, content: Content) -> None:
        """Rewrite the page wherever it is displayed; it is the last one until the run goes on."""
        with self._lock:
            self._cancel()
            self._send(self._forms(content))

    def update_soon(self) -> None:
        """Rewrite the page when that is due, on a thread of its own: a kernel that has died no longer can.

        Where no thread can start, as in a browser's Python, the page waits for the run's end.
        """
        self._is_behind = True
        if self._timer is None and self.shown:
            with self._lock:
                self._start_timer()

    def empty(self) -> None:
        """Leave nothing of the page: nobody sees the run there any more."""
        self.close()
        self._send(EMPTY)

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
            content = self._copy()
            page = self._forms(content)
            size = sum(map(len, page.values()))
            with self._lock:
                # Else a later page was written meanwhile, or will be: the run has ended.
                if self._timer is timer and content.status in UNFINISHED:
                    self._send(page)
        except Exception:  # nobody would see it, and the run's end writes the page
            _logger.debug("The page of a run at work could not be written.", exc_info=True)
        self._due = time.monotonic() + self._seconds_until_next(time.thread_time() - began, size)
        with self._lock:
            if self._timer is timer:
                self._timer = None
                self._scheduled.discard(self)
                if self._is_behind:
                    self._start_timer()

    def _seconds_until_next(self, busy: float, size: int) -> float:
        """Give the time to the next page: those of many runs together cost no more than those of one."""
        pages = max(1, len(self._scheduled))
        return max(LEAST_SECONDS, pages * max(busy / BUSY_SHARE, size / CHARACTERS_PER_SECOND))

    def _start_timer(self) -> None:
        timer = threading.Timer(max(0.0, self._due - time.monotonic()), self._update_now)
        timer.daemon = True
        with contextlib.suppress(RuntimeError):
            timer.start()
            self._timer = timer
            self._scheduled.add(self)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._scheduled.discard(self)

    def _forms(self, content: Content) -> dict[str, str]:
        return self._write(content, self._key, self._language())

    def _send(self, page: dict[str, str]) -> None:
        from IPython.display import update_display

        update_display(page, raw=True, display_id=self._key)  # type: ignore[no-untyped-call]


def bundle(transcript: Transcript, run: str = "", language: str = "") -> dict[str, str]:
    """Give the page of a run as HTML without script, Markdown and plain text, by MIME type."""
    words = words_of(language)
    forms = {
        "text/html": IN_PLACE + to_html(transcript, run, words=words),
        "text/markdown": to_markdown(transcript, MARKDOWN_LIMIT, Form(words=words)),
        "text/plain": to_plain(transcript, PLAIN_LIMIT, words),
    }
    return {kind: sendable_text(form) for kind, form in forms.items()}
