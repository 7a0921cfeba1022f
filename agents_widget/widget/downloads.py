"""The files that a view downloads: the run in one of the formats of ``save``."""

from __future__ import annotations

import base64
import tempfile
import threading
from pathlib import Path

from ..transcript.tape import Tape
from .channel import Send
from .pdf import print_to_pdf, require_browser
from .save import content_of

FILES = {
    "report": "report.html",
    "pdf": "report.pdf",
    "html": "run.html",
    "markdown": "run.md",
    "jsonl": "run.jsonl",
}
"""The files that the view offers, by the format that it asks for."""
PIECE = 300_000
"""Characters of a file in one message, which may have 2 MB: a character is six bytes of JSON at most."""


class Downloads:
    """Sends files in pieces that fit in a message; one that is printed when the browser is done."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def check(self, file: str) -> None:
        """Raise ``RuntimeError`` for a file that cannot be made here, ``LookupError`` for no format."""
        if Path(FILES[file]).suffix == ".pdf":
            require_browser()

    def send(self, tape: Tape, file: str, language: str = "") -> None:
        """Send the run as a file in the words of a language: a PDF in base64, later, any other now."""
        self.check(file)
        name = FILES[file]
        content = content_of(tape, name, language)
        if not name.endswith(".pdf"):
            self._send_pieces(name, content)
            return
        thread = threading.Thread(target=self._send_pdf, args=(name, content), daemon=True)
        thread.start()  # it takes seconds

    def _send_pdf(self, name: str, page: str) -> None:
        try:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                path = Path(folder, name)
                print_to_pdf(page, path)
                pdf = path.read_bytes()
        except (OSError, RuntimeError) as error:
            self._send({"type": "export", "name": name, "text": "", "more": False, "problem": str(error)})
        else:
            self._send_pieces(name, base64.b64encode(pdf).decode())

    def _send_pieces(self, name: str, text: str) -> None:
        for start in range(0, len(text), PIECE):
            more = start + PIECE < len(text)
            self._send({"type": "export", "name": name, "text": text[start : start + PIECE], "more": more})
