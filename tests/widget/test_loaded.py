"""Which libraries count as loaded, while threads import them."""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import hang
import pytest

from agents_widget.widget import loaded as module
from agents_widget.widget.loaded import loaded

SLOW = """
from agents_widget.widget import loaded as module
module.began.set()
assert module.go_on.wait({seconds})
BaseFigure = dict
"""


def test_a_library_counts_when_its_import_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it goes on the module is there without its names: a result of another tool was lost by that."""
    events: Any = module
    monkeypatch.setattr(events, "began", threading.Event(), raising=False)
    monkeypatch.setattr(events, "go_on", threading.Event(), raising=False)
    (tmp_path / "slow_library.py").write_text(SLOW.format(seconds=hang.SECONDS))
    monkeypatch.syspath_prepend(tmp_path)
    assert loaded("slow_library") is None
    importing = threading.Thread(target=import_module, args=["slow_library"])
    importing.start()
    try:
        assert events.began.wait(hang.SECONDS)
        assert "slow_library" in sys.modules
        assert loaded("slow_library") is None
    finally:
        events.go_on.set()
        importing.join()
    assert loaded("slow_library").BaseFigure is dict
    del sys.modules["slow_library"]
