"""``save``: which file holds what, and what is said when it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import agents_widget
from agents_widget import Agent, AgentWidget, DemoModel, function_tool, save, watch
from agents_widget.agents.testing import call
from agents_widget.widget import pdf

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


@function_tool
def draw() -> bytes:
    """Draw a figure."""
    return PNG


async def answered(question: str, *answers: Any) -> AgentWidget:
    model = DemoModel([*answers], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[draw], model=model), question)
    await widget
    return widget


def is_report(path: Path) -> bool:
    return "<script" not in path.read_text(encoding="utf-8")


async def test_the_name_tells_a_report_from_the_interactive_page(tmp_path: Path) -> None:
    widget = await answered("Hello", "Hi")
    assert is_report(widget.save(tmp_path / "report.html"))
    assert is_report(widget.save(str(tmp_path / "Weekly Report.HTML")))
    assert not is_report(widget.save(tmp_path / "run.html"))
    assert is_report(widget.save(tmp_path / "run.html", report=True))
    assert not is_report(widget.save(tmp_path / "report.html", report=False))
    assert is_report(agents_widget.save(widget, tmp_path / "report.html"))


async def test_several_runs_become_one_report_with_a_table_of_contents(tmp_path: Path) -> None:
    runs = [
        await answered("Sales?\nAll of them", "Good"),
        await answered("Trips?", "Two"),
        await answered("Trips?", "3"),
    ]
    runs[1].annotate(runs[1].transcript.entries[-1], "For the talk")
    page = save(runs, tmp_path / "weekly.html").read_text(encoding="utf-8")
    for number, title in enumerate(["Sales?", "Trips?", "Trips? (2)"], 1):
        assert f'href="#run-{number}"' in page
        assert f'<article id="run-{number}">\n<h2>{title}</h2>' in page
    answer = runs[1].transcript.entries[-1].id
    assert f'<li class=note><a href="#run-2-{answer}">For the talk</a>' in page
    assert f'id="run-2-{answer}"' in page


async def test_titles_recordings_and_generators_are_taken(tmp_path: Path) -> None:
    widget = await answered("Hello", "Hi")
    recording = widget.save(tmp_path / "run.jsonl")
    page = save({"Paris <b>": widget, "Rome": recording}, tmp_path / "report.html").read_text(
        encoding="utf-8"
    )
    assert "<h2>Paris &lt;b&gt;</h2>" in page
    assert "<h2>Rome</h2>" in page
    text = save((run for run in [widget.tape, str(recording)]), tmp_path / "runs.md").read_text(
        encoding="utf-8"
    )
    assert text.startswith("# 2 runs\n\n1. [Hello](#run-1)\n2. [Hello (2)](#run-2)")


async def test_the_language_of_the_widget_is_that_of_its_files(tmp_path: Path) -> None:
    widget = await answered("Hallo", "Guten Tag")
    widget.language = "de"
    page = widget.save(tmp_path / "run.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert '"words-de":' in page
    report = widget.save(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<strong>Sie</strong>" in report
    assert (
        save([widget, widget], tmp_path / "runs.md", language="ja")
        .read_text(encoding="utf-8")
        .startswith("# 2 件の実行")
    )


@pytest.mark.parametrize("name", ["report.html", "run.md"])
async def test_figures_and_structured_answers_are_in_it(name: str, tmp_path: Path) -> None:
    records = json.dumps([{"city": "Rome", "days": 2}, {"city": "Oslo", "days": 1}])

    @function_tool
    def trips() -> Any:
        """List the trips."""
        return json.loads(records)

    model = DemoModel([[call("draw"), call("trips")], "Done"], tokens_per_second=None)
    widget = watch(Agent(name="Clerk", tools=[draw, trips], model=model), "Hello")
    await widget
    content = widget.save(tmp_path / name).read_text(encoding="utf-8")
    assert "data:image/png;base64,iVBORw0KGgo" in content
    assert "<th>city<th>days<tr><td>Rome<td>2" in content or "| Rome | 2 |\n| Oslo | 1 |" in content


async def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    widget = await answered("Hello", "Hi")
    with pytest.raises(ValueError, match=r"holds one run, and these are 2.*a report \(\.html"):
        save([widget, widget], tmp_path / "runs.jsonl")
    with pytest.raises(ValueError, match="got no runs"):
        save([], tmp_path / "report.html")
    unknown: Any = [3]
    with pytest.raises(TypeError, match="Expected a widget"):
        save(unknown, tmp_path / "report.html")
    with pytest.raises(ValueError, match=r"\.html, \.pdf, \.md, \.jsonl"):
        widget.save(tmp_path / "run.docx")


async def test_a_pdf_without_a_browser_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = await answered("Hello", "Hi")
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(RuntimeError, match="Install Chromium, Chrome or Edge"):
        widget.save(tmp_path / "run.pdf")
    assert not (tmp_path / "run.pdf").exists()
