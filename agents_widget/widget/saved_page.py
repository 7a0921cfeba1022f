"""The static page of a run in a saved notebook: shown without a kernel and without scripts."""

from __future__ import annotations

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


class SavedPage:
    """A small display under the widget, rewritten when a run ends. ``key`` tells it from others."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.shown = False
        """Whether it is displayed anywhere."""

    def show(self, transcript: Transcript) -> None:
        """Display the page below what the cell shows already."""
        from IPython.display import display

        display(bundle(transcript, self._key), raw=True, display_id=self._key)  # type: ignore[no-untyped-call]
        self.shown = True

    def update(self, transcript: Transcript) -> None:
        """Rewrite the page wherever it is displayed."""
        from IPython.display import update_display

        update_display(bundle(transcript, self._key), raw=True, display_id=self._key)  # type: ignore[no-untyped-call]


def bundle(transcript: Transcript, run: str = "") -> dict[str, str]:
    """Give the page of a run as HTML without script, Markdown and plain text, by MIME type."""
    forms = {
        "text/html": _IN_PLACE + to_html(transcript, run),
        "text/markdown": to_markdown(transcript, MARKDOWN_LIMIT),
        "text/plain": to_plain(transcript, PLAIN_LIMIT),
    }
    return {kind: sendable_text(form) for kind, form in forms.items()}
