"""The page of a run in a saved notebook, written while the run works: how often, and by whom."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import hang
import pytest
from IPython.core.interactiveshell import InteractiveShell

from agents_widget.transcript.schema import Patch, Transcript, apply
from agents_widget.widget import saved_page
from agents_widget.widget.saved_page import SavedPage


class Notebook:
    """What a notebook was told to show."""

    def __init__(self) -> None:
        self.pages: list[dict[str, str]] = []
        self._changed = threading.Condition()

    def publish(self, data: dict[str, str], **options: Any) -> None:
        """Take a page."""
        with self._changed:
            self.pages.append(data)
            self._changed.notify_all()

    def wait_for(self, count: int) -> str:
        """Wait for so many pages and give the HTML of the last one."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.pages) >= count, hang.SECONDS)
            return self.pages[-1]["text/html"]


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    notebook = Notebook()
    shell = InteractiveShell.instance()
    monkeypatch.setattr(shell.display_pub, "publish", notebook.publish)
    yield notebook
    InteractiveShell.clear_instance()


@pytest.fixture
def transcript() -> Transcript:
    transcript = Transcript()
    apply(transcript, Patch("put", ("entries",), {"id": "e1", "kind": "message", "text": "Once"}))
    return transcript


def say(transcript: Transcript, text: str) -> None:
    apply(transcript, Patch("append", ("entries", "e1", "text"), text))


def threads() -> list[threading.Timer]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def shown(transcript: Transcript, seconds: float, monkeypatch: pytest.MonkeyPatch) -> SavedPage:
    monkeypatch.setattr(saved_page, "LEAST_SECONDS", seconds)
    page = SavedPage("agw-1", transcript.copy)
    page.show(transcript)
    return page


def test_what_changed_is_written_while_the_run_works(
    notebook: Notebook, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(transcript, 0.0, monkeypatch)
    say(transcript, " upon")
    page.update_soon()
    assert "Once upon" in notebook.wait_for(2)
    assert 'data-status="running"' in notebook.pages[-1]["text/html"]


def test_many_changes_are_one_page(
    notebook: Notebook, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(transcript, 3600.0, monkeypatch)
    for _ in range(100):
        page.update_soon()
    assert len(threads()) == 1
    page.update(transcript)
    assert len(notebook.pages) == 2
    page.close()


def test_the_end_is_the_last_page(
    notebook: Notebook, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is being written when the run ends is thrown away."""
    reading, go_on = threading.Event(), threading.Event()

    def slow_copy() -> Transcript:
        reading.set()
        assert go_on.wait(hang.SECONDS)
        return Transcript()

    page = shown(transcript, 0.0, monkeypatch)
    monkeypatch.setattr(page, "_copy", slow_copy)
    page.update_soon()
    assert reading.wait(hang.SECONDS)
    [writer] = threads()
    apply(transcript, Patch("set", ("status",), "done"))
    page.update(transcript)
    go_on.set()
    writer.join(hang.SECONDS)
    assert len(notebook.pages) == 2
    assert 'data-status="done"' in notebook.pages[-1]["text/html"]


@pytest.mark.parametrize("stop", [SavedPage.close, lambda page: None])
def test_nothing_is_written_where_nothing_is_shown(
    notebook: Notebook,
    transcript: Transcript,
    stop: Callable[[SavedPage], None],
) -> None:
    page = SavedPage("agw-1", transcript.copy)
    stop(page)
    page.update_soon()
    assert threads() == []
    assert notebook.pages == []


def test_a_long_page_is_written_less_often(
    notebook: Notebook, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(transcript, 0.0, monkeypatch)
    say(transcript, "word " * 18_000)
    page.update_soon()
    [writer] = threads() or [threading.current_thread()]
    notebook.wait_for(2)
    if writer is not threading.current_thread():
        writer.join(hang.SECONDS)
    page.update_soon()
    [later] = threads()
    assert isinstance(later, threading.Timer)
    assert later.interval > 4
    page.close()


def test_the_pages_of_many_runs_cost_no_more_than_those_of_one(
    notebook: Notebook, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [shown(transcript, 3600.0, monkeypatch) for _ in range(50)]
    monkeypatch.setattr(saved_page, "LEAST_SECONDS", 5.0)
    for page in pages:
        page.update_soon()
    assert pages[0]._seconds_until_next(busy=0.001, size=10_000) == 25.0
    for page in pages[1:]:
        page.close()
    assert pages[0]._seconds_until_next(busy=0.001, size=10_000) == 5.0
    pages[0].close()
    assert not SavedPage._scheduled


def test_a_host_that_cannot_be_written_to_harms_nobody(
    notebook: Notebook,
    transcript: Transcript,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    page = shown(transcript, 0.0, monkeypatch)
    failed = threading.Event()

    def fail(data: dict[str, str], **options: Any) -> None:
        failed.set()
        raise LookupError("shell_parent")

    monkeypatch.setattr(InteractiveShell.instance().display_pub, "publish", fail)
    page.update_soon()
    assert failed.wait(hang.SECONDS)
    for writer in threads():
        writer.join(hang.SECONDS)
    assert capfd.readouterr().err == ""
    monkeypatch.setattr(InteractiveShell.instance().display_pub, "publish", notebook.publish)
    page.update_soon()
    notebook.wait_for(2)
