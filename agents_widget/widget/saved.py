"""What a saved notebook shows of a run when the widget's kernel is gone: a page without a script."""

from __future__ import annotations

from typing import Any

from ..transcript.export import bundle
from ..transcript.transcript import Transcript

# The page stands in for a widget that is not there; beside one that is, only the widget shows.
BESIDE_A_VIEW = (
    "<style>"
    ".jp-OutputArea-child:has(.agw):has(+.jp-OutputArea-child .agw-static){display:flex!important}"
    ".jp-OutputArea-child:has(.agw)+.jp-OutputArea-child:has(.agw-static){display:none!important}"
    "</style>"
)

PLAIN_LIMIT = 2_000
"""Characters of the plain form that are kept."""


class SavedPage:
    """A small display under the widget, rewritten when a run ends. ``key`` tells it from others."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._shown = False

    def show(self, transcript: Transcript) -> None:
        """Display the page below what the cell shows already."""
        from IPython.display import display

        display(self._bundle(transcript), raw=True, display_id=self._key)  # type: ignore[no-untyped-call]
        self._shown = True

    def update(self, transcript: Transcript) -> None:
        """Rewrite the page wherever it is displayed."""
        from IPython.display import update_display

        if self._shown:
            update_display(self._bundle(transcript), raw=True, display_id=self._key)  # type: ignore[no-untyped-call]

    def _bundle(self, transcript: Transcript) -> dict[str, Any]:
        forms = bundle(transcript, self._key)
        return {
            "text/html": BESIDE_A_VIEW + forms["text/html"],
            "text/markdown": forms["text/markdown"],
            # Where a notebook shows neither of the two, it is a terminal; the file need not carry all thrice.
            "text/plain": forms["text/plain"][:PLAIN_LIMIT],
        }
