"""The page under the widget, as notebooks' viewers and converters show it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import html5lib
import mistune
import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter

from agents_widget.transcript.schema import Entry, Patch, Transcript, apply_all
from agents_widget.utf8 import wire_size
from agents_widget.widget.saved_page import bundle

ANSWER = """\
## Part {0}

A paragraph with **bold** words, a [link](https://example.org/{0}) and `code`, as long as those of real
answers are, which go on for a line or two before they come to an end.

- one
- two

| name | count |
|---|---|
| "kettle" | {0} |

```python
def answer() -> int:

    return {0}
```
"""


def run_of(*entries: dict[str, Any]) -> Transcript:
    rows = [{"id": f"e{number}", "agent": "Ada", **entry} for number, entry in enumerate(entries)]
    return Transcript.from_dict({"status": "done", "entries": rows})


def long_answer() -> tuple[Transcript, int]:
    text = "\n".join(ANSWER.format(number) for number in range(120))
    return run_of({"kind": "user", "text": "Hello"}, {"kind": "message", "text": text}), len(text)


def many_tools() -> tuple[Transcript, int]:
    calls = [
        {
            "kind": "tool_call",
            "tool": "search",
            "arguments": json.dumps({"query": f"city {number}", "limit": number}),
            "output": f"result {number}: " + "word " * (8 if number % 4 else 60),
            "started": number,
            "ended": number + 500,
        }
        for number in range(200)
    ]
    end = {"kind": "message", "text": "The end."}
    return run_of(*calls, end), sum(len(call["arguments"]) + len(call["output"]) for call in calls)


def shown(html: str) -> tuple[str, list[str]]:
    """The words and the elements of the static transcript in a page."""
    (section,) = html5lib.parse(html, namespaceHTMLElements=False).iter("section")
    return " ".join("".join(section.itertext()).split()), [element.tag for element in section.iter()]


def notebook(transcript: Transcript) -> Any:
    output = nbformat.v4.new_output("display_data", bundle(transcript, "r1"))
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("run", outputs=[output])])


@pytest.mark.parametrize("make", [long_answer, many_tools])
def test_a_file_carries_little_more_than_what_was_said(make: Callable[[], tuple[Transcript, int]]) -> None:
    transcript, size = make()
    forms = bundle(transcript, "r1")
    assert set(forms) == {"text/html", "text/markdown", "text/plain"}
    assert len(json.dumps(forms, ensure_ascii=False)) < 2.5 * size + 3_000


def test_every_form_of_a_short_run_is_whole() -> None:
    transcript = run_of({"kind": "message", "text": ANSWER.format(1)}, {"kind": "notice", "text": "The end."})
    for form in bundle(transcript, "r1").values():
        assert "Part 1" in form
        assert "The end." in form
        assert "characters in all" not in form


def test_short_forms_of_a_long_run_say_so() -> None:
    answer, size = long_answer()
    assert f"{size:,} characters in all" in bundle(answer, "r1")["text/markdown"]
    assert f"{size:,} characters in all" in bundle(answer, "r1")["text/plain"]
    tools, _ = many_tools()
    assert "175 entries are left out" in bundle(tools, "r1")["text/markdown"]
    assert "The end." in bundle(tools, "r1")["text/markdown"]


@pytest.mark.parametrize("make", [long_answer, many_tools])
def test_converters_show_the_whole(make: Callable[[], tuple[Transcript, int]]) -> None:
    transcript, _ = make()
    page = shown(bundle(transcript, "r1")["text/html"])
    for exporter in (HTMLExporter(), MarkdownExporter()):
        body, _ = exporter.from_notebook_node(notebook(transcript))
        assert shown(body) == page


def test_what_a_message_says_stays_html_in_a_markdown_file() -> None:
    code = "```\nlast = 1\n\n![pixel](https://evil.example/p.png)\n\n \n# no heading\n```"
    transcript = run_of({"kind": "message", "text": code}, {"kind": "tool_call", "output": "a\n\n![x](y)\n"})
    body, _ = MarkdownExporter().from_notebook_node(notebook(transcript))
    read = mistune.create_markdown(escape=False, renderer="ast")
    tokens: Any = read(body)
    assert {token["type"] for token in tokens} <= {"block_code", "block_html", "blank_line"}


LARGE: dict[str, Callable[[int], Entry]] = {
    "text in many bytes": lambda n: Entry(f"e{n}", "message", text="\u4f60\u597d " * 30_000),
    "text that is escaped": lambda n: Entry(f"e{n}", "user", text="\\ " * 45_000),
    "what moves text": lambda n: Entry(f"e{n}", "message", text="\u202e" * 90_000),
    "pictures": lambda n: Entry(
        f"e{n}", "tool_call", tool="plot", state="done", display={"image/png": "A" * 390_000}
    ),
    "errors": lambda n: Entry(f"e{n}", "error", text="\u4f60" * 100_000, traceback="<" * 20_000),
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_of_a_long_run_fits_into_a_message_and_says_where_the_rest_is(
    name: str, language: str
) -> None:
    patches = [Patch("put", ("entries",), LARGE[name](n).to_dict()) for n in range(12)]
    page = bundle(apply_all(Transcript(), patches), "run", language)
    assert wire_size(page) < 2_000_000
    assert re.search(r"\[\d+ (entries are left out|Einträge fehlen): ", page["text/html"])
    assert 'widget.save("run.html")' in page["text/html"]


def test_a_picture_that_the_page_has_no_room_for_is_told() -> None:
    picture = Entry("e1", "tool_call", tool="plot", state="done", display={"image/png": "A" * 500_000})
    page = bundle(apply_all(Transcript(), [Patch("put", ("entries",), picture.to_dict())]))
    assert "The picture is too large for this page" in page["text/html"]
    assert "<img" not in page["text/html"]
