"""The static forms of a transcript: what they show, and where they end."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pandas
import pytest

from agents_widget.transcript.export import message_markup
from agents_widget.transcript.export.document import Block, TextBlock, blocks_of, render_within
from agents_widget.transcript.export.html import SIZE_LIMIT, to_html
from agents_widget.transcript.export.markdown import to_markdown
from agents_widget.transcript.export.plain import to_plain
from agents_widget.transcript.schema import Transcript
from agents_widget.transcript.tool_outputs import TABLE_TYPE

TESTS = Path(__file__).parents[2]


def vector(name: str) -> Transcript:
    text = (TESTS / "vectors" / f"{name}.json").read_text(encoding="utf-8")
    return Transcript.from_dict(json.loads(text)["transcript"])


def transcript_of(*entries: dict[str, Any], **facts: Any) -> Transcript:
    rows = [{"id": f"e{number}", **entry} for number, entry in enumerate(entries, 1)]
    return Transcript.from_dict({"status": "done", "entries": rows, **facts})


def forms(transcript: Transcript) -> dict[str, str]:
    return {
        "text/html": to_html(transcript),
        "text/markdown": to_markdown(transcript),
        "text/plain": to_plain(transcript),
    }


def parsed(html: str) -> Element:
    """The document a browser makes of it."""
    return html5lib.parse(f"<body>{html}", namespaceHTMLElements=False)


def text_of(element: Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("path", sorted((TESTS / "vectors").glob("*.json")), ids=lambda path: path.stem)
def test_every_form_tells_the_story(path: Path) -> None:
    transcript = vector(path.stem)
    shown = {
        kind: text_of(parsed(text)) if kind == "text/html" else text
        for kind, text in forms(transcript).items()
    }

    for entry in transcript.entries:
        tool = entry.tool if entry.kind == "tool_call" else entry.target
        expected = set(re.findall("[a-z]{4,}", f"{entry.text} {entry.output} {tool} {entry.guardrail}")) - {
            "python"
        }
        for kind, text in shown.items():
            assert not {word for word in expected if word not in text}, kind


def test_tool_calls_in_a_row_are_one_table() -> None:
    html, markdown = to_html(vector("two_parallel_tools")), to_markdown(vector("two_parallel_tools"))
    (table,) = parsed(html).iter("table")

    rows = [[text_of(cell).strip() for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["Tool", "Arguments", "Result", "State", "Time"],
        ["weather", '{"city": "Rome"}', "21", "done", "40 ms"],
        ["weather", '{"city": "Oslo"}', "9", "done", "30 ms"],
    ]
    assert '| weather | `{"city": "Oslo"}` | `9` | done | 30 ms |' in markdown


def test_plain_text_reads_like_a_protocol() -> None:
    assert to_plain(vector("nested_agent")) == (
        "Done · Ada, Scholar · test-model · 116 tokens · 390 ms\n\n"
        "You:\n    Hello\n\n"
        'Ada called research({"input": "tides"}): done, 200 ms\n'
        "    The moon.\n"
        '    Scholar called search({"q": "tides"}): done, 20 ms\n'
        "        moon\n"
        "    Scholar:\n"
        "        The moon.\n\n"
        "Ada:\n    It is the moon.\n"
    )


def test_an_agent_s_work_inside_a_tool_is_folded() -> None:
    (details,) = parsed(to_html(vector("nested_agent"))).iter("details")

    assert "Inside research: 2 steps" in text_of(details)
    assert "> | search | `" in to_markdown(vector("nested_agent"))


def test_what_was_taken_back_is_struck_out_with_its_reason() -> None:
    html = to_html(vector("output_guardrail"))

    assert [text_of(struck).strip() for struck in parsed(html).iter("del")] == ["The code is 1234."]
    assert "Guardrail no_secrets: It names a code." in text_of(parsed(html))
    assert "**Ada** (retracted)" in to_markdown(vector("output_guardrail"))


def test_a_handoff_says_who_whom_and_why() -> None:
    for text in forms(vector("handoff")).values():
        said = text_of(parsed(text)) if "<section" in text else text
        assert 'Triage handed over to Refunds with {"reason": "charged twice"}' in said


def test_an_error_says_what_to_do() -> None:
    transcript = transcript_of(
        {
            "kind": "error",
            "error": "ValueError",
            "text": "no",
            "hint": "Try again.",
            "traceback": "File x, line 1",
        }
    )

    for text in forms(transcript).values():
        assert all(words in text for words in ("ValueError", "no", "Try again.", "File x"))


def test_markdown_is_rendered() -> None:
    root = parsed(to_html(vector("markdown")))

    assert [text_of(title) for title in root.iter("h1")] == ["Title"]
    assert [text_of(cell) for cell in root.iter("th")] == ["a", "b"]
    assert [text_of(code).strip() for code in root.iter("pre")] == ["print('hi')"]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Hello", "ltr"),
        ("**שלום** world", "rtl"),
        ("3 + مرحبا", "rtl"),
        ("The word שלום", "ltr"),
        ("42", "ltr"),
    ],
)
def test_a_message_has_the_direction_of_its_first_letter(text: str, direction: str) -> None:
    """Whatever the name above it is written in."""
    page = parsed(to_html(transcript_of({"kind": "message", "agent": "Ada", "text": text})))
    (message,) = page.iterfind(".//*[@data-kind='message']")
    assert message.get("dir") == direction


def test_an_image_is_a_link_that_names_its_host() -> None:
    text = "![a cat](https://cats.example/cat.png) and [more](https://cats.example)"
    root = parsed(to_html(transcript_of({"kind": "message", "text": text})))

    assert [(text_of(link), link.get("href"), link.get("rel")) for link in root.iter("a")] == [
        ("Image: a cat (cats.example)", "https://cats.example/cat.png", "noopener noreferrer"),
        ("more", "https://cats.example", "noopener noreferrer"),
    ]


def test_an_image_in_a_link_is_the_text_of_that_link() -> None:
    inner = "Image: badge (i.example)"
    written = message_markup.html("[![badge](https://i.example/b.svg) x](https://l.example)")
    assert written == f'<p><a href="https://l.example" rel="noopener noreferrer">{inner} x</a></p>\n'

    # A link that is not shown leads nowhere: there the image keeps its own.
    written = message_markup.html("[![badge](https://i.example/b.svg)](javascript:x)")
    assert written == f'<p><a href="https://i.example/b.svg" rel="noopener noreferrer">{inner}</a></p>\n'


def test_a_picture_a_tool_made_is_shown() -> None:
    calls = [
        {"kind": "tool_call", "tool": "plot", "display": display}
        for display in (
            {"image/png": "iVBORw0KGgo=", "text/html": "<b>no</b>"},
            {"image/png": '" onerror="window.pwned=1'},
            {"image/svg+xml": "<svg/>"},
            {"image/png": "A" * 1_000_000},
        )
    ]
    root = parsed(to_html(transcript_of(*calls)))

    assert [image.attrib for image in root.iter("img")] == [
        {"alt": "Result of plot", "src": "data:image/png;base64,iVBORw0KGgo="}
    ]


def test_a_table_a_tool_gave_is_shown_as_one() -> None:
    frame = pandas.DataFrame({("t", "low"): [9, 12], ("t", "high"): [21, 30]}, index=["Oslo", "<b>Rome</b>"])
    displays = [
        {"text/html": str(frame.to_html())},
        {"text/html": "<p>no rows</p>"},
        {"text/html": f"<table>{'<tr><td>cell' * 40}<script>1</script></table> 40 rows"},
        {"text/html": "<table>" + f"<tr><td>{'cell' * 100}" * 1_000 + "</table>"},
    ]
    calls = [{"kind": "tool_call", "tool": "look", "output": "as text", "display": each} for each in displays]
    rows = list(parsed(to_html(transcript_of(*calls))).iter("tr"))
    cells = [text_of(row[2]) for row in rows if len(row) == 5][1:]
    assert cells == ["table", "as text", "table", "table"]

    # A row of its own has room for it, and what there is no room for can be scrolled to.
    results = [row[0] for row in rows if row[0].attrib.get("colspan") == "5"]
    assert all(result[0].attrib == {"style": "overflow-x:auto"} for result in results)
    (table,) = results[0].iter("table")
    assert table.attrib == {"style": "min-width:12em"}
    assert [[(cell.tag, text_of(cell), cell.attrib) for cell in row] for row in table.iter("tr")] == [
        [("th", "", {}), ("th", "t", {"colspan": "2"})],
        [("th", "", {}), ("th", "low", {}), ("th", "high", {})],
        [("th", "Oslo", {}), ("td", "9", {}), ("td", "21", {})],
        [("th", "<b>Rome</b>", {}), ("td", "12", {}), ("td", "30", {})],
    ]
    (folded,) = results[1].iter("details")
    assert text_of(folded) == "40 rows" + "cell" * 40 + " 40 rows"
    assert text_of(results[2]).endswith("cell[...]")


def test_every_form_has_an_end() -> None:
    long = {"kind": "message", "agent": "Ada", "text": "word " * 100_000}
    call = {"kind": "tool_call", "tool": "read", "output": "x" * 20_000, "output_size": 10**8}
    transcript = transcript_of(*[long, call] * 40, {"kind": "notice", "text": "The end."})
    every = forms(transcript)

    assert len(every["text/html"]) < SIZE_LIMIT + 10_000
    assert "entries are left out" in every["text/html"]
    assert "500,000 characters in all" in every["text/html"]
    assert "100,000,000 characters in all" in every["text/markdown"]
    assert all("The end." in text for text in every.values())


def test_what_there_is_no_room_for_is_not_written() -> None:
    messages = [{"kind": "message", "text": "word " * 20_000}] * 50
    rendered: list[Block] = []

    def render(block: Block) -> str:
        rendered.append(block)
        return block.text if isinstance(block, TextBlock) else block.sentence

    parts = list(render_within(blocks_of(transcript_of(*messages)), render, 250_000))
    assert [len(part) for part in parts[:-1]] == [100_000, 100_000]
    assert parts[-1].startswith("[48 entries are left out")
    assert len(rendered) == len(parts)


def test_half_a_pair_of_surrogates_can_be_written() -> None:
    """A page is UTF-8. A view need not look for them: a browser shows them so by itself."""
    transcript = transcript_of({"kind": "message", "text": "a\ud83dz"}, {"kind": "notice", "text": "\ude42"})

    for text in forms(transcript).values():
        assert "a\ufffdz" in text
        assert text.encode("utf-8")


RECORDS = {
    "columns": [{"name": "sku", "kind": "text"}, {"name": "<b>", "kind": "number"}],
    "rows": [["<i>", 1.5], [None, 2]],
    "total": 2,
}


def page_with_table(form: str) -> str:
    """The page of a run with a tool whose result is a table."""
    call = {"kind": "tool_call", "tool": "look", "output": "[...]", "summary": "2 items"}
    return to_html(transcript_of({**call, "display": {TABLE_TYPE: form}}))


def test_flat_records_are_a_table_in_a_saved_page() -> None:
    page = page_with_table(json.dumps(RECORDS))
    assert "<tr><th>sku<th>&lt;b&gt;<tr><td>&lt;i&gt;<td>1.5<tr><td><td>2</table>" in page
    assert '<td style="text-align:left">2 items' in page


def test_a_saved_page_says_how_many_rows_a_table_has() -> None:
    rows = [[f"Item {number}", number] for number in range(500)]
    page = page_with_table(json.dumps({**RECORDS, "rows": rows, "total": 1_000_000}))
    assert "<summary>500 rows</summary>" in page
    assert "[The first 500 of 1,000,000 rows]" in page
    wide = page_with_table(json.dumps({**RECORDS, "rows": [["x" * 400, 1]] * 500, "total": 500}))
    assert re.search(r"\[The first \d+ of 500 rows\]", wide)
    assert len(wide) < 40_000


@pytest.mark.parametrize("form", ["", "{", "[]", "{}", '{"columns": [1], "rows": [], "total": 0}'])
def test_a_table_of_another_shape_is_left_out(form: str) -> None:
    assert "<code>[...]</code>" in page_with_table(form)


def test_a_structured_answer_is_a_table_in_a_saved_page() -> None:
    display = {TABLE_TYPE: json.dumps(RECORDS)}
    answer = {"kind": "message", "text": '[{"sku": 1}]', "format": "json", "display": display}
    page = to_html(transcript_of(answer))
    assert "<th>sku" in page
    assert "<summary>JSON</summary>" in page
